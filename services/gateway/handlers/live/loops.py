"""What the hub does by the clock, each as a loop that lives as long as the process."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from services.gateway.handlers.credentials import Credentials
from services.gateway.handlers.live.hub import Hub
from services.gateway.ports import Interest, LoadMarket, StorageAway, StreamsAway, Transactions
from shared.clock import Clock
from shared.contracts.websocket import HEARTBEAT_MS

INTEREST_TICK_SECONDS = 1.0
ANNOUNCE_EVERY_SECONDS = 5.0
SWEEP_EVERY_SECONDS = 5.0
CLEAN_EVERY = timedelta(hours=1)
MARKET_EVERY_SECONDS = 60.0
MARKET_AT_MOST_EVERY_SECONDS = 2.0


async def heartbeats(hub: Hub) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT_MS / 1000)
        hub.beat()


async def announce_interest(hub: Hub, interest: Interest, clock: Clock) -> None:
    """Keep the portfolio service told of every watched account, and ring for those that need
    a full update. Also the place where it is noticed that the streams do not answer."""
    announced_at = float("-inf")
    while True:
        try:
            async with asyncio.timeout(INTEREST_TICK_SECONDS):
                await hub.portfolios.attention.wait()
        except TimeoutError:
            pass
        hub.portfolios.attention.clear()
        everything = hub.now() - announced_at >= ANNOUNCE_EVERY_SECONDS
        try:
            await interest.ping()
            accounts = hub.portfolios.accounts if everything else hub.portfolios.unannounced()
            if accounts:
                await interest.announce(accounts, clock.now())
                hub.portfolios.announced(accounts)
            if ringing := hub.portfolios.to_ring(hub.now()):
                await interest.ring(ringing)
                hub.portfolios.rung(ringing, hub.now())
        except StreamsAway as error:
            _streams_away(hub, error)
            await asyncio.sleep(INTEREST_TICK_SECONDS)
        else:
            announced_at = hub.now() if everything else announced_at
            if hub.streams_answer(True):
                hub.market_missed.set()


async def load_market(hub: Hub, load: LoadMarket) -> None:
    """Read what livedata keeps beside its stream: at the start, after anything was missed, when
    a symbol has no name yet, and once a minute. The second reading follows the first at once:
    it has what was published while the stream's readers were taking their places."""
    hub.market_missed.set()
    while True:
        try:
            market = await load()
        except StreamsAway as error:
            _streams_away(hub, error)
        else:
            hub.take_market(market)
        await asyncio.sleep(MARKET_AT_MOST_EVERY_SECONDS)
        try:
            async with asyncio.timeout(MARKET_EVERY_SECONDS):
                await hub.market_missed.wait()
        except TimeoutError:
            pass
        hub.market_missed.clear()


async def sweep_credentials(
    hub: Hub, credentials: Credentials, transactions: Transactions, clock: Clock
) -> None:
    """Close the connections whose session or key has ended, wherever that happened, and delete
    sessions that have expired."""
    cleaned_at = clock.now() - CLEAN_EVERY
    while True:
        await asyncio.sleep(SWEEP_EVERY_SECONDS)
        now = clock.now()
        ids = {
            connection.principal.credential_id
            for connection in hub.connections
            if connection.principal is not None
        }
        cleaning = now - cleaned_at >= CLEAN_EVERY
        if not ids and not cleaning:
            continue
        try:
            async with transactions() as work:
                valid = await work.still_valid(ids, now) if ids else set()
                if cleaning:
                    await work.sessions.remove_expired(now)
                    cleaned_at = now
        except StorageAway as error:
            structlog.get_logger().warning("credentials_not_checked", reason=error.detail)
            continue
        for ended in ids - valid:
            credentials.forget(ended)
            hub.end_credential(ended)


def _streams_away(hub: Hub, error: StreamsAway) -> None:
    if hub.streams_answer(False):
        structlog.get_logger().warning("streams_away", reason=str(error))
