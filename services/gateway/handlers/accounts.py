"""A user's accounts, which `orders` owns: the first is opened for every user."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
import structlog

from services.gateway.domain.credentials import first_account_id
from services.gateway.domain.errors import AnswerLost, ServiceAway
from services.gateway.domain.routing import Service
from services.gateway.handlers.forwarding import Forwarder
from shared.kernel.ids import UserId

_PATH = "/api/v1/accounts"


async def accounts_of(user_id: UserId, forwarder: Forwarder) -> list[dict[str, Any]] | None:
    """The user's accounts, after opening the first where there is none. `None` while `orders`
    is away: then whoever asks next opens it, and asking twice opens one."""
    try:
        listed = await _list(user_id, forwarder)
        return listed or await _open_first(user_id, forwarder)
    except (ServiceAway, AnswerLost) as error:
        structlog.get_logger().warning("accounts_unknown", reason=error.detail)
        return None


async def account_ids_of(user_id: UserId, forwarder: Forwarder) -> set[UUID]:
    """Raises `ServiceAway` or `AnswerLost` where `orders` cannot say."""
    return {UUID(account["account_id"]) for account in await _list(user_id, forwarder)}


async def _list(user_id: UserId, forwarder: Forwarder) -> list[dict[str, Any]]:
    answer = await forwarder.ask(user_id, Service.ORDERS, "GET", _PATH)
    if answer.status != 200:
        raise AnswerLost(Service.ORDERS)
    accounts: list[dict[str, Any]] = orjson.loads(answer.body)["accounts"]
    return accounts


async def _open_first(user_id: UserId, forwarder: Forwarder) -> list[dict[str, Any]]:
    body = orjson.dumps({"client_account_id": str(first_account_id(user_id))})
    answer = await forwarder.ask(
        user_id,
        Service.ORDERS,
        "POST",
        _PATH,
        headers={"content-type": "application/json"},
        body=body,
    )
    if answer.status not in {200, 201}:
        raise AnswerLost(Service.ORDERS)
    return [orjson.loads(answer.body)]
