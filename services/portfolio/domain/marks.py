"""Every position of every account of this process, marked with each quote.

Float arrays, one block a symbol, so a quote costs a few vector operations over the holders of
its symbol and nothing for anybody else. What leaves the product is not taken from here but
computed in exact decimals (`valuation.py`); the two agree to the cent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isnan, nan
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from shared.kernel.ids import AccountId, Symbol

Floats = NDArray[np.float64]
Indexes = NDArray[np.intp]
Flags = NDArray[np.bool_]
_Item = TypeVar("_Item", bound=np.generic)

_GUARD_CENTS = 1e-6
"""Half a cent is often a hair less in binary; an amount this close below it is rounded up."""
_FIRST_CAPACITY = 8


@dataclass(frozen=True, slots=True)
class AccountRow:
    account_id: AccountId
    cash: float


@dataclass(frozen=True, slots=True)
class PositionRow:
    """`exposure` is quantity × multiplier: what the position gains when the price gains one."""

    account_id: AccountId
    symbol: Symbol
    exposure: float
    cost: float


@dataclass(frozen=True, slots=True)
class Totals:
    """Account by account, in the order of `account_ids`, in cents."""

    account_ids: list[AccountId]
    equity: NDArray[np.int64]
    unrealized_pnl: NDArray[np.int64]


def to_cents(amounts: Floats) -> NDArray[np.int64]:
    """Amounts of money in whole cents, halves away from zero as in the books. Exact up to
    ten million; beyond that the guard is thinner than a float's own step."""
    cents = np.floor(np.abs(amounts) * 100 + 0.5 + _GUARD_CENTS)
    return np.copysign(cents, amounts).astype(np.int64)


class _Holders:
    """The positions in one symbol. Slots 0 to `count` are in use, in no order; `rows` has one
    row each for exposure, cost, value and unrealized P/L, `accounts` whose they are."""

    __slots__ = ("accounts", "count", "price", "rows")

    def __init__(self) -> None:
        self.count = 0
        self.price = nan
        self.accounts: Indexes = np.zeros(_FIRST_CAPACITY, np.intp)
        self.rows: Floats = np.zeros((4, _FIRST_CAPACITY))

    def mark(self, price: float, dirty: Flags) -> int:
        self.price = price
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
        self.accounts = _grown(self.accounts, end)
        self.rows = _grown(self.rows, end)
        self.accounts[start:end] = accounts
        exposure, cost, value, pnl = self.rows[:, start:end]
        exposure[:] = exposures
        cost[:] = costs
        value[:] = cost if isnan(self.price) else exposure * self.price
        pnl[:] = value - cost
        self.count = max(self.count, end)


class MarkArrays:
    """The accounts of the shards that this process owns, and what they hold."""

    def __init__(self) -> None:
        self._index: dict[AccountId, int] = {}
        self._ids: list[AccountId | None] = []
        self._free: list[int] = []
        self._cash: Floats = np.zeros(_FIRST_CAPACITY)
        self._dirty: Flags = np.zeros(_FIRST_CAPACITY, np.bool_)
        self._watched: Flags = np.zeros(_FIRST_CAPACITY, np.bool_)
        self._symbols: dict[Symbol, _Holders] = {}

    def __len__(self) -> int:
        return len(self._index)

    def __contains__(self, account_id: AccountId) -> bool:
        return account_id in self._index

    @property
    def positions(self) -> int:
        return sum(holders.count for holders in self._symbols.values())

    def load(self, accounts: Iterable[AccountRow], positions: Iterable[PositionRow]) -> None:
        """Take in many accounts that are not here yet, with all they hold."""
        for account in accounts:
            self.set_account(account)
        columns: dict[Symbol, tuple[list[int], list[float], list[float]]] = defaultdict(
            lambda: ([], [], [])
        )
        for position in positions:
            indexes, exposures, costs = columns[position.symbol]
            indexes.append(self._index[position.account_id])
            exposures.append(position.exposure)
            costs.append(position.cost)
        for symbol, column in columns.items():
            self._holders(symbol).extend(*column)

    def set_account(self, account: AccountRow) -> None:
        """Open the account here, or change its cash."""
        index = self._index.get(account.account_id)
        if index is None:
            index = self._place(account.account_id)
        self._cash[index] = account.cash

    def set_position(self, row: PositionRow) -> None:
        """Set what an account that is here holds of a symbol; an exposure of zero is nothing."""
        index = self._index[row.account_id]
        self._holders(row.symbol).put(index, row.exposure, row.cost)

    def drop(self, account_ids: Iterable[AccountId]) -> None:
        """Forget accounts and what they hold."""
        gone = [self._index.pop(each) for each in account_ids if each in self._index]
        kept = np.ones(len(self._ids), np.bool_)
        kept[gone] = False
        for holders in self._symbols.values():
            holders.keep(kept)
        for index in gone:
            self._ids[index] = None
            self._dirty[index] = self._watched[index] = False
            self._cash[index] = 0
        self._free.extend(gone)

    def mark(self, prices: Mapping[Symbol, float]) -> int:
        """Value every position in these symbols anew; returns how many there were."""
        marked = 0
        for symbol, price in prices.items():
            marked += self._holders(symbol).mark(price, self._dirty)
        return marked

    def watch(self, account_id: AccountId, *, watched: bool) -> None:
        """Say whether `take_dirty` shall name this account; unknown accounts are ignored."""
        index = self._index.get(account_id)
        if index is not None:
            self._watched[index] = watched

    def take_dirty(self) -> list[AccountId]:
        """The watched accounts that were marked since the last call."""
        found = np.flatnonzero(self._dirty & self._watched)
        self._dirty.fill(False)
        return [account for index in found if (account := self._ids[index]) is not None]

    def totals(self) -> Totals:
        """Equity and unrealized P/L of all accounts at the current marks."""
        value, pnl = np.zeros(len(self._ids)), np.zeros(len(self._ids))
        for holders in self._symbols.values():
            accounts = holders.accounts[: holders.count]  # each account once: += adds them all
            value[accounts] += holders.rows[2, : holders.count]
            pnl[accounts] += holders.rows[3, : holders.count]
        at = np.fromiter(self._index.values(), np.intp, len(self._index))
        equity = self._cash[at] + value[at]
        return Totals(list(self._index), to_cents(equity), to_cents(pnl[at]))

    def _holders(self, symbol: Symbol) -> _Holders:
        holders = self._symbols.get(symbol)
        if holders is None:
            holders = self._symbols[symbol] = _Holders()
        return holders

    def _place(self, account_id: AccountId) -> int:
        if self._free:
            index = self._free.pop()
            self._ids[index] = account_id
        else:
            index = len(self._ids)
            self._ids.append(account_id)
            self._cash = _grown(self._cash, index + 1)
            self._dirty = _grown(self._dirty, index + 1)
            self._watched = _grown(self._watched, index + 1)
        self._index[account_id] = index
        return index


def _grown(array: NDArray[_Item], count: int) -> NDArray[_Item]:
    """`array`, or a copy with room for `count` and half as many again; the new room is zero."""
    size = array.shape[-1]
    if count <= size:
        return array
    grown = np.zeros((*array.shape[:-1], count + count // 2), array.dtype)
    grown[..., :size] = array
    return grown
