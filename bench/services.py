"""Services of the product as processes of their own, for a bench that talks to them."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from time import perf_counter
from uuid import UUID

import httpx
import psutil

from bench.rebuild import ROOT

READY_SECONDS_MAX = 180.0


@contextmanager
def a_service(name: str, port: int, shared: dict[str, str]) -> Generator[psutil.Process]:
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", f"services.{name}"],
        env={**os.environ, **shared, "THOR_PORT": str(port), "PYTHONPATH": str(ROOT)},
    )
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def until_ready(url: str) -> None:
    deadline = perf_counter() + READY_SECONDS_MAX
    async with httpx.AsyncClient() as http:
        while perf_counter() < deadline:
            try:
                if (await http.get(f"{url}/readyz")).is_success:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.2)
    raise TimeoutError(f"{url} did not become ready")


async def registered(url: str) -> tuple[UUID, str]:
    """A new user of the gateway, and the cookie of the session."""
    async with httpx.AsyncClient(base_url=url, headers={"origin": url}) as http:
        body = {"email": "bench@example.com", "password": "correct horse battery"}
        answer = await http.post("/api/v1/auth/register", json=body)
        answer.raise_for_status()
        cookie = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
        return UUID(answer.json()["user"]["user_id"]), cookie
