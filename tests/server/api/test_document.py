"""openapi.json: a valid 3.1 document, and an API that keeps to it under generated requests."""

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import just
from schemathesis import BaseSchema, GenerationMode, checks

from server.api.document_paths import PATHS
from server.services import accounts
from server.services.actor import Role
from tests.server.api.conftest import Api
from tests.server.api.test_alerts import by_template
from tests.server.api.test_rights import CASES, a_feed, routes_of

EXAMPLES = 8
ADDRESS = "/api/v1/openapi.json"
SETTINGS = settings(
    max_examples=EXAMPLES,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
)


def test_every_route_is_described_with_its_refusals(api: Api, app: Flask) -> None:
    document = api.client.get(ADDRESS).get_json()
    assert document["openapi"].startswith("3.1")
    described = {
        f"{method.upper()} {path.removeprefix('/api/v1')}".replace("{", "<").replace("}", ">")
        for path, operations in document["paths"].items()
        for method in operations
    }
    theirs = {f"GET {path}" for path in PATHS} | {f"POST {path}" for path in PATHS}
    theirs = {route.replace("/api/v1", "").replace("{", "<").replace("}", ">") for route in theirs}
    assert described - theirs == routes_of(app)
    for path, operations in document["paths"].items():
        if path in PATHS:
            continue
        for operation in operations.values():
            statuses = set(operation["responses"])
            assert {"400", "401", "403", "404", "422", "429", "500", "503"} <= statuses, path
            assert operation["security"] == [{"token": []}]
            assert operation["summary"]


def test_every_reference_in_the_document_leads_somewhere(api: Api) -> None:
    document = api.client.get(ADDRESS).get_json()
    schemas = document["components"]["schemas"]

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if "$ref" in value:
                assert value["$ref"].rpartition("/")[2] in schemas, value
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(document)


@pytest.fixture
def known(api: Api) -> dict[str, str]:
    """What there is to ask about; the viewer of the province holds every other role too."""
    api.token("viewer", "51")
    for role in Role:
        accounts.grant_role(api.resources, login="viewer.51", role=role, unit_code="51")
    return {
        "board_id": api.a_board(),
        "notice_id": api.a_notice()["id"],
        "alert_id": api.call(
            "POST", "/alerts", "duty_officer", "20857", json=by_template()
        ).get_json()["id"],
        "media_id": api.a_media("51", "viewer"),
        "upload_id": api.call(
            "POST", "/uploads", "viewer", "51", json={"name": "a.jpg", "size": 9_000_000}
        ).get_json()["id"],
        "subscription_id": api.call(
            "POST", "/units/20857/subscriptions", "viewer", "51", json={}
        ).get_json()["id"],
        "feed_id": a_feed(api),
        "code": "20857",
        "key": "land",
        "tone": "drill",
        "user_code": "BCDF-GHJK",
    }


@pytest.fixture(scope="module")
def documents() -> list[dict[str, Any]]:
    """The document once it was made: every app would make the same."""
    return []


@pytest.fixture
def schema(api: Api, app: Flask, documents: list[dict[str, Any]]) -> BaseSchema:
    if not documents:
        documents.append(api.client.get(ADDRESS).get_json())
    loaded = schemathesis.openapi.from_dict(documents[0])
    loaded.app, loaded.location = app, ADDRESS
    # A body beyond what is taken is refused by its size before anybody reads it.
    loaded.config.checks.negative_data_rejection.expected_statuses.append("413")
    return loaded


@pytest.mark.parametrize("route", sorted(CASES))
def test_generated_requests_get_what_the_document_says(
    api: Api, schema: BaseSchema, known: dict[str, str], route: str
) -> None:
    method, _, path = route.partition(" ")
    operation = schema[f"/api/v1{path}".replace("<", "{").replace(">", "}")][method]
    headers = {"Authorization": f"Bearer {api.token('viewer', '51')}"}

    def ask(case: Any, mode: GenerationMode) -> None:
        if mode is GenerationMode.POSITIVE:
            case.path_parameters = {name: known[name] for name in case.path_parameters or {}}
        case.call_and_validate(headers=headers, excluded_checks=[checks.positive_data_acceptance])

    for mode in GenerationMode:
        cases = operation.as_strategy(generation_mode=mode)
        SETTINGS(given(case=cases, mode=just(mode))(ask))()
