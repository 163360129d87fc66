"""Names of constraints are derived, so that a migration can find what a model declared."""

from __future__ import annotations

from sqlalchemy import MetaData

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def schema(name: str) -> MetaData:
    """The metadata of one service's own Postgres schema."""
    return MetaData(schema=name, naming_convention=NAMING)
