"""What an account holds and is worth, and was worth."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.portfolio.domain.equity import EquityPoint, Period
from services.portfolio.handlers.viewing import EquityCurve
from shared.contracts.event import Amount
from shared.contracts.portfolio import PositionFigures
from shared.kernel.ids import AccountId


class PositionsView(BaseModel):
    positions: list[PositionFigures]


class EquityPointView(BaseModel):
    """What the account was worth at this moment. `complete` is false where a position had no
    price and counted with its cost; `is_close` marks the close of a session."""

    at: datetime
    equity: Amount
    cash: Amount
    complete: bool
    is_close: bool

    @classmethod
    def of(cls, point: EquityPoint) -> EquityPointView:
        return cls(
            at=point.at,
            equity=point.equity,
            cash=point.cash,
            complete=point.complete,
            is_close=point.is_close,
        )


class EquityView(BaseModel):
    """The equity curve, oldest first. Where nothing moved or nobody looked there is no point.
    `last_close` is the newest close of a session, whatever the period."""

    account_id: UUID
    period: Period
    since: datetime
    points: list[EquityPointView]
    last_close: EquityPointView | None

    @classmethod
    def of(cls, account_id: AccountId, period: Period, curve: EquityCurve) -> EquityView:
        close = curve.last_close
        return cls(
            account_id=account_id,
            period=period,
            since=curve.since,
            points=[EquityPointView.of(point) for point in curve.points],
            last_close=None if close is None else EquityPointView.of(close),
        )
