"""Makes the passwords and the certificate of the container stack: `python -m deploy.credentials`.

Each container gets a folder (a volume) of its own and sees no other's. A password that is there
is never changed, so a second run changes nothing. A certificate that the operator gives
(`/given/tls.crt`, `/given/tls.key`) is copied each time, so that a renewed one takes effect.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from pathlib import Path

from deploy.roles import ROLES, name_of

SECRETS = Path("/secrets")
GIVEN = Path("/given")
DATABASE = "thor"
CERTIFICATE_DAYS = 825  # the longest that Apple's browsers accept
RENEWED_BEFORE_SECONDS = 30 * 24 * 3600


def main(root: Path = SECRETS, given: Path = GIVEN) -> None:
    owner = _kept(root / "postgres" / "password", secrets.token_urlsafe(32))
    redis = _kept(root / "redis" / "password", secrets.token_urlsafe(32))
    internal = _kept(root / "migrate" / "internal_secret", secrets.token_urlsafe(48))
    _written(root / "migrate" / "postgres_url", _url("postgres", owner))
    _written(root / "redis" / "redis.conf", f"requirepass {redis}\n")
    for service in ROLES:
        password = _kept(root / "migrate" / f"{service}_password", secrets.token_urlsafe(32))
        _written(root / service / "postgres_url", _url(name_of(service), password))
        _written(root / service / "redis_url", f"redis://:{redis}@redis:6379/0")
        _written(root / service / "internal_secret", internal)
    print("The passwords are in place; " + _certificate(root / "enginex", given))


def _kept(path: Path, fresh: str) -> str:
    """The secret in `path`; `fresh` where there is none yet."""
    if not path.exists():
        _written(path, fresh)
    return path.read_text()


def _written(path: Path, text: str) -> None:
    """All of it or nothing. Everybody may read it: only one container mounts this folder, and
    who runs in there is its image's choice."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    draft.write_text(text)
    draft.chmod(0o444)
    draft.replace(path)


def _url(role: str, password: str) -> str:
    return f"postgresql+asyncpg://{role}:{password}@postgres:5432/{DATABASE}"


def _certificate(folder: Path, given: Path) -> str:
    """Put the certificate in place; returns a sentence about which it is."""
    names = ("tls.crt", "tls.key")
    if all((given / name).exists() for name in names):
        for name in names:
            _written(folder / name, (given / name).read_text())
        return "the certificate that was given is used."
    if not _lasts(folder / "tls.crt"):
        _make_certificate(folder, os.environ.get("THOR_HOST_NAME") or "localhost")
    return "a self-made certificate is used, and browsers warn of it until one is given."


def _lasts(certificate: Path) -> bool:
    if not certificate.exists():
        return False
    check = ["openssl", "x509", "-noout", "-checkend", str(RENEWED_BEFORE_SECONDS)]
    done = subprocess.run([*check, "-in", str(certificate)], capture_output=True, check=False)
    return done.returncode == 0


def _make_certificate(folder: Path, name: str) -> None:
    draft = folder / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    key, certificate = draft / "tls.key", draft / "tls.crt"
    names = ",".join(f"DNS:{each}" for each in dict.fromkeys((name, "localhost")))
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", str(CERTIFICATE_DAYS), "-subj", f"/CN={name}"]
    command += ["-addext", f"subjectAltName={names},IP:127.0.0.1"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    for made in (key, certificate):
        _written(folder / made.name, made.read_text())
    shutil.rmtree(draft)


if __name__ == "__main__":
    main()
