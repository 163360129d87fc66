"""What the configuration of engineX says, and that nginx takes it where there is one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from fastapi import APIRouter
from fastapi.routing import APIWebSocketRoute

from deploy.local.places import ROOT
from services.gateway.routes import quote_stream
from services.gateway.routes import socket as live
from services.gateway.routes.pages import PAGE_HEADERS
from shared.http.errors import Problem

FOLDER = ROOT / "deploy" / "engineX"
TEMPLATE = (FOLDER / "templates" / "thor.conf.template").read_text()
PLAIN, HTTPS = TEMPLATE.split("listen 8443", maxsplit=1)
FORWARD = (FOLDER / "forward.conf").read_text()


def location(name: str) -> str:
    """The body of a location, without those inside it."""
    start = HTTPS.index(f"location {name} {{")
    return HTTPS[start : HTTPS.index("}\n", start)]


def test_a_page_has_the_same_headers_from_engine_x_as_from_the_gateway() -> None:
    lines = (FOLDER / "page_headers.conf").read_text()
    given = {name.lower(): value for name, value in re.findall(r'add_header (\S+) "(.*)"', lines)}

    assert given == {**PAGE_HEADERS, "x-content-type-options": "nosniff"}


def test_plain_http_only_says_where_https_is() -> None:
    assert "return 308 https://$host:${THOR_HTTPS_PORT}$request_uri;" in PLAIN
    assert "root " not in PLAIN
    assert "forward.conf" not in PLAIN


def test_hashed_files_are_kept_for_ever_and_pages_are_asked_for_each_time() -> None:
    assert "immutable" in location("^~ /assets/")
    assert "no-cache" in location("/")
    assert "try_files /index.html" in location("/")


def test_a_gateway_is_told_who_asks_and_believes_nobody_else() -> None:
    assert "proxy_set_header Host $http_host;" in FORWARD
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in FORWARD
    assert "proxy_set_header X-Forwarded-Proto https;" in FORWARD


def test_the_addresses_of_the_gateways_are_asked_for_again_and_again() -> None:
    """With a name in `proxy_pass` itself nginx would ask once, at its start."""
    assert "proxy_pass http://$thor_gateway;" in FORWARD
    assert re.search(r"resolver 127\.0\.0\.11 valid=[1-5]s", TEMPLATE)


def test_an_order_is_never_sent_to_a_second_gateway() -> None:
    assert "proxy_next_upstream error timeout;" in FORWARD
    assert "non_idempotent" not in FORWARD


def test_a_websocket_may_be_silent_for_longer_than_an_answer() -> None:
    pattern = "^/api/v1/(ws|quotes/stream)$"
    socket = location(f"~ {pattern}")

    for router in (live.router, quote_stream.router):
        assert all(re.match(pattern, route.path) for route in _sockets(router))
    assert "include /etc/nginx/forward.conf;" in socket
    assert "proxy_read_timeout 1h;" in socket
    assert "proxy_set_header Upgrade $http_upgrade;" in FORWARD


@pytest.mark.parametrize("body", re.findall(r"return \d+ '(\{.*\})';", TEMPLATE))
def test_what_engine_x_says_itself_has_the_form_of_every_other_problem(body: str) -> None:
    problem = Problem.model_validate(json.loads(body))

    assert problem.type == f"urn:thor:problem:{problem.code}"


def test_nginx_takes_the_configuration(tmp_path: Path) -> None:
    nginx = shutil.which("nginx")
    if nginx is None:
        pytest.skip("there is no nginx here; deploy/verify runs this test in the container")
    _as_in_the_container(tmp_path)
    done = subprocess.run(
        [nginx, "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


def _sockets(router: APIRouter) -> list[APIWebSocketRoute]:
    return [route for route in router.routes if isinstance(route, APIWebSocketRoute)]


def _as_in_the_container(folder: Path) -> None:
    """The files with the places of this machine in them, and a certificate to load."""
    (folder / "conf.d").mkdir()
    moves = {
        "/etc/nginx/mime.types": str(folder / "mime.types"),
        "/etc/nginx/": f"{folder}/",
        "/run/thor-secrets/": f"{folder}/",
        "${THOR_HTTPS_PORT}": "443",
        "/tmp/": f"{folder}/",  # noqa: S108
    }
    (folder / "mime.types").write_text("types { text/html html; }\n")
    targets = {"templates/thor.conf.template": "conf.d/thor.conf"}
    for source in ("nginx.conf", "forward.conf", "page_headers.conf", *targets):
        text = (FOLDER / source).read_text()
        for old, new in moves.items():
            text = text.replace(old, new)
        (folder / targets.get(source, source)).write_text(text)
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    command += ["-keyout", str(folder / "tls.key"), "-out", str(folder / "tls.crt")]
    subprocess.run(command, check=True, capture_output=True)
