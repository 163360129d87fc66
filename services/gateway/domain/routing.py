"""Which public path belongs to which service. Whatever is not listed here is not forwarded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.gateway.domain.credentials import Scope


class Service(StrEnum):
    ORDERS = "orders"
    PORTFOLIO = "portfolio"
    LIVEDATA = "livedata"
    PAPER_ENGINE = "paper_engine"


@dataclass(frozen=True, slots=True)
class Forward:
    """`template` is a path whose `{…}` segments match anything. `guard` is a path at `orders`
    that must answer this user's GET with 200 first: for services that know no users. `scope` is
    what the credential must be good for."""

    service: Service
    methods: frozenset[str]
    template: str
    guard: str | None = None
    enters_orders: bool = False
    """A POST here counts against the user's rate of new orders."""
    scope: Scope = Scope.ACCOUNT


def _forward(
    service: Service,
    methods: str,
    template: str,
    *,
    guard: str | None = None,
    enters_orders: bool = False,
    scope: Scope = Scope.ACCOUNT,
) -> Forward:
    template = f"/api/v1{template}"
    return Forward(service, frozenset(methods.split()), template, guard, enters_orders, scope)


PUSHED_QUOTES = _forward(Service.LIVEDATA, "POST", "/quotes", scope=Scope.PUSH_QUOTES)


FORWARDS = (
    _forward(Service.ORDERS, "GET POST", "/accounts"),
    _forward(
        Service.ORDERS,
        "POST",
        "/accounts/{account_id}/positions/{symbol}/close",
        enters_orders=True,
    ),
    _forward(
        Service.ORDERS,
        "POST",
        "/accounts/{account_id}/positions/{symbol}/flip",
        enters_orders=True,
    ),
    # The symbol of a future begins with a slash.
    _forward(
        Service.ORDERS,
        "POST",
        "/accounts/{account_id}/positions//{root}/close",
        enters_orders=True,
    ),
    _forward(
        Service.ORDERS,
        "POST",
        "/accounts/{account_id}/positions//{root}/flip",
        enters_orders=True,
    ),
    _forward(Service.ORDERS, "GET POST", "/orders", enters_orders=True),
    _forward(Service.ORDERS, "POST", "/orders/oco", enters_orders=True),
    _forward(Service.ORDERS, "POST", "/orders/oco/preview"),
    _forward(Service.ORDERS, "POST", "/orders/preview"),
    _forward(Service.ORDERS, "POST", "/orders/cancel-all"),
    _forward(Service.ORDERS, "GET PATCH", "/accounts/{account_id}"),
    _forward(Service.ORDERS, "POST", "/accounts/{account_id}/reset"),
    _forward(Service.ORDERS, "POST", "/accounts/{account_id}/clone"),
    _forward(Service.ORDERS, "POST", "/accounts/{account_id}/close"),
    _forward(Service.ORDERS, "GET", "/accounts/{account_id}/exports/orders"),
    _forward(Service.ORDERS, "GET", "/accounts/{account_id}/exports/fills"),
    _forward(Service.ORDERS, "GET", "/accounts/{account_id}/fills"),
    _forward(Service.ORDERS, "GET", "/orders/{order_id}"),
    _forward(Service.ORDERS, "PATCH", "/orders/{order_id}/update"),
    _forward(Service.ORDERS, "POST", "/orders/{order_id}/cancel"),
    _forward(Service.ORDERS, "GET", "/orders/{order_id}/executions"),
    _forward(
        Service.PAPER_ENGINE,
        "GET",
        "/orders/{order_id}/why",
        guard="/api/v1/orders/{order_id}",
    ),
    _forward(Service.PORTFOLIO, "GET", "/accounts/{account_id}/snapshot"),
    _forward(Service.PORTFOLIO, "GET", "/accounts/{account_id}/positions"),
    _forward(Service.PORTFOLIO, "GET", "/accounts/{account_id}/equity"),
    _forward(Service.PORTFOLIO, "GET", "/accounts/{account_id}/exports/round-trips"),
    _forward(Service.PORTFOLIO, "GET", "/accounts/{account_id}/exports/equity"),
    _forward(Service.PORTFOLIO, "GET", "/accounts/{account_id}/statements/{month}"),
    _forward(Service.PORTFOLIO, "GET", "/accounts/{account_id}/round-trips"),
    _forward(Service.PORTFOLIO, "GET PATCH", "/accounts/{account_id}/round-trips/{round_trip_id}"),
    _forward(Service.PORTFOLIO, "GET", "/accounts/{account_id}/statistics"),
    _forward(Service.PORTFOLIO, "GET", "/accounts/{account_id}/ghosts"),
    _forward(Service.PORTFOLIO, "GET", "/accounts/{account_id}/positions/{symbol}/events"),
    _forward(Service.PORTFOLIO, "GET", "/accounts/{account_id}/positions//{root}/events"),
    _forward(Service.LIVEDATA, "GET", "/snapshot"),
    _forward(Service.LIVEDATA, "GET", "/bars"),
    _forward(Service.LIVEDATA, "GET", "/instruments"),
    _forward(Service.LIVEDATA, "GET", "/feed"),
    PUSHED_QUOTES,
)


@dataclass(frozen=True, slots=True)
class Match:
    forward: Forward
    parameters: Mapping[str, str]

    @property
    def guard(self) -> str | None:
        return None if self.forward.guard is None else self.forward.guard.format(**self.parameters)


class ForwardTable:
    """Finds the row of a path by the number of its segments, then segment by segment."""

    def __init__(self, forwards: Iterable[Forward] = FORWARDS) -> None:
        self._by_length: dict[int, list[tuple[list[str], Forward]]] = defaultdict(list)
        for forward in forwards:
            segments = forward.template.split("/")
            self._by_length[len(segments)].append((segments, forward))

    def match(self, path: str) -> Match | None:
        """The row for a decoded `path`; `None` where none is listed."""
        segments = path.split("/")
        for template, forward in self._by_length.get(len(segments), ()):
            parameters = _parameters(template, segments)
            if parameters is not None:
                return Match(forward, parameters)
        return None


def _parameters(template: list[str], segments: list[str]) -> dict[str, str] | None:
    found: dict[str, str] = {}
    for expected, given in zip(template, segments, strict=True):
        if expected.startswith("{"):
            if not _is_identifier(given):
                return None
            found[expected[1:-1]] = given
        elif expected != given:
            return None
    return found


def _is_identifier(segment: str) -> bool:
    """Identifiers are UUIDs, symbols and the like: nothing that a path or a template could trip
    over. A symbol may have a point in it, so long as it is no step to another folder."""
    plain = segment.replace("-", "").replace(".", "")
    return 0 < len(segment) <= 64 and segment.isascii() and plain.isalnum()
