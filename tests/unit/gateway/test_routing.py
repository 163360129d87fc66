import pytest

from services.gateway.domain.routing import FORWARDS, ForwardTable, Service

TABLE = ForwardTable()
ORDER = "6f9619ff-8b86-d011-b42d-00c04fc964ff"


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/api/v1/orders", Service.ORDERS),
        (f"/api/v1/orders/{ORDER}", Service.ORDERS),
        (f"/api/v1/orders/{ORDER}/update", Service.ORDERS),
        (f"/api/v1/orders/{ORDER}/why", Service.PAPER_ENGINE),
        (f"/api/v1/accounts/{ORDER}/snapshot", Service.PORTFOLIO),
        ("/api/v1/snapshot", Service.LIVEDATA),
        ("/api/v1/orders/preview", Service.ORDERS),
        (f"/api/v1/accounts/{ORDER}/positions/BRK.B/close", Service.ORDERS),
        (f"/api/v1/accounts/{ORDER}/positions//ES/flip", Service.ORDERS),
    ],
)
def test_a_listed_path_finds_its_service(path: str, service: Service) -> None:
    match = TABLE.match(path)

    assert match is not None
    assert match.forward.service is service


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1",
        "/api/v1/nothing",
        "/internal/working-orders",
        "/api/v1/internal/audit",
        "/api/v1/orders/",
        "/api/v1/orders//update",
        "/api/v1/orders/../update",
        f"/api/v1/accounts/{ORDER}/positions/../close",
        "/api/v1/orders/..%2f/update",
        f"/api/v1/orders/{ORDER}/update/more",
        f"/api/v1/orders/{ORDER}?x/update",
        "/api/v1/orders/" + "a" * 65,
        "/api/v1/orders/{order_id}",
    ],
)
def test_nothing_else_is_forwarded(path: str) -> None:
    assert TABLE.match(path) is None


def test_why_an_order_waits_is_told_only_after_its_owner_was_found() -> None:
    match = TABLE.match(f"/api/v1/orders/{ORDER}/why")

    assert match is not None
    assert match.guard == f"/api/v1/orders/{ORDER}"


def test_every_path_of_a_service_that_knows_no_users_has_a_guard() -> None:
    assert all(row.guard for row in FORWARDS if row.service is Service.PAPER_ENGINE)
