from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from redis.asyncio import Redis

from services.livedata.settings import Settings
from tests.support.livedata_service import SECRET

Configure = Callable[..., Settings]


@pytest.fixture
def configure(database_url: str, redis_url: str, redis: Redis) -> Configure:
    """Settings of a service on the servers of this test; short times, so that tests are short."""

    def settings(**wishes: object) -> Settings:
        return Settings.model_validate(
            {
                "postgres_url": database_url,
                "redis_url": redis_url,
                "internal_secret": SECRET,
                "stale_after_seconds": 2,
                "feed_down_after_seconds": 60,
                "excel_patience_seconds": 0.3,
                **wishes,
            }
        )

    return settings


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "quotes.xlsx"
