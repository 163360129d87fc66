"""What an operator may ask, over HTTP."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from services.portfolio.dependencies import AroundDep
from services.portfolio.ports.book import Rebuilt
from shared.contracts.audit import AuditReport
from shared.http.auth import current_service

router = APIRouter(
    prefix="/internal", include_in_schema=False, dependencies=[Depends(current_service)]
)


@router.get("/audit")
async def audit(around: AroundDep) -> AuditReport:
    """Prove the tables by a replay of the log, or show the rows that differ."""
    return AuditReport.of(await around.prove())


@router.post("/rebuild")
async def rebuild(around: AroundDep) -> list[Rebuilt]:
    """Make the tables from the log again. Where any differed, what the service has in memory
    came from what they were: it must be started anew."""
    return [shard async for shard in around.rebuild()]
