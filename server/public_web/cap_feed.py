"""Our own alerts for other systems: an Atom feed and each message as CAP 1.2."""

from datetime import datetime
from hashlib import sha256
from typing import cast

from flask import Blueprint, Response, current_app, make_response, request

from content.cap_atom import CAP_TYPE, cap_atom
from content.cap_writing import write_cap
from content.errors import ContentError
from server.errors import problem_of
from server.services.cap_outgoing import cap_feed, cap_message
from server.services.resources import Resources

feeds = Blueprint("cap_feed", __name__, url_prefix="/feeds")
_CACHED_S = 15


@feeds.get("/cap.atom")
def atom() -> Response:
    """List alerts in force, and those changed or ended in the last day, newest first."""
    found = cap_feed(_resources())
    body = cap_atom(found.entries, _resources().settings.address)
    return _answer(body, "application/atom+xml", found.changed_at)


@feeds.get("/cap/<identifier>")
def message(identifier: str) -> Response:
    """Give one message; the alert's own identifier gives its newest. Raises: NotFoundError."""
    found, changed_at = cap_message(_resources(), identifier)
    return _answer(write_cap(found), CAP_TYPE, changed_at)


@feeds.errorhandler(ContentError)
def refused(error: ContentError) -> Response:
    """Say in one line of text why there is nothing."""
    problem = problem_of(error, "en")
    return Response(f"{problem.detail}\n", problem.status, content_type="text/plain; charset=utf-8")


def _answer(body: bytes, kind: str, changed_at: datetime | None) -> Response:
    answer = make_response(body)
    answer.content_type = f"{kind}; charset=utf-8"
    answer.headers["Cache-Control"] = f"public, max-age={_CACHED_S}"
    answer.set_etag(sha256(body).hexdigest())
    answer.last_modified = changed_at
    answer.make_conditional(request)
    return answer


def _resources() -> Resources:
    return cast(Resources, current_app.extensions["bangtin"])
