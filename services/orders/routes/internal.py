"""What other services and operators may ask, over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from services.orders.dependencies import ReadingsDep, Surroundings, SurroundingsDep, WorkDep
from services.orders.domain.corporate_action import CorporateAction
from services.orders.domain.errors import NoSuchExecution
from services.orders.handlers.announce import state_of
from services.orders.handlers.carry_out_action import carry_out_action
from services.orders.ports import Work
from services.orders.schemas.internal import (
    CarriedOutView,
    DividendBody,
    SplitBody,
    WorkingOrdersView,
)
from services.orders.schemas.orders import ExecutionsView, ExecutionView
from shared.contracts.audit import AuditReport, Violation
from shared.contracts.streams import SHARDS
from shared.http.auth import current_service
from shared.kernel.ids import ExecutionId

EXECUTIONS_MAX = 500

router = APIRouter(
    prefix="/internal", include_in_schema=False, dependencies=[Depends(current_service)]
)


@router.get("/working-orders")
async def working_orders(
    shard: Annotated[int, Query(ge=0, lt=SHARDS)], readings: ReadingsDep
) -> WorkingOrdersView:
    """Where an engine starts: the pending orders of a shard, and the log position they have."""
    working = await readings.working_orders(shard)
    return WorkingOrdersView(seq=working.seq, orders=[state_of(each) for each in working.orders])


@router.get("/executions")
async def executions(
    readings: ReadingsDep,
    after: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=EXECUTIONS_MAX)] = EXECUTIONS_MAX,
) -> ExecutionsView:
    """Every execution of the book with its receipt, by id."""
    found = await readings.executions_after(ExecutionId(after) if after else None, limit)
    return ExecutionsView(executions=[ExecutionView.of(each) for each in found])


@router.get("/executions/{execution_id}")
async def execution(execution_id: UUID, readings: ReadingsDep) -> ExecutionView:
    found = await readings.execution(ExecutionId(execution_id))
    if found is None:
        raise NoSuchExecution
    return ExecutionView.of(found)


@router.get("/audit")
async def audit(readings: ReadingsDep) -> AuditReport:
    """Prove the book, or show the rows that break it."""
    found = await readings.audit()
    violations = [Violation.of(each.rule, each.rows) for each in found.violations]
    return AuditReport.of(violations, found.unproved)


@router.post("/splits")
async def split(body: SplitBody, work: WorkDep, around: SurroundingsDep) -> CarriedOutView:
    """Split a symbol, in every account at once."""
    return await _carried_out(body.to_action(around.clock.now()), work, around)


@router.post("/dividends")
async def dividend(body: DividendBody, work: WorkDep, around: SurroundingsDep) -> CarriedOutView:
    """Pay a cash dividend to whoever holds the symbol; whoever is short pays it."""
    return await _carried_out(body.to_action(around.clock.now()), work, around)


async def _carried_out(action: CorporateAction, work: Work, around: Surroundings) -> CarriedOutView:
    done = await carry_out_action(action, work, around.market, at=around.clock.now())
    return CarriedOutView(created=done.created, accounts=done.accounts)
