"""Passing a public request on to the service that owns it, in the user's name."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta

from services.gateway.domain.routing import Match, Service
from services.gateway.ports import Answer, Upstreams
from shared.clock import Clock
from shared.http.auth import sign
from shared.kernel.ids import UserId

_TOKEN_KEPT = timedelta(seconds=30)
_TOKENS_MAX = 10_000


class Tokens:
    """Short-lived tokens that name a user to the services, each used for half its life."""

    def __init__(self, secret: str, clock: Clock) -> None:
        self._secret = secret
        self._clock = clock
        self._kept: OrderedDict[UserId, tuple[datetime, str]] = OrderedDict()

    def header(self, user_id: UserId) -> str:
        now = self._clock.now()
        kept = self._kept.get(user_id)
        if kept is None or kept[0] <= now:
            kept = (now + _TOKEN_KEPT, f"Bearer {sign(self._secret, user_id, now=now)}")
            self._kept[user_id] = kept
            self._kept.move_to_end(user_id)
            if len(self._kept) > _TOKENS_MAX:
                self._kept.popitem(last=False)
        return kept[1]


class Forwarder:
    """Asks services in the name of a user. Raises `ServiceAway` and `AnswerLost`."""

    def __init__(self, upstreams: Upstreams, tokens: Tokens) -> None:
        self._upstreams = upstreams
        self._tokens = tokens

    async def ask(
        self,
        user_id: UserId,
        service: Service,
        method: str,
        target: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        named = {**(headers or {}), "authorization": self._tokens.header(user_id)}
        return await self._upstreams.send(service, method, target, headers=named, body=body)

    async def forward(
        self,
        user_id: UserId,
        match: Match,
        method: str,
        target: str,
        *,
        headers: Mapping[str, str],
        body: bytes,
    ) -> Answer:
        """Carry out a request for a row of the table. Where the row has a guard that refuses,
        the guard's answer is the answer."""
        if match.guard is not None:
            guard = await self.ask(user_id, Service.ORDERS, "GET", match.guard)
            if guard.status != 200:
                return guard
        return await self.ask(
            user_id, match.forward.service, method, target, headers=headers, body=body
        )
