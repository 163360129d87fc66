"""What an operator may set for market data."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from services.livedata.domain.quality import Rules
from shared.settings import StoringSettings


class Settings(StoringSettings):
    source: Literal["simulated", "excel"] = Field(
        default="simulated", description="Where quotes come from: `simulated` or `excel`."
    )
    excel_file: Path | None = Field(
        default=None, description="The workbook to read where the source is `excel` (xlsx or xlsm)."
    )
    excel_sheet: str | None = Field(
        default=None,
        description="The sheet to read; without it `LiveData`, else the first that has symbols.",
    )
    excel_poll_seconds: float = Field(
        default=0.05, gt=0, le=5, description="How often the workbook is looked at for a new save."
    )
    excel_patience_seconds: float = Field(
        default=2,
        ge=0,
        description="How long a workbook may be unreadable before anybody hears of it.",
    )
    excel_frozen_seconds: float = Field(
        default=60,
        gt=0,
        description="A workbook that did move, then is saved this long without any change, is "
        "taken for a dead link.",
    )
    excel_frozen_saves: int = Field(
        default=5, ge=1, description="And at least this many saves without any change."
    )
    simulation_seed: int = Field(default=1, description="The dice of the simulated market.")
    simulation_quotes_per_second: float = Field(
        default=120,
        gt=0,
        le=5_000,
        description="Quotes a second of the simulated market, all symbols.",
    )
    stale_after_seconds: float = Field(
        default=15, gt=0, description="Age at which a quote nobody has vouched for is stale."
    )
    feed_down_after_seconds: float = Field(
        default=60,
        gt=0,
        description="Time after which a stale quote of a feed that is down is feed_down.",
    )
    jump_band: Decimal = Field(
        default=Decimal("0.2"),
        gt=0,
        description="Part of a price that it may move from one quote to the next; a longer jump "
        "waits for a second quote that confirms it.",
    )

    @model_validator(mode="after")
    def _workbook_is_named(self) -> Self:
        if self.source == "excel" and self.excel_file is None:
            raise ValueError("THOR_SOURCE is excel, so THOR_EXCEL_FILE must name the workbook")
        return self

    @property
    def rules(self) -> Rules:
        return Rules(
            stale_after=timedelta(seconds=self.stale_after_seconds),
            jump_band=self.jump_band,
            feed_down_after=timedelta(seconds=self.feed_down_after_seconds),
        )
