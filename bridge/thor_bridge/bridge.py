"""The loop: read the cells, send what is due, and keep at it whatever fails."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from thor_bridge.excel import NotReadable, ReadCells
from thor_bridge.link import Answer, Down
from thor_bridge.rows import Changes, batches, body_of, rows_of

READ_SECONDS = 0.25
AGAIN_SECONDS = 5.0
RETRY_SECONDS_MIN = 0.5
RETRY_SECONDS_MAX = 15.0

_log = logging.getLogger("thor_bridge")


class Pushes(Protocol):
    def push(self, body: str) -> Answer:
        """Send one batch and return Thor's answer. Raises `Down`."""
        ...


class Bridge:
    """`step` does one round and returns the seconds to rest before the next."""

    def __init__(self, read: ReadCells, link: Pushes, now: Callable[[], float]) -> None:
        self._read = read
        self._link = link
        self._now = now
        self._changes = Changes(AGAIN_SECONDS)
        self._retry_seconds = RETRY_SECONDS_MIN
        self._said: str | None = None

    def step(self) -> float:
        """Raises `Refused`, which nothing but another key can mend."""
        try:
            rows = rows_of(self._read())
        except NotReadable as error:
            self._say(logging.WARNING, str(error))
            return READ_SECONDS
        now = self._now()
        complaints: list[str] = []
        try:
            for batch in batches(self._changes.due(rows, now)):
                answer = self._link.push(body_of(batch))
                self._changes.sent(batch, now)
                complaints += _complaints(answer)
        except Down as error:
            self._say(logging.WARNING, str(error))
            self._changes.forget()
            seconds = self._retry_seconds
            self._retry_seconds = min(2 * seconds, RETRY_SECONDS_MAX)
            return seconds
        self._retry_seconds = RETRY_SECONDS_MIN
        if complaints:
            self._say(logging.WARNING, f"Thor does not take all of it: {'; '.join(complaints[:5])}")
        else:
            self._say(logging.INFO, f"{len(rows)} rows go to Thor.")
        return READ_SECONDS

    def _say(self, level: int, sentence: str) -> None:
        """Each state once, and not four times a second."""
        if sentence != self._said:
            self._said = sentence
            _log.log(level, "%s", sentence)


def _complaints(answer: Answer) -> list[str]:
    """What Thor said of single rows: of some of them, or of all."""
    some = [
        f"{each['symbol']} {each['field']} {each['reason']}" for each in answer.get("problems", ())
    ]
    every = [f"{each['field']} {each['reason']}" for each in answer.get("errors", ())]
    return some + every
