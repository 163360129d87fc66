"""The file `thor` itself: it must speak clearly even to a Python that cannot run Thor."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

THOR = Path(__file__).parents[3] / "thor"
LINES_MAX = 200


def test_an_old_python_can_read_far_enough_to_say_that_it_is_too_old() -> None:
    body = ast.parse(THOR.read_text(), feature_version=(3, 7)).body
    first_import = body[1]

    assert isinstance(first_import, ast.Import)
    assert [alias.name for alias in first_import.names] == ["sys"]
    assert "version_info" in ast.unparse(body[2])
    assert "win32" in ast.unparse(body[3])


def test_it_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(THOR.read_text())
    names = [
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    ]
    names += [str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]

    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_it_is_read_in_a_few_minutes() -> None:
    assert len(THOR.read_text().splitlines()) <= LINES_MAX
