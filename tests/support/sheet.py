"""The other program: it keeps a workbook of quotes and saves it, as Excel with autosave does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.livedata import quote_row, write_workbook

Prices = Mapping[str, tuple[float, float, float]]
"""Symbol to last, bid and ask."""


class LiveSheet:
    """A workbook that is saved twice a second while it is open; volumes grow with each save.

    `show` saves new prices at once. `pause` stops the saving, as closing Excel would. While it
    is `broken` in some way, each save does that to the file instead.
    """

    def __init__(self, path: Path, prices: Prices) -> None:
        self.path = path
        self.prices = dict(prices)
        self._volume = 1_000_000
        self._instead: Callable[[Path], object] | None = None
        self._saving = threading.Lock()
        self._stopped = threading.Event()
        self._paused = threading.Event()
        self._thread = threading.Thread(target=self._autosave, daemon=True)
        self.save()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._thread.join()

    def show(self, symbol: str, last: float, bid: float, ask: float) -> None:
        with self._saving:
            self.prices[symbol] = (last, bid, ask)
        self.save()

    @contextmanager
    def broken(self, how: Callable[[Path], object]) -> Generator[None]:
        """Save `how` tells to; after the block all is well again."""
        with self._saving:
            self._instead = how
            how(self.path)
        yield
        with self._saving:
            self._instead = None
        self.save()

    def pause(self) -> None:
        self._paused.set()

    def resume(self) -> None:
        self._paused.clear()

    def save(self) -> None:
        with self._saving:
            if self._instead is not None:
                self._instead(self.path)
                return
            self._volume += 100
            rows = [
                quote_row(symbol, last, bid, ask, Volume=self._volume, Close=round(last * 0.99, 2))
                for symbol, (last, bid, ask) in self.prices.items()
            ]
            write_workbook(self.path, rows)

    def _autosave(self) -> None:
        while not self._stopped.wait(0.5):
            if not self._paused.is_set():
                self.save()
