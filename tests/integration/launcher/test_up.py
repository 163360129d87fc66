"""What `thor up` promises about the processes it starts."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from pathlib import Path

import httpx
import psutil
import pytest
from redis import Redis

from deploy.local import leftovers, supervisor
from tests.integration.launcher.conftest import SECONDS_MAX, Launch

pytestmark = pytest.mark.timeout(600)


def test_one_address_is_printed_once_everything_is_ready(launch: Launch) -> None:
    launch.start()

    assert httpx.get(launch.state.url).is_success
    assert launch.said.count(launch.state.url) == 1
    assert len(set(launch.state.pids.values())) == 5
    assert set(launch.alive()) >= {"gateway", "PostgreSQL", "Valkey", "warden"}


def test_nothing_becomes_a_database_with_a_schema_and_a_key(first_launch: Launch) -> None:
    first_launch.start()

    assert "✓ database migrated" in first_launch.said
    key = first_launch.data.path / "internal-secret"
    assert len(key.read_text()) == 64
    assert key.stat().st_mode & 0o777 == 0o600


def test_servers_of_ones_own_are_used_by_url_and_outlive_thor(
    first_launch: Launch, database_url: str, redis_url: str
) -> None:
    process = first_launch.start("--postgres-url", database_url, "--redis-url", redis_url)

    assert (first_launch.state.postgres_url, first_launch.state.redis_url) == (
        database_url,
        redis_url,
    )
    assert not {"PostgreSQL", "Valkey"} & set(first_launch.alive())

    process.send_signal(signal.SIGINT)
    assert process.wait(SECONDS_MAX) == 0
    assert Redis.from_url(redis_url).ping()


def test_ctrl_c_stops_everything_and_the_next_start_finds_the_data(launch: Launch) -> None:
    first = launch.start()
    key = launch.data.secret()
    first.send_signal(signal.SIGINT)

    assert first.wait(SECONDS_MAX) == 0
    assert launch.alive() == []
    assert launch.data.running() is None

    launch.start()
    assert launch.data.secret() == key
    assert "database migrated" not in launch.said


def test_a_service_that_dies_is_started_again_and_the_terminal_says_why(launch: Launch) -> None:
    launch.start()
    before = launch.state.pids["orders"]
    os.kill(before, signal.SIGKILL)

    launch.wait_for(lambda: "orders is ready again" in launch.said)
    assert "orders was killed by SIGKILL" in launch.said
    assert "its last words: listening" in launch.said
    assert launch.state.pids["orders"] != before


def test_a_server_that_dies_is_started_again_at_the_same_address(launch: Launch) -> None:
    launch.start()
    (postgres,) = [
        left.process
        for left in leftovers.find(launch.data)
        if left.name == "PostgreSQL" and left.process.ppid() == launch.state.pid
    ]
    address = launch.state.postgres_url
    postgres.kill()

    launch.wait_for(lambda: "PostgreSQL is back" in launch.said)
    assert launch.state.postgres_url == address


def test_a_second_start_on_the_same_data_is_refused_with_the_address_of_the_first(
    launch: Launch,
) -> None:
    launch.start()
    second = launch.run()

    assert second.returncode == 1
    assert f"already runs at {launch.state.url}" in second.stderr
    assert httpx.get(launch.state.url).is_success


def test_nothing_outlives_a_launcher_that_is_killed(launch: Launch) -> None:
    process = launch.start()
    process.kill()
    process.wait()

    launch.wait_for(lambda: launch.alive() == [])


def test_the_next_start_stops_what_a_killed_launcher_left_behind(launch: Launch) -> None:
    process = launch.start()
    for left in leftovers.find(launch.data):
        if left.name == leftovers.WARDEN:
            left.process.kill()
    process.kill()
    process.wait()
    orphan = psutil.Process(launch.state.pids["orders"])
    assert orphan.is_running()

    launch.start()
    assert "left running" in launch.said
    assert not orphan.is_running()
    assert launch.alive().count("orders") == 1


def test_a_second_ctrl_c_ends_everything_at_once(launch: Launch) -> None:
    process = launch.start()
    deaf = launch.state.pids["orders"]
    os.kill(deaf, signal.SIGSTOP)
    process.send_signal(signal.SIGINT)
    launch.wait_for(lambda: "Stopping" in launch.said)
    process.send_signal(signal.SIGINT)

    process.wait(supervisor.STOP_SECONDS_MAX - 1)
    launch.wait_for(lambda: launch.alive() == [])


def test_it_runs_on_when_nobody_reads_what_it_says_any_more(launch: Launch) -> None:
    process = subprocess.Popen(
        launch.command(), env=launch.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    launch.processes.append(process)
    assert process.stdout is not None
    process.stdout.close()
    launch.wait_for(lambda: launch.data.running() is not None)
    before = launch.state.pids["orders"]
    os.kill(before, signal.SIGKILL)

    launch.wait_for(lambda: launch.state.pids["orders"] not in (before, 0))
    assert process.poll() is None


def test_a_workbook_that_is_not_there_yet_is_mentioned_and_waited_for(
    launch: Launch, tmp_path: Path
) -> None:
    launch.start("--excel", str(tmp_path / "quotes.xlsx"))

    assert "That file is not there yet" in launch.said
    assert httpx.get(launch.state.url).text == str(tmp_path / "quotes.xlsx")


def test_a_port_that_is_taken_is_refused_before_anything_starts(launch: Launch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = launch.run("--port", str(port))

    assert refused.returncode == 1
    assert f"Port {port} is taken" in refused.stderr
    assert launch.alive() == []
