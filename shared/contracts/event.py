"""The shape every durable event has, in the process and on the wire (CloudEvents 1.0)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Self
from uuid import UUID

import orjson
from pydantic import BaseModel, PlainSerializer, WithJsonSchema

from shared.contracts.streams import Stream
from shared.kernel.money import plain

# A decimal number; in JSON a string without an exponent, so that no reader loses a digit. The
# schema says string in both directions: what is read may be a number too, but none is written.
Amount = Annotated[
    Decimal,
    PlainSerializer(plain, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "decimal"}),
]


class Event(BaseModel, frozen=True):
    """A fact. Immutable, self-describing, safe to deliver twice.

    `type` carries the version: fields are only ever added, with a default; anything else is
    a new type. Readers ignore fields they do not know.
    """

    stream: ClassVar[Stream]
    source: ClassVar[str]

    type: str
    event_id: UUID
    occurred_at: datetime
    caused_by: UUID | None = None

    @property
    def key(self) -> str:
        """What the stream is ordered by; events with one key arrive in the order they happened."""
        raise NotImplementedError  # each event names its key

    def to_cloudevent(self, *, traceparent: str | None = None) -> bytes:
        """The CloudEvents JSON that travels as field `e` of a stream entry."""
        envelope: dict[str, Any] = {
            "specversion": "1.0",
            "id": str(self.event_id),
            "source": self.source,
            "type": f"thor.{self.type}",
            "subject": self.key,
            "time": self.occurred_at.isoformat(),
            "datacontenttype": "application/json",
            "partitionkey": self.key,
            "data": self.model_dump(mode="json", exclude={"type", "event_id", "occurred_at"}),
        }
        if traceparent is not None:
            envelope["traceparent"] = traceparent
        return orjson.dumps(envelope)

    @classmethod
    def from_cloudevent(cls, body: bytes) -> Self:
        """Read one event back. Raises `pydantic.ValidationError` where it is not this event."""
        envelope = orjson.loads(body)
        return cls.model_validate(
            {
                **envelope["data"],
                "type": envelope["type"].removeprefix("thor."),
                "event_id": envelope["id"],
                "occurred_at": envelope["time"],
            }
        )
