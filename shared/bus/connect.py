"""The one way to open a connection to the Redis-protocol server that carries the streams."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any, cast

from hiredis import pack_command
from redis.asyncio import Redis
from redis.asyncio.connection import (
    AbstractConnection,
    Connection,
    SSLConnection,
    UnixDomainSocketConnection,
)
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import DataError
from redis.typing import EncodableT

# Its stub knows only tuples of one.
_pack: Callable[[tuple[EncodableT, ...]], bytes] = cast(Any, pack_command)

CONNECT_SECONDS_MAX = 2.0
GRACE_SECONDS = 2.0


def connect(url: str, *, block_ms: int = 1000) -> Redis:
    """A client for the bus: it never repeats a command by itself and never waits for ever.

    A silent retry of a write whose reply was lost would add an entry twice, so every loop
    decides itself what to repeat. `block_ms` is the longest blocking read made with this
    client; a reply that takes longer than that and two seconds counts as a lost connection.
    """
    client = Redis.from_url(
        url,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=block_ms / 1000 + GRACE_SECONDS,
        socket_connect_timeout=CONNECT_SECONDS_MAX,
        decode_responses=False,
    )
    pool = client.connection_pool
    pool.connection_class = CANCELLABLE[pool.connection_class]
    return client


class _Cancellable(AbstractConnection):
    """Sends commands with `asyncio.wait_for`, which until Python 3.12 swallows a cancellation
    that arrives in the moment the sending is done: a loop would then never end.

    Commands are packed by hiredis, as redis-py's blocking client does and its asyncio client
    does not: a batch of quotes has a thousand arguments."""

    def pack_command(self, *args: EncodableT) -> list[bytes]:
        words = str(args[0]).split() if " " in str(args[0]) else args[:1]  # as `CONFIG GET`
        try:
            return [_pack((*words, *args[1:]))]
        except TypeError as error:
            raise DataError(str(error)) from error

    async def send_packed_command(
        self, command: bytes | str | Iterable[bytes], check_health: bool = True
    ) -> None:
        task = asyncio.current_task()
        before = task.cancelling() if task is not None else 0
        await super().send_packed_command(command, check_health)
        if task is not None and task.cancelling() > before:
            await self.disconnect(nowait=True)  # a reply is on its way that nobody will read
            raise asyncio.CancelledError


class _Tcp(_Cancellable, Connection):
    pass


class _Tls(_Cancellable, SSLConnection):
    pass


class _Unix(_Cancellable, UnixDomainSocketConnection):
    pass


CANCELLABLE: dict[type[AbstractConnection], type[AbstractConnection]] = {
    Connection: _Tcp,
    SSLConnection: _Tls,
    UnixDomainSocketConnection: _Unix,
}
