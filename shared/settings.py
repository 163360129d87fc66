"""Settings every service has. Each service's `settings.py` adds its own and nothing reads
the environment anywhere else."""

from __future__ import annotations

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="THOR_", extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="Address the service listens on.")
    port: int = Field(0, description="Port the service listens on.")
    redis_url: str = Field(
        "redis://127.0.0.1:6379/0",
        description="The Redis-protocol server that carries the streams.",
    )
    internal_secret: SecretStr = Field(
        SecretStr(""),
        min_length=32,
        description="Key, at least 32 characters, that signs the tokens between the services.",
        validate_default=True,
    )
    log_format: str = Field("json", description="`json` for machines, `console` for people.")
    log_level: str = Field("info", description="Least severe level that is logged.")


class StoringSettings(ServiceSettings):
    postgres_url: str = Field(
        "postgresql+asyncpg://thor@127.0.0.1:5432/thor",
        description="The database, as a SQLAlchemy URL for asyncpg.",
    )
    postgres_pool_size: int = Field(8, ge=1, description="Connections this process may hold.")
