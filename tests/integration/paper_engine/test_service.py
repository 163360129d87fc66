"""The engine between the streams: orders and quotes in, reports out, whatever falls over."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from shared.contracts.orders import OrderCancelled, OrderReplaced, OrderState, OrderSubmitted
from shared.contracts.streams import SHARDS, shard_of
from shared.http.auth import authorization
from shared.kernel.enums import OrderStatus, OrderType
from tests.integration.paper_engine.conftest import SECRET, Market, StartEngine
from tests.support.bus import until
from tests.support.paper_engine import ACCOUNT, an_order_state

SYMBOL = "AAPL"


def an_order(symbol: str = SYMBOL, **more: object) -> OrderState:
    return an_order_state(
        name=f"{symbol} {more.get('limit_price')}",
        symbol=symbol,
        submitted_at=datetime.now(UTC),
        **more,  # type: ignore[arg-type] # fields of the contract
    )


async def test_an_order_and_a_quote_go_in_and_a_report_comes_out(
    market: Market, start_engine: StartEngine
) -> None:
    order = an_order()
    async with start_engine():
        await market.announce(OrderSubmitted, order)
        quote = await market.quote(SYMBOL, "99.99", "100.01")
        (report,) = await market.await_reports(1)

    assert (report.kind, report.order_id, report.account_id) == ("fill", order.order_id, ACCOUNT)
    assert str(report.last_price) == "100.01"
    assert report.receipt is not None
    assert report.receipt.quote_sequence == quote.sequence
    assert market.asked_without_token == 0


async def test_an_engine_that_is_restarted_in_the_middle_proposes_the_same_report(
    market: Market, start_engine: StartEngine
) -> None:
    await market.quote(SYMBOL, "99.99", "100.01")
    async with start_engine():
        await market.announce(OrderSubmitted, an_order())
        (first, *_) = await market.await_reports(1)
    before = len(await market.reports())

    async with start_engine():
        reports = await market.await_reports(before + 1)

    assert reports[-1].report_id == first.report_id
    assert reports[-1].last_price == first.last_price


async def test_an_order_that_was_cancelled_is_not_worked_any_more(
    market: Market, start_engine: StartEngine
) -> None:
    order = an_order(kind=OrderType.LIMIT, limit_price="90")
    other = an_order(kind=OrderType.LIMIT, limit_price="91")
    gone = {"status": OrderStatus.CANCELLED, "version": 2}
    async with start_engine():
        await market.announce(OrderSubmitted, order)
        await market.announce(OrderCancelled, order.model_copy(update=gone))
        await market.announce(OrderSubmitted, other)
        await market.quote(SYMBOL, "89.98", "89.99")
        reports = await market.await_reports(1)

    assert {report.order_id for report in reports} == {other.order_id}


async def test_a_replaced_order_is_worked_on_its_new_terms(
    market: Market, start_engine: StartEngine
) -> None:
    order = an_order(kind=OrderType.LIMIT, limit_price="90")
    await market.quote(SYMBOL, "99.99", "100.01")
    async with start_engine():
        await market.announce(OrderSubmitted, order)
        terms = {"limit_price": "101", "version": 2, "working_since": datetime.now(UTC)}
        replaced = OrderState.model_validate({**order.model_dump(), **terms})
        await market.announce(OrderReplaced, replaced)
        (report, *_) = await market.await_reports(1)

    assert (report.order_version, str(report.last_price)) == (2, "100.01")


async def test_two_engines_share_the_symbols_and_one_takes_over_from_the_other(
    market: Market, start_engine: StartEngine
) -> None:
    symbols = _one_symbol_a_shard()
    async with start_engine():
        async with start_engine():
            for symbol in symbols:
                await market.announce(OrderSubmitted, an_order(symbol))
                await market.quote(symbol, "99.99", "100.01")
            await until(lambda: _worked(market, len(symbols)), "every symbol is worked")
        later = [an_order(symbol, kind=OrderType.LIMIT, limit_price="200") for symbol in symbols]
        for order in later:
            await market.announce(OrderSubmitted, order)
            await market.quote(order.symbol, "99.99", "100.01")
        await until(lambda: _worked(market, 2 * len(symbols)), "every symbol is worked again")


async def test_a_redis_that_lost_everything_does_not_stop_the_engine(
    market: Market, start_engine: StartEngine, redis: Redis
) -> None:
    async with start_engine():
        await market.announce(OrderSubmitted, an_order(kind=OrderType.LIMIT, limit_price="90"))
        await market.quote(SYMBOL, "99.99", "100.01")
        await redis.flushall()
        await market.announce(OrderSubmitted, an_order(kind=OrderType.LIMIT, limit_price="91"))

        async def quoted_and_worked() -> bool:
            await market.quote(SYMBOL, "89.98", "89.99")
            return await _worked(market, 2)

        await until(quoted_and_worked, "both orders are worked")


async def test_why_an_order_has_not_filled_is_told_to_whoever_is_signed_for(
    market: Market, start_engine: StartEngine
) -> None:
    order = an_order(kind=OrderType.LIMIT, limit_price="90")
    path = f"/api/v1/orders/{order.order_id}/why"
    token = authorization(SECRET, uuid4())
    async with start_engine() as client:
        await market.quote(SYMBOL, "99.99", "100.01")
        await market.announce(OrderSubmitted, order)

        async def answered() -> bool:
            return (await client.get(path, headers=token)).is_success

        await until(answered, "the order is in the book")
        why = (await client.get(path, headers=token)).json()
        nobody = await client.get(path)
        missing = await client.get(f"/api/v1/orders/{uuid4()}/why", headers=token)

    assert why["account_id"] == str(ACCOUNT)
    assert (why["blocked_by"], why["distance"]) == ("not_marketable", "10.01")
    assert why["detail"] == "The ask is 100.01; the limit is 90."
    assert (why["distance_percent"], why["until"]) == ("10.0090", None)
    assert why["stale_after_ms"] == 300_000
    assert (why["quote"]["bid"], why["quote"]["ask"]) == ("99.99", "100.01")
    assert nobody.status_code == 401
    assert (missing.status_code, missing.json()["code"]) == (404, "order_not_found")


@pytest.mark.parametrize("seconds", [0.5])
async def test_a_hold_is_kept_and_ends_by_itself(
    market: Market, start_engine: StartEngine, seconds: float
) -> None:
    await market.quote(SYMBOL, "99.99", "100.01")
    until_then = datetime.fromtimestamp(datetime.now(UTC).timestamp() + seconds, UTC)
    async with start_engine():
        await market.announce(OrderSubmitted, an_order(hold_until=until_then))
        (report, *_) = await market.await_reports(1)

    assert report.decided_at >= until_then


async def _worked(market: Market, orders: int) -> bool:
    return len({report.order_id for report in await market.reports()}) == orders


def _one_symbol_a_shard() -> list[str]:
    by_shard: dict[int, str] = {}
    for number in range(1000):
        by_shard.setdefault(shard_of(f"S{number}"), f"S{number}")
    assert len(by_shard) == SHARDS
    return list(by_shard.values())
