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

# A row or cell whose reference has three letters (beyond column ZZ, the 702nd) or five digits
# (row 10,000 and on): `r="AAA1"`, `r="B10000"`. Every known writer puts the reference first and
# quotes it like this; what was written otherwise is searched by the slower pattern.
_FAR = re.compile(rb'r="([A-Za-z]{3,}[0-9]+|[A-Za-z]*[0-9]{5,})"')
_FAR_ANYHOW = re.compile(rb"r\s*=\s*[\"']\s*([A-Za-z]{3,}[0-9]+|[A-Za-z]*[0-9]{5,})\s*[\"']")
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
    usual = _is_written_as_usual(content)
    for match in (_FAR if usual else _FAR_ANYHOW).finditer(content):
        if content[match.start() - 1 : match.start()].isspace():  # else it is another attribute
            far = match[1].decode()
            return f"row {far}" if far.isdigit() else f"cell {far}"
    return None if usual else _long_row(content)


def _is_written_as_usual(content: bytes) -> bool:
    """Every cell begins with its reference in double quotes, and no name has a prefix."""
    with_reference = content.count(b'<c r="')
    cells = content.count(b"<c")
    if cells != with_reference:
        cells -= content.count(b"<col")
    # Colons are rare, so this finds `:c` ten times sooner than a search for it would.
    return cells == with_reference and not any(
        rest.startswith(b"c") for rest in content.split(b":")[1:]
    )


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
