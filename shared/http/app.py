"""Every service is the same kind of process: a FastAPI app, its background loops, two probes."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

import structlog
import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse

from shared.http.errors import install_error_handlers
from shared.http.socket import WireProtocol
from shared.settings import ServiceSettings
from shared.telemetry import configure_logging

Loop = Callable[[], Coroutine[None, None, None]]
Check = Callable[[], Awaitable[str | None]]
"""A readiness check: `None` when ready, else a sentence that says what is missing."""

CANCEL_AGAIN_SECONDS = 2.0
SETTLED_SECONDS = 5.0
STARTUP_FAILED = 3


def service_app(
    name: str,
    settings: ServiceSettings,
    *,
    routers: Sequence[APIRouter],
    resources: Callable[[FastAPI], AbstractAsyncContextManager[Sequence[Loop]]],
    checks: Sequence[Check] = (),
) -> FastAPI:
    """The app of one service.

    `resources` opens what the service needs (engine, bus, handlers), puts on `app.state` what
    its dependencies read, and yields the loops to run for as long as the app lives. A loop
    that ends with an error ends the process: a supervisor starts it anew from a clean state.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with resources(app) as loops:
            tasks = [
                asyncio.create_task(_run(name, loop), name=loop.__qualname__) for loop in loops
            ]
            try:
                yield
            finally:
                await _end(tasks)

    app = FastAPI(
        title=f"Thor {name}",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        separate_input_output_schemas=False,
    )
    app.state.internal_secret = settings.internal_secret.get_secret_value()
    install_error_handlers(app)
    for router in routers:
        app.include_router(router)

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> dict[str, str]:
        """Alive: the event loop answers."""
        return {"service": name, "status": "alive"}

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> JSONResponse:
        """Ready: everything needed to do the service's work is there."""
        found = [await check() for check in checks]
        missing = [sentence for sentence in found if sentence is not None]
        status = 503 if missing else 200
        return JSONResponse(
            {"service": name, "status": "waiting" if missing else "ready", "missing": missing},
            status_code=status,
        )

    return app


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Cancel the loops and wait for them, however deaf they are.

    `asyncio.wait_for` of Python 3.11, which the Redis client uses, sometimes swallows a
    cancellation. Whoever was told and still runs is told again.
    """
    for task in tasks:
        task.cancel()
    running = set(tasks)
    while running:
        _, running = await asyncio.wait(running, timeout=CANCEL_AGAIN_SECONDS)
        for task in asyncio.all_tasks() if running else ():
            if task.cancelling() and task is not asyncio.current_task():
                task.cancel()


async def _run(name: str, loop: Loop) -> None:
    try:
        await loop()
    except asyncio.CancelledError:
        raise
    except BaseException:
        structlog.get_logger().exception("loop_failed", service=name, loop=loop.__qualname__)
        signal.raise_signal(signal.SIGTERM)
        raise


def serve(name: str, app: FastAPI, settings: ServiceSettings) -> None:
    """Run the service until it is told to stop. Used by each `__main__`."""
    configure_logging(name, settings.log_format, settings.log_level)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws=WireProtocol,
        ws_max_size=64 * 1024,
        ws_per_message_deflate=False,
        timeout_keep_alive=65,  # longer than the gateway keeps an idle connection to us
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=10,
        lifespan="on",
    )
    server = _Server(config)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(STARTUP_FAILED)


class _Server(uvicorn.Server):
    """Takes what a service is made of out of the garbage collector's sight once it has settled:
    it lives as long as the process, and a full collection that looks through it every time
    holds up everything for a tenth of a second."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        asyncio.get_running_loop().call_later(SETTLED_SECONDS, gc.freeze)
