import json
from uuid import uuid4

from services.gateway.domain.portfolio_state import PortfolioState
from services.gateway.handlers.live.portfolios import update_from_snapshot, update_from_stream
from shared.contracts.portfolio import PortfolioData, PortfolioUpdate
from tests.support.gateway import (
    a_position,
    a_round_trip,
    figures,
    portfolio_update,
)


def apply(state: PortfolioState, update: PortfolioUpdate) -> bool:
    return state.apply(update_from_stream(update.model_dump_json().encode()))


def shown(state: PortfolioState) -> PortfolioData:
    return PortfolioData.model_validate_json(state.snapshot())


def test_a_full_update_and_the_deltas_after_it_make_the_newest_snapshot() -> None:
    state = PortfolioState()

    assert apply(state, portfolio_update(5, a_position("AAPL"), a_position("MSFT"), full=True))
    assert apply(state, portfolio_update(6, a_position("AAPL", mark="101"), equity="100010.00"))
    assert apply(state, portfolio_update(7, gone=["MSFT"], closed=[a_round_trip("MSFT")]))

    data = shown(state)
    assert [(p.symbol, str(p.mark)) for p in data.positions] == [("AAPL", "101")]
    assert [trip.symbol for trip in data.closed] == ["MSFT"]


def test_a_delta_that_does_not_follow_changes_nothing_and_asks_for_a_full_one() -> None:
    state = PortfolioState()
    apply(state, portfolio_update(5, a_position(), full=True))

    assert not apply(state, portfolio_update(7, a_position(mark="999")))
    assert not apply(state, portfolio_update(8, a_position(mark="999")))
    assert str(shown(state).positions[0].mark) == "100.00"

    assert apply(state, portfolio_update(8, a_position(mark="102"), full=True))
    assert str(shown(state).positions[0].mark) == "102"


def test_a_delta_of_another_epoch_does_not_follow() -> None:
    state = PortfolioState()
    apply(state, portfolio_update(5, a_position(), full=True))

    assert not apply(state, portfolio_update(6, a_position(mark="999"), epoch=uuid4()))


def test_an_update_seen_before_is_no_reason_to_ask_for_a_full_one() -> None:
    state = PortfolioState()
    apply(state, portfolio_update(5, a_position(), full=True))

    assert apply(state, portfolio_update(5, a_position(mark="999"), previous=4))
    assert str(shown(state).positions[0].mark) == "100.00"


def test_a_full_update_tells_a_reader_only_what_differs() -> None:
    state = PortfolioState()
    apply(
        state,
        portfolio_update(1, a_position("AAPL"), a_position("MSFT"), a_position("F"), full=True),
    )
    seen = state.revision
    apply(
        state,
        portfolio_update(
            9, a_position("AAPL"), a_position("MSFT", mark="7"), full=True, epoch=uuid4()
        ),
    )

    changes = json.loads(state.changes(seen) or b"")
    assert [position["symbol"] for position in changes["positions"]] == ["MSFT"]
    assert changes["gone"] == ["F"]


def test_skipped_updates_arrive_merged() -> None:
    state = PortfolioState()
    apply(state, portfolio_update(1, a_position("AAPL"), full=True))
    seen = state.revision
    apply(state, portfolio_update(2, a_position("AAPL", mark="101")))
    apply(state, portfolio_update(3, a_position("MSFT", mark="50")))
    apply(state, portfolio_update(4, a_position("AAPL", mark="103")))

    changes = json.loads(state.changes(seen) or b"")
    marks = {position["symbol"]: position["mark"] for position in changes["positions"]}
    assert marks == {"AAPL": "103", "MSFT": "50"}


def test_a_snapshot_by_request_is_shown_only_until_the_stream_speaks() -> None:
    state = PortfolioState()
    data = PortfolioData(account=figures(), positions=[a_position(mark="1")], closed=[])
    requested = update_from_snapshot(data.model_dump_json().encode())

    state.seed(requested)
    assert state.ready
    assert not state.in_step

    apply(state, portfolio_update(3, a_position(mark="2"), full=True))
    state.seed(requested)
    assert str(shown(state).positions[0].mark) == "2"
