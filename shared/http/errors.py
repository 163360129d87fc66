"""Problem documents (RFC 9457): the one place where refusals meet status codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from shared.kernel.errors import (
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    Refusal,
    TooMany,
    Unauthenticated,
    Unavailable,
)

STATUS: Mapping[type[Refusal], int] = {
    Invalid: 422,
    NotFound: 404,
    Conflict: 409,
    Forbidden: 403,
    Unauthenticated: 401,
    TooMany: 429,
    Unavailable: 503,
}
TITLES: Mapping[int, str] = {
    400: "Bad request",
    401: "Not logged in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    413: "Too large",
    422: "Cannot be processed",
    429: "Too many requests",
    500: "Internal error",
    502: "A service did not answer",
    503: "Temporarily unavailable",
}


class ProblemField(BaseModel):
    field: str
    reason: str


class Problem(BaseModel):
    """What every error of the API looks like. `code` is stable; `detail` is for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[ProblemField] = []


def problem(
    status: int,
    code: str,
    detail: str,
    errors: tuple[FieldError, ...] = (),
    *,
    extra: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    body = Problem(
        type=f"urn:thor:problem:{code}",
        title=TITLES.get(status, "Error"),
        status=status,
        code=code,
        detail=detail,
        errors=[ProblemField(field=error.field, reason=error.reason) for error in errors],
    )
    return JSONResponse(
        {**body.model_dump(mode="json"), **jsonable_encoder(extra or {})},
        status_code=status,
        media_type="application/problem+json",
        headers=dict(headers or {}),
    )


def status_of(refusal: Refusal) -> int:
    return next(code for kind, code in STATUS.items() if isinstance(refusal, kind))


def install_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _fault)


def refusal(error: Refusal) -> JSONResponse:
    """The answer that a refusal amounts to."""
    headers = {"Retry-After": str(error.retry_after_seconds)} if isinstance(error, TooMany) else {}
    return problem(
        status_of(error),
        error.code,
        error.detail,
        error.errors,
        extra=getattr(error, "extra", None),
        headers=headers,
    )


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)
    return refusal(error)


async def _malformed(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = tuple(
        FieldError(
            ".".join(str(part) for part in item["loc"][1:]) or str(item["loc"][0]), item["msg"]
        )
        for item in error.errors()
    )
    detail = "; ".join(f"{each.field}: {each.reason}" for each in errors)
    return problem(422, "malformed", detail, errors)


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = TITLES.get(error.status_code, "error").lower().replace(" ", "_")
    return problem(error.status_code, code, str(error.detail), headers=error.headers)


async def _fault(_: Request, error: Exception) -> JSONResponse:
    """A bug. The framework logs it with its trace; the caller learns only that it is ours."""
    return problem(500, "internal_error", "Something went wrong on our side; it has been logged.")
