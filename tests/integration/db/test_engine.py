"""The pool of connections, and a server that ends one of them."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from tests.support.bus import until


async def _process(connection: AsyncConnection) -> int:
    """Of the server, behind this connection."""
    return int((await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one())


async def test_a_connection_that_the_server_has_ended_is_replaced_before_anybody_gets_it(
    engine: AsyncEngine,
) -> None:
    async with engine.connect() as other:
        async with engine.connect() as ours:
            idle = (await ours.get_raw_connection()).driver_connection
            ended = await _process(ours)
        assert idle is not None
        await other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": ended})
        await until(idle.is_closed, "our side notices")

        async with engine.begin() as fresh:
            assert await _process(fresh) != ended
