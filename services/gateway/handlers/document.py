"""The OpenAPI document of the whole public API, put together from the running services."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson

from services.gateway.domain.documents import GATEWAY, merge
from services.gateway.domain.errors import AnswerLost
from services.gateway.domain.routing import Service
from services.gateway.ports import Upstreams
from shared.http.errors import Problem

_REF = "#/components/schemas/{model}"


def merged(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The public document out of each service's own, by service name."""
    return merge(documents, problem=Problem.model_json_schema(ref_template=_REF))


async def public_document(own: Mapping[str, Any], upstreams: Upstreams) -> dict[str, Any]:
    """Raises `ServiceAway` or `AnswerLost` where a service cannot describe itself now."""
    found = await asyncio.gather(*(_document(service, upstreams) for service in Service))
    return merged({GATEWAY: own, **dict(zip(Service, found, strict=True))})


async def _document(service: Service, upstreams: Upstreams) -> dict[str, Any]:
    answer = await upstreams.send(service, "GET", "/openapi.json", headers={})
    if answer.status != 200:
        raise AnswerLost(service)
    document: dict[str, Any] = orjson.loads(answer.body)
    return document
