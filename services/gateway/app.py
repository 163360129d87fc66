"""The composition root of the gateway."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from functools import partial

from fastapi import FastAPI
from redis.asyncio import Redis
from starlette.routing import Route

from services.gateway.consumers import STREAMS, HubFeed
from services.gateway.dependencies import Edge, Limits
from services.gateway.domain.limits import TokenBuckets
from services.gateway.domain.routing import ForwardTable, Service
from services.gateway.handlers.credentials import Credentials
from services.gateway.handlers.forwarding import Forwarder, Tokens
from services.gateway.handlers.live import loops
from services.gateway.handlers.live.hub import Hub
from services.gateway.ports import StorageAway, Transactions, Upstreams
from services.gateway.routes import auth, document, personal, quote_stream, socket
from services.gateway.routes.forward import ForwardMiddleware
from services.gateway.routes.middleware import EdgeMiddleware
from services.gateway.routes.pages import Pages
from services.gateway.settings import Settings
from services.gateway.sources.passwords import Argon2Passwords
from services.gateway.sources.streams import RedisInterest, load_market
from services.gateway.sources.upstreams import HttpUpstreams
from services.gateway.store import transactions
from shared.bus.connect import connect
from shared.bus.follower import Follower
from shared.clock import Clock, SystemClock, market_clock
from shared.db.engine import create_engine
from shared.http.app import Loop, service_app


def http_upstreams(settings: Settings) -> AbstractAsyncContextManager[Upstreams]:
    addresses = {
        Service.ORDERS: settings.orders_url,
        Service.PORTFOLIO: settings.portfolio_url,
        Service.LIVEDATA: settings.livedata_url,
        Service.PAPER_ENGINE: settings.paper_engine_url,
    }
    return HttpUpstreams(addresses, timeout_seconds=settings.upstream_timeout_seconds)


def create_app(
    settings: Settings,
    *,
    upstreams: Callable[[Settings], AbstractAsyncContextManager[Upstreams]] = http_upstreams,
    clock: Clock | None = None,
) -> FastAPI:
    """The gateway. Tests give `upstreams` that answer in the process, and a clock."""
    engine = create_engine(
        settings.postgres_url, application="gateway", pool_size=settings.postgres_pool_size
    )
    begin = transactions(engine)

    @asynccontextmanager
    async def resources(app: FastAPI) -> AsyncGenerator[Sequence[Loop]]:
        redis = connect(settings.redis_url)
        passwords = Argon2Passwords()
        try:
            async with upstreams(settings) as services:
                edge = _edge(settings, clock, begin, passwords, services)
                app.state.edge = edge
                feed = HubFeed(edge.hub)
                follower = Follower(
                    redis, streams=STREAMS, handle=feed.handle, log=engine, on_gap=feed.missed
                )
                yield [follower.run, *_loops(edge, redis)]
        finally:
            passwords.close()
            await redis.aclose()
            await engine.dispose()

    async def database() -> str | None:
        return await _database(begin)

    app = service_app(
        "gateway",
        settings,
        routers=[auth.router, personal.router, document.router, quote_stream.router, socket.router],
        resources=resources,
        checks=[database],
    )
    app.add_middleware(ForwardMiddleware, table=ForwardTable())
    app.add_middleware(EdgeMiddleware)  # added last, met first
    if settings.static_dir is not None:
        app.router.routes.append(
            Route("/{path:path}", Pages(settings.static_dir), include_in_schema=False)
        )
    return app


def _edge(
    settings: Settings,
    given: Clock | None,
    begin: Transactions,
    passwords: Argon2Passwords,
    upstreams: Upstreams,
) -> Edge:
    # Logins and tokens end by the machine's time; what clients are told is the market's.
    clock = given or SystemClock()
    lifetime = timedelta(days=settings.session_days)
    tokens = Tokens(settings.internal_secret.get_secret_value(), clock)
    return Edge(
        clock=clock,
        now=time.monotonic,
        transactions=begin,
        passwords=passwords,
        credentials=Credentials(begin, clock, session_lifetime=lifetime),
        forwarder=Forwarder(upstreams, tokens),
        upstreams=upstreams,
        hub=Hub(given or market_clock(settings.market_clock), time.monotonic),
        limits=Limits(
            login=TokenBuckets(per_second=1 / 6, burst=10),
            login_address=TokenBuckets(per_second=2, burst=100),
            register=TokenBuckets(per_second=1, burst=60),
            orders=TokenBuckets(
                per_second=settings.order_rate_per_second,
                burst=int(2 * settings.order_rate_per_second),
            ),
            pushes=TokenBuckets(
                per_second=settings.push_rate_per_second,
                burst=int(2 * settings.push_rate_per_second),
            ),
        ),
        session_lifetime=lifetime,
        cookie_secure=settings.cookie_secure,
    )


def _loops(edge: Edge, redis: Redis) -> list[Loop]:
    hub = edge.hub

    async def heartbeats() -> None:
        await loops.heartbeats(hub)

    async def announce_interest() -> None:
        await loops.announce_interest(hub, RedisInterest(redis), edge.clock)

    async def read_market() -> None:
        await loops.load_market(hub, partial(load_market, redis))

    async def sweep_credentials() -> None:
        await loops.sweep_credentials(hub, edge.credentials, edge.transactions, edge.clock)

    return [heartbeats, announce_interest, read_market, sweep_credentials]


async def _database(begin: Transactions) -> str | None:
    """Without Redis the gateway still serves: orders go in, only the live updates stop."""
    try:
        async with begin() as work:
            await work.ping()
    except StorageAway as error:
        return error.detail
    return None
