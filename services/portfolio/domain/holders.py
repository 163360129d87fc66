"""The positions in one symbol, as columns of floats: what one quote has to touch."""

from __future__ import annotations

from math import isnan, nan
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indexes = NDArray[np.intp]
Flags = NDArray[np.bool_]
_Item = TypeVar("_Item", bound=np.generic)

FIRST_CAPACITY = 8


class Holders:
    """The positions in one symbol. Slots 0 to `count` are in use, in no order; `rows` has one
    row each for exposure, cost, value and unrealized P/L, `accounts` whose they are."""

    __slots__ = ("accounts", "count", "moved", "price", "rows")

    def __init__(self) -> None:
        self.count = 0
        self.moved = False
        self.price = nan
        self.accounts: Indexes = np.zeros(FIRST_CAPACITY, np.intp)
        self.rows: Floats = np.zeros((4, FIRST_CAPACITY))

    def mark(self, price: float, dirty: Flags) -> int:
        self.price = price
        self.moved = True
        exposure, cost, value, pnl = self.rows[:, : self.count]
        np.multiply(exposure, price, value)
        np.subtract(value, cost, pnl)
        dirty[self.accounts[: self.count]] = True
        return self.count

    def put(self, account: int, exposure: float, cost: float) -> None:
        """Set one account's position; an exposure of zero removes it."""
        found = np.flatnonzero(self.accounts[: self.count] == account)
        slot = int(found[0]) if found.size else self.count
        if exposure:
            self._fill(slot, [account], [exposure], [cost])
        elif found.size:
            self.count -= 1
            self.accounts[slot] = self.accounts[self.count]
            self.rows[:, slot] = self.rows[:, self.count]

    def extend(self, accounts: list[int], exposures: list[float], costs: list[float]) -> None:
        """Append positions of accounts that have none here."""
        self._fill(self.count, accounts, exposures, costs)

    def keep(self, kept: Flags) -> None:
        """Remove the positions of all accounts whose flag in `kept` is off."""
        mask = kept[self.accounts[: self.count]]
        left = int(mask.sum())
        self.accounts[:left] = self.accounts[: self.count][mask]
        self.rows[:, :left] = self.rows[:, : self.count][:, mask]
        self.count = left

    def _fill(
        self, start: int, accounts: list[int], exposures: list[float], costs: list[float]
    ) -> None:
        """Write slots from `start` on. Without a price a position is carried at its cost, as in
        the exact valuation."""
        end = start + len(accounts)
        self.accounts = grown(self.accounts, end)
        self.rows = grown(self.rows, end)
        self.accounts[start:end] = accounts
        exposure, cost, value, pnl = self.rows[:, start:end]
        exposure[:] = exposures
        cost[:] = costs
        value[:] = cost if isnan(self.price) else exposure * self.price
        pnl[:] = value - cost
        self.count = max(self.count, end)


def grown(array: NDArray[_Item], count: int) -> NDArray[_Item]:
    """`array`, or a copy with room for `count` and half as many again; the new room is zero."""
    size = array.shape[-1]
    if count <= size:
        return array
    grown = np.zeros((*array.shape[:-1], count + count // 2), array.dtype)
    grown[..., :size] = array
    return grown
