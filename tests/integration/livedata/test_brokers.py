"""Alpaca and Schwab through their own clients, against servers that speak their protocols."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from services.livedata.domain.quote import Observation
from services.livedata.ports import Source
from services.livedata.settings import Settings
from services.livedata.sources.broker import BrokerTape
from tests.support.brokers import VALID, Alpaca, Schwab, until
from tests.support.clock import FrozenClock
from tests.support.livedata_service import SECRET

pytestmark = pytest.mark.filterwarnings(
    # Both clients stand on an older interface of websockets, and Schwab's on an older httpx.
    "ignore::DeprecationWarning",
    "ignore:The httpx module is deprecated",
)


@dataclass
class Desk:
    """The newest word on each symbol, and the newest on the feed."""

    words: dict[str, Observation] = field(default_factory=dict)
    at: dict[str, datetime] = field(default_factory=dict)
    reports: list[tuple[str, str]] = field(default_factory=list)

    def observe(self, source: str, seen: Sequence[Observation], *, at: datetime) -> None:
        self.words |= {word.symbol: word for word in seen}
        self.at |= {word.symbol: at for word in seen}

    def report(self, source: str, state: str, message: str, *, symbols: int) -> None:
        if self.reports[-1:] != [(state, message)]:
            self.reports.append((state, message))

    @property
    def state(self) -> str:
        return self.reports[-1][0] if self.reports else ""

    def figure(self, symbol: str, name: str) -> str | None:
        word = self.words.get(symbol)
        value = None if word is None else getattr(word.values, name)
        return None if value is None else f"{value.normalize():f}"

    async def until(self, symbol: str, **figures: str) -> None:
        await until(
            lambda: all(self.figure(symbol, name) == value for name, value in figures.items()),
            f"{symbol} has {figures}",
        )


@asynccontextmanager
async def listening(
    make: Callable[[BrokerTape], Source], clock: FrozenClock
) -> AsyncGenerator[Desk]:
    desk = Desk()
    tape = BrokerTape("broker", "The broker", clock, quiet_after=timedelta(seconds=15))
    source = make(tape)
    running = asyncio.create_task(source.run(desk))
    try:
        yield desk
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def alpaca_source(
    alpaca: Alpaca, key: str = "key", symbols: Sequence[str] = ("META", "BRK/B")
) -> Callable[[BrokerTape], Source]:
    from services.livedata.sources.alpaca import AlpacaAccess, AlpacaSource  # noqa: PLC0415

    access = AlpacaAccess(key, "secret", "iex", alpaca.stream_url, alpaca.url)
    return lambda tape: AlpacaSource(access, symbols, tape, lot=100)


def schwab_source(
    schwab: Schwab, token: str = VALID, symbols: Sequence[str] = ("META", "BRK/B")
) -> Callable[[BrokerTape], Source]:
    from services.livedata.sources.schwab import SchwabSource  # noqa: PLC0415

    return lambda tape: SchwabSource(lambda: schwab.client(token), symbols, tape, lot=100)


@pytest.fixture
async def alpaca() -> AsyncGenerator[Alpaca]:
    alpaca = Alpaca()
    async with alpaca.running():
        yield alpaca


@pytest.fixture
async def schwab() -> AsyncGenerator[Schwab]:
    schwab = Schwab()
    async with schwab.running():
        yield schwab


async def test_alpaca_s_quotes_trades_and_days_become_one_quote(
    alpaca: Alpaca, clock: FrozenClock
) -> None:
    alpaca.snapshots = {
        "META": {
            "latestTrade": {"p": 598.0, "s": 5},
            "dailyBar": {"o": 599.0, "h": 601.0, "l": 597.5, "v": 1_000},
            "prevDailyBar": {"c": 595.25},
        }
    }
    async with listening(alpaca_source(alpaca), clock) as desk:
        await desk.until("META", last="598", previous_close="595.25", volume="1000")
        await alpaca.say(
            {"T": "q", "S": "META", "bx": "V", "bp": 600.01, "bs": 3, "ax": "V", "ap": 600.05,
             "as": 2, "c": ["R"], "z": "C"},
            {"T": "t", "S": "META", "i": 7, "x": "V", "p": 600.03, "s": 40, "c": ["@"], "z": "C"},
            {"T": "q", "S": "BRK.B", "bx": "V", "bp": 0, "bs": 0, "ax": "V", "ap": 467.1, "as": 1,
             "c": ["R"], "z": "A"},
        )  # fmt: skip

        await desk.until(
            "META", bid="600.01", ask="600.05", bid_size="300", ask_size="200", last="600.03",
            last_size="40", volume="1040", open="599", high="601", low="597.5",
        )  # fmt: skip
        await desk.until("BRK/B", ask="467.1")
        assert desk.figure("BRK/B", "bid") is None
        assert set(alpaca.subscriptions[0]["quotes"]) == {"META", "BRK.B"}
        assert set(alpaca.subscriptions[0]) >= {"trades", "quotes", "dailyBars", "statuses"}

        await alpaca.say(
            {"T": "d", "S": "META", "o": 599.0, "h": 602.0, "l": 597.5, "c": 600.1, "v": 1_500}
        )
        await desk.until("META", high="602", volume="1500")
        assert desk.state == "live"


async def test_alpaca_says_when_a_symbol_is_halted_and_when_it_trades_again(
    alpaca: Alpaca, clock: FrozenClock
) -> None:
    async with listening(alpaca_source(alpaca), clock) as desk:
        await until(lambda: bool(alpaca.subscriptions), "subscribed")
        await alpaca.say(
            {
                "T": "s",
                "S": "META",
                "sc": "H",
                "sm": "Trading Halt",
                "rc": "T1",
                "rm": "News",
                "z": "C",
            }
        )
        await until(lambda: "META" in desk.words and desk.words["META"].halted, "halted")
        assert desk.words["META"].halted == "Trading is halted: News."
        await alpaca.say({"T": "s", "S": "META", "sc": "T", "sm": "Resumed", "rc": "", "rm": ""})
        await until(lambda: desk.words["META"].halted is None, "trades again")


async def test_alpaca_is_asked_for_stocks_alone_and_the_trader_is_told_what_it_lacks(
    alpaca: Alpaca, clock: FrozenClock
) -> None:
    symbols = ["META", "/ES", "EUR/USD", "$SPX", ".SPY261218C612"]
    async with listening(alpaca_source(alpaca, symbols=symbols), clock) as desk:
        await until(lambda: bool(alpaca.subscriptions), "subscribed")
        assert alpaca.subscriptions[0]["quotes"] == ["META"]
        await until(lambda: desk.state == "live", "live")

        assert "has no quotes of /ES, EUR/USD, $SPX, .SPY261218C612." in desk.reports[-1][1]


async def test_a_broken_connection_to_alpaca_is_reported_and_made_again(
    alpaca: Alpaca, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = alpaca_source(alpaca)
    monkeypatch.setattr("services.livedata.sources.alpaca.RECONNECT_SECONDS", 0.05)
    async with listening(source, clock) as desk:
        await until(lambda: bool(alpaca.subscriptions), "subscribed")
        await alpaca.hang_up()
        await until(lambda: len(alpaca.subscriptions) == 2, "subscribed again")
        await until(lambda: desk.state == "live", "live again")

        assert ("down", "The connection to Alpaca broke; connecting again.") in desk.reports


async def test_a_login_that_alpaca_refuses_says_what_to_check_until_it_works(
    alpaca: Alpaca, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = alpaca_source(alpaca, key="wrong")
    monkeypatch.setattr("services.livedata.sources.alpaca.RECONNECT_SECONDS", 0.05)
    async with listening(source, clock) as desk:
        await until(lambda: any("THOR_ALPACA_KEY" in words for _, words in desk.reports), "refused")
        assert desk.state == "down"
        alpaca.key = "wrong"  # the operator has made the key valid
        await until(lambda: desk.state == "live", "live")


async def test_a_complaint_of_alpaca_is_passed_on(alpaca: Alpaca, clock: FrozenClock) -> None:
    async with listening(alpaca_source(alpaca), clock) as desk:
        await until(lambda: bool(alpaca.subscriptions), "subscribed")
        await alpaca.say({"T": "error", "code": 405, "msg": "symbol limit exceeded"})
        await until(lambda: desk.state == "degraded", "degraded")

        assert desk.reports[-1][1] == "Alpaca complains: symbol limit exceeded (code 405)."


async def test_schwab_s_changes_become_one_quote(schwab: Schwab, clock: FrozenClock) -> None:
    async with listening(schwab_source(schwab), clock) as desk:
        await until(lambda: schwab.connection is not None, "subscribed")
        login, subscribe = schwab.requests
        assert (login["service"], login["command"]) == ("ADMIN", "LOGIN")
        assert (subscribe["service"], subscribe["command"]) == ("LEVELONE_EQUITIES", "SUBS")
        assert subscribe["parameters"] == {
            "keys": "META,BRK/B",
            "fields": "0,1,2,3,4,5,8,9,10,11,12,17,32",
        }

        await schwab.say(
            key="META", _1=600.01, _2=600.05, _3=600.03, _4=3, _5=2, _8=1_000, _9=40, _10=601.0,
            _11=597.5, _12=595.25, _17=599.0, _32="Normal",
        )  # fmt: skip
        await desk.until(
            "META", bid="600.01", ask="600.05", last="600.03", bid_size="300", ask_size="200",
            volume="1000", last_size="40", high="601", low="597.5", previous_close="595.25",
            open="599",
        )  # fmt: skip
        await schwab.say(key="META", _1=600.02)
        await desk.until("META", bid="600.02", ask="600.05")
        await schwab.say(key="META", _32="Halted")
        await until(lambda: desk.words["META"].halted == "Trading is halted.", "halted")
        await schwab.beat()
        await schwab.say(key="META", _32="Normal")
        await until(lambda: desk.words["META"].halted is None, "trades again")
        assert desk.state == "live"


async def test_schwab_is_asked_for_each_class_of_instrument_at_its_own_service(
    schwab: Schwab, clock: FrozenClock
) -> None:
    symbols = ["SPY", "$SPX", "/ES:XCME", "/ES", ".SPY261218C612.5", "EUR/USD", "./ESZ26C6000"]
    async with listening(schwab_source(schwab, symbols=symbols), clock) as desk:
        await until(lambda: len(schwab.requests) == 5, "subscribed")
        assert {each["service"]: each["parameters"]["keys"] for each in schwab.requests[1:]} == {
            "LEVELONE_EQUITIES": "SPY,$SPX",
            "LEVELONE_FUTURES": "/ES",
            "LEVELONE_OPTIONS": "SPY   261218C00612500",
            "LEVELONE_FOREX": "EUR/USD",
        }
        await schwab.say("LEVELONE_FUTURES", key="/ES", _1=6120.25, _2=6120.5, _3=6120.25, _4=12,
                         _5=9, _8=1_500_000, _9=2, _12=6140, _13=6101.5, _14=6111.75, _18=6115,
                         _22="Normal")  # fmt: skip
        future = {"bid": "6120.25", "ask": "6120.5", "last": "6120.25", "bid_size": "12",
                  "ask_size": "9", "volume": "1500000", "last_size": "2", "high": "6140",
                  "low": "6101.5", "previous_close": "6111.75", "open": "6115"}  # fmt: skip
        await desk.until("/ES", **future)
        await desk.until("/ES:XCME", **future)
        await schwab.say(
            "LEVELONE_OPTIONS",
            key="SPY   261218C00612500",
            _2=4.1,
            _3=4.2,
            _4=4.15,
            _5=4.9,
            _6=3.8,
            _7=4.4,
            _8=812,
            _15=4.5,
            _16=30,
            _17=25,
            _18=1,
        )
        await desk.until(".SPY261218C612.5", bid="4.1", ask="4.2", last="4.15", high="4.9",
                         low="3.8", previous_close="4.4", volume="812", open="4.5", bid_size="30",
                         ask_size="25", last_size="1")  # fmt: skip
        await schwab.say(
            "LEVELONE_FOREX",
            key="EUR/USD",
            _1=1.08512,
            _2=1.08516,
            _3=1.08514,
            _10=1.0899,
            _11=1.0811,
            _12=1.0842,
            _15=1.0845,
            _20="Normal",
        )
        await desk.until("EUR/USD", bid="1.08512", ask="1.08516", last="1.08514", high="1.0899",
                         low="1.0811", previous_close="1.0842", open="1.0845")  # fmt: skip
        await schwab.say(key="SPY", _4=3)
        await desk.until("SPY", bid_size="300")
        await until(
            lambda: (
                desk.reports[-1]
                == ("live", "5 symbols from The broker. The broker has no quotes of ./ESZ26C6000.")
            ),
            "the trader is told what Schwab lacks",
        )


async def test_a_broken_connection_to_schwab_is_reported_and_made_again(
    schwab: Schwab, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = schwab_source(schwab)
    monkeypatch.setattr("services.livedata.sources.schwab.RECONNECT_SECONDS", 0.05)
    async with listening(source, clock) as desk:
        await until(lambda: schwab.connection is not None, "subscribed")
        await schwab.hang_up()
        await until(lambda: schwab.logins == 2, "logged in again")
        await until(lambda: desk.state == "live", "live again")

        assert "down" in [state for state, _ in desk.reports[1:]]


async def test_a_streamer_without_a_heartbeat_is_left_for_a_new_one(
    schwab: Schwab, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = schwab_source(schwab)
    monkeypatch.setattr("services.livedata.sources.schwab.SILENT_SECONDS", 0.2)
    monkeypatch.setattr("services.livedata.sources.schwab.RECONNECT_SECONDS", 0.05)
    async with listening(source, clock) as desk:
        await until(lambda: schwab.logins >= 2, "logged in again")

        assert any("heartbeat" in words for _, words in desk.reports)


async def test_a_login_that_schwab_refuses_is_reported_with_its_words(
    schwab: Schwab, clock: FrozenClock
) -> None:
    async with listening(schwab_source(schwab, token="old"), clock) as desk:
        await until(lambda: any("Login Denied" in words for _, words in desk.reports), "refused")

        assert desk.state == "down"


async def test_whoever_is_told_to_stop_while_a_socket_closes_does_stop(
    schwab: Schwab, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = schwab_source(schwab, token="old")
    closing = asyncio.Event()

    async def close(_: object) -> None:
        """As the library's socket does it."""
        closing.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    monkeypatch.setattr("websockets.legacy.protocol.WebSocketCommonProtocol.close", close)
    async with asyncio.timeout(10), listening(source, clock):
        await closing.wait()


async def test_a_missing_schwab_token_is_named(tmp_path: Path, clock: FrozenClock) -> None:
    from services.livedata.sources.schwab import SchwabSource, token_client  # noqa: PLC0415

    missing = tmp_path / "token.json"

    def make(tape: BrokerTape) -> Source:
        return SchwabSource(lambda: token_client(missing, "key", "secret"), ["META"], tape, lot=100)

    async with listening(make, clock) as desk:
        await until(lambda: any(str(missing) in words for _, words in desk.reports), "named")


async def test_a_broker_that_says_nothing_vouches_for_nothing(
    schwab: Schwab, clock: FrozenClock
) -> None:
    async with listening(schwab_source(schwab), clock) as desk:
        await until(lambda: schwab.connection is not None, "subscribed")
        await schwab.say(key="META", _1=600.01, _2=600.05)
        await desk.until("META", bid="600.01")
        clock.advance(seconds=10)
        await until(lambda: desk.at["META"] == clock.now(), "vouched for")
        said_at = clock.now()
        clock.advance(seconds=10)
        await until(lambda: desk.state == "degraded", "quiet")

        assert desk.at["META"] == said_at
        assert "market may be closed" in desk.reports[-1][1]


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"sources": "alpaca"}, "THOR_ALPACA_KEY"),
        ({"sources": "schwab", "schwab_key": "k", "schwab_secret": "s"}, "THOR_SCHWAB_TOKEN_PATH"),
    ],
)
def test_a_broker_without_its_secrets_is_refused(wishes: dict[str, str], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Settings.model_validate({"internal_secret": SECRET, **wishes})


def test_nobody_who_needs_no_broker_loads_its_client() -> None:
    program = (
        "import sys, services.livedata.app\n"
        "assert not {'alpaca', 'schwab', 'pandas', 'pyarrow'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
