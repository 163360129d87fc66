"""Settings of the gateway."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from shared.settings import StoringSettings


class Settings(StoringSettings):
    orders_url: str = Field(
        default="http://127.0.0.1:8001", description="Address of the orders service."
    )
    portfolio_url: str = Field(
        default="http://127.0.0.1:8002", description="Address of the portfolio service."
    )
    livedata_url: str = Field(
        default="http://127.0.0.1:8003", description="Address of the livedata service."
    )
    paper_engine_url: str = Field(
        default="http://127.0.0.1:8004", description="Address of the paper engine."
    )
    static_dir: Path | None = Field(
        default=None,
        description="Folder of the built web UI; without it the gateway serves only the API.",
    )
    cookie_secure: bool = Field(
        default=False,
        description="Send the session cookie only over TLS. Set it wherever TLS is used.",
    )
    session_days: int = Field(
        default=30, ge=1, description="Days after which an unused session ends."
    )
    upstream_timeout_seconds: float = Field(
        default=10.0, gt=0, description="Seconds a service may take to answer a forwarded request."
    )
    order_rate_per_second: float = Field(
        default=200.0,
        gt=0,
        description="Orders a user may send a second, sustained; bursts of twice that.",
    )
    push_rate_per_second: float = Field(
        default=100.0,
        gt=0,
        description="Batches of quotes a user may push a second, sustained; bursts of twice that.",
    )
