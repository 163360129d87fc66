"""What came to this process and concerns the others: each publishes shards of its own, but a push
or an operator's command arrives at only one of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import NoReturn

import structlog

from services.livedata.handlers.directory import Directory
from services.livedata.ports import Accepted, Colleagues, Inbox, StreamAway
from shared.contracts.market_data import Instrument

RETRY_SECONDS = 0.25

_log = structlog.get_logger()


class Handover:
    """Tells the colleagues and hears from them; whoever pushes does not wait for it. While they
    cannot be told, the newest quote of each symbol waits, and the newest word on each instrument.
    """

    def __init__(
        self,
        colleagues: Colleagues,
        directory: Directory,
        inbox: Inbox | None,
        *,
        alone: Callable[[], bool],
    ) -> None:
        """`alone` says whether every shard is published here: then no quote is handed over."""
        self._colleagues = colleagues
        self._directory = directory
        self._inbox = inbox
        self._alone = alone
        self._pushed: dict[str, Accepted] = {}
        self._instruments: dict[str, Instrument] = {}
        self._wake = asyncio.Event()
        directory.listeners.append(self._described)
        if inbox is not None:
            inbox.accepted = self._accepted

    def hear(self, pushed: Sequence[Accepted], instruments: Sequence[Instrument]) -> None:
        """What a colleague tells."""
        for instrument in instruments:
            self._directory.heed(instrument)
        if self._inbox is not None:
            self._inbox.hear(pushed)

    async def run(self) -> NoReturn:
        while True:
            await self._wake.wait()
            self._wake.clear()
            pushed, self._pushed = self._pushed, {}
            instruments, self._instruments = self._instruments, {}
            try:
                await self._colleagues.tell(list(pushed.values()), list(instruments.values()))
            except StreamAway as error:
                _log.warning("colleagues_not_told", error=str(error))
                self._pushed = pushed | self._pushed
                self._instruments = instruments | self._instruments
                self._wake.set()
                await asyncio.sleep(RETRY_SECONDS)

    def _accepted(self, accepted: Sequence[Accepted]) -> None:
        if not self._alone():
            self._pushed.update((each.quote.observation.symbol, each) for each in accepted)
            self._wake.set()

    def _described(self, instrument: Instrument) -> None:
        self._instruments[instrument.symbol] = instrument
        self._wake.set()
