"""Round trips and statements as tables to take away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from openpyxl import Workbook

from services.portfolio.domain.equity import EquityPoint
from services.portfolio.handlers.exporting import Statement
from services.portfolio.ports.journal import JournalEntry
from services.portfolio.schemas.journal import RoundTripView
from shared.http.tables import Column, Kind, Table, chart, workbook_of
from shared.kernel.enums import Verdict
from shared.kernel.money import ZERO, round_cents

_TRIP_COLUMNS = (
    Column("Opened (UTC)", Kind.TIME),
    Column("Closed (UTC)", Kind.TIME),
    Column("Symbol"),
    Column("Side"),
    Column("Quantity", Kind.NUMBER),
    Column("Entry price", Kind.NUMBER),
    Column("Exit price", Kind.NUMBER),
    Column("Realized P/L", Kind.MONEY, total=True),
    Column("Fees", Kind.MONEY, total=True),
    Column("Net P/L", Kind.MONEY, total=True),
    Column("Verdict"),
    Column("Worst", Kind.MONEY),
    Column("Best", Kind.MONEY),
    Column("Tags"),
    Column("Note"),
    Column("Round trip id"),
)
_LINE_COLUMNS = (Column("What"), Column("Figure", Kind.MONEY))
_EQUITY_COLUMNS = (
    Column("At (UTC)", Kind.TIME),
    Column("Equity", Kind.MONEY),
    Column("Cash", Kind.MONEY),
    Column("Prices"),
    Column("Session"),
)
_VERDICTS = {
    Verdict.WORKED: "Round trips that worked",
    Verdict.DID_NOT_WORK: "Round trips that did not",
    Verdict.SCRATCH: "Round trips that came to nothing",
}


def round_trips_table(entries: Sequence[JournalEntry]) -> Table:
    """The figures are those that the API shows."""
    views = [RoundTripView.of(entry) for entry in entries]
    rows = [
        (
            view.opened_at,
            view.closed_at,
            view.symbol,
            view.side,
            view.quantity,
            view.entry_price,
            view.exit_price,
            view.realized_pnl,
            view.fees,
            view.net_pnl,
            view.verdict.value,
            view.mae,
            view.mfe,
            ", ".join(view.tags),
            view.note,
            str(view.round_trip_id),
        )
        for view in views
    ]
    return Table("Round trips", _TRIP_COLUMNS, rows)


def summary_table(statement: Statement) -> Table:
    worth, trips = statement.worth, [entry.trip for entry in statement.entries]
    rows: list[tuple[str, Decimal | int]] = [
        ("Equity at the beginning", worth.opening),
        ("Equity at the end", worth.closing),
        ("Change", worth.change),
        ("Realized P/L of round trips that ended", _sum(trip.realized_pnl for trip in trips)),
        ("Fees of round trips that ended", _sum(trip.fees for trip in trips)),
        ("Dividends of round trips that ended", _sum(trip.dividends for trip in trips)),
        ("Net P/L of round trips that ended", _sum(trip.net_pnl for trip in trips)),
        *(
            (words, sum(trip.verdict is verdict for trip in trips))
            for verdict, words in _VERDICTS.items()
        ),
    ]
    return Table("Statement", _LINE_COLUMNS, rows)


def equity_table(points: Sequence[EquityPoint]) -> Table:
    rows = [
        (
            point.at,
            point.equity,
            point.cash,
            "all" if point.complete else "some missing",
            "close" if point.is_close else None,
        )
        for point in points
    ]
    return Table("Equity", _EQUITY_COLUMNS, rows)


def equity_book(points: Sequence[EquityPoint]) -> Workbook:
    return _drawn([equity_table(points)])


def statement_book(statement: Statement) -> Workbook:
    """Summary, round trips with their totals, and the equity, also as a chart."""
    return _drawn(
        [
            summary_table(statement),
            round_trips_table(statement.entries),
            equity_table(statement.worth.points),
        ]
    )


def _drawn(tables: Sequence[Table]) -> Workbook:
    """A sheet for each, and one more for the curve of the last, which is that of the equity."""
    book, equity = workbook_of(tables), tables[-1]
    if equity.rows:
        chart(book, "Equity curve", book[equity.name], rows=len(equity.rows))
    return book


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    """Each in cents, as it is shown, so that the sum is that of the rows."""
    return sum((round_cents(amount) for amount in amounts), ZERO)
