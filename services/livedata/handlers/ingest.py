"""Quotes that a program pushes: read like the rows of a sheet, each accepted or refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from services.livedata.domain.errors import NothingAccepted, PushingOff
from services.livedata.domain.pushed import Problem, Row, read_push
from services.livedata.ports import Inbox
from shared.kernel.errors import FieldError


class Taken(NamedTuple):
    """How many rows were accepted and refused, and what is wrong with which."""

    accepted: int
    refused: int
    problems: list[Problem]


def push_quotes(rows: Sequence[Row], inbox: Inbox | None, *, at: datetime) -> Taken:
    """Take what can be taken. Raises `PushingOff` where no source takes pushed quotes, and
    `NothingAccepted` where every row was refused."""
    if inbox is None:
        raise PushingOff
    push = read_push(rows, now=at)
    problems = [*push.problems, *inbox.take(push.quotes)]
    problems.sort(key=lambda problem: problem.row)
    refused = {problem.row for problem in problems if not problem.accepted}
    if len(refused) == len(rows):
        raise NothingAccepted(
            tuple(FieldError(f"quotes.{each.row}.{each.field}", each.reason) for each in problems)
        )
    return Taken(len(rows) - len(refused), len(refused), problems)
