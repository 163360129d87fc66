#!/usr/bin/env python3
"""Thor's launcher: makes the environment beside itself, then hands over to it.

It needs Python 3.11 and nothing else. Everything it installs is named, with its hash, in
`uv.lock`, and goes into `.venv` here. What the commands do is in `deploy/local/`.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  the sentence is for exactly those who run an older one
    sys.exit(
        "Thor needs Python 3.11 or newer; this is {}.{} ({}).\n"
        "Start it with a newer one, for example:  python3.12 thor up".format(
            sys.version_info[0], sys.version_info[1], sys.executable
        )
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


def main() -> None:
    if not is_current():
        set_up_once()
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")
    }
    environment["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    environment["PYTHONPATH"] = str(ROOT)
    # -P: a file called `typing.py` where Thor is called from must not shadow the real one.
    command = [str(PYTHON), "-P", "-m", "deploy.local", *sys.argv[1:]]
    os.execve(PYTHON, command, environment)  # noqa: S606  no shell is wanted


def is_current() -> bool:
    try:
        return PYTHON.exists() and STAMP.read_text() == stamp()
    except OSError:
        return False


def stamp() -> str:
    """What the environment was made from: the lock, this place, and the interpreter."""
    lock = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    return f"{lock}\n{ROOT}\n{PYTHON.resolve()}\n"


def set_up_once() -> None:
    """Set the environment up, one invocation at a time; those that waited find it done."""
    with Path(__file__).open() as this_file:
        try:
            fcntl.flock(this_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another Thor is setting up the environment; waiting for it.")
            fcntl.flock(this_file, fcntl.LOCK_EX)
        if not is_current():
            set_up()


def set_up() -> None:
    started = time.monotonic()
    say("Setting up the Python environment (the first time takes about a minute) …")
    if not is_usable():
        make_venv()
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        install_uv()
    sync = [str(uv), "sync", "--locked", "--project", str(ROOT), "--python", str(PYTHON)]
    settings = {
        "UV_PROJECT_ENVIRONMENT": str(VENV),
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_COMPILE_BYTECODE": "1",
        "UV_LINK_MODE": os.environ.get("UV_LINK_MODE", "copy"),
    }
    run(sync, "The locked packages could not be installed.", settings)
    STAMP.write_text(stamp())
    say(f"The Python environment is ready ({time.monotonic() - started:.0f} s).")


def is_usable() -> bool:
    """Whether `.venv` is a complete environment of this very place."""
    probe = "import sys; print(sys.prefix, int(sys.version_info >= (3, 11)))"
    try:
        answer = subprocess.run([PYTHON, "-c", probe], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.stdout.split() == [str(VENV), "1"] and moved_from() in (None, VENV)


def moved_from() -> Path | None:
    """Where the environment was set up: its scripts name that place and break elsewhere."""
    try:
        return Path(STAMP.read_text().splitlines()[1]) / ".venv"
    except (OSError, IndexError):
        return None


def make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        sys.exit(
            f"This Python ({sys.executable}) comes without `venv`, which Thor needs.\n"
            f"On Debian and Ubuntu install it with:  apt install python{version}-venv"
        )
    if VENV.is_dir():
        shutil.rmtree(VENV)
    venv.create(VENV, symlinks=True, with_pip=True)


def install_uv() -> None:
    """Install the uv that the lock names, checked against the hashes written there."""
    packages = tomllib.loads(LOCK.read_text())["package"]
    uv = next(package for package in packages if package["name"] == "uv")
    hashes = " ".join(f"--hash={wheel['hash']}" for wheel in uv["wheels"])
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as requirements:
        requirements.write(f"uv=={uv['version']} {hashes}\n")
        requirements.flush()
        pip = [str(PYTHON), "-m", "pip"]
        if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
            run([str(PYTHON), "-m", "ensurepip"], "pip could not be put into the environment.")
        options = ["--quiet", "--no-deps", "--require-hashes", "--disable-pip-version-check"]
        run(
            [*pip, "install", *options, "--only-binary=:all:", "-r", requirements.name],
            "uv, which installs everything else, could not be installed.",
        )


def run(command: list[str], failure: str, settings: dict[str, str] | None = None) -> None:
    """Run one step of the set-up; show what it said only where it fails."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")
    }
    environment.update(settings or {})
    done = subprocess.run(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(
            f"{done.stdout}\n{failure}\n"
            "Is the network there? Behind a proxy or a mirror, set HTTPS_PROXY, PIP_INDEX_URL and"
            " UV_INDEX_URL; then run the same command again."
        )


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
