"""The equity curve: a point a minute where something moved, one for everybody at a close, none
where nobody looked, and fewer of them with age."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.portfolio.consumers.sampler import Sampler
from services.portfolio.domain.equity import KEPT, Grade, coarsest, grade_of
from services.portfolio.domain.excursion import Reach
from services.portfolio.domain.marks import AccountRow, MarkArrays, PositionRow
from services.portfolio.ports.curve import Sample
from shared.kernel.errors import Unavailable
from shared.kernel.ids import AccountId, Symbol
from tests.support.clock import MONDAY, FrozenClock
from tests.support.portfolio import AAPL

HOLDER, IDLE = AccountId(UUID(int=1)), AccountId(UUID(int=2))
CLOSE = datetime(2025, 6, 2, 20, 0, tzinfo=UTC)


class Kept:
    """What was written of the curve; `away` is a database that does not answer."""

    def __init__(self) -> None:
        self.points: list[tuple[datetime, AccountId, Decimal]] = []
        self.grades: dict[datetime, Grade] = {}
        self.thinned: list[datetime] = []
        self.away = False

    async def keep(self, samples: Sequence[Sample], *, at: datetime, grade: Grade) -> None:
        if self.away:
            raise Unavailable("away")
        self.points += [(at, each.account_id, each.equity) for each in samples]
        self.grades[at] = grade

    async def thin(self, *, now: datetime) -> None:
        self.thinned.append(now)


class Reaches:
    async def keep(self, seen: Sequence[tuple[AccountId, Symbol, Reach]]) -> None: ...


class Floor:
    """Two accounts with 1,000 each; one of them holds 10 AAPL, which cost 100 each."""

    def __init__(self) -> None:
        self.kept = Kept()
        self.clock = FrozenClock(MONDAY + timedelta(seconds=1))
        self.arrays = MarkArrays()
        self.arrays.load(
            [AccountRow(each, 1000) for each in (HOLDER, IDLE)],
            [PositionRow(HOLDER, AAPL, 10, 1000)],
        )

        self.closes: list[datetime] = []

        async def is_close(minute: datetime) -> bool:
            return minute == CLOSE

        async def keep_closes(minute: datetime) -> None:
            self.closes.append(minute)

        self.sampler = Sampler(
            self.arrays,
            self.kept,
            Reaches(),
            is_close=is_close,
            keep_closes=keep_closes,
            clock=self.clock,
        )

    async def looks(self, *, after_seconds: float) -> list[tuple[datetime, AccountId, Decimal]]:
        """What is written when the sampler looks so much later."""
        before = len(self.kept.points)
        self.clock.advance(seconds=after_seconds)
        await self.sampler.tick()
        return self.kept.points[before:]


@pytest.fixture
async def floor() -> Floor:
    """Where everybody has the first point, for all accounts are news."""
    floor = Floor()
    written = await floor.looks(after_seconds=0)
    assert written == [(MONDAY, HOLDER, 2000), (MONDAY, IDLE, 1000)]
    return floor


async def test_a_minute_has_one_point_of_each_account_that_moved(floor: Floor) -> None:
    floor.arrays.mark({AAPL: 101.0})
    assert await floor.looks(after_seconds=30) == []  # still the same minute

    minute = MONDAY + timedelta(minutes=1)
    assert await floor.looks(after_seconds=30) == [(minute, HOLDER, 2010)]
    assert await floor.looks(after_seconds=60) == []  # nothing has moved since
    floor.arrays.set_account(AccountRow(IDLE, 900))
    assert await floor.looks(after_seconds=60) == [(MONDAY + timedelta(minutes=3), IDLE, 900)]


async def test_a_process_that_slept_leaves_a_hole_and_makes_nothing_up(floor: Floor) -> None:
    floor.arrays.mark({AAPL: 101.0})

    assert await floor.looks(after_seconds=3 * 3600) == [
        (MONDAY + timedelta(hours=3), HOLDER, 2010)
    ]


async def test_at_the_close_everybody_has_a_point_whether_anything_moved(floor: Floor) -> None:
    written = await floor.looks(after_seconds=(CLOSE - floor.clock.now()).total_seconds() + 20)

    assert written == [(CLOSE, HOLDER, 2000), (CLOSE, IDLE, 1000)]
    assert floor.kept.grades[CLOSE] is Grade.CLOSE
    assert await floor.looks(after_seconds=60) == []
    assert floor.closes == [CLOSE]


async def test_what_could_not_be_written_is_made_up_for_by_the_next_point(floor: Floor) -> None:
    floor.arrays.mark({AAPL: 101.0})
    floor.kept.away = True
    with pytest.raises(Unavailable):
        await floor.looks(after_seconds=60)
    floor.kept.away = False

    later = MONDAY + timedelta(minutes=3)
    assert await floor.looks(after_seconds=120) == [(later, HOLDER, 2010), (later, IDLE, 1000)]


async def test_a_close_at_which_the_database_was_away_is_written_late_and_not_lost(
    floor: Floor,
) -> None:
    floor.kept.away = True
    with pytest.raises(Unavailable):
        await floor.looks(after_seconds=(CLOSE - floor.clock.now()).total_seconds())
    floor.kept.away = False

    later = CLOSE + timedelta(minutes=2)
    assert await floor.looks(after_seconds=120) == [(later, HOLDER, 2000), (later, IDLE, 1000)]
    assert floor.kept.grades == {MONDAY: Grade.FIVE_MINUTES, later: Grade.CLOSE}
    await floor.looks(after_seconds=60)
    assert floor.closes == [later]


async def test_old_points_are_thinned_at_the_start_and_once_an_hour(floor: Floor) -> None:
    for _ in range(150):
        await floor.looks(after_seconds=60)

    [first, second, third] = floor.kept.thinned
    assert first == MONDAY + timedelta(seconds=1)
    assert second - first == third - second == timedelta(hours=1)


@pytest.mark.parametrize(
    ("minute", "grade"),
    [
        (0, Grade.HOUR),
        (1, Grade.MINUTE),
        (5, Grade.FIVE_MINUTES),
        (30, Grade.FIVE_MINUTES),
        (59, Grade.MINUTE),
    ],
)
def test_a_point_is_kept_for_as_long_as_its_minute_is_worth(minute: int, grade: Grade) -> None:
    at = MONDAY.replace(minute=minute)

    assert grade_of(at, is_close=False) is grade
    assert grade_of(at, is_close=True) is Grade.CLOSE


@given(st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_a_curve_is_drawn_in_the_grade_that_all_of_it_still_has(span: timedelta) -> None:
    """Else its old part would have holes where its new part has points."""
    grade = coarsest(span)

    assert grade is Grade.CLOSE or span <= KEPT[grade]
    steps = {Grade.MINUTE: 1, Grade.FIVE_MINUTES: 5, Grade.HOUR: 60, Grade.CLOSE: 1440}
    assert span / timedelta(minutes=steps[grade]) <= 4000
