"""What the production stack promises, read from its files: no engine is needed to see it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.local.places import ROOT, SERVICES
from deploy.local.servers import POSTGRES_SETTINGS
from deploy.roles import ROLES

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
LASTING = sorted({*SERVICES, "enginex", "postgres", "redis"})
ONE_SHOTS = ("credentials", "migrate")
EXAMPLE = (ROOT / ".env.example").read_text()
VARIABLE = re.compile(r"\$\{([A-Z_]+)(?::-([^}]*))?\}")


def test_the_stack_is_the_five_services_the_door_the_stores_and_two_one_shots() -> None:
    assert sorted(CONTAINERS) == sorted([*LASTING, *ONE_SHOTS])


def test_only_the_door_publishes_ports() -> None:
    assert [name for name, each in CONTAINERS.items() if "ports" in each] == ["enginex"]
    assert not any(each.get("network_mode") == "host" for each in CONTAINERS.values())


@pytest.mark.parametrize("name", [*LASTING, "migrate"])
def test_everybody_is_on_the_network_of_the_app(name: str) -> None:
    assert CONTAINERS[name]["networks"] == ["thor_app_net"]
    assert COMPOSE["networks"]["thor_app_net"]["name"] == "${THOR_NETWORK:-thor_app_net}"


@pytest.mark.parametrize("name", sorted(CONTAINERS))
def test_a_container_can_change_nothing_but_its_volumes(name: str) -> None:
    container = CONTAINERS[name]

    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", [*LASTING, "migrate"])
def test_nothing_that_lasts_or_listens_runs_as_root(name: str) -> None:
    user, _, group = CONTAINERS[name]["user"].partition(":")

    assert int(user) > 0
    assert int(group) > 0
    assert "cap_add" not in CONTAINERS[name]


@pytest.mark.parametrize("name", sorted(CONTAINERS))
def test_a_container_has_limits_and_logs_that_end(name: str) -> None:
    limits = CONTAINERS[name]["deploy"]["resources"]["limits"]

    assert set(limits) == {"cpus", "memory", "pids"}
    assert set(CONTAINERS[name]["logging"]["options"]) == {"max-size", "max-file"}


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_is_watched_comes_back_and_has_half_a_minute_to_end(name: str) -> None:
    container = CONTAINERS[name]

    assert container["healthcheck"]["test"]
    assert container["restart"] == "unless-stopped"
    assert container["stop_grace_period"] == "30s"


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_waits_for_the_migration_and_for_both_stores(name: str) -> None:
    waits = {other: how["condition"] for other, how in CONTAINERS[name]["depends_on"].items()}

    assert waits["migrate"] == "service_completed_successfully"
    assert waits["postgres"] == waits["redis"] == "service_healthy"


def test_the_book_is_the_last_service_that_stops() -> None:
    """Compose stops in the reverse order of its dependencies."""
    for name in SERVICES:
        if name != "orders":
            assert "orders" in CONTAINERS[name]["depends_on"]


@pytest.mark.parametrize("name", ["enginex", "postgres", "redis"])
def test_an_upgrade_of_the_services_leaves_alone_what_is_not_theirs(name: str) -> None:
    """Compose makes a container anew when it does so with one that it depends on."""
    assert "depends_on" not in CONTAINERS[name]
    assert "until [ -s /run/thor-secrets/" in CONTAINERS[name]["entrypoint"][2]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_reads_its_secrets_from_files_in_a_volume_of_its_own(name: str) -> None:
    environment = CONTAINERS[name]["environment"]

    for secret in ("POSTGRES_URL", "REDIS_URL", "INTERNAL_SECRET"):
        assert f"THOR_{secret}" not in environment
        assert environment[f"THOR_{secret}_FILE"] == f"/run/thor-secrets/{secret.lower()}"
    mounted = [volume for volume in CONTAINERS[name]["volumes"] if volume.startswith("secrets_")]
    assert mounted == [f"secrets_{name}:/run/thor-secrets:ro"]
    assert name in ROLES


def test_no_secret_folder_is_mounted_twice_but_by_the_one_that_fills_it() -> None:
    for volume in (name for name in COMPOSE["volumes"] if name.startswith("secrets_")):
        users = [
            name
            for name, each in CONTAINERS.items()
            if any(mount.startswith(f"{volume}:") for mount in each.get("volumes", ()))
        ]
        assert len(users) == 2
        assert "credentials" in users


def test_the_server_has_the_settings_that_the_launcher_gives_its_own() -> None:
    command = CONTAINERS["postgres"]["command"]

    for name, value in POSTGRES_SETTINGS.items():
        assert f"{name}={value}" in command


def test_redis_keeps_a_log_evicts_nothing_and_asks_for_a_password() -> None:
    command = CONTAINERS["redis"]["command"]

    for option, value in (("--appendonly", "yes"), ("--maxmemory-policy", "noeviction")):
        assert command[command.index(option) + 1] == value
    assert "/run/thor-secrets/redis.conf" in command


def test_every_variable_is_explained_with_the_value_that_it_has_without_it() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    for name, default in VARIABLE.findall(text):
        assert f"# {name}={default}\n" in EXAMPLE, name


def test_the_example_explains_nothing_that_is_not_there() -> None:
    known = {name for name, _ in VARIABLE.findall((ROOT / "docker-compose.yml").read_text())}
    known |= set(CONTAINERS["enginex"]["build"]["args"])
    known |= set(re.findall(r"`(THOR_\w+)`", (ROOT / "docs" / "settings.md").read_text()))

    assert set(re.findall(r"^# ([A-Z_]+)=", EXAMPLE, re.MULTILINE)) <= known


@pytest.mark.parametrize("folder", ["deploy/tls", "deploy/workbook"])
def test_a_folder_that_is_mounted_is_there_in_a_clean_clone(folder: str) -> None:
    assert (ROOT / folder / ".gitignore").exists()


def test_the_builder_sees_no_secret_of_the_folder() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()

    assert lines[1] == "*"
    assert not any(Path(line.removeprefix("!")).name.startswith(".env") for line in lines)


def test_compose_takes_the_file() -> None:
    command = shlex.split(os.environ.get("COMPOSE", "docker compose"))
    try:
        there = subprocess.run([*command, "version"], capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no Docker here; deploy/verify asks Compose itself")
    if there.returncode != 0:
        pytest.skip("Docker has no Compose here; deploy/verify asks Compose itself")
    done = subprocess.run(
        [*command, "config", "--quiet"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
