"""Connections to the services, kept open between requests."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from services.gateway.domain.errors import AnswerLost, ServiceAway
from services.gateway.domain.routing import Service
from services.gateway.ports import Answer

_CONNECTIONS_MAX = 256
_KEEP_ALIVE_SECONDS = 30
"""Less than the services keep an idle connection, so that we never write to one just closed."""
_SHARDED = frozenset((Service.PAPER_ENGINE,))
"""Services that answer only for the shards a replica owns; the others say 404."""
_HOP_BY_HOP = frozenset(
    (
        b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"te",
        b"trailer", b"transfer-encoding", b"upgrade", b"content-length", b"date", b"server",
    )
)  # fmt: skip

Replicas = Callable[[URL], Awaitable[list[URL]]]


class HttpUpstreams:
    """The services at their addresses. An async context manager that owns its connections."""

    def __init__(
        self,
        addresses: Mapping[Service, str],
        *,
        timeout_seconds: float,
        replicas: Replicas | None = None,
    ) -> None:
        self._addresses = {service: url.rstrip("/") for service, url in addresses.items()}
        self._timeout = aiohttp.ClientTimeout(
            total=timeout_seconds, sock_connect=min(2.0, timeout_seconds)
        )
        self._replicas = replicas or by_name
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=_CONNECTIONS_MAX, keepalive_timeout=_KEEP_ALIVE_SECONDS
            ),
            timeout=self._timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=("user-agent", "accept-encoding", "content-type"),
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._session is not None
        await self._session.close()

    async def send(
        self,
        service: Service,
        method: str,
        target: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
    ) -> Answer:
        url = URL(self._addresses[service] + target, encoded=True)
        if service in _SHARDED:
            return await self._ask_each(service, method, url, headers, body)
        return await self._ask(service, method, url, headers, body)

    async def _ask_each(
        self, service: Service, method: str, url: URL, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        """Ask one replica after the other until one knows what is asked for."""
        unknown: Answer | None = None
        away: ServiceAway | None = None
        try:
            replicas = await self._replicas(url)
        except OSError as error:
            raise ServiceAway(service) from error
        for replica in replicas:
            try:
                answer = await self._ask(service, method, replica, headers, body)
            except ServiceAway as error:
                away = error
                continue
            if answer.status != HTTPStatus.NOT_FOUND:
                return answer
            unknown = answer
        if unknown is None or away is not None:  # the one that is away may have known
            raise away or ServiceAway(service)
        return unknown

    async def _ask(
        self, service: Service, method: str, url: URL, headers: Mapping[str, str], body: bytes
    ) -> Answer:
        assert self._session is not None
        try:
            async with self._session.request(
                method, url, headers=headers, data=body or None, allow_redirects=False
            ) as response:
                return Answer(
                    status=response.status,
                    headers=[
                        (name, value)
                        for name, value in response.raw_headers
                        if name.lower() not in _HOP_BY_HOP
                    ],
                    body=await response.read(),
                )
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise ServiceAway(service) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise AnswerLost(service) from error


async def by_name(url: URL) -> list[URL]:
    """`url` at every address that its host has, one for each replica. Raises `OSError`."""
    assert url.host is not None
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(url.host, url.port, type=socket.SOCK_STREAM)
    return [url.with_host(address) for address in dict.fromkeys(str(each[4][0]) for each in found)]
