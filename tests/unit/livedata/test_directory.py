from __future__ import annotations

import asyncio
from collections.abc import Collection
from decimal import Decimal

import pytest
from exchange_calendars import get_calendar_names

from services.livedata.domain.errors import DirectoryAway
from services.livedata.domain.instrument import (
    CALENDARS,
    Description,
    known_instruments,
    unknown_instrument,
)
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

    assert len(known) == len(known_instruments()) > 450
    assert {each.calendar for each in known.values()} <= CALENDARS
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
        ("EUR/JPY", "FX", 1, "0.001"),
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


@pytest.mark.parametrize(
    ("symbol", "tick_in_dollars"),
    [
        ("/ES", "12.50"), ("/MES", "1.25"), ("/NQ", "5.00"), ("/RTY", "5.00"), ("/YM", "5"),
        ("/ZB", "31.25"), ("/ZN", "15.625"), ("/ZF", "7.8125"), ("/ZT", "7.8125"),
        ("/CL", "10.00"), ("/NG", "10.00"), ("/RB", "4.20"), ("/GC", "10.00"), ("/SI", "25.00"),
        ("/HG", "12.50"), ("/6E", "6.25"), ("/6J", "6.25"), ("/6B", "6.25"), ("/ZC", "12.50"),
        ("/ZM", "10.00"), ("/ZL", "6.00"), ("/LE", "10.00"), ("/BTC", "25"), ("/MET", "0.05"),
    ],
)  # fmt: skip
def test_a_tick_of_a_future_is_worth_what_the_exchange_says(
    symbol: str, tick_in_dollars: str
) -> None:
    known = {each.symbol: each for each in known_instruments()}

    assert known[symbol].tick_size * known[symbol].multiplier == Decimal(tick_in_dollars)


def test_every_calendar_that_may_be_named_is_one() -> None:
    assert set(get_calendar_names()) >= CALENDARS


async def test_what_an_operator_says_is_kept_told_and_stays() -> None:
    store = MemoryInstruments()
    directory = await a_directory(store)
    told: list[Instrument] = []
    directory.listeners.append(told.append)

    said = Description(tick_size=Decimal("0.05"), shortable=False)
    changed = await directory.describe("META", said)

    assert (changed.tick_size, changed.shortable, changed.fractionable) == (
        Decimal("0.05"), False, True,
    )  # fmt: skip
    assert told == [changed]
    assert (await a_directory(store)).find("META") == changed


async def test_a_symbol_that_nobody_described_becomes_known_by_being_described() -> None:
    store = MemoryInstruments()
    directory = await a_directory(store)
    directory.meet(["ZZQX"])

    described = await directory.describe("ZZQX", Description(name="Zzyzx Quarries"))

    assert (described.known, described.name, described.tick_size) == (
        True, "Zzyzx Quarries", Decimal("0.01"),
    )  # fmt: skip


async def test_what_cannot_be_written_down_is_not_said() -> None:
    store = MemoryInstruments()
    directory = await a_directory(store)
    store.away = True

    with pytest.raises(DirectoryAway):
        await directory.describe("META", Description(shortable=False))

    found = directory.find("META")
    assert found is not None
    assert found.shortable


async def test_a_newer_thor_describes_anew_what_an_older_one_did() -> None:
    store = MemoryInstruments(kept={"META": unknown_instrument("META")})

    found = (await a_directory(store)).find("META")

    assert found is not None
    assert found.known


async def test_another_process_sees_what_an_operator_changed_here() -> None:
    store = MemoryInstruments()
    here, there = await a_directory(store), await a_directory(store)

    changed = await here.describe("META", Description(multiplier=Decimal(2)))
    await there.refresh()

    assert there.find("META") == changed


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
