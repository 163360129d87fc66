"""One watched account as its screens show it, merged from full and partial updates.

Fragments are JSON that the portfolio service wrote; they are kept and passed on as they are,
so that every screen shows exactly the figures that were computed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from services.gateway.domain.latest import Latest

CLOSED_MAX = 50


@dataclass(frozen=True, slots=True)
class Update:
    """A `portfolio.v1` entry, cut into fragments. `newest_quote_at` is JSON too."""

    epoch: str
    previous: int
    version: int
    full: bool
    account: bytes
    positions: list[tuple[str, bytes]]
    gone: list[str]
    closed: list[tuple[str, bytes]]
    newest_quote_at: bytes = b"null"


@dataclass(slots=True)
class PortfolioState:
    """`epoch` is `None` until the stream has given a full update: a snapshot that came by
    request can be shown, but no delta can be applied to it."""

    epoch: str | None = None
    version: int = 0
    account: bytes | None = None
    newest_quote_at: bytes = b"null"
    positions: Latest[str, bytes] = field(default_factory=Latest[str, bytes])
    closed: Latest[str, bytes] = field(default_factory=Latest[str, bytes])

    @property
    def ready(self) -> bool:
        return self.account is not None

    @property
    def in_step(self) -> bool:
        return self.epoch is not None

    @property
    def revision(self) -> int:
        return self.positions.revision

    def apply(self, update: Update) -> bool:
        """Take `update` in. False where it does not follow what is held: then nothing was
        changed, and a full update has to be asked for."""
        if update.full:
            self._replace(update)
        elif self.epoch == update.epoch and update.version <= self.version:
            return True  # seen already
        elif self.epoch == update.epoch and update.previous == self.version:
            self._merge(update)
        else:
            self.epoch = None
            return False
        self.epoch = update.epoch
        self.version = update.version
        return True

    def seed(self, update: Update) -> None:
        """Show a snapshot that came by request, unless the stream was faster."""
        if not self.ready:
            self._replace(update)

    def _replace(self, update: Update) -> None:
        """Become `update`, marking as changed only what differs from what was shown."""
        self._advance(update)
        present = {symbol for symbol, _ in update.positions}
        for symbol in [held for held in self.positions if held not in present]:
            self.positions.remove(symbol)
        for symbol, fragment in update.positions:
            if self.positions.get(symbol) != fragment:
                self.positions.put(symbol, fragment)
        self._close(update.closed)

    def _merge(self, update: Update) -> None:
        self._advance(update)
        for symbol in update.gone:
            self.positions.remove(symbol)
        for symbol, fragment in update.positions:
            self.positions.put(symbol, fragment)
        self._close(update.closed)

    def _advance(self, update: Update) -> None:
        self.positions.advance()
        self.closed.advance()
        self.account = update.account
        self.newest_quote_at = update.newest_quote_at

    def _close(self, newest_first: list[tuple[str, bytes]]) -> None:
        for round_trip_id, fragment in reversed(newest_first):
            if self.closed.get(round_trip_id) != fragment:
                self.closed.put(round_trip_id, fragment)
        while len(self.closed) > CLOSED_MAX:
            self.closed.remove(next(iter(self.closed)))

    def snapshot(self) -> bytes:
        """The whole account as `PortfolioData`."""
        assert self.account is not None
        return b'{"account":%b,"positions":[%b],"closed":[%b]}' % (
            self.account,
            b",".join(fragment for _, fragment in self.positions.items()),
            b",".join(_newest_first(list(self.closed.items()))),
        )

    def changes(self, revision: int) -> bytes | None:
        """What a reader at `revision` has to be told as `PortfolioChanges`; `None` where it
        has been away for too long and needs a snapshot."""
        assert self.account is not None
        if not self.positions.remembers(revision):
            return None
        return b'{"account":%b,"positions":[%b],"gone":%b,"closed":[%b]}' % (
            self.account,
            b",".join(fragment for _, fragment in self.positions.since(revision)),
            json.dumps(self.positions.gone_since(revision)).encode(),
            b",".join(_newest_first(self.closed.since(revision))),
        )


def _newest_first(fragments: list[tuple[str, bytes]]) -> list[bytes]:
    return [fragment for _, fragment in reversed(fragments)]
