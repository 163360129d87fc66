"""What the person at the terminal asked `thor up` for, and what it means to the services."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deploy.local.places import LauncherError
from services.livedata.domain.cell_range import CellRange


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """The options of `thor up`, as given."""

    excel: Path | None = None
    sheet: str | None = None
    cells: str | None = None
    pushed: bool = False
    sources: str | None = None
    port: int | None = None
    data: Path | None = None
    seed: int | None = None
    replay: str | None = None
    speed: str = "1"
    postgres_url: str | None = None
    redis_url: str | None = None
    stale_after: float | None = None
    open_browser: bool | None = None

    def source(self) -> dict[str, str]:
        """Where the quotes come from, as settings of the market data service."""
        if self.sheet is not None and self.excel is None:
            raise LauncherError("--sheet names a sheet of a workbook: give that with --excel FILE.")
        if self.cells is not None:
            self._check_range(self.cells)
        others = self.pushed or self.excel is not None or self.sources is not None
        if self.replay is not None and others:
            raise LauncherError("--replay is the only source of its market: leave the others out.")
        if self.replay is None and self.speed != "1":
            raise LauncherError("--speed is for a recording: give that with --replay.")
        chosen: dict[str, object | None] = {
            "THOR_SOURCES": ",".join(self._sources()),
            "THOR_EXCEL_FILE": self.excel and self.excel.expanduser().absolute(),
            "THOR_EXCEL_SHEET": self.sheet,
            "THOR_EXCEL_RANGE": self.cells,
            "THOR_SIMULATION_SEED": self.seed,
            "THOR_STALE_AFTER_SECONDS": self.stale_after,
        }
        return {name: str(value) for name, value in chosen.items() if value is not None}

    def _check_range(self, cells: str) -> None:
        if self.excel is None:
            raise LauncherError("--range names cells of a workbook: give that with --excel FILE.")
        try:
            CellRange.parse(cells)
        except ValueError as error:
            raise LauncherError(f"--range: {error}.") from error

    def _sources(self) -> list[str]:
        """The foremost first: what is pushed is of the moment, and the file may stand in for it."""
        if self.sources is not None:
            return [self.sources]
        wanted = {"pushed": self.pushed, "excel": self.excel is not None}
        return [name for name, is_wanted in wanted.items() if is_wanted] or ["simulated"]

    def database(self) -> str | None:
        """The database's address as people write it, with the driver that the services use."""
        if self.postgres_url is None:
            return None
        scheme, separator, rest = self.postgres_url.partition("://")
        if not separator or scheme.partition("+")[0] not in ("postgresql", "postgres"):
            raise LauncherError("--postgres-url looks like postgresql://user@host:5432/database.")
        return f"postgresql+asyncpg://{rest}"
