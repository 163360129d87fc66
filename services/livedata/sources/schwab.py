"""Schwab's streamer, through schwab-py. Imported only where it is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import structlog
from schwab.auth import client_from_token_file
from schwab.streaming import StreamClient

from services.livedata.domain.instrument import unknown_instrument
from services.livedata.domain.symbol import osi_symbol, without_exchange
from services.livedata.ports import Desk
from services.livedata.sources.broker import BrokerTape, price, size
from shared.kernel.enums import InstrumentClass

RECONNECT_SECONDS = 1.0
RECONNECT_SECONDS_MAX = 30.0
SILENT_SECONDS = 60.0
"""The streamer sends heartbeats; a connection without one for so long is dead."""
_PRICES = {
    "BID_PRICE": "bid",
    "ASK_PRICE": "ask",
    "LAST_PRICE": "last",
    "OPEN_PRICE": "open",
    "HIGH_PRICE": "high",
    "LOW_PRICE": "low",
    "CLOSE_PRICE": "previous_close",
}
_DISPLAYED = {"BID_SIZE": "bid_size", "ASK_SIZE": "ask_size"}
_TRADED = {"LAST_SIZE": "last_size", "TOTAL_VOLUME": "volume"}
_STATUS = "SECURITY_STATUS"
_WANTED = ["SYMBOL", *_PRICES, *_DISPLAYED, *_TRADED, _STATUS]


class _Service(NamedTuple):
    """One of the streamer's services, by the names of its methods in the client. `in_lots`: its
    displayed sizes count lots."""

    name: str
    fields: Any
    in_lots: bool = False


_STOCKS = _Service("equity", StreamClient.LevelOneEquityFields, in_lots=True)
_SERVICES = {
    InstrumentClass.EQUITY: _STOCKS,
    InstrumentClass.ETF: _STOCKS,
    InstrumentClass.INDEX: _STOCKS,
    InstrumentClass.OPTION: _Service("option", StreamClient.LevelOneOptionFields),
    InstrumentClass.FUTURE: _Service("futures", StreamClient.LevelOneFuturesFields),
    InstrumentClass.FX: _Service("forex", StreamClient.LevelOneForexFields),
}

_log = structlog.get_logger()


def token_client(token_file: Path, key: str, secret: str) -> Any:  # noqa: ANN401 - theirs, untyped
    """A client on a token that `schwab-generate-token.py` has made; it refreshes it by itself."""
    return client_from_token_file(str(token_file), key, secret, asyncio=True)


class SchwabSource:
    """`make_client` gives the client that knows where the streamer is and who may log in."""

    name = "schwab"
    simulated = False

    def __init__(
        self,
        make_client: Callable[[], Any],
        symbols: Sequence[str],
        tape: BrokerTape,
        *,
        lot: int,
    ) -> None:
        self._make_client = make_client
        self._tape = tape
        self._lot = lot
        self._wanted: dict[_Service, dict[str, list[str]]] = {}
        for symbol in symbols:
            theirs = _theirs(symbol)
            if theirs is not None:
                service = _SERVICES[unknown_instrument(symbol).instrument_class]
                self._wanted.setdefault(service, {}).setdefault(theirs, []).append(symbol)
        tape.lacks([symbol for symbol in symbols if _theirs(symbol) is None])

    async def run(self, desk: Desk) -> NoReturn:
        self._tape.attach(desk)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._tape.look_for_ever())
            tasks.create_task(self._stream_for_ever())
        raise AssertionError("both go on for ever")

    async def _stream_for_ever(self) -> NoReturn:
        failures = 0
        while True:
            client: Any = None
            stream: Any = None
            try:
                client = await asyncio.to_thread(self._make_client)  # it reads the token's file
                stream = StreamClient(client)
                await self._log_in(stream)
                failures = 0
                while True:
                    async with asyncio.timeout(SILENT_SECONDS):
                        await stream.handle_message()
            # A token file, HTTP, a socket or a message may be at fault, each in its library's
            # own words; all are logged, shown in the feed, and tried again.
            except Exception as error:
                _log.warning("schwab_failed", error=repr(error))
                self._tape.lost(_refusal(error))
            finally:
                await _close(stream, client)
            await asyncio.sleep(min(RECONNECT_SECONDS * 2**failures, RECONNECT_SECONDS_MAX))
            failures = min(failures + 1, 10)

    async def _log_in(self, stream: Any) -> None:  # noqa: ANN401 - theirs, untyped
        await stream.login()
        for service, symbols in self._wanted.items():
            add_handler = getattr(stream, f"add_level_one_{service.name}_handler")
            add_handler(partial(self._take, service))
            subscribe = getattr(stream, f"level_one_{service.name}_subs")
            await subscribe(list(symbols), fields=[service.fields[name] for name in _WANTED])
        self._tape.connected()

    def _take(self, service: _Service, message: Mapping[str, Any]) -> None:
        for content in message.get("content", ()):
            for symbol in self._wanted[service].get(content["key"], ()):
                self._take_one(service, symbol, content)

    def _take_one(self, service: _Service, symbol: str, content: Mapping[str, Any]) -> None:
        lot = self._lot if service.in_lots else 1
        fields: dict[str, Decimal | None] = {}
        fields |= {ours: price(content[name]) for name, ours in _PRICES.items() if name in content}
        fields |= {
            ours: size(content[name], lot) for name, ours in _DISPLAYED.items() if name in content
        }
        fields |= {ours: size(content[name]) for name, ours in _TRADED.items() if name in content}
        if _STATUS in content:
            halted = content[_STATUS] == "Halted"
            self._tape.halted(symbol, "Trading is halted." if halted else None)
        if fields:
            self._tape.said(symbol, fields)


def _theirs(symbol: str) -> str | None:
    """As Schwab writes it; `None` where Schwab's streamer has no such thing."""
    if symbol.startswith("."):
        return osi_symbol(symbol)
    return without_exchange(symbol) if symbol.startswith("/") else symbol


async def _close(stream: Any, client: Any) -> None:  # noqa: ANN401 - theirs, untyped
    """The library's own way to close the socket waits for an answer, which may never come. And
    the socket swallows a cancellation that arrives while it is closed."""
    task = asyncio.current_task()
    before = 0 if task is None else task.cancelling()
    socket = None if stream is None else vars(stream).get("_socket")
    if socket is not None:
        await socket.close()
    if client is not None:
        await client.close_async_session()
    if task is not None and task.cancelling() > before:
        raise asyncio.CancelledError


def _refusal(error: Exception) -> str:
    said = str(error) or type(error).__name__
    if isinstance(error, FileNotFoundError):
        return (
            f"There is no Schwab token at {error.filename}. Make one with "
            "schwab-generate-token.py and set THOR_SCHWAB_TOKEN_PATH."
        )
    if isinstance(error, TimeoutError):
        return "Schwab has said nothing, not even a heartbeat; connecting again."
    return f"The connection to Schwab failed ({said}); trying again. A token lasts seven days."
