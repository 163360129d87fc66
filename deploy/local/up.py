"""`thor up`: start everything, say where it is, and keep it running until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path
from uuid import uuid4

from deploy.local import leftovers, ports
from deploy.local.console import Console
from deploy.local.places import ROOT, SERVICES, DataFolder, LauncherError, environment
from deploy.local.product import Plan, Product
from deploy.local.replay import plan as plan_replay
from deploy.local.server import ServerFailed
from deploy.local.wishes import Wishes

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def up(wishes: Wishes) -> int:
    """Returns the exit code."""
    console = Console()
    data = DataFolder.at(wishes.data)
    source, postgres_url = wishes.source(), wishes.database()
    if wishes.replay is None:
        source["THOR_RECORDINGS_DIR"] = str(data.recordings)
        replay = None
    else:
        replay = plan_replay(wishes.replay, wishes.speed, data.recordings)
        data = data.replay
    data.make()
    with data.claimed():
        run = uuid4().hex
        _stop_leftovers(data, console)
        if replay is not None:
            data.empty()
            data.make()
        leftovers.mark_from_now_on(data, run)
        numbers = [*ports.for_services(len(SERVICES) - 1), ports.for_browsers(wishes.port)]
        plan = Plan(
            data=data,
            ports=dict(zip(SERVICES, numbers, strict=True)),
            source=source,
            replay=replay,
            stale_after=wishes.stale_after,
            postgres_url=postgres_url,
            redis_url=wishes.redis_url,
        )
        with _warden(data):
            return asyncio.run(_run(plan, wishes, console))


async def _run(plan: Plan, wishes: Wishes, console: Console) -> int:
    began = time.monotonic()
    product = Product(plan, console)
    told_to_stop = _listen(product, console)
    starting = asyncio.create_task(product.start())
    stopping = asyncio.create_task(told_to_stop.wait())
    try:
        await asyncio.wait([starting, stopping], return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            await starting
            _welcome(plan, wishes, console, seconds=time.monotonic() - began)
            await stopping
    except (LauncherError, ServerFailed) as error:
        console.complain(str(error))
        return 1
    finally:
        starting.cancel()
        await asyncio.wait([starting])
        with console.step("stopped; the data is kept"):
            await product.stop()
    return 0


def _listen(product: Product, console: Console) -> asyncio.Event:
    """An event that is set by the first signal to stop; the second one ends everything hard."""
    told = asyncio.Event()

    def on_signal() -> None:
        if told.is_set():
            console.warn("Ending everything at once.")
            product.kill()
            return
        told.set()
        console.say("\nStopping … (once more to force it)")

    for number in _STOP_SIGNALS:
        # `nohup` has hanging up ignored; an interrupt is heard even where a shell had it ignored.
        if number is not signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            asyncio.get_running_loop().add_signal_handler(number, on_signal)
    return told


def _welcome(plan: Plan, wishes: Wishes, console: Console, *, seconds: float) -> None:
    console.say(f"\nThor is ready ({seconds:.1f} s):  {plan.url}", "bold")
    if plan.replay is not None:
        names = ", ".join(file.name for file in plan.replay.files)
        console.say(f"Replay of {names}, {plan.replay.speed:g} times as fast as it was.")
    elif wishes.sources is not None:
        console.say(f"Quotes from: {wishes.sources}.")
    elif wishes.pushed:
        console.say(f"Quotes are pushed to {plan.url}/api/v1/quotes.")
    elif wishes.excel is None:
        console.say("Simulated market; quotes from a workbook with --excel FILE.")
    else:
        console.say(f"Quotes from {plan.source['THOR_EXCEL_FILE']}.")
        if not Path(plan.source["THOR_EXCEL_FILE"]).exists():
            console.warn("That file is not there yet; quotes begin to come once it is.")
    console.say(f"Data and logs in {plan.data.path}. Ctrl-C stops everything.")
    if _shall_open(wishes.open_browser):
        subprocess.Popen(
            [sys.executable, "-m", "webbrowser", plan.url],
            env=leftovers.unmarked(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def _shall_open(wish: bool | None) -> bool:
    """Unless told: where a person sits in front of it who can see a browser."""
    if wish is not None:
        return wish
    has_screen = sys.platform == "darwin" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    return sys.stdout.isatty() and has_screen


def _stop_leftovers(data: DataFolder, console: Console) -> None:
    found = leftovers.find(data)
    if found:
        with console.step("stopped what an earlier Thor had left running"):
            names = leftovers.stop(found)
        console.say(f"  ({', '.join(names)})")


@contextlib.contextmanager
def _warden(data: DataFolder) -> Generator[None]:
    """Someone who cleans up should this process be killed."""
    warden = subprocess.Popen(
        [sys.executable, "-P", "-m", "deploy.local.warden", str(data.path)],
        cwd=ROOT,
        env={**environment(), leftovers.NAME: leftovers.WARDEN},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        warden.kill()
        warden.wait()
        assert warden.stdin is not None
        warden.stdin.close()
