"""The chapters in their order, and what is said of them."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

import httpx

from deploy.local.console import Console
from deploy.verification import quiet, trouble
from deploy.verification.scene import Scene
from deploy.verification.stack import Stack, Unexpected, clean_copy

CHAPTERS = (
    quiet.build,
    quiet.door,
    quiet.confinement,
    quiet.trading,
    trouble.scaling,
    trouble.killing,
    trouble.stopping,
    trouble.stores,
    trouble.upgrade,
    quiet.workbook,
    trouble.reckoning,
)
PROJECT = "thor-verify"


def verify(*, keep: bool) -> int:
    """Returns the exit code. `keep` leaves a stack that failed as it is, to be looked at."""
    console = Console()
    folder = Path(tempfile.mkdtemp(prefix="thor-verify-"))
    clean_copy(folder)
    stack = Stack(folder, PROJECT)
    scene = Scene(stack, saw=lambda sentence: console.say(f"    {sentence}", "dim"))
    began = time.monotonic()
    failed = not _tell(scene, console)
    if failed and keep:
        console.say(f"Left as it is, in {folder}: project {PROJECT}, {stack.https}.")
        return 1
    with console.step("taken down, volumes and all"):
        stack.down()
    shutil.rmtree(folder)
    minutes = (time.monotonic() - began) / 60
    console.say(f"The stack {'FAILED' if failed else 'holds'}. {minutes:.1f} min.", "bold")
    return int(failed)


def _tell(scene: Scene, console: Console) -> bool:
    """Whether every chapter ended as it must."""
    # One that was interrupted may have left something behind.
    scene.stack.down()
    for chapter in CHAPTERS:
        try:
            with console.step((chapter.__doc__ or chapter.__name__).strip()):
                chapter(scene)
        except (Unexpected, AssertionError, httpx.HTTPError, TimeoutError) as error:
            console.complain(f"{chapter.__name__}: {error!s}")
            console.say(scene.stack.logs())
            return False
    return True
