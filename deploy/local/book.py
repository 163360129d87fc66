"""Ask the book a question: in the running product, or from its data alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import httpx

from deploy.local import leftovers, ports
from deploy.local.console import Console
from deploy.local.places import SERVICES, DataFolder, LauncherError
from deploy.local.product import Plan, Product
from deploy.local.server import ServerFailed

Answer = TypeVar("Answer")
Ask = Callable[[str, str], Answer]
"""Given the address of the orders service and the services' secret."""


def ask_the_book(data_option: Path | None, console: Console, ask: Ask[Answer]) -> Answer:
    """Raises `LauncherError` where there is no data, or the book does not answer."""
    data = DataFolder.at(data_option)
    if not data.path.exists():
        raise LauncherError(f"There is no data in {data.path}.")
    running = data.running()
    if running is not None and data.is_claimed():
        return _asked(data, running.ports["orders"], ask)
    with data.claimed():
        return asyncio.run(_of_the_book_alone(data, console, ask))


async def _of_the_book_alone(data: DataFolder, console: Console, ask: Ask[Answer]) -> Answer:
    """Start the servers and the orders service for as long as the answer takes."""
    leftovers.stop(leftovers.find(data))
    leftovers.mark_from_now_on(data, uuid4().hex)
    numbers = ports.for_services(len(SERVICES))
    plan = Plan(data=data, ports=dict(zip(SERVICES, numbers, strict=True)))
    product = Product(plan, console)
    try:
        await product.start_book()
        return await asyncio.to_thread(_asked, data, plan.ports["orders"], ask)
    except ServerFailed as error:
        raise LauncherError(str(error)) from error
    finally:
        await product.stop()


def _asked(data: DataFolder, port: int, ask: Ask[Answer]) -> Answer:
    try:
        return ask(f"http://127.0.0.1:{port}", data.secret())
    except httpx.HTTPError as error:
        raise LauncherError(f"The book did not answer: {error}.") from error
