"""The one way to open a connection to the Redis-protocol server that carries the streams."""

from __future__ import annotations

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

CONNECT_SECONDS_MAX = 2.0
GRACE_SECONDS = 2.0


def connect(url: str, *, block_ms: int = 1000) -> Redis:
    """A client for the bus: it never repeats a command by itself and never waits for ever.

    A silent retry of a write whose reply was lost would add an entry twice, so every loop
    decides itself what to repeat. `block_ms` is the longest blocking read made with this
    client; a reply that takes longer than that and two seconds counts as a lost connection.
    """
    return Redis.from_url(
        url,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=block_ms / 1000 + GRACE_SECONDS,
        socket_connect_timeout=CONNECT_SECONDS_MAX,
        decode_responses=False,
    )
