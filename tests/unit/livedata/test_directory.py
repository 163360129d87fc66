from __future__ import annotations

import asyncio
from collections.abc import Collection
from decimal import Decimal

import msgspec
import pytest

from services.livedata.domain.instrument import known_instruments, unknown_instrument
from services.livedata.handlers import directory as directories
from services.livedata.handlers.directory import Directory
from shared.contracts.market_data import Instrument
from shared.contracts.streams import SHARDS, shard_of
from shared.kernel.enums import InstrumentClass
from tests.support.livedata import MemoryInstruments


async def a_directory(store: MemoryInstruments) -> Directory:
    directory = Directory(store)
    await directory.load()
    return directory


def test_common_instruments_are_known_with_their_steps_and_multipliers() -> None:
    known = {each.symbol: each for each in known_instruments()}

    assert len(known) == len(known_instruments()) > 80
    assert all(each.known for each in known.values())
    assert known["META"].name == "Meta Platforms, Inc."
    assert (known["META"].tick_size, known["META"].multiplier) == (Decimal("0.01"), Decimal(1))
    assert known["META"].fractionable
    assert known["SPY"].instrument_class == "ETF"
    assert known["/ES:XCME"].multiplier == 50
    assert known["/ES:XCME"].tick_size == Decimal("0.25")
    assert {shard_of(symbol) for symbol in known} == set(range(SHARDS))


@pytest.mark.parametrize(
    ("symbol", "kind", "multiplier", "tick"),
    [
        ("ZZQX", "EQUITY", 1, "0.01"),
        (".SPY180119C250", "OPTION", 100, "0.01"),
        ("$DJT", "INDEX", 1, "0.01"),
        ("EUR/USD", "FX", 1, "0.00001"),
        ("EUR/JPY", "FX", 1, "0.00001"),
        ("/XX:XCME", "FUTURE", 1, "0.01"),
        ("BRK/A", "EQUITY", 1, "0.01"),
    ],
)
def test_an_unknown_symbol_gets_safe_defaults_and_is_marked(
    symbol: str, kind: str, multiplier: int, tick: str
) -> None:
    found = unknown_instrument(symbol)

    assert not found.known
    assert found.instrument_class == InstrumentClass(kind)
    assert (found.multiplier, found.tick_size) == (Decimal(multiplier), Decimal(tick))
    assert not found.fractionable
    assert not found.shortable


@pytest.mark.parametrize("symbol", ["/ESZ26:XCME", "/ESZ6", "/ESH26", "/ES:XCME"])
def test_a_single_future_has_the_terms_of_its_root(symbol: str) -> None:
    found = unknown_instrument(symbol)

    assert found.known
    assert (found.symbol, found.multiplier) == (symbol, Decimal(50))


def test_the_currency_of_a_pair_is_its_second_half() -> None:
    assert unknown_instrument("EUR/JPY").currency == "JPY"


async def test_a_search_finds_by_symbol_and_by_name_with_the_exact_symbol_first() -> None:
    directory = await a_directory(MemoryInstruments())

    assert directory.search("v", 3)[0].symbol == "V"
    assert directory.search("meta", 5)[0].symbol == "META"
    assert "BRK/B" in [each.symbol for each in directory.search("hathaway", 5)]
    assert len(directory.search("", 7)) == 7
    assert directory.search("no such thing", 5) == []


async def test_what_an_operator_changed_stays_as_it_is() -> None:
    store = MemoryInstruments()
    await a_directory(store)
    changed = msgspec.structs.replace(store.kept["META"], tick_size=Decimal("0.05"))
    store.kept["META"] = changed

    directory = await a_directory(store)

    assert directory.find("META") == changed


async def test_a_symbol_is_met_once() -> None:
    directory = await a_directory(MemoryInstruments())

    assert [each.symbol for each in directory.meet(["ZZQX", "META"])] == ["ZZQX"]
    assert directory.meet(["ZZQX"]) == []
    assert directory.find("ZZQX") is not None


async def test_what_was_met_is_written_down_when_the_store_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(directories, "RETRY_SECONDS", 0.01)
    written = asyncio.Event()

    class Store(MemoryInstruments):
        async def add(self, instruments: Collection[Instrument]) -> None:
            await super().add(instruments)
            if "ZZQX" in self.kept:
                written.set()

    store = Store()
    directory = await a_directory(store)
    store.away = True
    task = asyncio.create_task(directory.run())
    directory.meet(["ZZQX"])
    await asyncio.sleep(0.03)
    assert not written.is_set()

    store.away = False
    async with asyncio.timeout(5):
        await written.wait()
    assert isinstance(store.kept["ZZQX"], Instrument)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
