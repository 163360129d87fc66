"""Bars on `/api/v1/ws` and over HTTP; a part of `websocket`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from shared.contracts.event import Amount
from shared.kernel.enums import Resolution


class LiveBar(BaseModel, frozen=True):
    """What was traded in the second, the minute or the session that begins at `time`.

    `volume` is in the instrument's units, 0 where the source knows none. `trades` counts the
    changes that were seen. `complete` is false while more may come. A daily bar has the
    exchange's date as `session` and begins at midnight UTC of that date.
    """

    time: datetime
    session: date | None
    open: Amount
    high: Amount
    low: Amount
    close: Amount
    volume: Amount
    trades: int
    complete: bool


class BarsData(BaseModel, frozen=True):
    """Newest last."""

    bars: list[LiveBar]


class BarsSnapshot(BaseModel, frozen=True):
    """The newest bars of the symbol, the one under way included."""

    type: Literal["bars.snapshot"]
    symbol: str
    resolution: Resolution
    ver: int
    data: BarsData


class BarsDelta(BaseModel, frozen=True):
    """Bars that have changed: each replaces the one with its `time`, or comes after the last."""

    type: Literal["bars.delta"]
    symbol: str
    resolution: Resolution
    prev: int
    ver: int
    data: BarsData
