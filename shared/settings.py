"""Settings every service has. Each service's `settings.py` adds its own and nothing reads
the environment anywhere else.

`THOR_X` sets `x`; `THOR_X_FILE` names a file that holds the value, for secrets that must not
be in an environment.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from shared.clock import market_clock

PREFIX = "THOR_"


class FileSource(PydanticBaseSettingsSource):
    """Values that stand in a file named by `THOR_<FIELD>_FILE`."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE")
        return (Path(path).read_text().strip() if path else None, field_name, False)

    def __call__(self) -> dict[str, Any]:
        found = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in found.items() if value is not None}


def _is_clock(text: str | None) -> str | None:
    market_clock(text)
    return text


class ServiceSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    host: str = Field(default="127.0.0.1", description="Address the service listens on.")
    port: int = Field(default=0, description="Port the service listens on.")
    redis_url: str = Field(
        default="redis://127.0.0.1:6379/0",
        description="The Redis-protocol server that carries the streams.",
    )
    internal_secret: SecretStr = Field(
        default=SecretStr(""),
        min_length=32,
        description="Key, at least 32 characters, that signs the tokens between the services.",
        validate_default=True,
    )
    market_clock: Annotated[str | None, AfterValidator(_is_clock)] = Field(
        default=None,
        description="The market's time in a replay, the same for every service: when the recording "
        "begins, when that was, and the speed, such as `2025-06-02T13:30:00Z "
        "2026-01-05T09:00:00Z 10`. `./thor up --replay` sets it; without it the time is now.",
    )
    log_format: str = Field(
        default="json", description="`json` for machines, `console` for people."
    )
    log_level: str = Field(default="info", description="Least severe level that is logged.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, FileSource(settings_cls)


class StoringSettings(ServiceSettings):
    postgres_url: str = Field(
        default="postgresql+asyncpg://thor@127.0.0.1:5432/thor",
        description="The database, as a SQLAlchemy URL for asyncpg.",
    )
    postgres_pool_size: int = Field(
        default=8, ge=1, description="Connections this process may hold."
    )
