from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from services.gateway.handlers.live.hub import Hub
from tests.support.clock import FrozenClock
from tests.support.watcher import Stopwatch, Watcher


@pytest.fixture
def watch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
async def hub(watch: Stopwatch) -> Hub:
    hub = Hub(FrozenClock(), watch)
    watch.seconds += 1
    return hub


@pytest.fixture
async def screen(hub: Hub) -> AsyncGenerator[Watcher]:
    screen = Watcher(hub)
    yield screen
    await screen.close()
