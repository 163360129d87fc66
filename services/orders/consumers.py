"""Events in: the engine's proposals, booked or refused one by one, in the bus's transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

import structlog
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.order import Order
from services.orders.handlers.book_report import RefusedReport, book_report
from services.orders.ports import MarketData, Work
from shared.bus.ports import AfterCommit, Record
from shared.clock import Clock
from shared.contracts.executions import ExecutionReport

GROUP = "orders"

WorkOn = Callable[[AsyncConnection], AbstractAsyncContextManager[Work]]
"""Work in a transaction that the bus commits."""

log = structlog.get_logger()


class Reports:
    """Books `reports.v1`. Keeps nothing in memory but the count of what was refused."""

    def __init__(
        self, work_on: WorkOn, market: MarketData, clock: Clock, announced: Callable[[], None]
    ) -> None:
        self._work_on = work_on
        self._market = market
        self._clock = clock
        self._announced = announced
        self.refused: Counter[str] = Counter()

    async def acquired(self, shard: int, connection: AsyncConnection) -> None:
        pass

    async def lost(self, shard: int) -> None:
        pass

    async def handle(
        self, records: Sequence[Record], connection: AsyncConnection
    ) -> AfterCommit | None:
        booked = 0
        async with self._work_on(connection) as work:
            for record in records:
                result = await self._book(record, work)
                if isinstance(result, RefusedReport):
                    self._count(record, result)
                else:
                    booked += 1
        return self._announced if booked else None

    async def _book(self, record: Record, work: Work) -> Order | RefusedReport:
        try:
            report = ExecutionReport.model_validate_json(record.body)
        except ValidationError as error:
            # A proposal that nobody can read is refused like any other. To bury it would hold
            # up every later one of its account, and the engine repeats what still matters.
            log.warning("report_malformed", entry=record.entry_id, error=str(error))
            return RefusedReport("malformed")
        return await book_report(report, work, self._market, at=self._clock.now())

    def _count(self, record: Record, refused: RefusedReport) -> None:
        self.refused[refused.reason] += 1
        log.debug(
            "report_refused", reason=refused.reason, entry=record.entry_id, account_id=record.key
        )
