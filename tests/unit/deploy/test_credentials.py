"""The passwords and the certificate of the container stack: made once, kept, never shared."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from deploy import credentials
from deploy.roles import ROLES


@pytest.fixture
def given(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    return folder


def contents(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text() for path in root.rglob("*.*")}


def test_a_second_run_changes_nothing(tmp_path: Path, given: Path) -> None:
    root = tmp_path / "secrets"
    credentials.main(root, given)
    before = contents(root)

    credentials.main(root, given)

    assert contents(root) == before


def test_each_service_has_a_role_and_a_password_of_its_own(tmp_path: Path, given: Path) -> None:
    root = tmp_path / "secrets"
    credentials.main(root, given)

    urls = {service: (root / service / "postgres_url").read_text() for service in ROLES}
    for service, url in urls.items():
        password = (root / "migrate" / f"{service}_password").read_text()
        assert url == f"postgresql+asyncpg://thor_{service}:{password}@postgres:5432/thor"
    assert len(set(urls.values())) == len(ROLES)


def test_no_service_has_the_password_of_the_owner(tmp_path: Path, given: Path) -> None:
    root = tmp_path / "secrets"
    credentials.main(root, given)
    owner = (root / "postgres" / "password").read_text()

    knows = {
        path.parent.name for path in root.rglob("*") if path.is_file() and owner in path.read_text()
    }

    assert knows == {"postgres", "migrate"}


def test_a_certificate_that_is_given_is_used_and_one_given_later_takes_its_place(
    tmp_path: Path, given: Path
) -> None:
    root = tmp_path / "secrets"
    credentials.main(root, given)
    (given / "tls.crt").write_text("ours")
    (given / "tls.key").write_text("secret")

    credentials.main(root, given)

    assert (root / "enginex" / "tls.crt").read_text() == "ours"
    assert (root / "enginex" / "tls.key").read_text() == "secret"


def test_a_self_made_certificate_names_the_host(
    tmp_path: Path, given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THOR_HOST_NAME", "thor.example.com")
    credentials.main(tmp_path / "secrets", given)

    certificate = tmp_path / "secrets" / "enginex" / "tls.crt"
    command = ["openssl", "x509", "-noout", "-ext", "subjectAltName", "-in", str(certificate)]
    names = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for name in ("DNS:thor.example.com", "DNS:localhost", "IP Address:127.0.0.1"):
        assert name in names


def test_a_certificate_that_is_about_to_end_is_made_anew(
    tmp_path: Path, given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "secrets"
    monkeypatch.setattr(credentials, "CERTIFICATE_DAYS", 10)
    credentials.main(root, given)
    monkeypatch.undo()
    before = (root / "enginex" / "tls.crt").read_text()

    credentials.main(root, given)

    assert (root / "enginex" / "tls.crt").read_text() != before
