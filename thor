#!/usr/bin/env python3
"""Thor's launcher: makes the environment beside itself, then hands over to it.

It needs Python 3.11 and nothing else. Everything it installs is named, with its hash, in
`uv.lock`, and goes into `.venv` here; the tools of development only when a command needs them.
What the commands do is in `deploy/local/`.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  said to those who run an older one
    sys.exit(
        f"Thor needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable}).\n"
        "Start it with a newer one, for example:  python3.12 thor up"
    )
if sys.platform == "win32":
    sys.exit(
        "Thor's own PostgreSQL and Valkey do not exist for Windows.\n"
        "Run it inside WSL (https://aka.ms/wsl), or in Docker:  docker compose up -d --build"
    )

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "uv.lock"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".thor-stamp"
FOR_DEVELOPMENT = ("check", "test", "openapi", "settings", "screenshots")


def main() -> None:
    groups = "all" if sys.argv[1:2] and sys.argv[1] in FOR_DEVELOPMENT else "run"
    if not is_current(groups):
        set_up_alone(groups)
    environment = clean_environment()
    environment["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    environment["PYTHONPATH"] = str(ROOT)
    # -P: a file called `typing.py` where Thor is called from must not shadow the real one.
    command = [str(PYTHON), "-P", "-m", "deploy.local", *sys.argv[1:]]
    os.execve(PYTHON, command, environment)  # noqa: S606  no shell is wanted


def is_current(groups: str) -> bool:
    try:
        return PYTHON.exists() and STAMP.read_text() in (stamp(groups), stamp("all"))
    except OSError:
        return False


def stamp(groups: str) -> str:
    """What the environment was made from: the lock, this place, and the interpreter."""
    lock = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    return f"{groups}\n{lock}\n{ROOT}\n{PYTHON.resolve()}\n"


def set_up_alone(groups: str) -> None:
    """Set the environment up, one invocation at a time; those that waited find it done."""
    with Path(__file__).open() as this_file:
        try:
            fcntl.flock(this_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another Thor is setting up the Python environment; waiting for it …")
            fcntl.flock(this_file, fcntl.LOCK_EX)
        if not is_current(groups):
            set_up(groups)


def set_up(groups: str) -> None:
    started = time.monotonic()
    say("Setting up the Python environment in .venv (only now, and when uv.lock changes) …")
    if not is_usable():
        if VENV.is_dir():
            shutil.rmtree(VENV)
        venv.create(VENV, symlinks=True, with_pip=False)
    uv = VENV / "bin" / "uv"
    if not answers(uv, "--version"):
        install_uv()
        say(f"  uv is there ({time.monotonic() - started:.0f} s); now the locked packages …")
    sync = [str(uv), "sync", "--locked", "--project", str(ROOT), "--python", str(PYTHON)]
    # Inexact: what is there of the development tools, uv itself among them, may stay.
    sync += [] if groups == "all" else ["--no-group", "dev", "--inexact"]
    settings = {
        "UV_PROJECT_ENVIRONMENT": str(VENV),
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_LINK_MODE": os.environ.get("UV_LINK_MODE", "copy"),
    }
    run(sync, "The locked packages could not be installed.", settings)
    STAMP.write_text(stamp(groups))
    say(f"The Python environment is ready ({time.monotonic() - started:.0f} s).")


def is_usable() -> bool:
    """Whether `.venv` is an environment that works and was made in this very place."""
    probe = "import sys; print(sys.version_info >= (3, 11), sys.prefix)"
    # Its scripts name the place they were installed in, and break elsewhere.
    stamped = STAMP.read_text().splitlines() if STAMP.exists() else []
    return answers(PYTHON, "-c", probe) == f"True {VENV}" and stamped[2:3] in ([], [str(ROOT)])


def answers(program: Path, *arguments: str) -> str:
    """What the program says; nothing where it is missing, half-installed or broken."""
    try:
        done = subprocess.run([program, *arguments], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def install_uv() -> None:
    """Install the uv that the lock names, checked against the hashes written there."""
    packages = tomllib.loads(LOCK.read_text())["package"]
    uv = next(package for package in packages if package["name"] == "uv")
    hashes = " ".join(f"--hash={wheel['hash']}" for wheel in uv["wheels"])
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as requirements:
        requirements.write(f"uv=={uv['version']} {hashes}\n")
        requirements.flush()
        options = ["--quiet", "--no-deps", "--require-hashes", "--disable-pip-version-check"]
        run(
            [*pip(), "install", *options, "--only-binary=:all:", "-r", requirements.name],
            "uv, which installs everything else, could not be installed.",
        )


def pip() -> list[str]:
    """The pip of the Python that runs us, told to install into `.venv`; else one made there."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        sys.exit(
            f"This Python ({sys.executable}) has neither pip nor ensurepip; Thor needs one.\n"
            f"On Debian and Ubuntu install it with:  apt install python{version}-venv"
        )
    run([str(PYTHON), "-m", "ensurepip"], "pip could not be put into the environment.")
    return [str(PYTHON), "-m", "pip"]


def run(command: list[str], failure: str, settings: dict[str, str] | None = None) -> None:
    """Run one step of the set-up; show what it said only where it fails."""
    environment = {**clean_environment(), **(settings or {})}
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
        while process.poll() is None:
            time.sleep(0.2)
            if sys.stderr.isatty():
                print(f"  {time.monotonic() - started:3.0f} s", end="\r", file=sys.stderr)
        if process.returncode:
            said.seek(0)
            sys.exit(
                f"{said.read()}\n{failure}\n"
                "Is the network there? Behind a proxy or a mirror, set HTTPS_PROXY, PIP_INDEX_URL"
                " and UV_INDEX_URL; then run the same command again."
            )


def clean_environment() -> dict[str, str]:
    """Ours, without what would point Python or uv to another environment."""
    misleading = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if name not in misleading}


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
