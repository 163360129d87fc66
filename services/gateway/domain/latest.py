"""The newest value of each key, and what changed since a reader last looked.

This is what makes conflation cheap: no reader has a queue. Each remembers one number, the
revision up to which it has seen everything, and asks for what is newer.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

GONE_MAX = 1000
"""Removals that are remembered; a reader who missed more has to start over."""


class Latest(Generic[K, V]):
    def __init__(self) -> None:
        self.revision = 0
        self._values: OrderedDict[K, tuple[int, V]] = OrderedDict()
        self._gone: OrderedDict[K, int] = OrderedDict()
        self._forgotten = 0

    def advance(self) -> int:
        """Begin a change: everything put or removed from here on has the next revision."""
        self.revision += 1
        return self.revision

    def put(self, key: K, value: V) -> None:
        self._gone.pop(key, None)
        self._values[key] = (self.revision, value)
        self._values.move_to_end(key)

    def remove(self, key: K) -> None:
        if self._values.pop(key, None) is None:
            return
        self._gone[key] = self.revision
        if len(self._gone) > GONE_MAX:
            self._forgotten = self._gone.popitem(last=False)[1]

    def get(self, key: K) -> V | None:
        found = self._values.get(key)
        return None if found is None else found[1]

    def items(self) -> Iterator[tuple[K, V]]:
        return ((key, value) for key, (_, value) in self._values.items())

    def __iter__(self) -> Iterator[K]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: K) -> bool:
        return key in self._values

    def remembers(self, revision: int) -> bool:
        """Whether a reader at `revision` can be brought up to date by changes alone."""
        return revision >= self._forgotten

    def since(self, revision: int) -> list[tuple[K, V]]:
        """What was put after `revision`, oldest first. Costs as much as it returns."""
        changed: list[tuple[K, V]] = []
        for key, (at, value) in reversed(self._values.items()):
            if at <= revision:
                break
            changed.append((key, value))
        changed.reverse()
        return changed

    def since_among(self, revision: int, keys: Iterable[K]) -> list[tuple[K, V]]:
        """The same for a few keys only. Costs as much as there are keys."""
        found = ((key, self._values.get(key)) for key in keys)
        return [(key, entry[1]) for key, entry in found if entry and entry[0] > revision]

    def gone_since(self, revision: int) -> list[K]:
        """What was removed after `revision` and has not come back."""
        return [key for key, at in self._gone.items() if at > revision]
