"""Is a request made by our own pages? The defence against forged cross-site requests."""

from __future__ import annotations

from urllib.parse import urlsplit

_DEFAULT_PORTS = {"http": "80", "https": "443", "ws": "80", "wss": "443"}


def same_origin(host: str, origin: str | None, fetch_site: str | None) -> bool:
    """Whether a request to `host` came from a page of `host`, or from no page at all.

    Browsers put `Origin` on every state-changing and websocket request, and new ones
    `Sec-Fetch-Site`, which a page cannot forge. A request with neither is no browser's and
    carries no cookie that somebody else's page could have borrowed.
    """
    if fetch_site is not None and fetch_site not in {"same-origin", "none"}:
        return False
    if origin is None:
        return True
    parts = urlsplit(origin)
    if not parts.netloc:  # "null": a sandboxed frame or a local file
        return False
    return _with_port(parts.netloc, parts.scheme) == _with_port(host, parts.scheme)


def _with_port(netloc: str, scheme: str) -> str:
    bare = netloc.lower()
    has_port = ":" in bare.rpartition("]")[2]
    return bare if has_port else f"{bare}:{_DEFAULT_PORTS.get(scheme, '')}"
