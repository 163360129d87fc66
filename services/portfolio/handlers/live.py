"""What this process holds in memory: the accounts of its shards, and the marks on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from services.portfolio.domain.account import Portfolio
from services.portfolio.domain.excursion import NOWHERE, Reach, followed
from services.portfolio.domain.journal import PositionEvent, Step
from services.portfolio.domain.market import Mark, Market
from services.portfolio.domain.marks import AccountRow, MarkArrays, PositionRow
from services.portfolio.domain.position import Position
from services.portfolio.handlers.desk import Desk
from services.portfolio.ports.book import Change
from shared.contracts.streams import shard_of
from shared.kernel.enums import QuoteQuality
from shared.kernel.ids import AccountId, Symbol


class LiveBook:
    """Follows fills and quotes. Every account of the owned shards is in the arrays; the desk
    holds, exactly, the few that somebody watches."""

    def __init__(self, market: Market, arrays: MarkArrays, desk: Desk) -> None:
        self.market = market
        self.arrays = arrays
        self.desk = desk
        self._accounts: dict[int, set[AccountId]] = {}

    @property
    def shards(self) -> frozenset[int]:
        return frozenset(self._accounts)

    def take_over(
        self, shard: int, accounts: Iterable[AccountRow], positions: Iterable[PositionRow]
    ) -> None:
        rows = list(accounts)
        self.give_up(shard)
        self._accounts[shard] = {row.account_id for row in rows}
        self.arrays.load(rows, positions)
        self._see(self.market.marks)

    def give_up(self, shard: int) -> None:
        accounts = self._accounts.pop(shard, set())
        self.desk.close(accounts)
        self.arrays.drop(accounts)

    def owns(self, account_id: AccountId) -> bool:
        return shard_of(str(account_id)) in self._accounts

    def watch(
        self,
        asked: Sequence[AccountId],
        loaded: Sequence[Portfolio],
        *,
        epoch: UUID,
        now: float,
    ) -> None:
        """Begin to show what was loaded of the accounts that were asked for; the desk has been
        told to expect them."""
        self.desk.open(asked, loaded, epoch, now=now)
        for account_id in asked:
            self.arrays.watch(account_id, watched=account_id in self.desk)

    def unwatch(self, account_ids: Sequence[AccountId]) -> None:
        self.desk.close(account_ids)
        for account_id in account_ids:
            self.arrays.watch(account_id, watched=False)

    def reaches(self, history: Iterable[tuple[AccountId, PositionEvent]]) -> dict[UUID, Reach]:
        """How far each round trip in these new lines of history has gone by the end of them."""
        found: dict[UUID, Reach] = {}
        for account_id, line in history:
            if line.step is not Step.RESET:
                known = found.get(line.round_trip_id)
                before = known or self.arrays.reach(account_id, line.symbol)
                found[line.round_trip_id] = followed(before, line)
        return found

    def booked(self, shard: int, changes: Sequence[Change], *, now: float) -> None:
        """Carry what was committed into memory; `now` is monotonic, in seconds."""
        if shard not in self._accounts:
            return
        for change in changes:
            account_id = change.account.account_id
            self._accounts[shard].add(account_id)
            self.arrays.set_account(AccountRow(account_id, cash=float(change.account.cash)))
            self.arrays.watch(account_id, watched=account_id in self.desk)
            for symbol, position in change.positions.items():
                reach = change.reaches.get(symbol, NOWHERE)
                self.arrays.set_position(_row(account_id, position, reach))
        self.desk.booked(changes, now=now)

    def quoted(self, marks: Mapping[Symbol, Mark], *, now: float) -> None:
        """Value every position in these symbols anew."""
        self.market.marks.update(marks)
        self._see(marks)
        self._mark(marks, now=now)

    def age(self, now: datetime, *, stale_after: timedelta, monotonic: float) -> None:
        """Let marks go stale that nobody vouches for any more."""
        self._mark(self.market.age(now, stale_after=stale_after), now=monotonic)

    def begin_day(self, day: date, prices: Mapping[Symbol, Decimal], *, now: float) -> None:
        """Count day P/L from `prices` on: at the start of a day, and when a symbol gets its
        first price of the day."""
        self.market.day, self.market.day_prices = day, prices
        self._mark(prices, now=now)

    def _see(self, marks: Mapping[Symbol, Mark]) -> None:
        """Let good marks count for how far positions go; others may never have been true."""
        good = {name: each for name, each in marks.items() if each.quality is QuoteQuality.FRESH}
        if good:
            newest = max(each.as_of for each in good.values()).timestamp()
            self.arrays.see({name: float(each.price) for name, each in good.items()}, newest)

    def _mark(self, symbols: Iterable[Symbol], *, now: float) -> None:
        marks = self.market.marks
        self.arrays.mark({each: float(marks[each].price) for each in symbols if each in marks})
        self.desk.touched(self.arrays.take_dirty(), now=now)


def _row(account_id: AccountId, position: Position, reach: Reach) -> PositionRow:
    exposure = position.quantity * position.multiplier
    return PositionRow(account_id, position.symbol, float(exposure), float(position.cost), reach)
