"""What the person at the terminal sees: steps with their times, then one line an event."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Generator

from rich.console import Console as Terminal
from rich.console import Group
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text


class _Terminal(Terminal):
    def on_broken_pipe(self) -> None:
        """Nobody reads what we say any more; that is no reason to stop trading."""
        self.quiet = True


class Console:
    """On a terminal, steps under way spin below those done; elsewhere each is a plain line.

    Steps may overlap and come from several threads.
    """

    def __init__(self, terminal: Terminal | None = None) -> None:
        self._terminal = terminal or _Terminal(highlight=False, soft_wrap=True)
        self._lock = threading.Lock()
        self._active: dict[str, Spinner] = {}
        self._live: Live | None = None

    @contextlib.contextmanager
    def step(self, name: str) -> Generator[None]:
        """Show `name` while the block runs, and how long it took or that it failed."""
        started = time.monotonic()
        self._begin(name)
        mark = Text("✗", "bold red")
        try:
            yield
            mark = Text("✓", "green")
        finally:
            self._end(name)
            seconds = time.monotonic() - started
            self._print(Text.assemble(mark, f" {name} ", (f"{seconds:.1f} s", "dim")))

    def say(self, sentence: str, style: str = "") -> None:
        self._print(Text(sentence, style))

    def warn(self, sentence: str) -> None:
        self._print(Text(sentence, "yellow"))

    def complain(self, sentence: str) -> None:
        self._print(Text(sentence, "red"))

    def _print(self, text: Text) -> None:
        # The terminal may be closed while Thor runs on; nobody is left to be told.
        with contextlib.suppress(OSError):
            self._terminal.print(text)

    def _begin(self, name: str) -> None:
        if not self._terminal.is_terminal:
            return
        with self._lock:
            self._active[name] = Spinner("dots", Text(name))
            if self._live is None:
                self._live = Live(console=self._terminal, transient=True, refresh_per_second=10)
                self._live.start()
            self._live.update(Group(*self._active.values()))

    def _end(self, name: str) -> None:
        with self._lock:
            if self._live is None or self._active.pop(name, None) is None:
                return
            self._live.update(Group(*self._active.values()))
            if not self._active:
                self._live.stop()
                self._live = None
