"""The portfolio's tables as dictionaries, and events as the records that fill them."""

from __future__ import annotations

from collections.abc import Iterable

from services.portfolio.domain.account import Account
from services.portfolio.domain.journal import RoundTrip, Step
from services.portfolio.domain.position import Position
from services.portfolio.ports.book import Page, PositionKey
from shared.bus.ports import Record
from shared.contracts.executions import AccountEvent
from shared.contracts.streams import Stream
from shared.kernel.ids import AccountId


class MemoryBook:
    """The tables, as dictionaries."""

    def __init__(self) -> None:
        self.accounts: dict[AccountId, Account] = {}
        self.positions: dict[PositionKey, Position] = {}
        self.trips: dict[PositionKey, RoundTrip] = {}
        self.closed: list[RoundTrip] = []
        self.steps: list[Step] = []

    async def page(
        self,
        account_ids: Iterable[AccountId],
        keys: Iterable[PositionKey],
        *,
        whole: Iterable[AccountId] = (),
    ) -> Page:
        all_of = set(whole)
        wanted = {*keys, *(key for key in self.positions if key.account_id in all_of)}
        return Page(
            accounts={each: self.accounts[each] for each in account_ids if each in self.accounts},
            positions={key: held for key, held in self.positions.items() if key in wanted},
            trips={key: trip for key, trip in self.trips.items() if key in wanted},
        )

    async def save(self, page: Page) -> None:
        self.accounts.update(page.accounts)
        self.positions.update(page.positions)
        for key in page.moved:
            self.trips.pop(key, None)
        self.trips.update(page.trips)
        self.closed += [trip for _, trip in page.written.values() if trip.closed_at is not None]
        self.steps += [line.step for _, _, line in page.history]


def records(*events: AccountEvent) -> list[Record]:
    return [
        Record(Stream.FILLS, 0, 0, number, event.type, event.key, event.to_cloudevent())
        for number, event in enumerate(events, start=1)
    ]
