"""The accounts that somebody on this gateway looks at, each with one merged state that all of
its connections read from."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from services.gateway.domain.portfolio_state import PortfolioState, Update
from services.gateway.handlers.live.channels import PortfolioChannel
from services.gateway.handlers.live.connection import Connection

RING_AGAIN_SECONDS = 1.0


@dataclass(slots=True, eq=False)
class Watched:
    state: PortfolioState = field(default_factory=PortfolioState)
    connections: set[Connection] = field(default_factory=set[Connection])
    shown: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once there is anything to show."""
    rung_at: float | None = None
    announced: bool = False


class Portfolios:
    def __init__(self) -> None:
        self._watched: dict[str, Watched] = {}
        self.attention = asyncio.Event()
        """Set when an account needs its interest announced, or its bell rung, at once."""

    @property
    def accounts(self) -> list[str]:
        return list(self._watched)

    def subscribe(self, account_id: str, connection: Connection) -> Watched:
        """Show the account to `connection`, from a snapshot on."""
        watched = self._watched.setdefault(account_id, Watched())
        watched.connections.add(connection)
        known = connection.portfolios.get(account_id)
        channel = known or PortfolioChannel(account_id, watched.state)
        channel.revision = None
        connection.portfolios[account_id] = channel
        connection.wake()
        if not watched.state.in_step:
            self.attention.set()
        return watched

    def unsubscribe(self, account_id: str, connection: Connection) -> None:
        connection.portfolios.pop(account_id, None)
        watched = self._watched.get(account_id)
        if watched is None:
            return
        watched.connections.discard(connection)
        if not watched.connections:
            del self._watched[account_id]

    def take(self, account_id: str, body: bytes) -> None:
        """An entry of the stream: show it, or ask for a full one where it does not follow."""
        watched = self._watched.get(account_id)
        if watched is None:
            return
        if watched.state.apply(update_from_stream(body)):
            self._show(watched)
        else:
            self.attention.set()

    def seed(self, account_id: str, data: bytes) -> None:
        """A snapshot that came by request: shown unless the stream was faster."""
        watched = self._watched.get(account_id)
        if watched is not None and not watched.state.ready:
            watched.state.seed(update_from_snapshot(data))
            self._show(watched)

    def lose_step(self) -> None:
        """Entries may have been missed: ask for a full update of every account."""
        for watched in self._watched.values():
            watched.state.epoch = None
            watched.rung_at = None
        self.attention.set()

    def unannounced(self) -> list[str]:
        return [account for account, watched in self._watched.items() if not watched.announced]

    def announced(self, account_ids: Iterable[str]) -> None:
        for account_id in account_ids:
            if (watched := self._watched.get(account_id)) is not None:
                watched.announced = True

    def to_ring(self, now: float) -> list[str]:
        """Accounts that need a full update and were not rung for within the last second."""
        return [
            account
            for account, watched in self._watched.items()
            if not watched.state.in_step
            and (watched.rung_at is None or now - watched.rung_at >= RING_AGAIN_SECONDS)
        ]

    def rung(self, account_ids: Iterable[str], now: float) -> None:
        for account_id in account_ids:
            if (watched := self._watched.get(account_id)) is not None:
                watched.rung_at = now

    def _show(self, watched: Watched) -> None:
        watched.shown.set()
        for connection in watched.connections:
            connection.wake()


class _Symbol(msgspec.Struct):
    symbol: str


class _RoundTrip(msgspec.Struct):
    round_trip_id: str


class _Snapshot(msgspec.Struct):
    account: msgspec.Raw
    positions: list[msgspec.Raw]
    closed: list[msgspec.Raw]


class _Update(_Snapshot):
    epoch: str
    previous: int
    version: int
    full: bool
    gone: list[str]
    newest_quote_at: msgspec.Raw = msgspec.Raw(b"null")


def update_from_stream(body: bytes) -> Update:
    found = _updates.decode(body)
    return Update(
        epoch=found.epoch,
        previous=found.previous,
        version=found.version,
        full=found.full,
        account=bytes(found.account),
        positions=_by_symbol(found.positions),
        gone=found.gone,
        closed=_by_round_trip(found.closed),
        newest_quote_at=bytes(found.newest_quote_at),
    )


def update_from_snapshot(body: bytes) -> Update:
    found = _snapshots.decode(body)
    return Update(
        epoch="",
        previous=0,
        version=0,
        full=True,
        account=bytes(found.account),
        positions=_by_symbol(found.positions),
        gone=[],
        closed=_by_round_trip(found.closed),
    )


def _by_symbol(fragments: list[msgspec.Raw]) -> list[tuple[str, bytes]]:
    return [(_symbols.decode(fragment).symbol, bytes(fragment)) for fragment in fragments]


def _by_round_trip(fragments: list[msgspec.Raw]) -> list[tuple[str, bytes]]:
    return [
        (_round_trips.decode(fragment).round_trip_id, bytes(fragment)) for fragment in fragments
    ]


_updates = msgspec.json.Decoder(_Update)
_snapshots = msgspec.json.Decoder(_Snapshot)
_symbols = msgspec.json.Decoder(_Symbol)
_round_trips = msgspec.json.Decoder(_RoundTrip)
