from typing import Any

import pytest
from django.test import Client
from pydantic import TypeAdapter

from betas.api.exchange_shapes import ExchangeDetail
from betas.api.shapes import Listing
from betas.catalogue.published import BetaShape, ModelShape
from tests.conftest import MakeExchange


@pytest.fixture
def document(program: Client) -> Any:
    response = program.get("/api/v1/openapi.json")
    assert response.status_code == 200
    return response.json()


def operations(document: Any) -> list[Any]:
    return [operation for path in document["paths"].values() for operation in path.values()]


def references(node: Any) -> set[str]:
    if isinstance(node, dict):
        inner = set().union(*map(references, node.values()))
        return inner | {node["$ref"]} if "$ref" in node else inner
    return set().union(*map(references, node)) if isinstance(node, list) else set()


def test_it_names_every_operation(document: Any) -> None:
    assert document["openapi"].startswith("3.1")
    assert {(method, path) for path, methods in document["paths"].items() for method in methods} == {
        ("get", "/api/v1/betas"),
        ("get", "/api/v1/betas/{name}"),
        ("get", "/api/v1/betas/{name}/changes"),
        ("get", "/api/v1/models"),
        ("post", "/api/v1/lint"),
        ("post", "/api/v1/diagnose"),
        ("get", "/api/v1/requests"),
        ("post", "/api/v1/requests"),
        ("get", "/api/v1/requests/{id}"),
        ("get", "/api/v1/errors"),
        ("get", "/api/v1/stats"),
    }


def test_every_operation_needs_a_bearer_token(document: Any) -> None:
    scheme = document["components"]["securitySchemes"]["Bearer"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert all(operation["security"] == [{"Bearer": []}] for operation in operations(document))


def test_every_operation_says_what_it_does_and_how_it_fails(document: Any) -> None:
    for operation in operations(document):
        assert operation["summary"]
        assert {"401", "422"} <= set(operation["responses"])
    assert {"400", "403", "409", "413", "429", "503"} <= set(document["paths"]["/api/v1/requests"]["post"]["responses"])


def test_every_parameter_is_described(document: Any) -> None:
    for operation in operations(document):
        for parameter in operation["parameters"]:
            assert parameter.get("description"), parameter["name"]


def test_every_reference_leads_somewhere(document: Any) -> None:
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert references(document) <= known


def test_the_body_to_send_is_described(document: Any) -> None:
    content = document["paths"]["/api/v1/requests"]["post"]["requestBody"]["content"]
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/Sending"}
    assert document["components"]["schemas"]["Sending"]["additionalProperties"] is False


@pytest.mark.usefixtures("loaded")
def test_what_is_answered_fits_what_is_promised(make_exchange: MakeExchange, program: Client) -> None:
    exchange = make_exchange("alpha-2025-01-01")
    betas, models = program.get("/api/v1/betas").json(), program.get("/api/v1/models").json()
    TypeAdapter(Listing[BetaShape]).validate_python(betas, strict=True)
    TypeAdapter(Listing[ModelShape]).validate_python(models, strict=True)
    detail = program.get(f"/api/v1/requests/{exchange.pk}").json()
    TypeAdapter(ExchangeDetail).validate_python(detail, strict=True)
