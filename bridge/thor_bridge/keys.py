"""An API key that may push quotes and do nothing else: made once, kept in the home folder."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

ANSWER_SECONDS_MAX = 15.0


class NoKey(Exception):
    """There is no key; the message says how to get one."""


def kept_at() -> Path:
    return Path.home() / ".thor-bridge-key"


def find_key() -> str:
    """The key of the environment, else the one that was kept. Raises `NoKey`."""
    key = os.environ.get("THOR_API_KEY", "").strip()
    if not key and kept_at().exists():
        key = kept_at().read_text().strip()
    if not key:
        raise NoKey("There is no API key yet: make one with `thor-bridge key`.")
    return key


def make_key(url: str, email: str, password: str) -> str:
    """Log in at Thor and make a key. Raises `NoKey`."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    _post(opener, f"{url}/api/v1/auth/login", {"email": email, "password": password})
    wish = {"name": "Bridge beside Excel", "scopes": ["quotes:write"]}
    made = _post(opener, f"{url}/api/v1/api-keys", wish)
    _post(opener, f"{url}/api/v1/auth/logout", {})
    return str(made["secret"])


def keep(key: str) -> Path:
    path = kept_at()
    path.touch(mode=0o600)
    path.write_text(key)
    return path


def _post(opener: urllib.request.OpenerDirector, url: str, body: dict[str, Any]) -> dict[str, Any]:
    if not url.startswith(("http://", "https://")):
        raise NoKey("The address of Thor begins with http:// or https://.")
    request = urllib.request.Request(  # noqa: S310  the scheme was looked at
        url, json.dumps(body).encode(), {"content-type": "application/json"}
    )
    try:
        with opener.open(request, timeout=ANSWER_SECONDS_MAX) as answer:
            content = answer.read()
    except urllib.error.HTTPError as error:
        with error:
            raise NoKey(_detail(error.read(), error.reason)) from error
    except OSError as error:
        raise NoKey(f"{url} cannot be reached: {error}") from error
    found: dict[str, Any] = json.loads(content) if content else {}
    return found


def _detail(body: bytes, otherwise: str) -> str:
    try:
        return str(json.loads(body)["detail"])
    except (ValueError, KeyError, TypeError):
        return otherwise
