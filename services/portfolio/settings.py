"""Environment variables of the portfolio service."""

from __future__ import annotations

from pydantic import Field

from shared.settings import StoringSettings


class Settings(StoringSettings):
    update_interval_ms: int = Field(
        default=250,
        ge=10,
        le=60_000,
        description="Least time between two updates of one watched account, except after a fill.",
    )
    stale_after_seconds: float = Field(
        default=15,
        gt=0,
        description="Age from which a mark that nobody vouched for counts as stale.",
    )
