"""One OpenAPI document out of several: the gateway's own and those of the services behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from services.gateway.domain.routing import FORWARDS, Forward

Json = Any
Document = Mapping[str, Json]

GATEWAY = "gateway"
_REF = "#/components/schemas/"
_OPERATIONS = ("get", "post", "put", "patch", "delete")
_FRAMEWORK_ERRORS = ("HTTPValidationError", "ValidationError")
_PROBLEM_RESPONSE = {
    "description": "A problem document (RFC 9457).",
    "content": {"application/problem+json": {"schema": {"$ref": f"{_REF}Problem"}}},
}


def merge(
    documents: Mapping[str, Document],
    *,
    problem: Mapping[str, Any],
    forwards: Iterable[Forward] = FORWARDS,
) -> dict[str, Any]:
    """The public API. `documents` is by service name, the gateway's own among them; of the
    others only what is forwarded is taken. `problem` is the schema of every error.

    Where two services describe different things by one name, the later one (by name, the
    gateway last) gets its service's name in front.
    """
    listed = {
        (forward.service.value, _shape(forward.template), method.lower())
        for forward in forwards
        for method in forward.methods
    }
    schemas: dict[str, Any] = {}
    paths: dict[str, dict[str, Any]] = {}
    _define_problem(schemas, problem)
    for service in sorted(documents, key=lambda name: (name == GATEWAY, name)):
        document = documents[service]
        public = _public_paths(service, document, listed)
        own = _reachable(public, document.get("components", {}).get("schemas", {}))
        renamed = _renamed(service, own, schemas)
        schemas.update({renamed.get(n, n): _rewrite(s, renamed) for n, s in own.items()})
        for path, operations in public.items():
            paths.setdefault(path, {}).update(_rewrite(operations, renamed))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Thor",
            "version": "1",
            "description": "Paper trading: accounts, orders, portfolios and live quotes.",
        },
        "paths": {path: paths[path] for path in sorted(paths)},
        "components": {
            "schemas": {name: schemas[name] for name in sorted(schemas)},
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "thor_session"},
                "api_key": {"type": "http", "scheme": "bearer"},
            },
        },
        "security": [{"session": []}, {"api_key": []}],
    }


def _define_problem(schemas: dict[str, Any], problem: Mapping[str, Any]) -> None:
    body = dict(problem)
    nested = body.pop("$defs", {})
    schemas["Problem"] = body
    schemas.update(nested)


def _public_paths(
    service: str, document: Document, listed: set[tuple[str, str, str]]
) -> dict[str, dict[str, Any]]:
    public: dict[str, dict[str, Any]] = {}
    for path, operations in document.get("paths", {}).items():
        for method in _OPERATIONS:
            wanted = service == GATEWAY or (service, _shape(path), method) in listed
            if method in operations and wanted:
                public.setdefault(path, {})[method] = _with_problem(operations[method])
    return public


def _shape(path: str) -> str:
    """A template without the names of its parameters, which may differ between services."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def _with_problem(operation: Mapping[str, Any]) -> dict[str, Any]:
    """Every error is a problem document; the framework's own error shape is never sent."""
    responses = {
        status: response
        for status, response in operation.get("responses", {}).items()
        if not any(f"{_REF}{name}" in _refs(response) for name in _FRAMEWORK_ERRORS)
    }
    return {**operation, "responses": {**responses, "default": _PROBLEM_RESPONSE}}


def _reachable(paths: Mapping[str, Any], schemas: Mapping[str, Any]) -> dict[str, Any]:
    """The schemas that `paths` need, directly or through one another."""
    found: dict[str, Any] = {}
    waiting = _refs(paths)
    while waiting:
        name = waiting.pop().removeprefix(_REF)
        if name in found or name not in schemas:
            continue
        found[name] = schemas[name]
        waiting |= _refs(schemas[name])
    return dict(sorted(found.items()))


def _renamed(service: str, own: Mapping[str, Any], taken: Mapping[str, Any]) -> dict[str, str]:
    prefix = "".join(part.capitalize() for part in service.split("_"))
    clashing = {name for name in own if name in taken and taken[name] != own[name]}
    return {name: f"{prefix}{name}" for name in clashing}


def _refs(node: Json) -> set[str]:
    if isinstance(node, Mapping):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set[str]()
        mapped = node.get("discriminator", {})
        if isinstance(mapped, Mapping):
            own |= set(mapped.get("mapping", {}).values())
        return own.union(*(_refs(value) for value in node.values()))
    if isinstance(node, list):
        return set[str]().union(*(_refs(value) for value in node))
    return set()


def _rewrite(node: Json, renamed: Mapping[str, str]) -> Json:
    if isinstance(node, str) and node.startswith("#/"):
        name = node.removeprefix(_REF).removeprefix("#/$defs/")
        return _REF + renamed.get(name, name)
    if isinstance(node, Mapping):
        return {key: _rewrite(value, renamed) for key, value in node.items()}
    if isinstance(node, list):
        return [_rewrite(value, renamed) for value in node]
    return node
