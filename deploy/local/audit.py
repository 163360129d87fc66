"""`thor audit`: let the book prove itself, in the running product or from its data alone."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from deploy.audit import SOUND, ask, violations
from deploy.local import leftovers, ports
from deploy.local.console import Console
from deploy.local.places import SERVICES, DataFolder, LauncherError
from deploy.local.product import Plan, Product
from deploy.local.server import ServerFailed


def audit(data_option: Path | None) -> int:
    """Returns the exit code: 1 where the book breaks a rule of its own."""
    console = Console()
    data = DataFolder.at(data_option)
    if not data.path.exists():
        raise LauncherError(f"There is no data in {data.path}.")
    running = data.running()
    if running is not None and data.is_claimed():
        report = _ask(data, running.ports["orders"])
    else:
        with data.claimed():
            report = asyncio.run(_ask_the_book_alone(data, console))
    return _show(report, console)


async def _ask_the_book_alone(data: DataFolder, console: Console) -> dict[str, Any]:
    """Start the servers and the orders service for as long as the audit takes."""
    leftovers.stop(leftovers.find(data))
    leftovers.mark_from_now_on(data, uuid4().hex)
    numbers = ports.for_services(len(SERVICES))
    plan = Plan(data=data, ports=dict(zip(SERVICES, numbers, strict=True)))
    product = Product(plan, console)
    try:
        await product.start_book()
        return await asyncio.to_thread(_ask, data, plan.ports["orders"])
    except ServerFailed as error:
        raise LauncherError(str(error)) from error
    finally:
        await product.stop()


def _ask(data: DataFolder, port: int) -> dict[str, Any]:
    try:
        return ask(f"http://127.0.0.1:{port}", data.secret())
    except httpx.HTTPError as error:
        raise LauncherError(f"The book did not answer: {error}.") from error


def _show(report: dict[str, Any], console: Console) -> int:
    if report["sound"]:
        console.say(SOUND)
        return 0
    for line in violations(report):
        console.complain(line)
    return 1
