"""Ask the services that keep books a question: in the running product, or from its data alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
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
"""Given the address of a service and the services' secret."""


def ask_the_book(data_option: Path | None, console: Console, ask: Ask[Answer]) -> Answer:
    """The orders service's answer. Raises like `ask_the_books`."""
    return ask_the_book_of("orders", data_option, console, ask)


def ask_the_book_of(
    service: str, data_option: Path | None, console: Console, ask: Ask[Answer]
) -> Answer:
    (answer,) = ask_the_books(data_option, console, ask, [service])
    return answer


def ask_the_books(
    data_option: Path | None, console: Console, ask: Ask[Answer], services: Sequence[str]
) -> list[Answer]:
    """Raises `LauncherError` where there is no data, or one of `services` does not answer."""
    data = DataFolder.at(data_option)
    if not data.path.exists():
        raise LauncherError(f"There is no data in {data.path}.")
    running = data.running()
    if running is not None and data.is_claimed():
        return [_asked(data, running.ports[service], ask) for service in services]
    with data.claimed():
        return asyncio.run(_of_the_books_alone(data, console, ask, services))


async def _of_the_books_alone(
    data: DataFolder, console: Console, ask: Ask[Answer], services: Sequence[str]
) -> list[Answer]:
    """Start the servers and these services for as long as the answer takes."""
    leftovers.stop(leftovers.find(data))
    leftovers.mark_from_now_on(data, uuid4().hex)
    numbers = ports.for_services(len(SERVICES))
    plan = Plan(data=data, ports=dict(zip(SERVICES, numbers, strict=True)))
    product = Product(plan, console)
    try:
        await product.start_books(services)
        return [
            await asyncio.to_thread(_asked, data, plan.ports[service], ask) for service in services
        ]
    except ServerFailed as error:
        raise LauncherError(str(error)) from error
    finally:
        await product.stop()


def _asked(data: DataFolder, port: int, ask: Ask[Answer]) -> Answer:
    try:
        return ask(f"http://127.0.0.1:{port}", data.secret())
    except httpx.HTTPError as error:
        raise LauncherError(f"The book did not answer: {error}.") from error
