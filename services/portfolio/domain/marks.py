"""Every position of every account of this process, marked with each quote.

Float arrays, one block a symbol, so a quote costs a few vector operations over the holders of
its symbol and nothing for anybody else. What leaves the product is not taken from here but
computed in exact decimals (`valuation.py`); the two agree to the cent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isnan

import numpy as np
from numpy.typing import NDArray

from services.portfolio.domain.excursion import NOWHERE, Reach
from services.portfolio.domain.holders import FIRST_CAPACITY, Flags, Floats, Holders, grown
from shared.kernel.ids import AccountId, Symbol

_GUARD_CENTS, _GUARD_SHARE = 1e-6, 1e-15
"""Half a cent is often a hair less in binary; an amount this close below it is rounded up."""


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
    reach: Reach = NOWHERE


@dataclass(frozen=True, slots=True)
class Totals:
    """Account by account, in the order of `account_ids`; money in cents. `complete` is off where
    a position has no price and counts with its cost, `moved` on where anything was marked or
    changed since `take_moved`."""

    account_ids: list[AccountId]
    equity: NDArray[np.int64]
    unrealized_pnl: NDArray[np.int64]
    cash: NDArray[np.int64]
    complete: Flags
    moved: Flags


def to_cents(amounts: Floats) -> NDArray[np.int64]:
    """Amounts of money in whole cents, halves away from zero as in the books. Exact up to a
    billion for whole quantities; for fractions of a share the guard may be a hair too wide."""
    cents = np.abs(amounts) * 100
    cents = np.floor(cents + 0.5 + _GUARD_CENTS + cents * _GUARD_SHARE)
    whole: NDArray[np.int64] = np.copysign(cents, amounts).astype(np.int64)
    return whole


class MarkArrays:
    """The accounts of the shards that this process owns, and what they hold."""

    def __init__(self) -> None:
        self._index: dict[AccountId, int] = {}
        self._ids: list[AccountId | None] = []
        self._free: list[int] = []
        self._cash: Floats = np.zeros(FIRST_CAPACITY)
        self._dirty: Flags = np.zeros(FIRST_CAPACITY, np.bool_)
        self._watched: Flags = np.zeros(FIRST_CAPACITY, np.bool_)
        self._booked: Flags = np.zeros(FIRST_CAPACITY, np.bool_)
        self.holders: dict[Symbol, Holders] = {}

    def __len__(self) -> int:
        return len(self._index)

    def __contains__(self, account_id: AccountId) -> bool:
        return account_id in self._index

    @property
    def positions(self) -> int:
        return sum(holders.count for holders in self.holders.values())

    def load(self, accounts: Iterable[AccountRow], positions: Iterable[PositionRow]) -> None:
        """Take in many accounts that are not here yet, with all they hold."""
        for account in accounts:
            self.set_account(account)
        columns: dict[Symbol, tuple[list[int], list[float], list[float], list[Reach]]] = (
            defaultdict(lambda: ([], [], [], []))
        )
        for position in positions:
            indexes, exposures, costs, reaches = columns[position.symbol]
            indexes.append(self._index[position.account_id])
            exposures.append(position.exposure)
            costs.append(position.cost)
            reaches.append(position.reach)
        for symbol, column in columns.items():
            self._holders(symbol).extend(*column)

    def set_account(self, account: AccountRow) -> None:
        """Open the account here, or change its cash."""
        index = self._index.get(account.account_id)
        if index is None:
            index = self._place(account.account_id)
        self._cash[index] = account.cash
        self._booked[index] = True

    def set_position(self, row: PositionRow) -> None:
        """Set what an account that is here holds of a symbol; an exposure of zero is nothing."""
        index = self._index[row.account_id]
        self._holders(row.symbol).put(index, row.exposure, row.cost, row.reach)

    def drop(self, account_ids: Iterable[AccountId]) -> None:
        """Forget accounts and what they hold."""
        gone = [self._index.pop(each) for each in account_ids if each in self._index]
        kept = np.ones(len(self._ids), np.bool_)
        kept[gone] = False
        for holders in self.holders.values():
            holders.keep(kept)
        for index in gone:
            self._ids[index] = None
            self._dirty[index] = self._watched[index] = self._booked[index] = False
            self._cash[index] = 0
        self._free.extend(gone)

    def mark(self, prices: Mapping[Symbol, float]) -> int:
        """Value every position in these symbols anew; returns how many there were."""
        marked = 0
        for symbol, price in prices.items():
            marked += self._holders(symbol).mark(price, self._dirty)
        return marked

    def see(self, prices: Mapping[Symbol, float], at: float) -> None:
        """Let these prices, good ones of a moment in seconds since 1970, count for how far each
        position goes."""
        for symbol, price in prices.items():
            self._holders(symbol).see(price, at)

    def reach(self, account_id: AccountId, symbol: Symbol) -> Reach | None:
        """How far an account's position has gone by now; None where it holds nothing."""
        index = self._index.get(account_id)
        return None if index is None else self._holders(symbol).reach(index)

    def take_reached(self) -> list[tuple[AccountId, Symbol, Reach]]:
        """The positions that went further since the last call, and how far."""
        return [
            (account, symbol, reach)
            for symbol, holders in self.holders.items()
            for index, reach in holders.take_reached()
            if (account := self._ids[index]) is not None
        ]

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
        """All accounts at the current marks."""
        value, pnl = np.zeros(len(self._ids)), np.zeros(len(self._ids))
        complete, moved = np.ones(len(self._ids), np.bool_), self._booked[: len(self._ids)].copy()
        for holders in self.holders.values():
            accounts = holders.accounts[: holders.count]  # each account once: += adds them all
            value[accounts] += holders.rows[2, : holders.count]
            pnl[accounts] += holders.rows[3, : holders.count]
            if isnan(holders.price):
                complete[accounts] = False
            if holders.moved:
                moved[accounts] = True
        at = np.fromiter(self._index.values(), np.intp, len(self._index))
        cash = self._cash[at]
        return Totals(
            account_ids=list(self._index),
            equity=to_cents(cash + value[at]),
            unrealized_pnl=to_cents(pnl[at]),
            cash=to_cents(cash),
            complete=complete[at],
            moved=moved[at],
        )

    def take_moved(self) -> Totals:
        """The same, and from here on only what comes later counts as a move."""
        totals = self.totals()
        self._booked.fill(False)
        for holders in self.holders.values():
            holders.moved = False
        return totals

    def _holders(self, symbol: Symbol) -> Holders:
        holders = self.holders.get(symbol)
        if holders is None:
            holders = self.holders[symbol] = Holders()
        return holders

    def _place(self, account_id: AccountId) -> int:
        if self._free:
            index = self._free.pop()
            self._ids[index] = account_id
        else:
            index = len(self._ids)
            self._ids.append(account_id)
            self._cash = grown(self._cash, index + 1)
            self._dirty = grown(self._dirty, index + 1)
            self._watched = grown(self._watched, index + 1)
            self._booked = grown(self._booked, index + 1)
        self._index[account_id] = index
        return index
