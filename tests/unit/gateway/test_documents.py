from typing import Any

from services.gateway.domain.documents import merge

PROBLEM = {"type": "object", "properties": {"code": {"type": "string"}}}


def operation(schema: str) -> dict[str, Any]:
    ref = {"$ref": f"#/components/schemas/{schema}"}
    return {
        "responses": {
            "200": {"content": {"application/json": {"schema": ref}}},
            "422": {
                "content": {
                    "application/json": {
                        "schema": {"$ref": "#/components/schemas/HTTPValidationError"}
                    }
                }
            },
        }
    }


def document(
    paths: dict[str, dict[str, Any]], schemas: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    framework = {"HTTPValidationError": {"type": "object"}}
    return {"paths": paths, "components": {"schemas": {**schemas, **framework}}}


def test_only_what_is_forwarded_is_public() -> None:
    orders = document(
        {
            "/api/v1/orders/{id}": {"get": operation("OrderView"), "delete": operation("Secret")},
            "/internal/audit": {"get": operation("Secret")},
        },
        {"OrderView": {"type": "object"}, "Secret": {"type": "object"}},
    )

    merged = merge({"orders": orders}, problem=PROBLEM)

    assert list(merged["paths"]) == ["/api/v1/orders/{id}"]
    assert list(merged["paths"]["/api/v1/orders/{id}"]) == ["get"]
    assert list(merged["components"]["schemas"]) == ["OrderView", "Problem"]


def test_one_name_for_two_things_is_told_apart_and_one_for_the_same_is_shared() -> None:
    same = {"type": "string"}
    livedata = document(
        {"/api/v1/feed": {"get": operation("View")}},
        {"View": {"properties": {"side": {"$ref": "#/components/schemas/Side"}}}, "Side": same},
    )
    orders = document(
        {"/api/v1/orders": {"get": operation("View")}},
        {
            "View": {
                "properties": {
                    "side": {"$ref": "#/components/schemas/Side"},
                    "quantity": {"type": "string"},
                }
            },
            "Side": same,
        },
    )

    merged = merge({"livedata": livedata, "orders": orders}, problem=PROBLEM)

    assert sorted(merged["components"]["schemas"]) == ["OrdersView", "Problem", "Side", "View"]
    answer = merged["paths"]["/api/v1/orders"]["get"]["responses"]["200"]
    schema = answer["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/OrdersView"}


def test_every_error_is_a_problem_document() -> None:
    gateway = document({"/api/v1/auth/me": {"get": operation("Me")}}, {"Me": {"type": "object"}})

    merged = merge({"gateway": gateway}, problem=PROBLEM)

    responses = merged["paths"]["/api/v1/auth/me"]["get"]["responses"]
    assert set(responses) == {"200", "default"}
    assert "application/problem+json" in responses["default"]["content"]


def test_the_order_in_which_services_are_given_changes_nothing() -> None:
    one = document({"/api/v1/feed": {"get": operation("A")}}, {"A": {"type": "object"}})
    two = document({"/api/v1/orders": {"get": operation("A")}}, {"A": {"type": "string"}})

    forth = merge({"livedata": one, "orders": two}, problem=PROBLEM)
    back = merge({"orders": two, "livedata": one}, problem=PROBLEM)

    assert str(forth) == str(back)
