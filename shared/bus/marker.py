"""Progress markers: a consumer group in Redis that says how far a group has come.

Nothing reads through these groups and nothing depends on them. They make `XINFO GROUPS` show
the lag of our own consumers, exactly, to people and to autoscalers.
"""

from __future__ import annotations

from collections.abc import Mapping

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from shared.bus.place import BEGINNING, Position, Shard
from shared.contracts.streams import DURABLE, stream_key

REPEAT_SECONDS = 10.0
"""All marks are set anew this often, because Redis may have lost them."""


class Marks:
    def __init__(self, redis: Redis, group: str) -> None:
        self._redis = redis
        self._group = group
        self._shown: dict[Shard, Position] = {}
        self._all_shown_at = 0.0

    async def show(self, positions: Mapping[Shard, Position], *, at: float) -> None:
        """Set the marks that moved. `at` is a clock that never goes back, in seconds."""
        if at - self._all_shown_at >= REPEAT_SECONDS:
            self._shown.clear()
            self._all_shown_at = at
        moved = {
            shard: position
            for shard, position in positions.items()
            if position != BEGINNING and position != self._shown.get(shard)
        }
        missing = await self._set("SETID", moved)
        await self._set("CREATE", {shard: moved[shard] for shard in missing})
        self._shown.update(moved)

    async def _set(self, how: str, moved: Mapping[Shard, Position]) -> list[Shard]:
        """Returns the shards that Redis refused: the group is not there, or the stream itself."""
        if not moved:
            return []
        async with self._redis.pipeline(transaction=False) as pipeline:
            for shard, position in moved.items():
                read = ("ENTRIESREAD", position.seq) if shard[0] in DURABLE else ()
                key = stream_key(*shard)
                pipeline.execute_command("XGROUP", how, key, self._group, position.entry_id, *read)
            replies = await pipeline.execute(raise_on_error=False)
        refused: list[Shard] = []
        for shard, reply in zip(moved, replies, strict=True):
            if isinstance(reply, ResponseError):
                refused.append(shard)
            elif isinstance(reply, Exception):
                raise reply
        return refused
