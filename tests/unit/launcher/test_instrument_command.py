"""`thor instrument`, with a market data service that only remembers what it was told."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from deploy.instruments import Livedata, app
from services.livedata.domain.instrument import known_instruments, unknown_instrument
from services.livedata.schemas import DescribeBody, InstrumentView

SECRET = "a secret of at least thirty-two characters"


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the command said; it hears what the real service would answer."""
    heard: list[dict[str, Any]] = []
    known = {each.symbol: each for each in [*known_instruments(), unknown_instrument("ZZQX")]}

    def answer(method: str, url: str, **content: Any) -> httpx.Response:  # noqa: ANN401
        assert (url, content["trust_env"]) == ("http://livedata/internal/instruments", False)
        if method == "POST":
            heard.append(content["json"])
            body = DescribeBody.model_validate(content["json"])
            found = body.to_description().of(known[body.symbol])
            return httpx.Response(200, content=InstrumentView.of(found).model_dump_json())
        query, unknown = content["params"]["query"], content["params"]["unknown"]
        views = [
            InstrumentView.of(each).model_dump(mode="json")
            for each in known.values()
            if each.symbol.startswith(query) and not (unknown and each.known)
        ]
        return httpx.Response(200, json={"instruments": views})

    monkeypatch.setattr(httpx, "request", answer)
    return heard


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, obj=Livedata("http://livedata", SECRET))


def test_an_instrument_is_shown_with_everything_that_is_known_of_it(
    said: list[dict[str, Any]],
) -> None:
    shown = run("show", "/es:xcme").output

    for words in ("E-mini S&P 500", "0.25", "50", "CMES"):
        assert words in shown
    assert said == []


def test_a_symbol_that_nobody_named_is_said_to_be_so(said: list[dict[str, Any]]) -> None:
    found = run("show", "NOBODY")

    assert found.exit_code == 1
    assert said == []


def test_only_those_that_nobody_described_are_listed_where_they_are_asked_for(
    said: list[dict[str, Any]],
) -> None:
    assert "ZZQX (not described)" in run("list", "--unknown").output
    assert "No instrument matches." in run("list", "QQQQQ").output
    assert said == []


def test_only_what_is_named_is_said(said: list[dict[str, Any]]) -> None:
    done = run("set", "ZZQX", "--tick-size", "0.05", "--no-shortable", "--class", "etf")

    assert done.exit_code == 0, done.output
    assert said == [
        {"symbol": "ZZQX", "tick_size": "0.05", "shortable": False, "instrument_class": "ETF"}
    ]
    assert "0.05" in done.output


def test_saying_nothing_is_refused(said: list[dict[str, Any]]) -> None:
    assert run("set", "ZZQX").exit_code == 1
    assert said == []


def test_what_the_service_refuses_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = httpx.Response(422, json={"detail": "tick_size: must be greater than 0"})

    def refuse(*_: object, **__: object) -> httpx.Response:
        return refusal

    monkeypatch.setattr(httpx, "request", refuse)

    with pytest.raises(SystemExit, match="must be greater than 0"):
        Livedata("http://livedata", SECRET).describe("META", {"tick_size": "-1"})
