"""The tables of the bus, in schema `bus` of the one database that all services share.

`outbox` empties itself into `log`, where every event of a durable stream keeps its place.
`position` says how far each group has come; `dead_letter` and `parked` hold what it could not
handle and what waits behind that. Columns `ms` and `seq` together are an entry's id in Redis.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    Uuid,
    func,
)

from shared.db.base import schema

metadata = schema("bus")

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("stream", Text, nullable=False),
    Column("shard", SmallInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

log = Table(
    "log",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("shard", SmallInteger, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("ms", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("event_id", Uuid, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("logged_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

head = Table(
    "head",
    metadata,
    Column("stream", Text, primary_key=True),
    Column("shard", SmallInteger, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("ms", BigInteger, nullable=False),
)

member = Table(
    "member",
    metadata,
    Column("grp", Text, primary_key=True),
    Column("member", Text, primary_key=True),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)

lease = Table(
    "lease",
    metadata,
    Column("grp", Text, primary_key=True),
    Column("shard", SmallInteger, primary_key=True),
    Column("owner", Text),
    Column("epoch", BigInteger, nullable=False),
    Column("lease_until", DateTime(timezone=True), nullable=False),
)

position = Table(
    "position",
    metadata,
    Column("grp", Text, primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("shard", SmallInteger, primary_key=True),
    Column("ms", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

attempt = Table(
    "attempt",
    metadata,
    Column("grp", Text, primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("shard", SmallInteger, primary_key=True),
    Column("ms", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
)

dead_letter = Table(
    "dead_letter",
    metadata,
    Column("grp", Text, primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("shard", SmallInteger, nullable=False),
    Column("ms", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("error", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("died_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("decision", Text),
)

parked = Table(
    "parked",
    metadata,
    Column("grp", Text, primary_key=True),
    Column("stream", Text, primary_key=True),
    Column("shard", SmallInteger, primary_key=True),
    Column("ms", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
