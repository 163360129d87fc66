"""What watchers are told, and when: at once, then not too often, and only what changed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

import pytest

from services.portfolio.domain.account import Portfolio
from services.portfolio.domain.journal import RoundTrip, record
from services.portfolio.domain.market import Mark, Market
from services.portfolio.domain.marks import AccountRow, MarkArrays
from services.portfolio.domain.position import Fill, Position
from services.portfolio.handlers.desk import FLOWING_SECONDS, SETTLE_SECONDS, Desk
from services.portfolio.handlers.figures import portfolio_data
from services.portfolio.handlers.live import LiveBook
from services.portfolio.ports.book import Change
from shared.contracts.portfolio import PortfolioUpdate
from shared.contracts.streams import shard_of
from shared.kernel.enums import QuoteQuality
from shared.kernel.ids import AccountId, ExecutionId, Symbol
from tests.support.clock import MONDAY
from tests.support.portfolio import AAPL, MSFT, TODAY, Screen, a_fill, an_account

EPOCH = UUID(int=1)
QUIET = 1000.0
INTERVAL = 0.25


class Floor:
    """One owned account with 10 AAPL and 10 MSFT, watched, at marks of 100."""

    def __init__(self) -> None:
        self.market = Market(TODAY)
        self.desk = Desk(self.market, interval_seconds=INTERVAL)
        self.live = LiveBook(self.market, MarkArrays(), self.desk)
        account = an_account()
        self.portfolio = Portfolio(account, {each: Position(each) for each in (AAPL, MSFT)})
        self.trips: dict[Symbol, RoundTrip] = {}
        self.account_id = account.account_id
        self.shard = shard_of(str(self.account_id))
        self.live.take_over(self.shard, [AccountRow(self.account_id, float(account.cash))], [])
        self.tick(AAPL="100", MSFT="100")
        self.fill(a_fill("10", "100"))
        self.fill(a_fill("10", "100", symbol=MSFT))

    def watch(self, now: float = 0) -> None:
        self.desk.expect([self.account_id])
        self.live.watch([self.account_id], [self.portfolio], epoch=EPOCH, now=now)

    def tick(self, now: float = 0, **prices: str) -> None:
        marks = {
            Symbol(symbol): Mark(Decimal(price), QuoteQuality.FRESH, MONDAY)
            for symbol, price in prices.items()
        }
        self.live.quoted(marks, now=now)

    def fill(self, fill: Fill, now: float = 0) -> None:
        """Book a fill in the account, as after a commit."""
        account, positions = self.portfolio.account, self.portfolio.positions
        entry = record(
            positions[fill.symbol],
            self.trips.pop(fill.symbol, None),
            fill,
            ExecutionId(UUID(int=account.version)),
        )
        closed = [each for each in entry.trips if each.closed_at is not None]
        self.trips.update({each.symbol: each for each in entry.trips if each.closed_at is None})
        account = replace(
            account, version=account.version + 1, cash=account.cash - fill.quantity * fill.price
        )
        self.portfolio = Portfolio(
            account,
            {**positions, fill.symbol: entry.position},
            (*reversed(closed), *self.portfolio.closed),
        )
        change = Change(account, {fill.symbol: entry.position}, closed)
        self.live.booked(self.shard, [change], now=now)

    def updates(self, now: float) -> list[PortfolioUpdate]:
        return self.desk.updates(now=now, at=MONDAY, limit=10)


@pytest.fixture
def floor() -> Floor:
    return Floor()


def test_a_new_watcher_is_told_everything_at_once(floor: Floor) -> None:
    floor.watch()

    [update] = floor.updates(now=0)

    assert (update.full, update.previous, update.version) == (True, 0, 1)
    assert [figures.symbol for figures in update.positions] == [AAPL, MSFT]
    assert update.account.equity == 100_000


def test_an_unwatched_account_costs_nothing(floor: Floor) -> None:
    floor.tick(AAPL="101")

    assert floor.updates(now=QUIET) == []


def test_after_a_quiet_time_a_tick_is_told_at_once_and_alone(floor: Floor) -> None:
    floor.watch()
    floor.updates(now=0)

    floor.tick(AAPL="101", now=QUIET)
    assert floor.desk.next_due == QUIET + SETTLE_SECONDS
    [update] = floor.updates(now=QUIET + SETTLE_SECONDS)

    assert not update.full
    assert (update.previous, update.version, update.epoch) == (1, 2, EPOCH)
    assert [figures.symbol for figures in update.positions] == [AAPL]
    assert update.account.unrealized_pnl == 10


def test_ticks_that_follow_fast_are_told_together_when_the_interval_is_over(floor: Floor) -> None:
    floor.watch()
    floor.updates(now=0)
    floor.tick(AAPL="101", now=0.1)
    floor.tick(AAPL="102", now=0.2)

    assert floor.updates(now=0.2) == []
    assert floor.desk.next_due == INTERVAL
    [update] = floor.updates(now=INTERVAL)
    assert update.account.unrealized_pnl == 20


def test_ticks_that_came_with_the_first_one_are_told_with_it(floor: Floor) -> None:
    floor.watch()
    floor.updates(now=0)

    floor.tick(AAPL="101", now=QUIET)
    floor.tick(MSFT="102", now=QUIET + SETTLE_SECONDS / 2)

    [update] = floor.updates(now=QUIET + SETTLE_SECONDS)
    assert [figures.symbol for figures in update.positions] == [AAPL, MSFT]


def flowing(floor: Floor, until: float) -> float:
    """Watch, and let ticks flow from 0 to before `until`, each told as it becomes due. Returns
    when the account was last told of."""
    floor.watch()
    told = 0.0
    for step in range(round(until * 100)):
        now = step / 100
        floor.tick(AAPL=f"101.{step % 100:02}", now=now)
        told = now if floor.updates(now=now) else told
    return told


def test_where_ticks_flow_the_one_after_the_interval_is_told_at_once(floor: Floor) -> None:
    told = flowing(floor, until=2)
    ripe = told + INTERVAL
    floor.tick(AAPL="105", now=told + INTERVAL - 0.001)

    assert floor.updates(now=ripe) == []
    floor.tick(AAPL="106", now=ripe + 0.01)

    [update] = floor.updates(now=ripe + 0.01)
    assert update.account.unrealized_pnl == 60


def test_where_ticks_flow_the_time_between_two_updates_is_at_least_the_interval(
    floor: Floor,
) -> None:
    floor.watch()
    told: list[float] = []
    for step in range(500):
        now = step / 100
        floor.tick(AAPL=f"101.{step % 100:02}", now=now)
        told += [now] * len(floor.updates(now=now))

    gaps = [after - before for before, after in pairwise(told[5:])]
    assert min(gaps) >= INTERVAL - 1e-9
    assert max(gaps) < INTERVAL + 0.02


def test_a_flow_that_ends_is_told_of_after_one_more_interval(floor: Floor) -> None:
    told = flowing(floor, until=2)
    floor.tick(AAPL="105", now=told + INTERVAL - 0.001)

    assert floor.desk.next_due == told + 2 * INTERVAL
    [update] = floor.updates(now=told + 2 * INTERVAL)
    assert update.account.unrealized_pnl == 50


def test_saves_of_a_sheet_in_many_entries_do_not_count_as_a_flow(floor: Floor) -> None:
    floor.watch()
    floor.updates(now=0)
    saves = [number * FLOWING_SECONDS * 2 for number in range(1, 50)]
    for save in saves:
        for entry in range(16):
            now = save + entry * SETTLE_SECONDS / 8
            floor.tick(AAPL=f"101.{entry}", now=now)
            floor.updates(now=now)
    last = saves[-1]

    floor.tick(AAPL="105", now=last + SETTLE_SECONDS)

    assert floor.desk.next_due <= last + SETTLE_SECONDS + INTERVAL


def test_a_fill_does_not_wait_for_the_interval(floor: Floor) -> None:
    floor.watch()
    floor.updates(now=0)

    floor.fill(a_fill("5", "100"), now=0.01)

    [update] = floor.updates(now=0.01)
    assert update.positions[0].quantity == 15


def test_a_fill_is_told_before_the_many_accounts_that_a_tick_made_due(floor: Floor) -> None:
    floor.watch()
    others = [an_account(AccountId(UUID(int=number))) for number in range(1, 30)]
    ids = [each.account_id for each in others]
    held = {AAPL: floor.portfolio.positions[AAPL]}
    floor.desk.expect(ids)
    floor.desk.open(ids, [Portfolio(each, held) for each in others], EPOCH, now=0)
    floor.desk.updates(now=0, at=MONDAY, limit=100)
    floor.desk.touched([*ids, floor.account_id], now=QUIET)

    floor.fill(a_fill("5", "100"), now=QUIET + SETTLE_SECONDS)

    [first, *_] = floor.updates(now=QUIET + SETTLE_SECONDS)
    assert first.account_id == floor.account_id


def test_a_closed_position_is_gone_and_its_round_trip_told_once(floor: Floor) -> None:
    floor.watch()
    floor.updates(now=0)
    floor.fill(a_fill("-10", "103"), now=1)

    [update] = floor.updates(now=1)
    floor.tick(MSFT="101", now=2)
    [following] = floor.updates(now=2 + SETTLE_SECONDS)

    assert update.gone == [AAPL]
    assert [trip.realized_pnl for trip in update.closed] == [30]
    assert (following.gone, following.closed) == ([], [])


def test_whoever_rings_is_told_everything_again(floor: Floor) -> None:
    floor.watch()
    floor.updates(now=0)

    floor.desk.ring(floor.account_id, now=0.01)

    [update] = floor.updates(now=0.01)
    assert update.full
    assert update.version == 2


def test_when_nobody_knows_what_arrived_the_next_is_a_full_one(floor: Floor) -> None:
    floor.watch()
    lost = floor.updates(now=0)

    floor.desk.failed(lost, now=1)

    [update] = floor.updates(now=1)
    assert update.full


def test_a_fill_that_is_booked_while_the_account_is_loaded_is_not_lost(floor: Floor) -> None:
    before = floor.portfolio
    floor.desk.expect([floor.account_id])
    floor.fill(a_fill("5", "100"))
    floor.live.watch([floor.account_id], [before], epoch=EPOCH, now=0)

    [update] = floor.updates(now=0)

    assert update.positions[0].quantity == 15


def test_a_fill_that_was_already_loaded_is_not_told_twice(floor: Floor) -> None:
    floor.desk.expect([floor.account_id])
    floor.fill(a_fill("-10", "103"))
    floor.live.watch([floor.account_id], [floor.portfolio], epoch=EPOCH, now=0)

    [update] = floor.updates(now=0)

    assert len(update.closed) == 1


def test_a_shard_that_is_lost_is_not_told_of_any_more(floor: Floor) -> None:
    floor.watch()
    floor.live.give_up(floor.shard)

    floor.tick(AAPL="101", now=QUIET)

    assert floor.updates(now=QUIET) == []
    assert len(floor.live.arrays) == 0


def test_an_account_that_is_lost_while_it_is_loaded_is_not_opened(floor: Floor) -> None:
    floor.desk.expect([floor.account_id])
    floor.live.give_up(floor.shard)
    floor.live.watch([floor.account_id], [floor.portfolio], epoch=EPOCH, now=0)

    assert floor.updates(now=QUIET) == []


def test_the_first_price_of_a_new_day_starts_day_pnl_anew(floor: Floor) -> None:
    floor.watch()
    floor.tick(AAPL="110", MSFT="100")
    floor.updates(now=0)

    floor.live.begin_day(TODAY.replace(day=3), {AAPL: Decimal(110), MSFT: Decimal(100)}, now=QUIET)

    [update] = floor.updates(now=QUIET + SETTLE_SECONDS)
    assert update.account.day_pnl == 0
    assert update.account.total_pnl == 100


def test_a_limit_leaves_the_rest_for_the_next_batch() -> None:
    market = Market(TODAY)
    desk = Desk(market, interval_seconds=INTERVAL)
    accounts = [AccountId(UUID(int=number)) for number in range(3)]
    desk.expect(accounts)
    desk.open(accounts, [Portfolio(an_account(each)) for each in accounts], EPOCH, now=0)

    told = [desk.updates(now=0, at=MONDAY, limit=2) for _ in range(3)]

    assert [len(updates) for updates in told] == [2, 1, 0]


def test_updates_replayed_by_a_screen_equal_a_fresh_look(floor: Floor) -> None:
    screen = Screen()
    floor.watch()
    for step in range(40):
        now = step * 0.1
        floor.tick(now=now, AAPL=f"{100 + step % 7}.{step:02}", MSFT=f"{90 + step % 5}.5")
        if step % 9 == 4:
            floor.fill(a_fill("-10" if step % 2 else "7", "101"), now=now)
        if step == 20:
            floor.desk.ring(floor.account_id, now=now)
        for update in floor.updates(now=now):
            screen.take(update)
    for update in floor.updates(now=QUIET):
        screen.take(update)

    assert screen.data == portfolio_data(floor.portfolio, floor.market, now=MONDAY)
