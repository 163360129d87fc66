"""What the stories about the whole product stand on: it runs, and a browser looks at it.

The stories are plain functions, not `async def`: Playwright's synchronous interface keeps an
event loop of its own in the main thread. They run after all other tests for the same reason.

`thor` is the running product (`tests/support/product.py`): `thor.url`, `thor.kill_and_wait
("orders")`, `thor.restart()`, `thor.pids`, `thor.said`, `thor.log("gateway")`. It is started once
a module, with the options of `thor_options`, which a module overrides for its own needs, and its
books are audited after the last story:

    @pytest.fixture(scope="module")
    def thor_options(workbook: Path) -> list[str]:
        return ["--excel", str(workbook), "--stale-after", "5"]

    def test_a_visitor_is_asked_to_log_in(thor: Product, page: Page) -> None:
        page.goto(thor.url)

`page`, `context` and `browser` are those of pytest-playwright, on the Chromium of the system or
else on Playwright's own. `new_thor` starts further products in one test and stops them after it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any

import pytest

from deploy.local import browser as installed
from tests.support.product import Product, audited_product, data_folder

HERE = Path(__file__).parent
STORY_SECONDS_MAX = 300


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("e2e")
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(STORY_SECONDS_MAX))
    items.sort(key=lambda item: item.path.is_relative_to(HERE))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = installed.of_the_system()
    where = {} if found is None else {"executable_path": str(found)}
    return {**browser_type_launch_args, **where, "args": list(installed.FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1440, "height": 900}, "locale": "en-US"}


@pytest.fixture(scope="module")
def thor_options() -> Sequence[str]:
    """Options of `thor up`; without any, the simulated market runs."""
    return ()


@pytest.fixture(scope="module")
def thor(thor_options: Sequence[str]) -> Generator[Product]:
    with audited_product(thor_options) as product:
        yield product


@pytest.fixture
def new_thor() -> Generator[Callable[..., Product]]:
    """Starts a product of its own: `new_thor("--excel", str(workbook))`."""
    with contextlib.ExitStack() as started:

        def start(*options: str) -> Product:
            product = Product(started.enter_context(data_folder()), options)
            product.start()
            started.callback(product.stop)
            return product

        yield start
