"""The directory of instruments: what is known, and what was met and has to be written down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable
from typing import NoReturn

import structlog

from services.livedata.domain.errors import DirectoryAway
from services.livedata.domain.instrument import (
    Description,
    known_instruments,
    matches,
    unknown_instrument,
)
from services.livedata.ports import InstrumentStore, StoreAway
from shared.contracts.market_data import Instrument
from shared.contracts.streams import shard_of

RETRY_SECONDS = 1.0

_log = structlog.get_logger()


class Directory:
    def __init__(self, store: InstrumentStore) -> None:
        self._store = store
        self._instruments: dict[str, Instrument] = {}
        self._unsaved: dict[str, Instrument] = {}
        self._wake = asyncio.Event()
        self.listeners: list[Callable[[Instrument], None]] = []

    async def load(self) -> None:
        """Write down what is known out of the box, then read everything there is: an operator's
        changes stand. Raises `StoreAway`."""
        await self._store.add(known_instruments())
        await self._read()

    async def refresh(self) -> None:
        """See what operators said while nobody told us, if the store can be asked."""
        try:
            await self._read()
        except StoreAway as error:
            _log.warning("instruments_not_read", error=str(error))

    async def describe(self, symbol: str, description: Description) -> Instrument:
        """What an operator says of `symbol`, from now on. Raises `DirectoryAway`."""
        instrument = description.of(self.find(symbol) or unknown_instrument(symbol))
        try:
            await self._store.save(instrument)
        except StoreAway as error:
            raise DirectoryAway from error
        self.heed(instrument)
        for listener in self.listeners:
            listener(instrument)
        return instrument

    def heed(self, instrument: Instrument) -> None:
        """What an operator said, here or to another process, which has written it down."""
        self._instruments[instrument.symbol] = instrument
        self._unsaved.pop(instrument.symbol, None)

    async def _read(self) -> None:
        for instrument in await self._store.load():
            self._instruments[instrument.symbol] = instrument

    def find(self, symbol: str) -> Instrument | None:
        return self._instruments.get(symbol)

    def calendar(self, symbol: str) -> str:
        """The calendar of its exchange, also of a symbol that has just been met."""
        instrument = self._instruments.get(symbol) or unknown_instrument(symbol)
        return instrument.calendar

    def search(self, query: str, limit: int) -> list[Instrument]:
        """At most `limit` instruments for `query`, by symbol; the exact symbol comes first."""
        exact = query.strip().casefold()
        found = [each for each in self._instruments.values() if matches(each, query)]
        found.sort(key=lambda each: (each.symbol.casefold() != exact, each.symbol))
        return found[:limit]

    def of_shards(self, shards: Collection[int]) -> list[Instrument]:
        return [each for each in self._instruments.values() if shard_of(each.symbol) in shards]

    def shards(self) -> set[int]:
        """The shards that have an instrument."""
        return {shard_of(symbol) for symbol in self._instruments}

    def meet(self, symbols: Iterable[str]) -> list[Instrument]:
        """Describe those of `symbols` that nobody has described, and return them."""
        met = [unknown_instrument(each) for each in symbols if each not in self._instruments]
        for instrument in met:
            self._instruments[instrument.symbol] = instrument
            self._unsaved[instrument.symbol] = instrument
            self._wake.set()
        return met

    async def run(self) -> NoReturn:
        """Write down what was met; while the store is away it waits in memory."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            unsaved, self._unsaved = self._unsaved, {}
            try:
                await self._store.add(unsaved.values())
            except StoreAway as error:
                _log.warning("instruments_not_saved", error=str(error), count=len(unsaved))
                self._unsaved = unsaved | self._unsaved
                self._wake.set()
                await asyncio.sleep(RETRY_SECONDS)
