"""Settings of the orders service."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from shared.settings import StoringSettings


class Settings(StoringSettings):
    bus_pool_size: int = Field(
        default=8,
        ge=4,
        description="Connections for the relay and the consumer, apart from those for requests.",
    )
    starting_balance: Decimal = Field(
        default=Decimal("100000.00"), gt=0, description="Cash that a new paper account starts with."
    )
    enforce_market_hours: bool = Field(
        default=False,
        description="Whether a preview says that orders wait for the exchange to open. The engine "
        "has the same setting.",
    )
