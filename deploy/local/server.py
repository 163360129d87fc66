"""A server that runs as a process of its own and starts clean after any kind of crash."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pwd
import secrets
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import IO, ClassVar

import psutil

SOCKET_PATH_MAX = 103  # bytes; what macOS allows, Linux allows four more
START_SECONDS_MAX = 60.0  # a recovery after a crash may have a long log to read
STOP_SECONDS_MAX = 30.0
LOG_BYTES_MAX = 10_000_000
LOG_LINES_SHOWN = 15
POLL_SECONDS = 0.02


class ServerFailed(Exception):
    """A server did not start. The message holds the end of its log."""


class Server:
    """One process that starts clean after any kind of crash. It is deaf to the terminal's
    Ctrl-C, because whoever started it stops things in order."""

    name: ClassVar[str]
    stop_signals: ClassVar[tuple[signal.Signals, ...]]

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.resolve()
        self._log = self.data_dir / "server.log"
        self._pid_file = self.data_dir / "server.pid"
        self._process: subprocess.Popen[bytes] | None = None
        self._claim: IO[str] | None = None
        self._port: int | None = None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Return once the server answers. A server left behind by a killed launcher is stopped
        first. Raises `ServerFailed` if it does not come up or if the folder is in use."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self._claim = _claim(self.data_dir)
        try:
            self._stop_leftover()
            self._prepare()
            self._start_process()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop in order: what was acknowledged is on disk when this returns."""
        if self._process is not None:
            for number in (*self.stop_signals, signal.SIGKILL):
                self._process.send_signal(number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(STOP_SECONDS_MAX)
                    break
            self._process = None
            self._pid_file.unlink(missing_ok=True)
        if self._claim is not None:
            self._claim.close()
            self._claim = None

    def kill(self) -> None:
        """End the process as a crash would; `start` brings it back."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        if self._claim is not None:
            self._claim.close()
            self._claim = None

    def _prepare(self) -> None:
        raise NotImplementedError  # each server makes its own folder fit

    def _command(self) -> list[str]:
        raise NotImplementedError  # each server has its own

    def _answers(self) -> bool:
        raise NotImplementedError  # each server is asked in its own way

    def _user(self) -> pwd.struct_passwd | None:
        """Whom the process runs as; `None` is whoever runs this."""
        return None

    def _stop_leftover(self) -> None:
        """We hold the folder's claim, so a server that runs here has lost its launcher."""
        try:
            noted = json.loads(self._pid_file.read_text())
            left = psutil.Process(noted["pid"])
            if left.create_time() != noted["created"]:
                return  # the number has gone to another program
            for number in (*self.stop_signals, signal.SIGKILL):
                left.send_signal(number)
                with contextlib.suppress(psutil.TimeoutExpired):
                    left.wait(STOP_SECONDS_MAX)
                    return
        except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
            return

    def _start_process(self) -> None:
        deadline = time.monotonic() + START_SECONDS_MAX
        while True:
            begin = self._launch()
            while self.running and time.monotonic() < deadline:
                if self._answers():
                    return
                time.sleep(POLL_SECONDS)
            said = _tail(self._log, begin)
            # The children of a killed server take a moment to let go of what they shared.
            if "still in use" not in said or time.monotonic() > deadline:
                raise ServerFailed(f"{self.name} did not start in {self.data_dir}:\n{said}")
            time.sleep(0.2)

    def _launch(self) -> int:
        """Start the process; returns where in the log it begins to write."""
        if self._log.exists() and self._log.stat().st_size > LOG_BYTES_MAX:
            self._log.replace(self._log.with_suffix(".log.1"))
        user = self._user()
        with self._log.open("ab") as log:
            begin = log.tell()
            self._process = subprocess.Popen(
                self._command(),
                cwd=self.data_dir,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=user and user.pw_uid,
                group=user and user.pw_gid,
                extra_groups=user and [],
            )
        created = psutil.Process(self._process.pid).create_time()
        self._pid_file.write_text(json.dumps({"pid": self._process.pid, "created": created}))
        return begin

    def _password(self) -> str:
        """Only matters where the server listens on a port and not on a socket in its folder."""
        path = self.data_dir / "password"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(24))
        return path.read_text()

    def _choose_address(self, socket_path: Path) -> None:
        """A unix socket in the folder where its path is short enough, else a free port."""
        fits = len(os.fsencode(socket_path)) <= SOCKET_PATH_MAX
        self._port = None if fits else _free_port()


def _claim(folder: Path) -> IO[str]:
    claim = (folder / "in-use.lock").open("w")
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        claim.close()
        raise ServerFailed(f"{folder} is in use by another running Thor; stop it first") from error
    return claim


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _tail(log: Path, begin: int) -> str:
    with log.open("rb") as lines:
        lines.seek(begin)
        text = lines.read().decode(errors="replace")
    return "\n".join(text.splitlines()[-LOG_LINES_SHOWN:]) or "(it wrote nothing to its log)"
