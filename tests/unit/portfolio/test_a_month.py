"""One month of an account, told event by event. Every figure was worked out by hand.

| # | what | held | realized | fees | dividends | net |
|---|------|------|---------:|-----:|----------:|----:|
| 1 | 100 AAPL at 200, out at 203 | 1 day | 300 | 2 | | 298 |
| 2 | short 50 MSFT at 400, covered at 402 | 2 hours | −100 | 2 | | −102 |
| 3 | 40 AAPL at 210, 40 at 206; 30 out at 212, 50 at 209; 0.25 a share paid on 80 | 4 days | 170 | 2 | 20 | 188 |
| 4 | 20 MSFT at 410, out at 400 by a flip of 50 | 1 day | −200 | 2 | | −202 |
| 5 | short 30 MSFT at 400 by that flip, covered at 400 | 1 day | 0 | 3 | | −3 |
| 6 | 10 TSLA at 300, out at 300 | 1 hour | 0 | | | 0 |
| 7 | 10 AAPL at 220, split two for one, out at 115 | 4 days | 100 | | | 100 |
|   | | | 270 | 11 | 20 | 279 |

Equity at each close is 100,000 and what was net by then, and what was open at the last mark:
on the 10th, for one, 196 of the first two, less a fee of 1, and 80 × (213 − 208).
"""  # noqa: E501 - a table

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from services.portfolio.consumers.fills import post
from services.portfolio.domain.equity import EquityPoint
from services.portfolio.domain.excursion import Reach
from services.portfolio.domain.journal import RoundTrip
from services.portfolio.domain.market import Mark, Market
from services.portfolio.domain.marks import MarkArrays
from services.portfolio.domain.performance import performance_of
from services.portfolio.domain.score import score_of
from services.portfolio.domain.statement import Month as StatementMonth
from services.portfolio.domain.statement import worth_in
from services.portfolio.domain.statistics import Outcome, Statistics, statistics_of
from services.portfolio.handlers.desk import Desk
from services.portfolio.handlers.exporting import Statement
from services.portfolio.handlers.figures import round_trip_figures
from services.portfolio.handlers.live import LiveBook
from services.portfolio.ports.journal import JournalEntry
from services.portfolio.schemas.exports import statement_book, summary_table
from shared.contracts.executions import AccountEvent
from shared.contracts.streams import shard_of
from shared.kernel.enums import QuoteQuality
from shared.kernel.ids import Symbol
from tests.support.clock import MONDAY
from tests.support.memory_book import MemoryBook, records
from tests.support.portfolio import TODAY, BookOfRecord


class Month:
    """The service without its servers: events and ticks in the order in which they came."""

    def __init__(self) -> None:
        self.book = BookOfRecord()
        self.tables = MemoryBook()
        market = Market(TODAY)
        self.live = LiveBook(market, MarkArrays(), Desk(market, interval_seconds=1))
        self.live.take_over(self.shard, [], [])
        self.reaches: dict[RoundTrip, Reach] = {}
        self.closes: list[EquityPoint] = []

    @property
    def shard(self) -> int:
        return shard_of(str(self.book.account_id))

    def goes_to(self, day: int, *, hours: float = 0) -> None:
        """`day` of June, at 10:30 in New York and so many hours later."""
        self.book.at = MONDAY + timedelta(days=day - 2, hours=hours, seconds=-1)

    async def happens(self, event: AccountEvent) -> None:
        page = await post(records(event), self.tables)
        page.reaches = self.live.reaches((owner, line) for owner, _, line in page.history)
        self.live.booked(self.shard, page.changes(), now=0)
        for _, trip in page.written.values():
            if trip.closed_at is not None:
                self.reaches[trip] = page.reaches[trip.round_trip_id]

    def ticks(self, symbol: str, *prices: str) -> None:
        for price in prices:
            mark = Mark(Decimal(price), QuoteQuality.FRESH, self.book.at)
            self.live.quoted({Symbol(symbol): mark}, now=0)

    def closes_on(self, *days: int) -> None:
        """What the sampler sees when the session of each day closes."""
        totals = self.live.arrays.totals()
        [equity], [cash] = totals.equity.tolist(), totals.cash.tolist()
        for day in days:
            at = datetime(2025, 6, day, 20, tzinfo=UTC)
            worth = Decimal(equity).scaleb(-2), Decimal(cash).scaleb(-2)
            self.closes.append(EquityPoint(at, *worth, bool(totals.complete.all()), True))

    async def passes(self) -> None:
        book = self.book
        await self.happens(book.opened())

        self.goes_to(2)
        await self.happens(book.trade("100", "200", fee="1"))
        self.ticks("AAPL", "198", "204", "203")
        self.closes_on(2)
        self.goes_to(3)
        await self.happens(book.trade("-100", "203", fee="1"))
        self.closes_on(3)

        self.goes_to(4)
        await self.happens(book.trade("-50", "400", fee="1", symbol="MSFT"))
        self.ticks("MSFT", "404", "395", "402")
        self.goes_to(4, hours=2)
        await self.happens(book.trade("50", "402", fee="1", symbol="MSFT"))
        self.closes_on(4, 5, 6)

        self.goes_to(9)
        await self.happens(book.trade("40", "210", fee="0.5"))
        self.ticks("AAPL", "205")
        self.closes_on(9)
        self.goes_to(10)
        await self.happens(book.trade("40", "206", fee="0.5"))
        self.ticks("AAPL", "204", "213")
        self.closes_on(10)
        self.goes_to(11)
        await self.happens(book.pay("0.25", quantity="80"))
        self.closes_on(11)
        self.goes_to(12)
        await self.happens(book.trade("-30", "212", fee="0.5"))
        self.ticks("AAPL", "214", "209")
        self.closes_on(12)
        self.goes_to(13)
        await self.happens(book.trade("-50", "209", fee="0.5"))
        self.closes_on(13)

        self.goes_to(16)
        await self.happens(book.trade("20", "410", fee="1", symbol="MSFT"))
        self.closes_on(16)
        self.goes_to(17)
        await self.happens(book.trade("-50", "400", fee="2.5", symbol="MSFT"))
        self.closes_on(17)
        self.goes_to(18)
        await self.happens(book.trade("30", "400", fee="1.5", symbol="MSFT"))
        self.closes_on(18)

        self.goes_to(19)
        await self.happens(book.trade("10", "300", symbol="TSLA"))
        self.goes_to(19, hours=1)
        await self.happens(book.trade("-10", "300", symbol="TSLA"))

        self.goes_to(20)
        await self.happens(book.trade("10", "220"))
        self.closes_on(20)
        self.goes_to(23)
        await self.happens(book.split(2, 1, before="10", after="20"))
        self.ticks("AAPL", "115")
        self.closes_on(23)
        self.goes_to(24)
        await self.happens(book.trade("-20", "115"))
        self.closes_on(24)


@pytest.fixture
async def month() -> Month:
    month = Month()
    await month.passes()
    return month


def statistics(trips: Sequence[RoundTrip]) -> Statistics:
    return statistics_of(
        [
            Outcome(
                opened_at=trip.opened_at,
                closed_at=trip.closed_at or trip.opened_at,
                realized_pnl=trip.realized_pnl,
                fees=trip.fees,
                dividends=trip.dividends,
            )
            for trip in trips
        ]
    )


CLOSES = [
    (2, "100299"),  # 100 × (203 − 200), less 1
    (3, "100298"),
    *((day, "100196") for day in (4, 5, 6)),  # and on the last two nothing happened
    (9, "99995.50"),  # 40 × (205 − 210), less 0.50
    (10, "100595"),  # 80 × (213 − 208), less 1
    (11, "100615"),  # and the dividend
    (12, "100384.50"),  # 30 × (212 − 208) and 50 × (209 − 208)
    (13, "100384"),
    (16, "100223"),  # 20 × (402 − 410), less 1
    (17, "100120.50"),  # −200 − 3.50, and 30 × (400 − 402)
    (18, "100179"),
    (20, "100069"),  # the 19th was a holiday; 10 × (209 − 220)
    (23, "100279"),  # 20 × (115 − 110)
    (24, "100279"),
]


def the_curve(month: Month) -> list[EquityPoint]:
    """The closes, and a point without a price that must not count."""
    return [*month.closes, EquityPoint(MONDAY, Decimal(1), Decimal(0), False, False)]


def the_statement(month: Month) -> Statement:
    [account] = month.tables.accounts.values()
    june = StatementMonth(2025, 6)
    return Statement(
        account=account,
        month=june,
        worth=worth_in(june, account, before=month.closes, during=month.closes),
        entries=[
            JournalEntry(
                trip=trip,
                worst=Decimal(month.reaches[trip].worst),
                best=Decimal(month.reaches[trip].best),
                tags=[],
                note="",
                lines=[],
            )
            for trip in month.tables.closed
        ],
    )


async def test_every_round_trip_is_in_the_journal(month: Month) -> None:
    assert [
        (trip.symbol, trip.realized_pnl, trip.fees, trip.dividends, trip.net_pnl, trip.verdict)
        for trip in month.tables.closed
    ] == [
        ("AAPL", 300, 2, 0, 298, "worked"),
        ("MSFT", -100, 2, 0, -102, "did_not_work"),
        ("AAPL", 170, 2, 20, 188, "worked"),
        ("MSFT", -200, 2, 0, -202, "did_not_work"),
        ("MSFT", 0, 3, 0, -3, "did_not_work"),
        ("TSLA", 0, 0, 0, 0, "scratch"),
        ("AAPL", 100, 0, 0, 100, "worked"),
    ]


async def test_every_round_trip_tells_what_was_held_at_which_prices_and_for_how_long(
    month: Month,
) -> None:
    shown = [round_trip_figures(trip) for trip in month.tables.closed]

    assert [
        (
            each.side,
            each.quantity,
            each.entry_price,
            each.exit_price,
            timedelta(seconds=each.holding_seconds),
        )
        for each in shown
    ] == [
        ("long", 100, 200, 203, timedelta(days=1)),
        ("short", 50, 400, 402, timedelta(hours=2)),
        ("long", 80, 208, Decimal("210.125"), timedelta(days=4)),  # (30 × 212 + 50 × 209) ÷ 80
        ("long", 20, 410, 400, timedelta(days=1)),
        ("short", 30, 400, 400, timedelta(days=1)),
        ("long", 10, 300, 300, timedelta(hours=1)),
        ("long", 20, 110, 115, timedelta(days=4)),  # since the split
    ]


async def test_every_round_trip_went_as_far_as_it_went(month: Month) -> None:
    """The third: 80 × (204 − 208) at the worst; at the best 30 × (212 − 208) was realized, 20 paid
    and 50 × (214 − 208) open. The others follow from their lowest and highest mark or fill."""
    far = [(month.reaches[trip].worst, month.reaches[trip].best) for trip in month.tables.closed]

    assert far == [(-200, 400), (-200, 250), (-320, 440), (-200, 0), (0, 0), (0, 0), (0, 100)]


async def test_the_statistics_of_the_month(month: Month) -> None:
    found = statistics(month.tables.closed)

    assert (found.count, found.worked, found.did_not_work, found.scratch) == (7, 3, 3, 1)
    assert (found.realized_pnl, found.fees, found.dividends, found.net_pnl) == (270, 11, 20, 279)
    assert (found.gross_profit, found.gross_loss) == (586, -307)
    assert found.win_rate == 0.5
    assert found.win_rate_low == pytest.approx(0.187616, abs=1e-6)
    assert found.win_rate_high == pytest.approx(0.812384, abs=1e-6)
    assert found.profit_factor == pytest.approx(586 / 307)
    assert found.payoff_ratio == pytest.approx(586 / 307)  # as many won as lost
    assert found.expectancy == Decimal(279) / 7
    assert (found.average_win, found.average_loss) == (Decimal(586) / 3, Decimal(-307) / 3)
    assert (found.largest_win, found.largest_loss) == (298, -202)
    assert (found.longest_winning_streak, found.longest_losing_streak) == (1, 2)
    assert found.current_streak == 1
    assert found.average_seconds == pytest.approx(961_200 / 7)
    assert (found.average_winning_seconds, found.average_losing_seconds) == (259_200, 60_000)


async def test_the_equity_at_every_close_is_what_was_made_and_what_is_open(month: Month) -> None:
    assert [(each.at.day, each.equity) for each in month.closes] == [
        (day, Decimal(equity)) for day, equity in CLOSES
    ]
    assert all(each.complete for each in month.closes)
    assert [each.cash for each in month.closes][:3] == [79_999, 100_298, 100_196]


async def test_the_statement_of_the_month(month: Month) -> None:
    statement = the_statement(month)

    assert {row[0]: row[1] for row in summary_table(statement).rows} == {
        "Equity at the beginning": 100_000,
        "Equity at the end": 100_279,
        "Change": 279,
        "Realized P/L of round trips that ended": 270,
        "Fees of round trips that ended": 11,
        "Dividends of round trips that ended": 20,
        "Net P/L of round trips that ended": 279,
        "Round trips that worked": 3,
        "Round trips that did not": 3,
        "Round trips that came to nothing": 1,
    }
    assert len(statement_book(statement)["Equity"]["A"]) == 1 + len(CLOSES)


async def test_the_account_meanwhile_and_the_score(month: Month) -> None:
    performance = performance_of(the_curve(month))
    score = score_of(statistics(month.tables.closed), performance)

    # The 15 daily returns r come to Σr = −0.00017157, Σr² = 0.000055839 and, of those below zero,
    # 0.000015111: the mean is −0.000011438, the deviation √(0.000055837 ÷ 14) = 0.0019971, that
    # of the losses √(0.000015111 ÷ 15) = 0.0010037; and √252 = 15.8745.
    assert performance.days == 15
    assert performance.sharpe == pytest.approx(-0.09092, abs=1e-4)
    assert performance.sortino == pytest.approx(-0.18090, abs=1e-4)
    drawdown = performance.max_drawdown
    assert drawdown is not None
    # From the 11th to the 20th; the fall to the 9th, of 303.50, was less.
    assert (drawdown.amount, drawdown.part) == (546, pytest.approx(546 / 100_615))
    assert (drawdown.peak_at.day, drawdown.trough_at.day) == (11, 20)
    assert {part.name: part.value for part in score.parts} == {
        "profit_factor": pytest.approx(586 / 893),
        "win_rate": pytest.approx(0.187616, abs=1e-6),
        "payoff": pytest.approx(586 / 893),
        "drawdown": pytest.approx(0.978293, abs=1e-6),
        "sortino": 0,
    }
    # 45 × 0.656215 + 20 × 0.187616 + 20 × 0.978293 + 15 × 0
    assert score.value == pytest.approx(52.848, abs=1e-3)


async def test_the_money_of_the_month_adds_up(month: Month) -> None:
    [account] = month.tables.accounts.values()

    assert account.cash == 100_279
    assert (account.realized_pnl, account.fees, account.dividends) == (270, 11, 20)


def test_nothing_is_said_of_no_round_trips_at_all() -> None:
    empty, nothing = statistics([]), performance_of([])

    assert (empty.count, empty.net_pnl, empty.win_rate, empty.expectancy) == (0, 0, None, None)
    assert (nothing.sharpe, nothing.max_drawdown) == (None, None)
    assert score_of(empty, nothing).value is None
