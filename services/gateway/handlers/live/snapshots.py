"""Snapshots by request, from the services that own what is shown."""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec

from services.gateway.domain.errors import AnswerLost, UnknownSymbol
from services.gateway.domain.routing import Service
from services.gateway.handlers.forwarding import Forwarder
from services.gateway.handlers.live.bars import SHOWN, WireBar
from shared.kernel.enums import Resolution
from shared.kernel.ids import UserId

NEWEST = 100
_PAGES_MAX = 50


class _Page(msgspec.Struct):
    orders: list[msgspec.Raw]
    next: str | None = None


class _Bars(msgspec.Struct):
    bars: list[WireBar]


class _Version(msgspec.Struct):
    order_id: str
    version: int


async def portfolio_snapshot(user_id: UserId, account_id: str, forwarder: Forwarder) -> bytes:
    """`PortfolioData` as the portfolio service has it now."""
    target = f"/api/v1/accounts/{account_id}/snapshot"
    answer = await forwarder.ask(user_id, Service.PORTFOLIO, "GET", target)
    if answer.status != 200:
        raise AnswerLost(Service.PORTFOLIO)
    return answer.body


async def orders_snapshot(user_id: UserId, account_id: str, forwarder: Forwarder) -> bytes:
    """`OrdersData`: every PENDING order and the newest hundred of all, newest first.

    The pages are read one after another while the book moves on: of an order met twice the
    higher version counts, and what changes meanwhile arrives as deltas anyway.
    """
    orders: dict[str, tuple[int, bytes]] = {}
    newest = await _page(user_id, {"account_id": account_id, "limit": NEWEST}, forwarder)
    _keep_highest(orders, newest.orders)
    query: dict[str, str | int] = {
        "account_id": account_id,
        "status": "PENDING",
        "limit": NEWEST,
    }
    for _ in range(_PAGES_MAX):
        page = await _page(user_id, query, forwarder)
        _keep_highest(orders, page.orders)
        if page.next is None:
            break
        query["cursor"] = page.next
    return b'{"orders":[%b]}' % b",".join(body for _, body in orders.values())


async def bars_snapshot(
    user_id: UserId, symbol: str, resolution: Resolution, forwarder: Forwarder
) -> list[WireBar]:
    """The newest bars, the one under way included. Raises `UnknownSymbol` too."""
    query = urlencode({"symbol": symbol, "resolution": resolution.value, "limit": SHOWN})
    answer = await forwarder.ask(user_id, Service.LIVEDATA, "GET", f"/api/v1/bars?{query}")
    if answer.status == 404:
        raise UnknownSymbol(symbol)
    if answer.status != 200:
        raise AnswerLost(Service.LIVEDATA)
    return _bars.decode(answer.body).bars


async def _page(user_id: UserId, query: dict[str, str | int], forwarder: Forwarder) -> _Page:
    target = f"/api/v1/orders?{urlencode(query)}"
    answer = await forwarder.ask(user_id, Service.ORDERS, "GET", target)
    if answer.status != 200:
        raise AnswerLost(Service.ORDERS)
    return _pages.decode(answer.body)


def _keep_highest(orders: dict[str, tuple[int, bytes]], found: list[msgspec.Raw]) -> None:
    for fragment in found:
        peek = _versions.decode(fragment)
        known = orders.get(peek.order_id)
        if known is None or known[0] < peek.version:
            orders[peek.order_id] = (peek.version, bytes(fragment))


_pages = msgspec.json.Decoder(_Page)
_versions = msgspec.json.Decoder(_Version)
_bars = msgspec.json.Decoder(_Bars)
