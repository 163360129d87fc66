"""How far trading reaches beyond the regular session, for orders that ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from shared.kernel.enums import OrderType, TimeInForce


@dataclass(frozen=True, slots=True)
class Reach:
    before: timedelta = timedelta(0)
    after: timedelta = timedelta(0)


NONE = Reach()
US_EQUITIES = Reach(timedelta(hours=5, minutes=30), timedelta(hours=4))
"""In New York 04:00 to 20:00 around a session from 09:30 to 16:00; a half day ends at 17:00."""
_REACH: Mapping[str, Reach] = {"XNYS": US_EQUITIES, "XNAS": US_EQUITIES}


def reach(calendar: str) -> Reach:
    return _REACH.get(calendar, NONE)


def takes_part(kind: OrderType, time_in_force: TimeInForce) -> bool:
    """Whether an order that asks for extended hours trades in them: a market that is so thin
    takes only orders that name their price and can wait."""
    return kind is OrderType.LIMIT and time_in_force in (TimeInForce.DAY, TimeInForce.GTC)
