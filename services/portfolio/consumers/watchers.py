"""Interest in: the accounts that some gateway shows to somebody."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from secrets import randbits
from uuid import UUID

from redis.asyncio import Redis

from services.portfolio.consumers.retrying import retrying
from services.portfolio.domain.account import Portfolio
from services.portfolio.handlers.live import LiveBook
from shared.bus.faults import Backoff
from shared.clock import Clock
from shared.contracts.portfolio import WATCH_BELL, WATCHED
from shared.contracts.streams import shard_key
from shared.kernel.ids import AccountId

POLL_SECONDS = 1.0
KEEP_SECONDS = 5.0
"""How long an account stays watched after the last sign of interest in it."""

Load = Callable[[Sequence[AccountId]], Awaitable[Sequence[Portfolio]]]


class Watchers:
    """Opens accounts of the owned shards on the desk while they are watched.

    Gateways keep a time of expiry for each account in a sorted set, which is polled, and ring
    for the accounts they want in full now. A bell that is lost costs one poll.
    """

    def __init__(
        self,
        live: LiveBook,
        redis: Redis,
        load: Load,
        *,
        changed: Callable[[], None],
        clock: Clock,
        monotonic: Callable[[], float],
    ) -> None:
        self._live = live
        self._redis = redis
        self._load = load
        self._changed = changed
        self._clock = clock
        self._monotonic = monotonic
        self._rung: set[AccountId] = set()
        self._wanted_until: dict[AccountId, float] = {}
        self._poll_at = 0.0
        self._wake = asyncio.Event()

    def acquired(self, _: int) -> None:
        """A shard was taken over: see at once who watches in it."""
        self._poll_at = 0.0
        self._wake.set()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(retrying("watch_bell", self._listen))
            tasks.create_task(retrying("watchers", self._serve))

    async def _listen(self, backoff: Backoff) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as bell:
            await bell.subscribe(WATCH_BELL)
            backoff.reset()
            while True:
                message = await bell.get_message(timeout=POLL_SECONDS)
                data = None if message is None else message["data"]
                rung = _accounts_in([data] if isinstance(data, bytes) else [])
                ours = {each for each in rung if self._live.owns(each)}
                if ours:
                    self._rung |= ours
                    self._wake.set()

    async def _serve(self, backoff: Backoff) -> None:
        while True:
            self._wake.clear()
            await self.serve_once()
            backoff.reset()
            handle = asyncio.get_running_loop().call_later(POLL_SECONDS, self._wake.set)
            await self._wake.wait()
            handle.cancel()

    async def serve_once(self) -> None:
        """Answer the bells, and poll when it is time."""
        rung, self._rung = self._rung, set()
        now = self._monotonic()
        wanted = set(rung)
        if now >= self._poll_at:
            wanted |= await self._interested()
            self._poll_at = now + POLL_SECONDS
        self._wanted_until.update(dict.fromkeys(wanted, now + KEEP_SECONDS))
        self._close_forgotten(now)
        await self._open(sorted(wanted - self._live.desk.accounts))
        for account_id in rung:
            self._live.desk.ring(account_id, now=now)
        self._changed()

    async def _interested(self) -> set[AccountId]:
        now = self._clock.now().timestamp()
        async with self._redis.pipeline(transaction=False) as pipeline:
            for shard in self._live.shards:
                key = shard_key(shard, WATCHED)
                pipeline.zremrangebyscore(key, "-inf", now)
                pipeline.zrange(key, 0, -1)
            replies = await pipeline.execute()
        return set(_accounts_in(member for members in replies[1::2] for member in members))

    def _close_forgotten(self, now: float) -> None:
        gone = [each for each, until in self._wanted_until.items() if until < now]
        for account_id in gone:
            del self._wanted_until[account_id]
        self._live.unwatch(gone)

    async def _open(self, account_ids: Sequence[AccountId]) -> None:
        if account_ids:
            self._live.desk.expect(account_ids)
            loaded = await self._load(account_ids)
            self._live.watch(
                account_ids, loaded, epoch=_epoch(self._clock.now()), now=self._monotonic()
            )


def _accounts_in(names: Iterable[bytes]) -> Iterator[AccountId]:
    """The account ids among `names`: anybody who can reach Redis may have written there."""
    for name in names:
        with suppress(ValueError):
            yield AccountId(UUID(name.decode()))


def _epoch(at: datetime) -> UUID:
    """A UUID (version 7) that sorts by time, so that a later owner's epoch is the greater."""
    milliseconds = int(at.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | randbits(12) << 64 | 2 << 62 | randbits(62))
