"""The feed between the processes of market data."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import msgspec
from redis.asyncio import Redis

from services.livedata.ports import Accepted, StreamAway
from shared.bus.faults import UNREACHABLE
from shared.bus.feed import FeedEntry, FeedPublisher
from shared.bus.follower import Follower
from shared.bus.ports import Record
from shared.contracts.market_data import Instrument
from shared.contracts.streams import Stream

SHARD = 0
TYPE = "desk.word.v1"


class _Word(msgspec.Struct, frozen=True):
    pushed: list[Accepted]
    instruments: list[Instrument]


class RedisColleagues:
    """`member` names this process: its own words it does not take for those of others."""

    def __init__(self, redis: Redis, *, member: str) -> None:
        self._redis = redis
        self._member = member
        self._publisher = FeedPublisher(redis)

    async def tell(self, pushed: Sequence[Accepted], instruments: Sequence[Instrument]) -> None:
        body = _encoder.encode(_Word(list(pushed), list(instruments)))
        try:
            entry = FeedEntry(SHARD, TYPE, self._member, body)
            await self._publisher.publish(Stream.DESK, [entry])
        except UNREACHABLE as error:
            raise StreamAway(str(error) or type(error).__name__) from error

    def listening(
        self,
        heard: Callable[[Sequence[Accepted], Sequence[Instrument]], None],
        missed: Callable[[], Awaitable[None]],
    ) -> Follower:
        """Every word of the others from now on; `missed` where some may be lost."""

        async def handle(records: Sequence[Record]) -> None:
            for record in records:
                if record.key != self._member:
                    word = _decoder.decode(record.body)
                    heard(word.pushed, word.instruments)

        async def gap(_: Stream, __: int) -> None:
            await missed()

        return Follower(
            self._redis,
            streams=[Stream.DESK],
            handle=handle,
            shards=lambda: frozenset({SHARD}),
            on_gap=gap,
        )


_encoder = msgspec.json.Encoder(decimal_format="string")
_decoder = msgspec.json.Decoder(_Word)
