"""The closed sets of words that services, streams and the UI share."""

from __future__ import annotations

from enum import StrEnum


class Side(StrEnum):
    BUY = "BUY"
    SELL = "SELL"

    @property
    def sign(self) -> int:
        return 1 if self is Side.BUY else -1


class OrderType(StrEnum):
    MARKET = "MARKET"
    LIMIT = "LIMIT"
    STOP = "STOP"
    STOP_LIMIT = "STOP_LIMIT"
    TRAILING_STOP = "TRAILING_STOP"


class TimeInForce(StrEnum):
    DAY = "DAY"
    GTC = "GTC"
    IOC = "IOC"
    FOK = "FOK"


class OrderStatus(StrEnum):
    PENDING = "PENDING"
    FILLED = "FILLED"
    CANCELLED = "CANCELLED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"

    @property
    def is_final(self) -> bool:
        return self is not OrderStatus.PENDING


class GroupRole(StrEnum):
    """What an order is to the others of its group."""

    ENTRY = "entry"
    TAKE_PROFIT = "take_profit"
    STOP_LOSS = "stop_loss"


class AccountKind(StrEnum):
    CASH = "CASH"
    MARGIN = "MARGIN"


class AccountStatus(StrEnum):
    OPEN = "OPEN"
    CLOSED = "CLOSED"


class InstrumentClass(StrEnum):
    EQUITY = "EQUITY"
    ETF = "ETF"
    INDEX = "INDEX"
    FUTURE = "FUTURE"
    OPTION = "OPTION"
    FX = "FX"


class QuoteQuality(StrEnum):
    """Why a quote may or may not be traded on; only FRESH may."""

    FRESH = "fresh"
    STALE = "stale"
    CROSSED = "crossed"
    ONE_SIDED = "one_sided"
    LOADING = "loading"
    HALTED = "halted"
    FEED_DOWN = "feed_down"


class Resolution(StrEnum):
    """How much time one bar covers; a day is the exchange's session."""

    SECOND = "1s"
    MINUTE = "1m"
    DAY = "1d"


class Verdict(StrEnum):
    """The brief's verdict on a closed round trip, by its net realized P/L."""

    WORKED = "worked"
    DID_NOT_WORK = "did_not_work"
    SCRATCH = "scratch"
