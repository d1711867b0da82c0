"""Registering the API: the same blueprints serve any number of apps."""

from flask import Flask

from server.api import routes
from server.app import create_app
from server.services.resources import Resources


def test_a_second_app_serves_the_same_document(app: Flask, resources: Resources) -> None:
    assert callable(routes.register)
    other = create_app(resources)
    first, second = (
        one.test_client().get("/api/v1/openapi.json").get_json() for one in (app, other)
    )
    assert first == second
    assert first["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
