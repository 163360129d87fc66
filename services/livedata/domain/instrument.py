"""What may be traded and in which steps: the known ones, and safe defaults for the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

import msgspec

from services.livedata.domain.known import FUTURES, INDEXES, PAIRS, Contract
from services.livedata.domain.known_equities import EQUITIES
from services.livedata.domain.known_etfs import ETFS
from shared.contracts.market_data import Instrument
from shared.kernel.enums import InstrumentClass

_SUB_DOLLAR_TICK = Decimal("0.0001")
_OPTION_MULTIPLIER = Decimal(100)
_FUTURES_CALENDAR = "CMES"
_FX_TICK = Decimal("0.00001")
_YEN_TICK = Decimal("0.001")
_FX = re.compile(r"[A-Z]{3}/[A-Z]{3}")
# The root of a future, then perhaps month and year, then perhaps the exchange: /ESZ26:XCME.
_FUTURE = re.compile(r"(?P<root>/[A-Z0-9]{1,4}?)(?:[FGHJKMNQUVXZ][0-9]{1,2})?(?::[A-Z]+)?")


def known_instruments() -> list[Instrument]:
    """Every instrument that is described out of the box; futures under both their names, with
    the exchange as ThinkOrSwim writes it and without."""
    stocks = [_stock(symbol, name, InstrumentClass.EQUITY) for symbol, name in EQUITIES.items()]
    funds = [_stock(symbol, name, InstrumentClass.ETF) for symbol, name in ETFS.items()]
    futures = [
        _future(symbol, contract)
        for root, contract in FUTURES.items()
        for symbol in (root, f"{root}:{contract.exchange}")
    ]
    others = [
        msgspec.structs.replace(unknown_instrument(symbol), name=name, known=True)
        for symbol, name in (*INDEXES.items(), *PAIRS.items())
    ]
    return [*stocks, *funds, *futures, *others]


def unknown_instrument(symbol: str) -> Instrument:
    """What to assume of a symbol that nobody has described: whole units, no short sales, and
    the class that its spelling tells. A single future takes the terms of its root."""
    if symbol.startswith("/"):
        match = _FUTURE.fullmatch(symbol)
        contract = FUTURES.get(match["root"]) if match else None
        if contract is not None:
            return _future(symbol, contract)
        return Instrument(
            symbol=symbol, name=symbol, instrument_class=InstrumentClass.FUTURE,
            shortable=False, calendar=_FUTURES_CALENDAR, known=False,
        )  # fmt: skip
    if symbol.startswith("."):
        return Instrument(
            symbol=symbol, name=symbol, instrument_class=InstrumentClass.OPTION,
            multiplier=_OPTION_MULTIPLIER, shortable=False, known=False,
        )  # fmt: skip
    if _FX.fullmatch(symbol):
        return Instrument(
            symbol=symbol, name=symbol, instrument_class=InstrumentClass.FX,
            currency=symbol[4:], tick_size=_YEN_TICK if symbol.endswith("JPY") else _FX_TICK,
            shortable=False, calendar="24/5", known=False,
        )  # fmt: skip
    index = symbol.startswith("$")
    return Instrument(
        symbol=symbol, name=symbol,
        instrument_class=InstrumentClass.INDEX if index else InstrumentClass.EQUITY,
        sub_dollar_tick_size=_SUB_DOLLAR_TICK, shortable=False, known=False,
    )  # fmt: skip


CALENDARS = frozenset((
    "24/5", "24/7", "CMES", "IEPA", "XCBF", "XETR", "XHKG", "XLON", "XNAS", "XNYS", "XPAR", "XTKS",
    "XTSE",
))  # fmt: skip
"""The sessions an instrument may follow, by their names in `exchange_calendars`."""


@dataclass(frozen=True, slots=True)
class Description:
    """What an operator says of an instrument; `None` leaves a field as it is."""

    name: str | None = None
    instrument_class: InstrumentClass | None = None
    currency: str | None = None
    tick_size: Decimal | None = None
    sub_dollar_tick_size: Decimal | None = None
    multiplier: Decimal | None = None
    fractionable: bool | None = None
    shortable: bool | None = None
    calendar: str | None = None

    def of(self, instrument: Instrument) -> Instrument:
        """`instrument` as it is described now; from now on it is a known one."""
        said: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(self)}
        changes = {name: value for name, value in said.items() if value is not None}
        return msgspec.structs.replace(instrument, **changes, known=True)


def matches(instrument: Instrument, query: str) -> bool:
    """Whether a search for `query` should list this: by the start of the symbol or by name."""
    wanted = query.strip().casefold()
    return instrument.symbol.casefold().startswith(wanted) or wanted in instrument.name.casefold()


def _stock(symbol: str, name: str, kind: InstrumentClass) -> Instrument:
    return Instrument(
        symbol=symbol, name=name, instrument_class=kind,
        sub_dollar_tick_size=_SUB_DOLLAR_TICK, fractionable=True,
    )  # fmt: skip


def _future(symbol: str, contract: Contract) -> Instrument:
    return Instrument(
        symbol=symbol, name=contract.name, instrument_class=InstrumentClass.FUTURE,
        tick_size=contract.tick_size, multiplier=contract.multiplier, calendar=_FUTURES_CALENDAR,
    )  # fmt: skip
