"""The positions in one symbol, as columns of floats: what one quote has to touch."""

from __future__ import annotations

from math import isnan, nan
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from services.portfolio.domain.excursion import Reach

Floats = NDArray[np.float64]
Indexes = NDArray[np.intp]
Flags = NDArray[np.bool_]
_Item = TypeVar("_Item", bound=np.generic)

FIRST_CAPACITY = 8


MARKED = 4
"""Rows that a quote touches; the fields of a `Reach` come after them."""
_REACH = len(Reach._fields)


class Holders:
    """The positions in one symbol. Slots 0 to `count` are in use, in no order; `rows` has one
    row each for exposure, cost, value and unrealized P/L and for the fields of a `Reach`,
    `accounts` whose they are.

    The highest and lowest price seen are kept once for all; `fold` carries them into the reach
    of each position, before one of them changes and when somebody wants to know.
    """

    __slots__ = ("_high", "_low", "accounts", "count", "moved", "price", "reached", "rows")

    def __init__(self) -> None:
        self.count = 0
        self.moved = False
        self.price = nan
        self.accounts: Indexes = np.zeros(FIRST_CAPACITY, np.intp)
        self.rows: Floats = np.zeros((MARKED + _REACH, FIRST_CAPACITY))
        self.reached: Flags = np.zeros(FIRST_CAPACITY, np.bool_)
        self._high = self._low = (nan, 0.0)

    def mark(self, price: float, dirty: Flags) -> int:
        self.price = price
        self.moved = True
        exposure, cost, value, pnl = self.rows[:MARKED, : self.count]
        np.multiply(exposure, price, value)
        np.subtract(value, cost, pnl)
        dirty[self.accounts[: self.count]] = True
        return self.count

    def see(self, price: float, at: float) -> None:
        """Remember a price that may be the highest or the lowest since the last `fold`."""
        if not price <= self._high[0]:
            self._high = price, at
        if not price >= self._low[0]:
            self._low = price, at

    def fold(self) -> None:
        for price, at in (self._high, self._low):
            if not isnan(price):
                self._reach(price, at)
        self._high = self._low = (nan, 0.0)

    def reach(self, account: int) -> Reach | None:
        """How far the position of an account has gone by now."""
        self.fold()
        slot = self._slot(account)
        return None if slot is None else Reach(*self.rows[MARKED:, slot].tolist())

    def take_reached(self) -> list[tuple[int, Reach]]:
        """The positions that went further since the last call, and how far."""
        self.fold()
        slots = np.flatnonzero(self.reached[: self.count])
        self.reached[: self.count] = False
        columns = self.rows[MARKED:, slots].T.tolist()
        accounts = self.accounts[slots].tolist()
        return [(each, Reach(*column)) for each, column in zip(accounts, columns, strict=True)]

    def put(self, account: int, exposure: float, cost: float, reach: Reach) -> None:
        """Set one account's position; an exposure of zero removes it."""
        self.fold()
        found = self._slot(account)
        slot = self.count if found is None else found
        if exposure:
            self._fill(slot, [account], [exposure], [cost], [reach])
        elif found is not None:
            self.count -= 1
            self.accounts[slot] = self.accounts[self.count]
            self.rows[:, slot] = self.rows[:, self.count]
            self.reached[slot] = self.reached[self.count]

    def extend(
        self,
        accounts: list[int],
        exposures: list[float],
        costs: list[float],
        reaches: list[Reach],
    ) -> None:
        """Append positions of accounts that have none here."""
        self.fold()
        self._fill(self.count, accounts, exposures, costs, reaches)

    def keep(self, kept: Flags) -> None:
        """Remove the positions of all accounts whose flag in `kept` is off."""
        mask = kept[self.accounts[: self.count]]
        left = int(mask.sum())
        self.accounts[:left] = self.accounts[: self.count][mask]
        self.rows[:, :left] = self.rows[:, : self.count][:, mask]
        self.reached[:left] = self.reached[: self.count][mask]
        self.count = left

    def _slot(self, account: int) -> int | None:
        found = np.flatnonzero(self.accounts[: self.count] == account)
        return int(found[0]) if found.size else None

    def _reach(self, price: float, at: float) -> None:
        exposure, cost = self.rows[:2, : self.count]
        realized, best, best_price, best_at, worst, worst_price, worst_at = self.rows[
            MARKED:, : self.count
        ]
        pnl = exposure * price - cost + realized
        better, worse = pnl > best, pnl < worst
        for further, rows in (
            (better, (best, best_price, best_at)),
            (worse, (worst, worst_price, worst_at)),
        ):
            for row, reached in zip(rows, (pnl, price, at), strict=True):
                np.copyto(row, reached, where=further)
        self.reached[: self.count] |= better | worse

    def _fill(
        self,
        start: int,
        accounts: list[int],
        exposures: list[float],
        costs: list[float],
        reaches: list[Reach],
    ) -> None:
        """Write slots from `start` on. Without a price a position is carried at its cost, as in
        the exact valuation."""
        end = start + len(accounts)
        self.accounts = grown(self.accounts, end)
        self.rows = grown(self.rows, end)
        self.reached = grown(self.reached, end)
        self.accounts[start:end] = accounts
        self.rows[MARKED:, start:end] = np.array(reaches).T
        self.reached[start:end] = False
        exposure, cost, value, pnl = self.rows[:MARKED, start:end]
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
