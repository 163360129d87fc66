"""`thor receipt`: work recorded fills out again from the quotes that their receipts recorded."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from deploy.local.book import ask_the_book
from deploy.local.console import Console
from deploy.local.places import LauncherError
from services.paper_engine.handlers.verify import NotRecorded, Recorded, differences
from shared.contracts.executions import Receipt
from shared.http.auth import SERVICE_USER, authorization

ANSWER_SECONDS_MAX = 60.0
PAGE = 500


def receipt(data: Path | None, execution_id: UUID) -> int:
    """One fill, shown figure by figure. Returns the exit code: 1 where a figure differs."""
    console = Console()

    def ask(url: str, secret: str) -> dict[str, Any]:
        return _get(url, secret, f"/internal/executions/{execution_id}", {})

    found = ask_the_book(data, console, ask)
    for line in _described(found):
        console.say(line)
    return _verdict([found], console)


def every_receipt(data: Path | None) -> int:
    """All fills of the book. Returns the exit code: 1 where any figure differs."""
    console = Console()
    return _verdict(ask_the_book(data, console, _everything), console)


def _everything(url: str, secret: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        after = {"after": found[-1]["execution_id"]} if found else {}
        page = _get(url, secret, "/internal/executions", {**after, "limit": str(PAGE)})
        found += page["executions"]
        if len(page["executions"]) < PAGE:
            return found


def _get(url: str, secret: str, path: str, params: dict[str, str]) -> dict[str, Any]:
    answer = httpx.get(
        f"{url}{path}",
        params=params,
        headers=authorization(secret, SERVICE_USER),
        timeout=ANSWER_SECONDS_MAX,
        trust_env=False,
    )
    if answer.is_client_error:
        raise LauncherError(answer.json()["detail"])
    answer.raise_for_status()
    body: dict[str, Any] = answer.json()
    return body


def _described(found: dict[str, Any]) -> Iterator[str]:
    receipt = found["receipt"]
    fees = " + ".join(f"{fee['kind']} {fee['amount']}" for fee in receipt["fees"]) or "none"
    yield (
        f"{found['side']} {found['last_quantity']} {found['symbol']} at {found['last_price']}, "
        f"commission {found['commission']} ({receipt['fee_model']}: {fees})"
    )
    yield (
        f"quote {receipt['quote_sequence']} of {receipt['source']}: bid {receipt['bid']} x "
        f"{receipt['bid_size']}, ask {receipt['ask']} x {receipt['ask_size']}, "
        f"last {receipt['last']}, {receipt['age_ms']} ms old"
    )
    yield (
        f"rule {receipt['rule']}, model {receipt['model']} version {receipt['model_version']}, "
        f"{receipt['price_improvement']} a unit better than the limit"
    )


def _verdict(executions: list[dict[str, Any]], console: Console) -> int:
    same = different = unknown = 0
    for found in executions:
        try:
            found_differences = differences(_recorded(found))
        except NotRecorded:
            unknown += 1
            continue
        same += not found_differences
        different += bool(found_differences)
        for each in found_differences:
            console.complain(
                f"{found['execution_id']}: {each.figure} is recorded as {each.recorded} "
                f"and comes out as {each.recomputed}"
            )
    console.say(f"Worked out again: {same} the same to the last digit, {different} different.")
    if unknown:
        console.say(f"{unknown} from before receipts recorded the order: not checked.")
    return 1 if different else 0


def _recorded(found: dict[str, Any]) -> Recorded:
    return Recorded(
        symbol=found["symbol"],
        quantity=Decimal(found["last_quantity"]),
        price=Decimal(found["last_price"]),
        commission=Decimal(found["commission"]),
        receipt=Receipt.model_validate(found["receipt"]),
    )
