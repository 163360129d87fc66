"""Which column holds what: headers are matched by name, in any order and spelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from services.livedata.domain.quote import Values

HEADER_ROWS_MAX = 20
"""The header is looked for in this many rows from the top."""

# For each field the spellings that mean it, the most specific first: a sheet with both `High`
# and `24High` is read at `High`. Compared after `_plain`.
_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "symbol": ("symbol", "ticker", "contract", "tickersymbol", "sym"),
    "bid": ("bid", "bidprice"),
    "ask": ("ask", "askprice", "offer"),
    "last": ("last", "lastprice", "lasttrade", "price"),
    "bid_size": ("bidsize", "bidsz", "bsize"),
    "ask_size": ("asksize", "asksz", "asize"),
    "last_size": ("lastsize", "lastsz"),
    "volume": ("volume", "vol"),
    "open": ("open", "openprice"),
    "high": ("high", "dayhigh", "24high", "24hhigh", "24hrhigh", "worldhigh"),
    "low": ("low", "daylow", "24low", "24hlow", "24hrlow", "worldlow"),
    "previous_close": ("previousclose", "prevclose", "prevcl", "close", "closeprice"),
    "net_change": ("netchange", "netchng", "netchg", "change", "chng", "chg"),
    "percent_change": (
        "percentchange",
        "%change",
        "%chng",
        "%chg",
        "change%",
        "changepercent",
        "pctchange",
    ),
}
_FIELD_OF = {spelling: field for field, all_ in _SPELLINGS.items() for spelling in all_}
_PRICES = tuple(Values._fields.index(field) for field in ("bid", "ask", "last"))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a sheet keeps what. `columns` follows `Values`, `changes` has the net change and the
    one in percent; `None` is a column it lacks."""

    header_row: int
    symbol: int
    columns: tuple[int | None, ...]
    changes: tuple[int | None, int | None] = (None, None)

    @property
    def has_price(self) -> bool:
        return any(self.columns[place] is not None for place in _PRICES)


def find_layout(rows: Sequence[Sequence[object]]) -> Layout | None:
    """The layout of a sheet, or `None` where no row has a column of symbols.

    The first row that names symbols and a price is the header. A row that names symbols only
    is taken where there is no better one, so that the missing price can be pointed out.
    """
    without_price: Layout | None = None
    for index, row in enumerate(rows[:HEADER_ROWS_MAX]):
        layout = _layout(index, row)
        if layout is not None and layout.has_price:
            return layout
        without_price = without_price or layout
    return without_price


def _layout(index: int, row: Sequence[object]) -> Layout | None:
    found: dict[str, tuple[int, int]] = {}
    for column, cell in enumerate(row):
        spelling = _plain(cell) if isinstance(cell, str) else ""
        field = _FIELD_OF.get(spelling)
        if field is not None:
            candidate = (_SPELLINGS[field].index(spelling), column)
            found[field] = min(found.get(field, candidate), candidate)
    if "symbol" not in found:
        return None
    columns = {field: column for field, (_, column) in found.items()}
    return Layout(
        index,
        columns["symbol"],
        tuple(columns.get(field) for field in Values._fields),
        (columns.get("net_change"), columns.get("percent_change")),
    )


@lru_cache(maxsize=1024)
def _plain(header: str) -> str:
    """`% Change`, `Bid Size` and `BID_SIZE` as `%change`, `bidsize` and `bidsize`."""
    return "".join(
        each for each in normalize("NFKC", header).casefold() if each.isalnum() or each == "%"
    )
