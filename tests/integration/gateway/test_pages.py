from __future__ import annotations

import gzip
from collections.abc import AsyncGenerator
from pathlib import Path

import httpx
import pytest

from services.gateway.app import create_app
from services.gateway.settings import Settings
from tests.integration.gateway.conftest import SECRET
from tests.support.edge import StubServices, StubUpstreams


@pytest.fixture
async def browser_of_pages(tmp_path: Path) -> AsyncGenerator[httpx.AsyncClient]:
    site = tmp_path / "dist"
    (site / "assets").mkdir(parents=True)
    (site / "index.html").write_text("<!doctype html><title>Thor</title>")
    (site / "assets" / "app-1a2b.js").write_text("run()")
    (site / "assets" / "long-3c4d.js").write_text("walk()")
    (site / "assets" / "long-3c4d.js.gz").write_bytes(gzip.compress(b"walk()"))
    (tmp_path / "secret.txt").write_text("not yours")
    settings = Settings.model_validate({"internal_secret": SECRET, "static_dir": site})
    app = create_app(settings, upstreams=StubUpstreams(StubServices().apps(SECRET)))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://thor") as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/app/home", "/login"])
async def test_every_screen_is_the_same_page_that_may_not_be_framed_or_kept(
    browser_of_pages: httpx.AsyncClient, path: str
) -> None:
    answer = await browser_of_pages.get(path)

    assert answer.status_code == 200
    assert "<title>Thor</title>" in answer.text
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-cache"


async def test_files_named_by_their_content_are_kept_for_ever(
    browser_of_pages: httpx.AsyncClient,
) -> None:
    answer = await browser_of_pages.get("/assets/app-1a2b.js")

    assert answer.text == "run()"
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(("accepted", "encoding"), [("gzip, br", "gzip"), ("identity", None)])
async def test_a_file_that_lies_compressed_beside_itself_is_sent_so_to_who_can_read_it(
    browser_of_pages: httpx.AsyncClient, accepted: str, encoding: str | None
) -> None:
    answer = await browser_of_pages.get(
        "/assets/long-3c4d.js", headers={"accept-encoding": accepted}
    )

    assert answer.text == "walk()"
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["vary"] == "accept-encoding"
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    ["/assets/gone.js", "/favicon.ico", "/../secret.txt", "/%2e%2e/secret.txt", "/api/v2/orders"],
)
async def test_what_does_not_exist_is_not_found(
    browser_of_pages: httpx.AsyncClient, path: str
) -> None:
    answer = await browser_of_pages.get(path)

    assert answer.status_code == 404
    assert "not yours" not in answer.text


async def test_pages_are_only_read(browser_of_pages: httpx.AsyncClient) -> None:
    assert (await browser_of_pages.post("/")).status_code == 405
