"""What the engine proposes to the book, and the id by which a repetition is recognized."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID, uuid5

from services.paper_engine.domain.matching import Cancel, Expire, Fill, Reject, Trail, Trigger
from services.paper_engine.domain.order import WorkingOrder
from services.paper_engine.domain.quote import Quote

Action: TypeAlias = Fill | Trigger | Trail | Cancel | Expire | Reject
Kind: TypeAlias = Literal["fill", "trigger", "trail", "cancel", "expire", "reject"]

_NAMESPACE = UUID("1f4f8f6e-6f0b-5d0a-9a55-0b6f5a1f7c11")
_KINDS: Mapping[type[Action], Kind] = {
    Fill: "fill",
    Trigger: "trigger",
    Trail: "trail",
    Cancel: "cancel",
    Expire: "expire",
    Reject: "reject",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """`quote` is the one the engine decided on; `None` where it decided without one."""

    order: WorkingOrder
    action: Action
    quote: Quote | None
    decided_at: datetime

    @property
    def kind(self) -> Kind:
        return _KINDS[type(self.action)]

    @property
    def report_id(self) -> UUID:
        """A pure function of order, version, quote and kind, so that an engine that starts
        again, or a second one, proposes the same thing under the same id."""
        order = self.order
        sequence = 0 if self.quote is None else self.quote.sequence
        name = f"{order.order_id}:{order.version}:{order.symbol}:{sequence}:{self.kind}"
        return uuid5(_NAMESPACE, name)
