"""Rate limits: token buckets in the process, in bounded memory."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from math import ceil


@dataclass(slots=True)
class TokenBuckets:
    """One bucket a key: `burst` tokens when full, refilled by `per_second`.

    At most `keys_max` buckets are kept; the one not used for longest goes first. A bucket
    that went is full when it comes back, which only helps somebody who stayed away.
    """

    per_second: float
    burst: int
    keys_max: int = 10_000
    _buckets: OrderedDict[str, tuple[float, float]] = field(
        default_factory=OrderedDict[str, tuple[float, float]]
    )

    def take(self, key: str, now: float) -> int:
        """Take one token at `now` (seconds, any origin). Zero when there was one, else the
        whole seconds after which there will be."""
        tokens, since = self._buckets.pop(key, (float(self.burst), now))
        tokens = min(float(self.burst), tokens + max(0.0, now - since) * self.per_second)
        taken = tokens >= 1
        self._buckets[key] = (tokens - 1 if taken else tokens, now)
        if len(self._buckets) > self.keys_max:
            self._buckets.popitem(last=False)
        return 0 if taken else max(1, ceil((1 - tokens) / self.per_second))

    def __len__(self) -> int:
        return len(self._buckets)
