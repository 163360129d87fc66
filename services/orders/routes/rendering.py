"""Answers about one order, with its version as the entity tag."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Response
from fastapi.responses import JSONResponse

from services.orders.domain.order import Order
from services.orders.schemas.order_view import OrderProblem, OrderView
from shared.http.errors import Problem, problem
from shared.kernel.errors import FieldError

PROBLEMS: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem},
    409: {"model": OrderProblem},
    422: {"model": OrderProblem},
    503: {"model": Problem},
}


def rendered(order: Order, status_code: int = 200) -> Response:
    """Written here and not by the framework, which would check again what was just made."""
    return Response(
        OrderView.of(order).model_dump_json(),
        status_code=status_code,
        media_type="application/json",
        headers={"ETag": f'"{order.version}"'},
    )


def refusal_of(order: Order) -> JSONResponse:
    code, reason = order.reason_code or "refused", order.reason or "Refused."
    field = FieldError(order.reason_field or "order", reason)
    extra: Mapping[str, Any] = {"order": OrderView.of(order)}
    return problem(422, code, reason, (field,), extra=extra)
