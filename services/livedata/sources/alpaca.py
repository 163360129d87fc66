"""Alpaca's market data stream, through Alpaca's own client.

Imported only where it is asked for: the client brings pandas along, two seconds and 130 MB.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, cast

import structlog
from alpaca.data.enums import DataFeed
from alpaca.data.historical.stock import StockHistoricalDataClient
from alpaca.data.live.stock import StockDataStream
from alpaca.data.requests import StockSnapshotRequest

from services.livedata.domain.instrument import unknown_instrument
from services.livedata.ports import Desk
from services.livedata.sources.broker import BrokerTape, price, size
from shared.kernel.enums import InstrumentClass

RECONNECT_SECONDS = 1.0
REFUSED_SECONDS = 60.0
"""After a refusal that Alpaca will not take back by itself."""
_SOCKET = {"ping_interval": 10, "ping_timeout": 20, "close_timeout": 2, "max_queue": 1024}
# Trading status codes of the two tapes: CTA writes 2 for a halt and 3 for the end of one, UTP
# writes H and P, and Q and T when quoting and trading resume.
_HALTS = ("2", "H", "P")
_RESUMPTIONS = ("3", "T")

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class AlpacaAccess:
    """`stream_url` and `data_url` are other servers that speak the same protocol."""

    key: str
    secret: str
    feed: str = "iex"
    stream_url: str | None = None
    data_url: str | None = None


class _Stream(StockDataStream):
    """Reconnects by itself, as the client does; tells the tape about it."""

    def __init__(
        self, access: AlpacaAccess, tape: BrokerTape, connected: Callable[[], Awaitable[None]]
    ) -> None:
        super().__init__(
            access.key,
            access.secret,
            raw_data=True,
            feed=DataFeed(access.feed),
            websocket_params=_SOCKET,
            url_override=access.stream_url,
        )
        self._tape = tape
        self._tell_connected = connected
        self._reconnect_min_backoff = RECONNECT_SECONDS

    async def serve(self) -> None:
        """Ends only when Alpaca says that the subscription does not allow it."""
        await self._run_forever()

    async def close(self) -> None:
        if self._ws is not None:
            self._tape.lost("The connection to Alpaca broke; connecting again.")
        await super().close()

    async def _start_ws(self) -> None:
        try:
            await super()._start_ws()
        # The client wraps nothing: sockets, TLS, JSON and its own ValueError all mean no feed.
        except Exception as error:
            self._tape.lost(_refusal(error))
            raise
        self._tape.connected()
        await self._tell_connected()

    async def _dispatch(self, msg: dict[str, Any]) -> None:
        if msg.get("T") == "error":
            self._tape.troubled(f"Alpaca complains: {msg.get('msg')} (code {msg.get('code')}).")
        await super()._dispatch(msg)


class AlpacaSource:
    name = "alpaca"
    simulated = False

    def __init__(
        self, access: AlpacaAccess, symbols: Sequence[str], tape: BrokerTape, *, lot: int
    ) -> None:
        self._access = access
        had = [symbol for symbol in symbols if _class_of(symbol) is InstrumentClass.EQUITY]
        self._symbols = {_theirs(symbol): symbol for symbol in had}
        tape.lacks([symbol for symbol in symbols if symbol not in had])
        self._tape = tape
        self._lot = lot
        self._filling: asyncio.Task[None] | None = None

    async def run(self, desk: Desk) -> NoReturn:
        self._tape.attach(desk)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._tape.look_for_ever())
            tasks.create_task(self._stream_for_ever())
        raise AssertionError("both go on for ever")

    async def _stream_for_ever(self) -> NoReturn:
        while True:
            stream = _Stream(self._access, self._tape, self._connected)
            stream.subscribe_quotes(self._quoted, *self._symbols)
            stream.subscribe_trades(self._traded, *self._symbols)
            stream.subscribe_daily_bars(self._day, *self._symbols)
            stream.subscribe_trading_statuses(self._status, *self._symbols)
            await stream.serve()
            await asyncio.sleep(REFUSED_SECONDS)

    async def _connected(self) -> None:
        """What the stream does not say: the previous close, and what nobody has traded since."""
        self._filling = asyncio.create_task(self._fill())

    async def _fill(self) -> None:
        try:
            found = await asyncio.to_thread(self._snapshots)
        # Whatever it was, the stream goes on without: the snapshot only fills what is quiet.
        except Exception as error:
            _log.warning("alpaca_snapshot_failed", error=repr(error))
            return
        for theirs, symbol in self._symbols.items():
            self._take_snapshot(symbol, found.get(theirs) or {})

    def _snapshots(self) -> Mapping[str, Any]:
        client = StockHistoricalDataClient(
            self._access.key,
            self._access.secret,
            raw_data=True,
            url_override=self._access.data_url,
        )
        request = StockSnapshotRequest(
            symbol_or_symbols=list(self._symbols), feed=DataFeed(self._access.feed)
        )
        return cast("Mapping[str, Any]", client.get_stock_snapshot(request))

    def _take_snapshot(self, symbol: str, snapshot: Mapping[str, Any]) -> None:
        """The stream is newer: what it has said already stands."""
        quote, trade = snapshot.get("latestQuote") or {}, snapshot.get("latestTrade") or {}
        day, before = snapshot.get("dailyBar") or {}, snapshot.get("prevDailyBar") or {}
        fields = {
            "bid": price(quote.get("bp")),
            "ask": price(quote.get("ap")),
            "bid_size": size(quote.get("bs"), self._lot),
            "ask_size": size(quote.get("as"), self._lot),
            "last": price(trade.get("p")),
            "last_size": size(trade.get("s")),
            "volume": size(day.get("v")),
            "open": price(day.get("o")),
            "high": price(day.get("h")),
            "low": price(day.get("l")),
            "previous_close": price(before.get("c")),
        }
        known = self._tape.known(symbol)
        missing = {
            name: value
            for name, value in fields.items()
            if value is not None and getattr(known, name) is None
        }
        if missing:
            self._tape.said(symbol, missing)

    async def _quoted(self, quote: Any) -> None:  # noqa: ANN401 - the client's own type is wider
        self._tape.said(
            self._symbols[quote["S"]],
            {
                "bid": price(quote["bp"]),
                "ask": price(quote["ap"]),
                "bid_size": size(quote["bs"], self._lot),
                "ask_size": size(quote["as"], self._lot),
            },
        )

    async def _traded(self, trade: Any) -> None:  # noqa: ANN401 - as above
        symbol = self._symbols[trade["S"]]
        last_size, volume = size(trade["s"]), self._tape.known(symbol).volume
        fields = {"last": price(trade["p"]), "last_size": last_size}
        if volume is not None and last_size is not None:
            fields["volume"] = volume + last_size
        self._tape.said(symbol, fields)

    async def _day(self, bar: Any) -> None:  # noqa: ANN401 - as above
        symbol = self._symbols[bar["S"]]
        counted, known = size(bar["v"]), self._tape.known(symbol)
        same_day = known.open == price(bar["o"])
        if same_day and counted is not None and known.volume is not None:
            counted = max(counted, known.volume)
        self._tape.said(
            symbol,
            {
                "open": price(bar["o"]),
                "high": price(bar["h"]),
                "low": price(bar["l"]),
                "volume": counted,
            },
        )

    async def _status(self, status: Any) -> None:  # noqa: ANN401 - as above
        symbol, code = self._symbols[status["S"]], status["sc"]
        if code in _HALTS:
            reason = status.get("rm") or status.get("sm") or "no reason given"
            self._tape.halted(symbol, f"Trading is halted: {reason}.")
        elif code in _RESUMPTIONS:
            self._tape.halted(symbol, None)


def _class_of(symbol: str) -> InstrumentClass:
    """As its spelling tells, which knows no funds: to Alpaca they are stocks."""
    return unknown_instrument(symbol).instrument_class


def _theirs(symbol: str) -> str:
    """Alpaca writes share classes with a dot."""
    return symbol.replace("/", ".")


def _refusal(error: Exception) -> str:
    said = str(error) or type(error).__name__
    if "auth" in said:
        return (
            f"Alpaca refused the login ({said}). Check THOR_ALPACA_KEY and THOR_ALPACA_SECRET; "
            "trying again."
        )
    if "insufficient subscription" in said:
        return f"Alpaca's subscription does not allow this feed ({said}). Set THOR_ALPACA_FEED=iex."
    return f"Alpaca cannot be reached ({said}); trying again."
