"""The streams of the product: names, keys and shards. Part of the public contract.

A stream is cut into 16 shards for the life of its version. `shard_of` is zlib's CRC-32 of the
key modulo 16, the same in every language. The tag in braces keeps all keys of a shard in one
slot of a Redis Cluster, and the tags are chosen so that 3, 4 or 6 masters get even shares.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache, lru_cache
from zlib import crc32

SHARDS = 16
TAGS = (
    "s00dc", "s01d", "s02fc", "s03fd", "s04ad", "s05ac", "s06bc", "s07c",
    "s08ba", "s09bb", "s10aa", "s11ab", "s12bc", "s13b", "s14db", "s15d",
)  # fmt: skip


class Stream(StrEnum):
    ORDERS = "orders.v1"
    """Durable; key: symbol. Every change of every order, with the order as it then is."""
    FILLS = "fills.v1"
    """Durable; key: account. Everything that moves an account: opened, funds, executions."""
    QUOTES = "quotes.v1"
    """Feed; key: symbol. Batches of quotes, one entry a shard and flush."""
    BARS = "bars.v1"
    """Feed; key: symbol. Bars as they grow and as they end, with absolute values."""
    DESK = "desk.v1"
    """Feed of one shard, for market data alone: what came to one of its processes and concerns
    the others, such as pushed quotes."""
    REPORTS = "reports.v1"
    """Feed; key: account. The engine's proposals to the book."""
    PORTFOLIO = "portfolio.v1"
    """State; key: account. What an account is worth; last value wins."""


DURABLE = (Stream.ORDERS, Stream.FILLS)


@lru_cache(maxsize=20_000)
def shard_of(key: str) -> int:
    """The shard, 0 to 15, on which everything with this key travels."""
    return crc32(key.encode()) % SHARDS


@cache
def stream_key(stream: Stream, shard: int) -> str:
    """The Redis key of one shard of a stream, such as `thor:{s07c}:orders.v1`."""
    return f"thor:{{{TAGS[shard]}}}:{stream.value}"


def shard_key(shard: int, name: str) -> str:
    """A Redis key beside the streams of a shard, such as `thor:{s07c}:quotes.last`."""
    return f"thor:{{{TAGS[shard]}}}:{name}"
