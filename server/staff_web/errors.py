"""What a person sees when a page cannot be shown or a deed was refused."""

from flask import Response, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from content.errors import ContentError
from server.errors import Problem, problem_of
from server.locale import N_, gettext
from server.staff_web.security import CSRFError
from server.staff_web.site import staff

AWAY = "unavailable"
_FIRING = ("staff.send_alert", "staff.approve_alert", "staff.cancelling")
_STOPPING = ("staff.stopping_boards", "staff.boards_go_on")
HEADINGS: dict[int, str] = {
    400: N_("This could not be read"),
    403: N_("You may not do this"),
    404: N_("There is nothing here"),
    409: N_("This has changed meanwhile"),
    410: N_("This is no longer here"),
    413: N_("This is too large"),
    429: N_("Too often"),
    503: N_("Not possible at the moment"),
}


def error_page(problem: Problem) -> Response:
    """Return a refusal as a page."""
    heading = HEADINGS.get(problem.status, N_("This did not work"))
    page = render_template("staff/error.html", heading=gettext(heading), told=problem.detail)
    return make_response(page, problem.status)


def _not_sent(problem: Problem) -> Response:
    """Tell an officer plainly that nothing went out, and what to do now."""
    g.actor = None  # the frame of a known person's page asks the database
    is_stop = request.endpoint in _STOPPING
    page = render_template(
        "staff/not_sent.html",
        heading=gettext("NOT done") if is_stop else gettext("NOT sent"),
        told=problem.detail,
        is_stop=is_stop,
    )
    return make_response(page, problem.status)


@staff.errorhandler(CSRFError)
def stale_form(error: CSRFError) -> Response:
    """Tell that the form was open too long, or came from somewhere else."""
    told = gettext("The page was open too long. Go back, open it again and send it once more.")
    return error_page(Problem(400, "stale_form", told))


@staff.errorhandler(HTTPException)
@staff.errorhandler(ContentError)
def refused(error: Exception) -> Response | AnyResponse:
    """Show why."""
    if isinstance(error, HTTPException) and error.response is not None:
        return make_response(error.response)
    if getattr(error, "code", "") == AWAY and request.endpoint in _FIRING + _STOPPING:
        return _not_sent(problem_of(error, g.get("language") or "vi"))
    return error_page(problem_of(error, g.get("language") or "vi"))


@staff.route("/<path:anything>")
def nothing_here(anything: str) -> Response:
    """Answer staff addresses that do not exist."""
    told = gettext("There is nothing at this address.")
    return error_page(Problem(404, "not_found", told))
