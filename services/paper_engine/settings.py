"""Settings of the paper engine."""

from __future__ import annotations

from pydantic import Field

from shared.settings import StoringSettings


class Settings(StoringSettings):
    orders_url: str = Field(
        default="http://127.0.0.1:8001", description="Where the orders service answers."
    )
    stale_after_seconds: float = Field(
        default=15.0, gt=0, description="A quote that is older than this fills nothing."
    )
    enforce_market_hours: bool = Field(
        default=False,
        description="Whether orders wait while the exchange of their symbol is closed.",
    )
