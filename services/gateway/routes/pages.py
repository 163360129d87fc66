"""The web UI: the built files, and `index.html` for every address that is one of its screens."""

from __future__ import annotations

import contextlib
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

_FOR_EVER = "public, max-age=31536000, immutable"
_CHECKED_EACH_TIME = "no-cache"
PAGE_HEADERS = {
    # Styles are inline because component libraries set them; scripts never are.
    "content-security-policy": (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Pages:
    """`/assets` holds files whose names change with their content, so browsers keep them.

    The build lays `name.gz` beside the files that are worth it; who reads gzip gets that one.
    """

    def __init__(self, folder: Path) -> None:
        self._files = StaticFiles(directory=folder, check_dir=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in {"GET", "HEAD"}:
            raise HTTPException(405, "Pages answer to GET.", {"Allow": "GET, HEAD"})
        if scope["path"] == "/api" or scope["path"].startswith("/api/"):
            raise HTTPException(404, f"There is nothing at {scope['path']}.")
        response = await self._response(scope)
        if response.headers.get("content-type", "").startswith("text/html"):
            response.headers.update(PAGE_HEADERS)
        await response(scope, receive, send)

    async def _response(self, scope: Scope) -> Response:
        path = scope["path"].lstrip("/") or "index.html"
        try:
            response = await self._file(path, scope)
        except HTTPException as error:
            is_screen = "." not in path.rpartition("/")[2]
            if error.status_code != 404 or not is_screen:
                raise
            response = await self._file("index.html", scope)
        hashed = path.startswith("assets/")
        response.headers["cache-control"] = _FOR_EVER if hashed else _CHECKED_EACH_TIME
        return response

    async def _file(self, path: str, scope: Scope) -> Response:
        if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            with contextlib.suppress(HTTPException):
                packed = await self._files.get_response(f"{path}.gz", scope)
                packed.headers["content-encoding"] = "gzip"
                packed.headers.add_vary_header("accept-encoding")
                return packed
        response = await self._files.get_response(path, scope)
        response.headers.add_vary_header("accept-encoding")
        return response
