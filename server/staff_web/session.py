"""Signing in and out, the language, one's own account, and proving again who one is."""

from dataclasses import dataclass

from flask import redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from server.locale import N_, gettext
from server.services.accounts import SignInError
from server.services.accounts import sign_in as open_session
from server.services.accounts import sign_out as close_session
from server.services.api_tokens import hash_token
from server.services.passkeys import list_passkeys, site_of
from server.services.sessions import SessionView, list_sessions, step_up
from server.services.sessions import end_session as close_one
from server.staff_web import times
from server.staff_web.access import (
    choose_language_once,
    device_cookie,
    forget,
    own_path,
    proves_by_code,
    session_token,
)
from server.staff_web.forms import Form, sentence_of
from server.staff_web.places import unit_name
from server.staff_web.second_factor import let_in
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import ROLES


@staff.get("/sign-in")
def sign_in() -> str:
    """Show the sign-in page."""
    return render_template("staff/sign_in.html", form=Form(request.args))


@staff.post("/sign-in")
def signing_in() -> str | Response | tuple[str, int]:
    """Open a session; the answer to every failure is the same."""
    form = Form(request.form)
    try:
        token = open_session(
            resources(),
            form.value("login"),
            form.value("password"),
            address=request.remote_addr or "",
            user_agent=request.user_agent.string,
            device_cookie=device_cookie(),
        )
    except SignInError as error:
        form.refuse("login", sentence_of(error))
        return render_template("staff/sign_in.html", form=form), 401
    return let_in(token, form.value("login"), form.value("next"))


@staff.post("/sign-out")
def sign_out() -> Response:
    """End this session."""
    close_session(resources(), session_token())
    session.clear()
    answer = redirect(url_for("staff.sign_in"), 303)
    forget(answer)
    return answer


@staff.post("/language")
def choose_language() -> Response:
    """Change the language of this browser."""
    choose_language_once(request.form.get("language", ""))
    return redirect(own_path(request.form.get("next", ""), url_for("staff.sign_in")), 303)


@staff.get("/confirm")
def confirm() -> str:
    """Ask for the password again."""
    return _confirm_page(Form(request.args))


@staff.post("/confirm")
def confirming() -> str | Response | tuple[str, int]:
    """Open the next five minutes for alerts, pairing and the like."""
    form = Form(request.form)
    if step_up(resources(), session_token(), form.value("password")):
        return redirect(own_path(form.value("next"), url_for("staff.home")), 303)
    wrong = N_("This code is not right.") if proves_by_code() else N_("The password is not right.")
    form.refuse("password", gettext(wrong))
    return _confirm_page(form), 401


def _confirm_page(form: Form) -> str:
    has_passkey = bool(list_passkeys(resources(), actor().account_id))
    offers = has_passkey and site_of(resources()) is not None
    return render_template("staff/confirm.html", form=form, offers_passkey=offers)


@dataclass(frozen=True)
class HeldRole:
    """A role and the unit it reaches over."""

    word: str
    place: str


@dataclass(frozen=True)
class Device:
    """One signed-in browser."""

    id: str
    device: str
    address: str
    last_seen: str
    is_this: bool


@staff.get("/account")
def account() -> str:
    """Show one's roles, language and sessions."""
    roles = [
        HeldRole(gettext(ROLES[grant.role.value]), unit_name(grant.unit_id))
        for grant in actor().grants
    ]
    sessions = [_device(entry) for entry in list_sessions(resources(), actor().account_id)]
    return render_template("staff/account.html", roles=roles, sessions=sessions)


@staff.post("/sessions/<session_id>/end")
def end_session(session_id: str) -> Response:
    """End one of one's own sessions."""
    close_one(resources(), actor().account_id, session_id)
    return redirect(url_for("staff.account"), 303)


def _device(entry: SessionView) -> Device:
    now = resources().clock.now()
    return Device(
        id=entry.id,
        device=_device_name(entry.user_agent),
        address=entry.address,
        last_seen=times.moment(entry.last_seen_at, now),
        is_this=entry.id == hash_token(session_token()),
    )


def _device_name(user_agent: str) -> str:
    """Return what a person calls the device; the browser's own words are no help to them."""
    for mark, word in (
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", gettext("Android phone")),
        ("Windows", gettext("Windows computer")),
        ("Macintosh", gettext("Mac computer")),
        ("Linux", gettext("Linux computer")),
    ):
        if mark in user_agent:
            return word
    return gettext("Another device")
