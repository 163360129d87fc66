from __future__ import annotations

from typing import ClassVar, cast

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.bus.outbox import PostgresOutbox
from shared.contracts.streams import Stream
from tests.support.bus import Counted, counted


class OnAFeed(Counted, frozen=True):
    stream: ClassVar[Stream] = Stream.REPORTS


class NoDatabase:
    """Fails on any use."""


def outbox() -> PostgresOutbox:
    return PostgresOutbox(cast(AsyncConnection, NoDatabase()))


def test_an_event_of_a_feed_is_refused() -> None:
    event = OnAFeed.model_validate(counted("AAPL", 1).model_dump())

    with pytest.raises(ValueError, match="is no durable stream"):
        outbox().append(event)


async def test_flushing_nothing_asks_nothing_of_the_database() -> None:
    empty = outbox()
    await empty.flush()

    assert empty.streams == set()
