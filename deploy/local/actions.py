"""`thor split` and `thor dividend`: corporate actions in the running product."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from deploy.actions import ActionRefused, action_id, carry_out
from deploy.local.console import Console
from deploy.local.places import DataFolder, LauncherError
from shared.clock import SystemClock


def split(data: Path | None, symbol: str, ratio: str, price: str | None, named: str | None) -> None:
    new, _, old = ratio.partition(":")
    if not (new.isdecimal() and old.isdecimal()):
        raise LauncherError(f"{ratio} is no ratio. Write new units for old ones, such as 4:1.")
    body = {"symbol": symbol, "numerator": int(new), "denominator": int(old), "price": price}
    _post(data, "splits", symbol, ratio, body, named)


def dividend(data: Path | None, symbol: str, amount: str, named: str | None) -> None:
    body = {"symbol": symbol, "amount_per_share": amount}
    _post(data, "dividends", symbol, amount, body, named)


def _post(
    data_option: Path | None,
    kind: str,
    symbol: str,
    terms: str,
    body: dict[str, Any],
    named: str | None,
) -> None:
    data = DataFolder.at(data_option)
    running = data.running()
    if running is None or not data.is_claimed():
        raise LauncherError("Thor is not running on this data. Start it with ./thor up.")
    today = SystemClock().now().date().isoformat()
    body["action_id"] = named or action_id(kind, symbol, terms, today)
    url = f"http://127.0.0.1:{running.ports['orders']}"
    try:
        Console().say(carry_out(url, data.secret(), kind, body))
    except ActionRefused as refused:
        raise LauncherError(str(refused)) from refused
    except httpx.HTTPError as error:
        raise LauncherError(f"The book did not answer: {error}. Send it again.") from error
