"""The loop, with cells and a Thor that fail when they are told to."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from thor_bridge.bridge import READ_SECONDS, RETRY_SECONDS_MAX, RETRY_SECONDS_MIN, Bridge
from thor_bridge.excel import Cells, NotReadable
from thor_bridge.link import Answer, Down


class Desk:
    """Excel, Thor and the clock of one test."""

    def __init__(self) -> None:
        self.cells: list[list[object]] = [["Symbol", "Last"], ["META", 1.0], ["AAPL", 2.0]]
        self.busy = False
        self.down = False
        self.answer: dict[str, Any] = {"accepted": 1, "refused": 0, "problems": []}
        self.time = 0.0
        self.pushed: list[list[str]] = []
        self.bridge = Bridge(self.read, self, lambda: self.time)

    def read(self) -> Cells:
        if self.busy:
            raise NotReadable("Excel is busy.")
        return [list(row) for row in self.cells]

    def push(self, body: str) -> Answer:
        if self.down:
            raise Down("Thor is away.")
        self.pushed.append([row["Symbol"] for row in json.loads(body)["quotes"]])
        return self.answer

    def steps(self, count: int) -> None:
        for _ in range(count):
            self.time += self.bridge.step()


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_everything_goes_once_and_then_what_changes(desk: Desk) -> None:
    desk.steps(3)
    desk.cells[2][1] = 2.5
    desk.steps(2)

    assert desk.pushed == [["META", "AAPL"], ["AAPL"]]


def test_a_quiet_sheet_is_vouched_for_every_five_seconds(desk: Desk) -> None:
    while desk.time < 11:
        desk.steps(1)

    assert desk.pushed == [["META", "AAPL"]] * 3


def test_a_busy_excel_is_asked_again_at_once(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.busy = True
    desk.steps(4)
    desk.busy = False

    assert desk.bridge.step() == READ_SECONDS
    assert desk.pushed == [["META", "AAPL"]]
    assert [record.message for record in caplog.records].count("Excel is busy.") == 1


def test_a_thor_that_is_away_is_tried_again_ever_less_often_and_then_gets_everything(
    desk: Desk,
) -> None:
    desk.steps(1)
    desk.down = True
    desk.cells[1][1] = 1.5
    rests = [desk.bridge.step() for _ in range(8)]
    desk.down = False
    desk.steps(1)

    assert rests[0] == RETRY_SECONDS_MIN
    assert rests[-1] == RETRY_SECONDS_MAX
    assert desk.pushed == [["META", "AAPL"], ["META", "AAPL"]]
    desk.down = True
    desk.cells[1][1] = 1.6
    assert desk.bridge.step() == RETRY_SECONDS_MIN


@pytest.mark.parametrize(
    "answer",
    [
        {"problems": [{"symbol": "META", "field": "last", "reason": "is -1"}]},
        {"code": "no_quote_accepted", "errors": [{"field": "META last", "reason": "is -1"}]},
    ],
)
def test_what_thor_does_not_take_is_said_once(
    desk: Desk, answer: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    desk.answer = answer
    desk.steps(1)
    desk.cells[1][1] = 3.0
    desk.steps(1)

    assert [record.message for record in caplog.records] == [
        "Thor does not take all of it: META last is -1"
    ]
