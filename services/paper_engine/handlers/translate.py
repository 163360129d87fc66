"""Between the words on the wire and the words of the domain."""

from __future__ import annotations

from datetime import timedelta

from services.paper_engine.domain.matching import Cancel, Expire, Fill, Reject, Trail
from services.paper_engine.domain.order import WorkingOrder, examined, models_of
from services.paper_engine.domain.proposal import Proposal
from services.paper_engine.domain.quote import Quote
from services.paper_engine.domain.receipt import recompute
from shared.contracts import market_data
from shared.contracts.executions import ExecutionReport, Fee, OrderAsFilled, Receipt
from shared.contracts.orders import OrderState
from shared.kernel.ids import AccountId, OrderId
from shared.kernel.money import ZERO

_MILLISECOND = timedelta(milliseconds=1)


def quote_from(wire: market_data.Quote) -> Quote:
    return Quote(
        wire.symbol,
        wire.sequence,
        wire.as_of,
        wire.changed_at,
        wire.source,
        wire.quality,
        wire.bid,
        wire.ask,
        wire.last,
        wire.bid_size,
        wire.ask_size,
    )


def order_from(state: OrderState) -> WorkingOrder:
    """`state` as an order to work. What makes it unworkable is noted in it as its defect."""
    fills, fees, defect = models_of(state.fill_model, state.fee_model)
    return examined(
        WorkingOrder(
            order_id=OrderId(state.order_id),
            account_id=AccountId(state.account_id),
            symbol=state.symbol,
            side=state.side,
            type=state.type,
            time_in_force=state.time_in_force,
            quantity=state.quantity,
            filled_quantity=state.filled_quantity,
            remaining_quantity=state.remaining_quantity,
            remaining_notional=state.remaining_notional,
            version=state.version,
            working_since=state.working_since,
            limit_price=state.limit_price,
            stop_price=state.stop_price,
            trail_amount=state.trail_amount,
            trail_percent=state.trail_percent,
            extended_hours=state.extended_hours,
            hold_until=state.hold_until,
            expires_at=state.expires_at,
            triggered_at=state.triggered_at,
            trail_reference=state.trail_reference,
            multiplier=state.multiplier,
            active=state.active,
            fill_model=fills,
            fee_model=fees,
            defect=defect,
        )
    )


def report_of(proposal: Proposal) -> ExecutionReport:
    """The proposal as it travels. Two of the same are the same to the last byte."""
    order, action = proposal.order, proposal.action
    report = ExecutionReport(
        report_id=proposal.report_id,
        kind=proposal.kind,
        order_id=order.order_id,
        account_id=order.account_id,
        symbol=order.symbol,
        order_version=order.version,
        decided_at=proposal.decided_at,
    )
    if isinstance(action, Fill):
        return report.model_copy(update=_filled(proposal, action))
    if isinstance(action, Trail):
        return report.model_copy(update={"trail_reference": action.reference})
    if isinstance(action, Cancel | Expire | Reject):
        return report.model_copy(update={"reason_code": action.code.value, "reason": action.detail})
    return report


def _filled(proposal: Proposal, fill: Fill) -> dict[str, object]:
    order, quote = proposal.order, proposal.quote
    assert quote is not None  # nothing fills without one
    figures = recompute(order, quote, fill.quantity)
    age = proposal.decided_at - quote.as_of
    return {
        "last_quantity": fill.quantity,
        "last_price": figures.price,
        "commission": figures.commission,
        "receipt": Receipt(
            quote_sequence=quote.sequence,
            quote_as_of=quote.as_of,
            source=quote.source,
            quality=quote.quality,
            bid=quote.bid,
            ask=quote.ask,
            last=quote.last,
            bid_size=quote.bid_size,
            ask_size=quote.ask_size,
            age_ms=max(0, age // _MILLISECOND),
            rule=figures.rule.value,
            model=order.fill_model.name,
            model_version=order.fill_model.version,
            price_improvement=figures.price_improvement,
            quote_changed_at=quote.changed_at,
            fee_model=order.fee_model.spec,
            fees=[Fee(kind=kind, amount=amount) for kind, amount in figures.fees],
            order=OrderAsFilled(
                version=order.version,
                side=order.side,
                type=order.type,
                limit_price=order.limit_price,
                started_at=order.started_at,
                quantity=fill.quantity,
                multiplier=order.multiplier,
                first=order.filled_quantity == ZERO,
            ),
        ),
    }
