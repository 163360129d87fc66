"""Recordings as a source reads them: Thor's own, and ticks as CSV or Parquet.

A file of ticks has a header, or a schema, with these columns in any order; `time` and `symbol`
must be there, and at least one of `bid`, `ask` and `last`:

| column | holds |
|---|---|
| `time` | when it was so: ISO 8601 with a zone (`2025-06-02T13:30:00.25Z`), or a number of seconds,
milliseconds, microseconds or nanoseconds since 1970, told apart by its size; in Parquet a
timestamp, taken for UTC where it has no zone |
| `symbol` | as the product spells it |
| `bid`, `ask`, `last` | prices |
| `bid_size`, `ask_size`, `last_size`, `volume` | sizes; `volume` is the session's so far |
| `open`, `high`, `low`, `previous_close` | the session's figures |
| `halted` | why the symbol does not trade; empty while it does |

Times must not go back. An empty cell says nothing new: what was known of it stands.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from itertools import groupby
from pathlib import Path

import msgspec

from services.livedata.domain.quote import NO_VALUES, Observation, Values
from services.livedata.domain.recording import SUFFIX, Frame, Word, frame_of

PARQUET = ".parquet"
CSV = ".csv"
_CHUNK = 1024 * 1024
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PRICES = ("bid", "ask", "last")


class BadRecording(ValueError):
    """Says in a sentence for the trader what is wrong with a file, and where."""


def is_own(path: Path) -> bool:
    """Whether this is one of Thor's own recordings, whose quotes have passed the gate once."""
    return path.name.endswith(SUFFIX)


def frames(path: Path) -> Iterator[Frame]:
    """Everything in `path`, in order. Raises `BadRecording`, perhaps only after some of it."""
    try:
        if is_own(path):
            yield from _own(path)
        elif path.suffix.lower() == CSV:
            yield from _ticks(path, _csv_rows(path))
        elif path.suffix.lower() == PARQUET:
            yield from _ticks(path, _parquet_rows(path))
        else:
            raise BadRecording(
                f"{path.name} is neither a recording of Thor ({SUFFIX}) nor ticks as {CSV} or "
                f"{PARQUET}."
            )
    except OSError as error:
        raise BadRecording(f"{path} cannot be read: {error.strerror or error}.") from error


def span(path: Path) -> tuple[datetime, datetime, int]:
    """When a recording begins and ends, and how many quotes it has. Raises `BadRecording`."""
    first = last = None
    count = 0
    for frame in frames(path):
        first, last = first or frame.at, frame.at
        count += len(frame.words)
    if first is None or last is None:
        raise BadRecording(f"There is no quote in {path.name}.")
    return first, last, count


def _own(path: Path) -> Iterator[Frame]:
    number = 0
    for number, line in enumerate(_lines(path), start=1):
        try:
            yield frame_of(line)
        except msgspec.DecodeError as error:
            raise BadRecording(f"Line {number} of {path.name} is no quotes: {error}.") from error


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of all members that are whole, and of the torn one what is whole of it."""
    rest = b""
    with path.open("rb") as file:
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        while chunk := file.read(_CHUNK):
            while chunk:
                try:
                    rest += member.decompress(chunk)
                except zlib.error as error:
                    raise BadRecording(f"{path.name} is damaged: {error}.") from error
                chunk = member.unused_data
                if member.eof:
                    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
                *whole, rest = rest.split(b"\n")
                yield from whole


def _csv_rows(path: Path) -> Iterator[Mapping[str, object]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        try:
            reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
            yield from reader
        except (csv.Error, UnicodeDecodeError) as error:
            raise BadRecording(
                f"Line {reader.line_num} of {path.name} cannot be read: {error}."
            ) from error


def _parquet_rows(path: Path) -> Iterator[Mapping[str, object]]:
    # Half a second and fifty megabytes: only for those who have such a file.
    from pyarrow import ArrowException, parquet  # noqa: PLC0415 - see above

    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches():
                yield from batch.to_pylist()
    except ArrowException as error:
        raise BadRecording(f"{path.name} is no Parquet file that can be read: {error}.") from error


def _ticks(path: Path, rows: Iterable[Mapping[str, object]]) -> Iterator[Frame]:
    words = _words(path, rows)
    for at, together in groupby(words, key=lambda word: word.as_of):
        yield Frame(at, list(together))


def _words(path: Path, rows: Iterable[Mapping[str, object]]) -> Iterator[Word]:
    known: dict[str, Values] = {}
    before = datetime.min.replace(tzinfo=UTC)
    for number, row in enumerate(rows, start=1):
        if number == 1:
            _check_columns(path, row)
        try:
            at, symbol = _time(row["time"]), str(row["symbol"] or "").strip().upper()
            fields = {name: _number(name, row.get(name)) for name in Values._fields}
        except ValueError as error:
            raise BadRecording(f"Row {number} of {path.name}: {error}.") from error
        if not symbol:
            raise BadRecording(f"Row {number} of {path.name}: the symbol is missing.")
        if at < before:
            raise BadRecording(
                f"Row {number} of {path.name} is older than the row before it: sort by time."
            )
        before = at
        new = {name: value for name, value in fields.items() if value is not None}
        known[symbol] = known.get(symbol, NO_VALUES)._replace(**new)
        halted = str(row.get("halted") or "").strip() or None
        yield Word(at, Observation(symbol, known[symbol], halted=halted))


def _check_columns(path: Path, row: Mapping[str, object]) -> None:
    missing = [name for name in ("time", "symbol") if name not in row]
    if not any(name in row for name in _PRICES):
        missing.append("bid, ask or last")
    if missing:
        raise BadRecording(f"{path.name} has no column {' and none '.join(missing)}.")


def _time(value: object) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    text = str(value or "").strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        return _iso_time(text)
    if not number.is_finite() or number < 0:
        raise ValueError(f"time is {text}, which is no time")
    # Seconds have ten digits until the year 2286; each finer unit has three more.
    power = max(0, (len(str(int(number))) - 8) // 3) * 3 if number >= 10**11 else 0
    return _EPOCH + timedelta(microseconds=int(number * 10**6 / 10**power))


def _iso_time(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"time is '{text}', which is no ISO 8601 time") from None
    if at.tzinfo is None:
        raise ValueError(f"time is '{text}', which has no zone (append Z for UTC)")
    return at.astimezone(UTC)


def _number(name: str, value: object) -> Decimal | None:
    text = "" if value is None else str(value).strip()
    if not text or text.lower() == "nan":
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{name} is '{text}', which is no number") from None
    if not number.is_finite():
        raise ValueError(f"{name} is '{text}', which is no number")
    return number
