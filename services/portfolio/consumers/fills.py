"""Account events in: which feeds which use case, and the group that reads them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from services.portfolio.handlers.booking import (
    book_dividend,
    book_fill,
    book_split,
    change_funds,
    change_settings,
    close_account,
    open_account,
    reset_account,
)
from services.portfolio.handlers.live import LiveBook
from services.portfolio.ports.book import Book, Page, PositionKey, ShardBook
from shared.bus.ports import AfterCommit, Record
from shared.contracts.executions import (
    AccountClosed,
    AccountEvent,
    AccountOpened,
    AccountReset,
    AccountSettingsChanged,
    ExecutionBooked,
    FundsChanged,
    PositionDividend,
    PositionSplit,
)
from shared.kernel.ids import AccountId, Symbol

GROUP = "portfolio"

_Event = TypeVar("_Event", bound=AccountEvent)
Post = Callable[[Page], None]
Subscription = Callable[[bytes], tuple[AccountEvent, Post]]


def _to(handler: Callable[[_Event, Page], None], contract: type[_Event]) -> Subscription:
    def read(body: bytes) -> tuple[AccountEvent, Post]:
        event = contract.from_cloudevent(body)
        return event, lambda page: handler(event, page)

    return read


SUBSCRIPTIONS: dict[str, Subscription] = {
    "account.opened.v1": _to(open_account, AccountOpened),
    "account.settings_changed.v1": _to(change_settings, AccountSettingsChanged),
    "account.reset.v1": _to(reset_account, AccountReset),
    "account.closed.v1": _to(close_account, AccountClosed),
    "account.funds_changed.v1": _to(change_funds, FundsChanged),
    "execution.booked.v1": _to(book_fill, ExecutionBooked),
    "position.split.v1": _to(book_split, PositionSplit),
    "position.dividend.v1": _to(book_dividend, PositionDividend),
}


async def post(records: Sequence[Record], book: Book) -> Page:
    """Carry a batch into the tables: one read and one write of whatever it touches.

    Types that are not ours are left alone: a stream may learn new ones before its readers do.
    """
    read = [SUBSCRIPTIONS[each.type](each.body) for each in records if each.type in SUBSCRIPTIONS]
    events = [event for event, _ in read]
    page = await book.page(
        account_ids={AccountId(event.account_id) for event in events},
        keys={
            PositionKey(AccountId(event.account_id), Symbol(event.symbol))
            for event in events
            if isinstance(event, ExecutionBooked | PositionSplit | PositionDividend)
        },
        whole={AccountId(event.account_id) for event in events if isinstance(event, AccountReset)},
    )
    for _, apply in read:
        apply(page)
    await book.save(page)
    return page


class FillsHandler:
    """Implements `shared.bus.ports.ShardHandler`: tables in the consumer's transaction, memory
    once that is certain. `monotonic` is in seconds."""

    def __init__(
        self,
        live: LiveBook,
        open_book: Callable[[AsyncConnection], ShardBook],
        *,
        changed: Callable[[], None],
        acquired: Callable[[int], None],
        monotonic: Callable[[], float],
    ) -> None:
        self._live = live
        self._open_book = open_book
        self._changed = changed
        self._acquired = acquired
        self._monotonic = monotonic

    async def acquired(self, shard: int, connection: AsyncConnection) -> None:
        accounts, positions = await self._open_book(connection).shard(shard)
        self._live.take_over(shard, accounts, positions)
        self._acquired(shard)

    async def handle(
        self, records: Sequence[Record], connection: AsyncConnection
    ) -> AfterCommit | None:
        book = self._open_book(connection)
        page = await post(records, book)
        page.reaches = self._live.reaches((owner, line) for owner, _, line in page.history)
        await book.keep_reaches(page.reaches)
        changes, shard = page.changes(), records[0].shard

        def committed() -> None:
            self._live.booked(shard, changes, now=self._monotonic())
            self._changed()

        return committed

    async def lost(self, shard: int) -> None:
        self._live.give_up(shard)
