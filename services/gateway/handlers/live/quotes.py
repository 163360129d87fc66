"""Every symbol's newest quote, encoded at most once however many connections send it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from services.gateway.domain.latest import Latest
from shared.contracts.market_data import Instrument, Quote
from shared.kernel.money import plain

_HUNDREDTH = Decimal("0.01")


class WireQuote(msgspec.Struct, frozen=True):
    """`shared.contracts.websocket.LiveQuote`, in the form that is fast to encode."""

    symbol: str
    name: str
    last: str | None
    bid: str | None
    ask: str | None
    last_size: str | None
    bid_size: str | None
    ask_size: str | None
    change: str | None
    change_percent: str | None
    open: str | None
    high: str | None
    low: str | None
    previous_close: str | None
    volume: str | None
    as_of: datetime
    changed_at: datetime
    quality: str
    quality_since: datetime
    reason: str | None
    source: str


class QuoteBoard:
    def __init__(self) -> None:
        self._quotes: Latest[str, Quote] = Latest()
        self._names: dict[str, str] = {}
        self._encoded: dict[str, tuple[Quote, bytes]] = {}
        self._body_of_all: tuple[int, int, bytes] = (-1, -1, b"")

    @property
    def revision(self) -> int:
        return self._quotes.revision

    def name(self, instruments: Iterable[Instrument]) -> None:
        """Learn what symbols are called; a quote that was sent without its name goes again."""
        self._quotes.advance()
        for instrument in instruments:
            symbol = instrument.symbol
            if self._names.get(symbol) == instrument.name:
                continue
            self._names[symbol] = instrument.name
            self._encoded.pop(symbol, None)
            if (quote := self._quotes.get(symbol)) is not None:
                self._quotes.put(symbol, quote)

    def take(self, quotes: Iterable[Quote]) -> bool:
        """Quotes from the stream, in its order: the last one of a symbol wins. True where a
        symbol is new: then somebody has to look up its name."""
        self._quotes.advance()
        met = len(self._quotes)
        for quote in quotes:
            self._quotes.put(quote.symbol, quote)
        return len(self._quotes) > met

    def fill(self, quotes: Iterable[Quote]) -> None:
        """Quotes kept beside the stream: each counts only where it is newer than ours."""
        self.take(quote for quote in quotes if self._is_news(quote))

    def _is_news(self, quote: Quote) -> bool:
        ours = self._quotes.get(quote.symbol)
        return ours is None or quote.as_of > ours.as_of

    def since(self, revision: int, symbols: Collection[str] | None) -> bytes | None:
        """`QuotesData` of what changed after `revision` among `symbols` (`None`: among all),
        or `None` where nothing did."""
        if symbols is not None:
            changed = self._quotes.since_among(revision, symbols)
            return self._body(changed) if changed else None
        if self._body_of_all[:2] != (revision, self.revision):
            changed = self._quotes.since(revision)
            body = self._body(changed) if changed else b""
            self._body_of_all = (revision, self.revision, body)
        return self._body_of_all[2] or None

    def snapshot(self, symbols: Collection[str] | None) -> bytes:
        return self.since(-1, symbols) or b'{"quotes":[]}'

    def _body(self, quotes: Iterable[tuple[str, Quote]]) -> bytes:
        return b'{"quotes":[%b]}' % b",".join(self._encode(quote) for _, quote in quotes)

    def _encode(self, quote: Quote) -> bytes:
        kept = self._encoded.get(quote.symbol)
        if kept is not None and kept[0] is quote:
            return kept[1]
        body = _encoder.encode(_wire(quote, self._names.get(quote.symbol, quote.symbol)))
        self._encoded[quote.symbol] = (quote, body)
        return body


def _wire(quote: Quote, name: str) -> WireQuote:
    change = percent = None
    if quote.last is not None and quote.previous_close:
        change = quote.last - quote.previous_close
        percent = (change / quote.previous_close * 100).quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)
    return WireQuote(
        symbol=quote.symbol,
        name=name,
        last=_text(quote.last),
        bid=_text(quote.bid),
        ask=_text(quote.ask),
        last_size=_text(quote.last_size),
        bid_size=_text(quote.bid_size),
        ask_size=_text(quote.ask_size),
        change=_text(change),
        change_percent=_text(percent),
        open=_text(quote.open),
        high=_text(quote.high),
        low=_text(quote.low),
        previous_close=_text(quote.previous_close),
        volume=_text(quote.volume),
        as_of=quote.as_of,
        changed_at=quote.changed_at,
        quality=quote.quality.value,
        quality_since=quote.since or quote.changed_at,
        reason=quote.reason,
        source=quote.source,
    )


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else plain(amount)


_encoder = msgspec.json.Encoder()
