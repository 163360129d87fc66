"""The shape of the code, kept by tests: what a reader may rely on in every file."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SERVICES = sorted(path.parent for path in ROOT.glob("services/*/__main__.py"))
MODULES = sorted(
    path for top in ("services", "shared", "deploy") for path in (ROOT / top).rglob("*.py")
)
PAGES = sorted(
    path
    for path in (ROOT / "frontend" / "src").rglob("*.ts*")
    if path.name != "schema.d.ts"  # written by a program, read by a compiler
)
MODULE_LINES_MAX = 300
PAGE_LINES_MAX = 250

BOOKS = [
    module
    for folder in ("services/[!g]*/domain", "shared/kernel")  # the gateway keeps no book
    for module in ROOT.glob(f"{folder}/**/*.py")
]
APPRAISALS = {
    ROOT / "services" / "portfolio" / "domain" / f"{name}.py"
    for name in ("valuation", "marks", "excursion", "performance", "score", "statistics")
}
"""What a book is worth just now and how well it did, not what it says: float64 marks and what
follows from them, ratios and roots."""

SAYS_NOTHING = {
    "utils", "util", "helpers", "helper", "common", "misc", "constants", "models", "service",
    "base", "manager", "managers", "core",
}  # fmt: skip
SAYS_ENOUGH = {ROOT / "shared" / "db" / "base.py"}  # the declarative base, by its usual name

ALWAYS_THERE = {"README.md", "__init__.py", "__main__.py", "app.py", "settings.py", "routes"}
MAY_BE_THERE = {"consumers", "dependencies", "schemas", "handlers", "store", "sources", "ports"}
FOLDERS = {"domain", "migrations"}


def within(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_import_contracts_hold() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_five_services_are_there() -> None:
    names = {service.name for service in SERVICES}

    assert names == {"gateway", "livedata", "orders", "paper_engine", "portfolio"}


@pytest.mark.parametrize("service", SERVICES, ids=within)
def test_a_service_has_the_same_files_as_every_other(service: Path) -> None:
    """A part that has outgrown one file is a folder of the same name."""
    found = {path.name for path in service.iterdir() if path.name != "__pycache__"}
    parts = {name.removesuffix(".py") for name in found}

    assert {name.removesuffix(".py") for name in ALWAYS_THERE} <= parts
    named = {name.removesuffix(".py") for name in ALWAYS_THERE | MAY_BE_THERE | FOLDERS}
    assert parts <= named


@pytest.mark.parametrize("service", SERVICES, ids=within)
def test_a_service_says_on_one_page_what_it_owns_and_promises(service: Path) -> None:
    page = (service / "README.md").read_text().lower()

    for topic in ("owns", "consumes", "emits", "what always holds", "alone"):
        assert topic in page


@pytest.mark.parametrize("module", MODULES, ids=within)
def test_a_module_fits_in_one_reading(module: Path) -> None:
    assert len(module.read_text().splitlines()) <= MODULE_LINES_MAX


@pytest.mark.parametrize("page", PAGES, ids=within)
def test_a_file_of_the_ui_fits_in_one_reading(page: Path) -> None:
    assert len(page.read_text().splitlines()) <= PAGE_LINES_MAX


@pytest.mark.parametrize("module", MODULES, ids=within)
def test_a_file_is_named_for_what_it_holds(module: Path) -> None:
    assert module.stem not in SAYS_NOTHING or module in SAYS_ENOUGH


@pytest.mark.parametrize("module", sorted(set(BOOKS) - APPRAISALS), ids=within)
def test_the_books_know_no_binary_fractions(module: Path) -> None:
    assert not re.findall(r"\bfloat\(", module.read_text())
