"""Where something stands on the bus: a shard of a stream, and an entry within it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from shared.bus.ports import Record
from shared.contracts.streams import Stream

Shard = tuple[Stream, int]


class Position(NamedTuple):
    """The id of an entry, `<ms>-<seq>` in Redis. Sorts like the entries do."""

    ms: int
    seq: int

    @classmethod
    def of(cls, record: Record) -> Position:
        return cls(record.milliseconds, record.seq)

    @classmethod
    def parse(cls, entry_id: str) -> Position:
        """Raises `ValueError` for anything but an id."""
        ms, _, seq = entry_id.partition("-")
        return cls(int(ms), int(seq or 0))

    @property
    def entry_id(self) -> str:
        return f"{self.ms}-{self.seq}"


BEGINNING = Position(0, 0)


def by_shard(records: Iterable[Record]) -> dict[Shard, list[Record]]:
    """The records of each shard, in the order given."""
    batches: defaultdict[Shard, list[Record]] = defaultdict(list)
    for record in records:
        batches[record.stream, record.shard].append(record)
    return dict(batches)
