"""Registers every API view, the security scheme and the document."""

from flask import Response
from flask_openapi3.openapi import OpenAPI
from pydantic import ValidationError

from server.api import (
    alert_templates,
    alerts,
    audit,
    boards,
    cap,
    categories,
    choices,
    feeds,
    ledger_files,
    loudspeakers,
    media,
    notices,
    pairings,
    plays,
    postings,
    units,
    uploads,
)
from server.api.document import serve_document
from server.api.inputs import refuse
from server.services.resources import Resources

_VIEWS = (
    categories,
    units,
    media,
    uploads,
    notices,
    choices,
    plays,
    postings,
    feeds,
    pairings,
    boards,
    alerts,
    ledger_files,
    alert_templates,
    cap,
    loudspeakers,
    audit,
)


def register(app: OpenAPI, resources: Resources) -> None:
    """Put the API under /api/v1 of the app."""
    app.security_schemes = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": "an API token, with the rights of its account within its scopes",
        }
    }
    app.validation_error_callback = _refuse
    for views in _VIEWS:
        app.register_api(views.blueprint)
    serve_document(app)


def _refuse(error: ValidationError) -> Response:
    raise refuse(error) from error
