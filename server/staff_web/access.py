"""Who may see a page: the session cookie, step-up, and what the person may do."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, cast
from urllib.parse import urlencode

from flask import Response, g, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from server.locale import LANGUAGES, gettext
from server.services.accounts import SessionToken, actor_of_session
from server.services.permissions import Right, roots_with
from server.services.second_factors import has_app, is_missing
from server.services.sessions import has_stepped_up, step_up
from server.staff_web.forms import Form
from server.staff_web.site import actor, resources, staff

P = ParamSpec("P")

_OPEN_PAGES = frozenset(
    {
        "staff.sign_in",
        "staff.signing_in",
        "staff.sign_in_code",
        "staff.signing_in_code",
        "staff.sign_in_passkey_options",
        "staff.signing_in_passkey",
        "staff.welcome",
        "staff.welcoming",
        "staff.forgotten",
        "staff.forgetting",
        "staff.choose_language",
        "staff.static",
        "staff.nothing_here",
    }
)
# What stays open to somebody who must set up a second factor first.
_OPEN_BEFORE_FACTOR = ("second_factor", "sign_out", "choose_language", "confirm")
_READING = ("GET", "HEAD")
_LANGUAGE = "language"
_TICKET_S = 300
_DEVICE_KEPT_S = 365 * 86_400


def cookie_name() -> str:
    """Return the session cookie's name; browsers guard `__Host-` but want https for it."""
    return "__Host-bangtin" if is_https() else "bangtin"


def is_https() -> bool:
    """Say whether people reach this server over https."""
    return resources().settings.address.startswith("https:")


def session_token() -> str:
    """Return the session token the browser sent, empty without one."""
    return request.cookies.get(cookie_name(), "")


def is_signed_in() -> bool:
    """Say whether the browser's session stands."""
    token = session_token()
    return bool(token) and actor_of_session(resources(), token) is not None


def keep_signed_in(answer: AnyResponse, token: SessionToken) -> None:
    """Give the browser its session."""
    answer.set_cookie(
        cookie_name(),
        token.token,
        expires=token.expires_at,
        path="/",
        secure=is_https(),
        httponly=True,
        samesite="Lax",
    )


def device_cookie() -> str:
    """Return what this browser was given when somebody signed in on it before."""
    return request.cookies.get(f"{cookie_name()}-device", "")


def keep_device(answer: AnyResponse, cookie: str) -> None:
    """Have the browser known for a year; alone it opens nothing."""
    answer.set_cookie(
        f"{cookie_name()}-device",
        cookie,
        max_age=_DEVICE_KEPT_S,
        path="/",
        secure=is_https(),
        httponly=True,
        samesite="Strict",
    )


def ticket() -> str:
    """Return the ticket of a sign-in that waits for its second proof, empty without one."""
    return request.cookies.get(f"{cookie_name()}-step", "")


def keep_ticket(answer: AnyResponse, token: str) -> None:
    """Give the browser its ticket for five minutes."""
    answer.set_cookie(
        f"{cookie_name()}-step",
        token,
        max_age=_TICKET_S,
        path="/",
        secure=is_https(),
        httponly=True,
        samesite="Strict",
    )


def drop_ticket(answer: AnyResponse) -> None:
    """Take the ticket back."""
    answer.delete_cookie(
        f"{cookie_name()}-step", path="/", secure=is_https(), httponly=True, samesite="Strict"
    )


def forget(answer: AnyResponse) -> None:
    """Take the session cookie back."""
    answer.delete_cookie(cookie_name(), path="/", secure=is_https(), httponly=True, samesite="Lax")


def own_path(target: str, fallback: str) -> str:
    """Return `target` when it is a path of the staff pages, else the fallback."""
    is_ours = target.startswith("/staff/") and "\\" not in target and "//" not in target
    return target if is_ours and target.isprintable() else fallback


def choose_language_once(code: str) -> None:
    """Remember a language in this browser."""
    if code in LANGUAGES:
        session[_LANGUAGE] = code


@staff.before_request
def know_who() -> AnyResponse | None:
    """Find the actor of the session; pages that are not open ask for signing in."""
    g.language = session.get(_LANGUAGE)
    if request.endpoint == "staff.static":
        return None
    token = session_token()
    found = actor_of_session(resources(), token, address=request.remote_addr) if token else None
    g.actor = found
    if found is None:
        return None if request.endpoint in _OPEN_PAGES else _to_sign_in()
    g.language = g.language or found.language
    name = (request.endpoint or "").removeprefix("staff.")
    is_open = any(mark in name for mark in _OPEN_BEFORE_FACTOR)
    if not is_open and is_missing(resources(), found):
        return redirect(url_for("staff.second_factor"), 303)
    return None


def confirmed(view: Callable[P, str | AnyResponse]) -> Callable[P, str | AnyResponse]:
    """Guard the first page of a deed: after 5 minutes the password is asked for again.

    What the page refuses, such as a missing right, is said before anybody types a password:
    the page is made for that, and thrown away.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> str | AnyResponse:
        if has_stepped_up(resources(), session_token()):
            return view(*args, **kwargs)
        if request.method in _READING:
            view(*args, **kwargs)
        back = request.full_path.rstrip("?")
        return redirect(f"{url_for('staff.confirm')}?{urlencode({'next': back})}", 303)

    return guarded


def proved(form: Form) -> bool:
    """Say whether the person proved who they are; else ask for the password in this form.

    Nothing typed is lost when the five minutes run out while a form is being filled in.
    """
    if has_stepped_up(resources(), session_token()):
        return True
    typed = form.value("password")
    form.typed.pop("password", None)
    if typed and step_up(resources(), session_token(), typed):
        return True
    if proves_by_code():
        wrong, old = gettext("This code is not right."), gettext("Type the code of your app")
    else:
        wrong, old = gettext("The password is not right."), gettext("Type your password once more")
    form.refuse("password", wrong if typed else old)
    return False


def proves_by_code() -> bool:
    """Say whether the person has a code app, so that a password proves nothing more."""
    if "proves_by_code" not in g:
        g.proves_by_code = has_app(resources(), actor().account_id)
    return bool(g.proves_by_code)


def may_anywhere(right: Right) -> bool:
    """Say whether the person holds a right over any unit."""
    return bool(roots_with(resources(), actor(), right))


def rights() -> dict[str, bool]:
    """Return what the navigation and lists offer this person."""
    if "rights" not in g:
        g.rights = {
            "write": may_anywhere(Right.WRITE_NOTICES),
            "approve": may_anywhere(Right.APPROVE_NOTICES),
            "choose": may_anywhere(Right.CHOOSE_FROM_ABOVE),
            "pair": may_anywhere(Right.PAIR_BOARDS),
            "stop": may_anywhere(Right.STOP_BOARDS),
            "fire": may_anywhere(Right.FIRE_ALERTS),
            "audit": may_anywhere(Right.READ_AUDIT),
            "units": may_anywhere(Right.MANAGE_UNITS),
            "people": may_anywhere(Right.MANAGE_ACCOUNTS),
            "keys": may_anywhere(Right.APPROVE_ALERTS) or may_anywhere(Right.PAIR_BOARDS),
        }
    return cast(dict[str, bool], g.rights)


def _to_sign_in() -> AnyResponse:
    if request.method != "GET" or request.accept_mimetypes.best == "application/json":
        return Response(status=303, headers={"Location": url_for("staff.sign_in")})
    after = request.full_path.rstrip("?")
    return redirect(f"{url_for('staff.sign_in')}?{urlencode({'next': after})}", 303)
