"""`reports.v1`: the engine still writes what the book reads."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import get_args

import orjson
import pytest

from services.paper_engine.domain.matching import Cancel, Expire, Fill, Reject, Trail, Trigger
from services.paper_engine.domain.proposal import Proposal
from services.paper_engine.domain.reason import Ending
from services.paper_engine.handlers.translate import report_of
from shared.contracts.executions import ExecutionReport
from shared.kernel.enums import OrderType, Side
from tests.support.clock import MONDAY
from tests.support.golden import expect_golden, golden, names
from tests.support.paper_engine import a_quote, an_order, decided

STREAM = "reports.v1"


def the_reports() -> Mapping[str, ExecutionReport]:
    """One of each kind, as the engine would propose it."""
    market, quote = an_order(), a_quote(bid_size="300", ask_size="200")
    fill = decided(market, quote, arrival=True)
    assert isinstance(fill, Fill)
    trailing = an_order(Side.SELL, OrderType.TRAILING_STOP, trail="2")
    proposals = [
        Proposal(market, fill, quote, MONDAY),
        Proposal(trailing, Trail(Decimal("105.00")), quote, MONDAY),
        Proposal(trailing, Trigger(), quote, MONDAY),
        Proposal(market, Cancel(Ending.FOK_UNFILLED, "Not all of it on one quote."), quote, MONDAY),
        Proposal(market, Expire(Ending.TIME_IN_FORCE_ENDED, "The session ended."), None, MONDAY),
        Proposal(market, Reject(Ending.UNKNOWN_FILL_MODEL, "No such fill model."), None, MONDAY),
    ]
    return {proposal.kind: report_of(proposal) for proposal in proposals}


def test_there_is_a_report_and_a_golden_file_for_each_kind() -> None:
    kinds = set(get_args(ExecutionReport.model_fields["kind"].annotation))

    assert set(the_reports()) == names(STREAM) == kinds


@pytest.mark.parametrize("kind", sorted(the_reports()))
def test_the_engine_still_writes_what_the_book_reads(kind: str) -> None:
    report = the_reports()[kind]

    expect_golden(STREAM, kind, report.model_dump_json().encode())
    assert ExecutionReport.model_validate_json(golden(STREAM, kind)) == report


@pytest.mark.parametrize("kind", sorted(the_reports()))
def test_the_book_ignores_what_it_does_not_know(kind: str) -> None:
    body = {**orjson.loads(golden(STREAM, kind)), "added_later": 1}

    assert ExecutionReport.model_validate_json(orjson.dumps(body)) == the_reports()[kind]
