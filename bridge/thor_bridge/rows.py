"""Cells to rows, rows to batches: which rows are to be sent now, and how."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from thor_bridge.excel import Cells

ROWS_MAX = 200
BYTES_MAX = 48_000
"""Of one batch. Thor takes 250 rows and 64 KiB."""

Row = dict[str, object]


def rows_of(cells: Cells) -> list[Row]:
    """Each row with something in it, its cells under the headers of the first row that has any.
    Of two columns with one header the first counts; a column without one has no name to go by."""
    table = [row for row in cells if any(_is_filled(cell) for cell in row)]
    if not table:
        return []
    header, *rows = table
    names = [str(cell).strip() if isinstance(cell, str) else "" for cell in header]
    places = [place for place, name in enumerate(names) if name and names.index(name) == place]
    return [{names[place]: row[place] for place in places if place < len(row)} for row in rows]


def _is_filled(cell: object) -> bool:
    return cell is not None and cell != ""


class Changes:
    """Remembers what was sent when. A row goes out when it changed, and again after
    `again_seconds`, which tells Thor that it still stands."""

    def __init__(self, again_seconds: float) -> None:
        self._again_seconds = again_seconds
        self._sent: dict[int, tuple[str, float]] = {}

    def due(self, rows: Sequence[Row], now: float) -> dict[int, str]:
        """The rows to send, by their place, as JSON."""
        due: dict[int, str] = {}
        for place, row in enumerate(rows):
            text = json.dumps(row, default=str)  # dates and exact decimals go as text
            before = self._sent.get(place)
            if before is None or before[0] != text or now - before[1] >= self._again_seconds:
                due[place] = text
        return due

    def sent(self, batch: dict[int, str], now: float) -> None:
        for place, text in batch.items():
            self._sent[place] = text, now

    def forget(self) -> None:
        """Nothing is known to have arrived: all rows are due."""
        self._sent.clear()


def batches(due: dict[int, str]) -> Iterator[dict[int, str]]:
    """Parts of `due` that are small enough to be sent at once."""
    batch: dict[int, str] = {}
    size = 0
    for place, text in due.items():
        if batch and (len(batch) == ROWS_MAX or size + len(text) > BYTES_MAX):
            yield batch
            batch, size = {}, 0
        batch[place] = text
        size += len(text) + 1
    if batch:
        yield batch


def body_of(batch: dict[int, str]) -> str:
    return f'{{"quotes":[{",".join(batch.values())}]}}'
