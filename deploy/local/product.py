"""The whole product on this machine: two servers, a built UI and five services."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from deploy import migrate, roles
from deploy.local import steps, ui
from deploy.local.console import Console
from deploy.local.kept_server import KeptServer
from deploy.local.logs import last_lines
from deploy.local.places import SERVICES, DataFolder, LauncherError, RunState, environment
from deploy.local.probe import missing
from deploy.local.replay import Replay
from deploy.local.servers import NAME, PostgresServer, ValkeyServer
from deploy.local.supervisor import Program, Supervised

READY_SECONDS_EXPECTED = 30.0
READY_SECONDS_MAX = 180.0
STALE_AFTER_SECONDS = 15.0
"""What the services take where nobody says otherwise."""
_LOG_LINES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run: the answers to the questions that `up` has options for."""

    data: DataFolder
    ports: dict[str, int]
    source: dict[str, str] = field(default_factory=dict[str, str])
    replay: Replay | None = None
    stale_after: float | None = None
    postgres_url: str | None = None
    redis_url: str | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports['gateway']}"


class Product:
    def __init__(self, plan: Plan, console: Console) -> None:
        self._plan = plan
        self._console = console
        self._postgres = None if plan.postgres_url else PostgresServer(plan.data.postgres)
        self._valkey = None if plan.redis_url else ValkeyServer(plan.data.valkey)
        self._servers = [
            KeptServer(server, say=console.warn)
            for server in (self._valkey, self._postgres)
            if server is not None
        ]
        self._services: dict[str, Supervised] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._has_database = asyncio.Event()
        self._is_up = False
        self._replay_settings: Mapping[str, str] | None = None

    async def start(self) -> None:
        """Return once everything is ready. Raises `LauncherError` or `ServerFailed` where that
        does not happen."""
        both = [
            asyncio.create_task(self._start_backend()),
            asyncio.create_task(self._start_gateway()),
        ]
        try:
            await asyncio.gather(*both)
        finally:
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)
        self._is_up = True
        self._note()

    async def start_books(self, services: Sequence[str]) -> None:
        """Only what is needed to ask these services: the servers, and themselves."""
        await self._start_servers()
        for name in services:
            self._start_service(name, {})
        await asyncio.gather(*(self._until_ready(name) for name in services))

    async def stop(self) -> None:
        """Stop whatever was started: services from the edge inwards, then the servers."""
        self._is_up = False
        for service in self._services.values():
            service.retire()
        for server in self._servers:
            server.retire()
        for name in reversed(SERVICES):
            if name in self._services:
                await self._services[name].stop()
        for server in self._servers:
            await server.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def kill(self) -> None:
        for service in self._services.values():
            service.kill()
        for server in self._servers:
            server.kill()

    async def _start_backend(self) -> None:
        await self._start_servers()
        self._has_database.set()
        with self._console.step("orders, portfolio, paper engine and market data"):
            inner = [name for name in SERVICES if name != "gateway"]
            for name in inner:
                self._start_service(name, {})
            await asyncio.gather(*(self._until_ready(name) for name in inner))

    async def _start_servers(self) -> None:
        if self._servers:
            with self._console.step("PostgreSQL and Valkey"):
                await asyncio.gather(*(server.start() for server in self._servers))
            for server in self._servers:
                self._keep(server.keep())
        if not await self._database_is_current():
            with self._console.step("database migrated"):
                own = ["deploy.local", "migrate"]
                if self._postgres is not None:
                    own = ["deploy.prepare_database", str(self._postgres.password_file)]
                settings = {"THOR_POSTGRES_URL": self._postgres_url}
                await steps.run([sys.executable, "-P", "-m", *own], settings=settings)

    async def _database_is_current(self) -> bool:
        """In a server of somebody else's, who may do what is their business."""
        url = self._postgres_url
        granted = self._postgres is None or await roles.are_current(url)
        return granted and await migrate.is_current(url)

    async def _start_gateway(self) -> None:
        pages = await ui.build(self._console)
        with self._console.step("gateway"):
            await self._has_database.wait()
            self._start_service("gateway", {"THOR_STATIC_DIR": str(pages)})
            await self._until_ready("gateway")

    def _start_service(self, name: str, settings: dict[str, str]) -> None:
        port = self._plan.ports[name]
        program = Program(
            name=name,
            command=(sys.executable, "-P", "-m", f"services.{name}"),
            environment={
                **self._settings(),
                **settings,
                "THOR_PORT": str(port),
                "THOR_POSTGRES_URL": self._postgres_url_for(name),
            },
            log=self._plan.data.logs / f"{name}.log",
            port=port,
        )
        service = Supervised(program, say=self._console.warn, changed=self._note)
        self._services[name] = service
        self._keep(service.keep())

    def _settings(self) -> dict[str, str]:
        """The environment that all services share."""
        addresses = {
            f"THOR_{name.upper()}_URL": f"http://127.0.0.1:{port}"
            for name, port in self._plan.ports.items()
            if name != "gateway"
        }
        return {
            **environment(),
            **addresses,
            **self._plan.source,
            **self._replay(),
            "THOR_HOST": "127.0.0.1",
            "THOR_REDIS_URL": self._redis_url,
            "THOR_INTERNAL_SECRET": self._plan.data.secret(),
            "THOR_LOG_FORMAT": os.environ.get("THOR_LOG_FORMAT", "json"),
        }

    def _postgres_url_for(self, service: str) -> str:
        """In our own server, as the service's own role."""
        if self._postgres is None:
            return self._postgres_url
        return self._postgres.url_of(NAME, role=roles.name_of(service))

    def _replay(self) -> Mapping[str, str]:
        """The market's time begins when the first service starts, and is the same for all."""
        if self._replay_settings is None:
            stale_after = self._plan.stale_after or STALE_AFTER_SECONDS
            self._replay_settings = (
                {}
                if self._plan.replay is None
                else self._plan.replay.settings(stale_after=stale_after, now=datetime.now(UTC))
            )
        return self._replay_settings

    @property
    def _postgres_url(self) -> str:
        return self._plan.postgres_url or (self._postgres.url if self._postgres else "")

    @property
    def _redis_url(self) -> str:
        return self._plan.redis_url or (self._valkey.url if self._valkey else "")

    async def _until_ready(self, name: str) -> None:
        port = self._plan.ports[name]
        ready = asyncio.create_task(self._services[name].ready())
        try:
            done, _ = await asyncio.wait([ready], timeout=READY_SECONDS_EXPECTED)
            if not done:
                self._console.warn(f"{name} takes long: {await missing(port) or 'almost there'}.")
                done, _ = await asyncio.wait([ready], timeout=READY_SECONDS_MAX)
        finally:
            ready.cancel()
        if not done:
            log = self._plan.data.logs / f"{name}.log"
            said = "\n    ".join(last_lines(log, _LOG_LINES_SHOWN))
            raise LauncherError(
                f"{name} was not ready after {READY_SECONDS_MAX:g} s: {await missing(port)}.\n"
                f"The end of {log}:\n    {said}"
            )

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    def _note(self) -> None:
        """Write `run.json`; it exists only while everything has been ready once."""
        if not self._is_up:
            return
        self._plan.data.note_running(
            RunState(
                url=self._plan.url,
                pid=os.getpid(),
                ports=self._plan.ports,
                pids={name: service.pid or 0 for name, service in self._services.items()},
                postgres_url=self._postgres_url,
                redis_url=self._redis_url,
            )
        )
