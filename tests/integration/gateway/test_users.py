from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from services.gateway.domain.routing import Service
from tests.integration.gateway.conftest import PASSWORD, Gateway, Person, SignUp

pytestmark = pytest.mark.usefixtures("redis")


@pytest.fixture
async def person(sign_up: SignUp) -> Person:
    return await sign_up()


async def test_registering_logs_in_and_opens_the_first_account(person: Person) -> None:
    me = (await person.http.get("/api/v1/auth/me")).json()

    assert me["user"]["email"] == person.email
    assert me["accounts_known"]
    assert [account["cash"] for account in me["accounts"]] == ["100000.00"]


async def test_the_session_cookie_is_out_of_the_reach_of_scripts_and_other_sites(
    gateway: Gateway, person: Person
) -> None:
    answer = await person.http.post(
        "/api/v1/auth/login", json={"email": person.email, "password": PASSWORD}
    )

    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


async def test_an_account_that_could_not_be_opened_is_opened_at_the_next_look(
    gateway: Gateway, sign_up: SignUp
) -> None:
    gateway.upstreams.away.add(Service.ORDERS)
    person = await sign_up()
    me = (await person.http.get("/api/v1/auth/me")).json()
    assert (me["accounts"], me["accounts_known"]) == ([], False)

    gateway.upstreams.away.clear()
    me = (await person.http.get("/api/v1/auth/me")).json()
    assert len(me["accounts"]) == 1


async def test_an_email_is_taken_whatever_its_case(person: Person) -> None:
    answer = await person.http.post(
        "/api/v1/auth/register", json={"email": person.email.upper(), "password": PASSWORD}
    )

    assert answer.status_code == 409
    assert answer.json()["code"] == "email_taken"
    assert answer.json()["errors"][0]["field"] == "email"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"email": "not an email", "password": PASSWORD}, "email"),
        ({"email": "me@example.com", "password": "too short"}, "password"),
        ({"email": "me@example.com"}, "password"),
        ({"email": "me@example.com", "password": PASSWORD, "admin": True}, "admin"),
    ],
)
async def test_a_bad_registration_names_the_field(
    gateway: Gateway, body: dict[str, object], field: str
) -> None:
    async with httpx.AsyncClient(base_url=gateway.url) as http:
        answer = await http.post("/api/v1/auth/register", json=body)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert PASSWORD not in answer.text


async def test_a_wrong_password_and_an_unknown_email_get_the_same_answer(
    gateway: Gateway, person: Person
) -> None:
    login = "/api/v1/auth/login"
    wrong = await person.http.post(login, json={"email": person.email, "password": "no"})
    unknown = await person.http.post(login, json={"email": "x@example.com", "password": "no"})

    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


async def test_guessing_a_password_is_slowed_down(person: Person) -> None:
    body = {"email": person.email, "password": "a wrong guess"}
    answers = [await person.http.post("/api/v1/auth/login", json=body) for _ in range(11)]

    assert {answer.status_code for answer in answers[:10]} == {401}
    assert answers[10].status_code == 429
    assert int(answers[10].headers["retry-after"]) > 0


async def test_logging_out_ends_the_session_and_not_only_the_cookie(
    gateway: Gateway, person: Person
) -> None:
    assert (await person.http.post("/api/v1/auth/logout")).status_code == 204
    async with httpx.AsyncClient(base_url=gateway.url) as http:
        again = await http.get(
            "/api/v1/auth/me", headers={"cookie": f"thor_session={person.token}"}
        )

    assert again.status_code == 401


async def test_a_session_that_was_not_used_for_a_month_is_over(
    gateway: Gateway, person: Person
) -> None:
    gateway.clock.ahead += timedelta(days=31)

    assert (await person.http.get("/api/v1/auth/me")).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}],
)
async def test_another_sites_page_can_change_nothing(
    person: Person, headers: dict[str, str]
) -> None:
    for method, path in [
        ("POST", "/api/v1/orders"),
        ("POST", "/api/v1/auth/logout"),
        ("PUT", "/api/v1/watchlist"),
        ("POST", "/api/v1/auth/login"),
    ]:
        answer = await person.http.request(method, path, json={}, headers=headers)
        assert answer.status_code == 403, (method, path)
        assert answer.json()["code"] == "cross_origin"


async def test_an_api_key_works_until_it_is_revoked(gateway: Gateway, person: Person) -> None:
    made = (await person.http.post("/api/v1/api-keys", json={"name": "bot"})).json()
    listed = (await person.http.get("/api/v1/api-keys")).json()["api_keys"]
    assert listed == [made["api_key"]]
    assert made["secret"].startswith(made["api_key"]["prefix"])
    assert made["secret"] not in str(listed)

    bearer = {"authorization": f"Bearer {made['secret']}"}
    async with httpx.AsyncClient(base_url=gateway.url, headers=bearer) as bot:
        assert (await bot.get("/api/v1/accounts")).status_code == 200
        another = await bot.post("/api/v1/api-keys", json={"name": "more"})
        assert another.json()["code"] == "session_required"

        key_id = made["api_key"]["key_id"]
        assert (await person.http.delete(f"/api/v1/api-keys/{key_id}")).status_code == 204
        assert (await bot.get("/api/v1/accounts")).status_code == 401
    assert (await person.http.delete(f"/api/v1/api-keys/{key_id}")).status_code == 404


async def test_nobody_revokes_the_key_of_somebody_else(sign_up: SignUp) -> None:
    mine, yours = await sign_up(), await sign_up()
    made = (await yours.http.post("/api/v1/api-keys", json={"name": "bot"})).json()

    answer = await mine.http.delete(f"/api/v1/api-keys/{made['api_key']['key_id']}")
    assert answer.status_code == 404


async def test_a_watchlist_is_kept_in_order_and_without_repeats(person: Person) -> None:
    assert (await person.http.get("/api/v1/watchlist")).json() == {"symbols": []}
    await person.http.put("/api/v1/watchlist", json={"symbols": ["msft", "AAPL", "MSFT", "/ES"]})

    assert (await person.http.get("/api/v1/watchlist")).json() == {
        "symbols": ["MSFT", "AAPL", "/ES"]
    }


async def test_a_watchlist_with_something_that_is_no_symbol_is_refused(person: Person) -> None:
    answer = await person.http.put("/api/v1/watchlist", json={"symbols": ["AAPL", "a b"]})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "symbols.1"
