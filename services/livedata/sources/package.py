"""The parts inside a workbook's zip file, and a look at a sheet before it is read.

The reader keeps a sheet as one rectangle. One forgotten cell at XFD1048576 makes that 17
billion cells, and the process is gone; one far down takes many seconds. So a sheet is scanned
for cells that are far away before it is given to the reader.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from functools import lru_cache
from typing import NamedTuple
from xml.etree import ElementTree

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_INDEX_BYTES_MAX = 1024 * 1024
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

# Every known writer begins a cell with its reference, and quotes it like this: `<c r="B12"`. The
# first cell that does not, or whose reference has three letters (beyond column ZZ, the 702nd) or
# five digits (row 10,000 and on), calls for a closer look.
_UNUSUAL_CELL = re.compile(rb'<c(?! r="[A-Z]{1,2}[0-9]{1,4}")(?![A-Za-z])')
_FAR = re.compile(rb"\sr\s*=\s*[\"']\s*([A-Za-z]{3,}[0-9]+|[A-Za-z]*[0-9]{5,})\s*[\"']")
_COLUMNS_MAX = 702


class SheetPart(NamedTuple):
    sheet: str
    part: str


def sheet_parts(archive: zipfile.ZipFile) -> list[SheetPart]:
    """The worksheets in the order of the tabs. Raises `KeyError` or `ValueError` where the
    archive is no workbook, and whatever `zipfile` raises for a damaged one."""
    return _sheet_parts(_small(archive, _WORKBOOK), _small(archive, _RELATIONS))


@lru_cache(maxsize=8)
def _sheet_parts(workbook: bytes, relations: bytes) -> list[SheetPart]:
    """These two are the same from one save to the next, until a sheet is added or renamed."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _parse(_RELATIONS, relations).iter()
        if relation.tag.endswith("}Relationship")
    }
    sheets = [each for each in _parse(_WORKBOOK, workbook).iter() if each.tag.endswith("}sheet")]
    return [
        SheetPart(sheet.get("name", ""), _path(targets.get(sheet.get(_RELATION_ID), "")))
        for sheet in sheets
    ]


def sprawl(archive: zipfile.ZipFile, sheet: SheetPart) -> str | None:
    """What of `sheet` is too far away for it to be read, such as `cell XFD9`, if anything is.

    The parts that the reader is about to unpack are unpacked here first, where a part that is
    larger than it says is an error and not a full memory.
    """
    if _STRINGS in archive.NameToInfo:
        archive.read(_STRINGS)
    content = archive.read(sheet.part)
    if _is_near_and_usual(content):
        return None
    far = _FAR.search(content)
    if far is None:
        return _long_row(content)
    place = far[1].decode()
    return f"row {place}" if place.isdigit() else f"cell {place}"


def _is_near_and_usual(content: bytes) -> bool:
    """Every cell begins with a reference that is near, and no name has a prefix."""
    # Colons are rare, so this finds `:c` ten times sooner than a search for it would.
    prefixed = any(rest.startswith(b"c") for rest in content.split(b":")[1:])
    return not (prefixed or _UNUSUAL_CELL.search(content))


def _long_row(content: bytes) -> str | None:
    """Cells may also come without a reference, one after the other; then they are counted."""
    rows = re.split(rb"<(?:\w+:)?row\b", content)
    longest = max(len(re.findall(rb"<(?:\w+:)?c\b", row)) for row in rows)
    return f"the {longest}th column" if longest > _COLUMNS_MAX else None


def _small(archive: zipfile.ZipFile, part: str) -> bytes:
    if archive.getinfo(part).file_size > _INDEX_BYTES_MAX:
        raise ValueError(f"{part} is too large")
    return archive.read(part)


def _parse(part: str, content: bytes) -> ElementTree.Element:
    try:
        # The parser itself limits what entities may expand to, and the part is small.
        return ElementTree.fromstring(content)  # noqa: S314 - see above
    except ElementTree.ParseError as error:
        raise ValueError(f"{part} is not XML") from error


def _path(target: str) -> str:
    """A relation's target as a name in the archive: relative to `xl/`, or absolute."""
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
