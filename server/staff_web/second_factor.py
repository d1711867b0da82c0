"""Setting up the second proof of who one is, giving it at sign-in, and an administrator's help."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from content.errors import ContentError, InvalidInputError
from server.locale import N_, gettext
from server.render.qr import qr_svg
from server.services import passkeys, second_factors, sign_in_tickets
from server.services.known_devices import remember
from server.services.sessions import SessionToken, mark_stepped_up
from server.services.sign_in_tickets import Ticket, TicketHolder
from server.staff_web import times
from server.staff_web.access import (
    choose_language_once,
    device_cookie,
    drop_ticket,
    keep_device,
    keep_signed_in,
    keep_ticket,
    own_path,
    proved,
    session_token,
    ticket,
)
from server.staff_web.forms import Form, sentence_of
from server.staff_web.site import actor, resources, staff

WRONG_CODE = N_("This code is not right, was used before or is too old.")


@staff.get("/second-factor")
def second_factor() -> str:
    """Show what one proves oneself with."""
    return _page(Form())


@staff.post("/second-factor/begin")
def begin_second_factor() -> str | Response | tuple[str, int]:
    """Make a secret and show it."""
    form = Form(request.form)
    if not proved(form):
        return _page(form, deed="begin"), 422
    second_factors.begin(resources(), actor())
    return redirect(url_for("staff.second_factor"), 303)


@staff.post("/second-factor/confirm")
def confirm_second_factor() -> str | tuple[str, int]:
    """Let the app count, and show the paper codes: now and never again."""
    form = Form(request.form)
    try:
        codes = second_factors.confirm(resources(), actor(), form.value("code"))
    except InvalidInputError as error:
        form.refuse_error(error, "code")
        return _page(form), 422
    return _codes_page(codes)


@staff.post("/second-factor/codes")
def renew_second_factor_codes() -> str | tuple[str, int]:
    """Make new paper codes."""
    form = Form(request.form)
    if not proved(form):
        return _page(form, deed="codes"), 422
    return _codes_page(second_factors.renew_codes(resources(), actor()))


@staff.post("/second-factor/remove")
def remove_second_factor() -> str | Response | tuple[str, int]:
    """Take one's second factor away."""
    form = Form(request.form)
    if not proved(form):
        return _page(form, deed="remove"), 422
    second_factors.take_away(resources(), actor(), actor().account_id)
    flash(gettext("Taken away. The password alone opens your account now."), "done")
    return redirect(url_for("staff.second_factor"), 303)


@staff.post("/people/<account_id>/second-factor/reset")
def reset_second_factor(account_id: str) -> Response:
    """Help somebody who lost the telephone: take app, paper codes and passkeys away."""
    form = Form(request.form)
    back = own_path(form.value("next"), url_for("staff.home"))
    if not proved(form):
        again = url_for("staff.confirm", next=back)
        flash(gettext("Confirm that it is you, then try again."), "wrong")
        return redirect(again, 303)
    second_factors.take_away(resources(), actor(), account_id)
    flash(
        gettext("Taken away. That person signs in with the password and sets it up anew."), "done"
    )
    return redirect(back, 303)


@staff.post("/second-factor/passkeys/options")
def second_factor_passkey_options() -> Response | tuple[Response, int]:
    """Tell the browser what passkey to make; only within five minutes of a proof."""
    if not proved(Form()):
        return _refused(gettext("Confirm that it is you, then try again."))
    try:
        return jsonify(passkeys.registration_options(resources(), actor(), session_token()))
    except ContentError as error:
        return _refused(sentence_of(error))


@staff.post("/second-factor/passkeys")
def add_second_factor_passkey() -> Response | tuple[Response, int]:
    """Keep a passkey."""
    sent: Any = request.get_json(silent=True) or {}
    name = sent.get("name") if isinstance(sent, dict) else ""
    try:
        credential = sent.get("credential") if isinstance(sent, dict) else None
        passkeys.register(resources(), actor(), session_token(), credential, str(name or ""))
    except ContentError as error:
        return _refused(sentence_of(error))
    flash(gettext("The passkey is kept."), "done")
    return jsonify(url=url_for("staff.second_factor"))


@staff.post("/second-factor/passkeys/<passkey_id>/remove")
def remove_second_factor_passkey(passkey_id: str) -> Response:
    """Forget a passkey."""
    passkeys.remove(resources(), actor(), passkey_id)
    return redirect(url_for("staff.second_factor"), 303)


@staff.get("/sign-in/code")
def sign_in_code() -> str | Response:
    """Ask for the second proof."""
    holder = sign_in_tickets.holder_of(resources(), ticket())
    return _over() if holder is None else _ask_page(holder, Form(request.args))


@staff.post("/sign-in/code")
def signing_in_code() -> str | Response | tuple[str, int]:
    """Open the session for a right code."""
    holder = sign_in_tickets.holder_of(resources(), ticket())
    if holder is None:
        return _over()
    form = Form(request.form)
    token = sign_in_tickets.finish_with_code(resources(), ticket(), form.value("code"))
    if token is None:
        form.refuse("code", gettext(WRONG_CODE))
        form.typed.pop("code", None)
        return _ask_page(holder, form), 401
    return signed_in(token, holder.login, form.value("next"))


@staff.post("/sign-in/passkey/options")
def sign_in_passkey_options() -> Response | tuple[Response, int]:
    """Ask the browser for a signature of one of the person's passkeys."""
    holder = sign_in_tickets.holder_of(resources(), ticket())
    if holder is None:
        return _refused(gettext("The sign-in took too long. Start again."))
    return _question(holder.account_id, ticket())


@staff.post("/sign-in/passkey")
def signing_in_passkey() -> Response | tuple[Response, int]:
    """Open the session for a right signature."""
    holder = sign_in_tickets.holder_of(resources(), ticket())
    sent: Any = request.get_json(silent=True)
    if holder is None or not isinstance(sent, dict):
        return _refused(gettext("The sign-in took too long. Start again."))
    is_right = passkeys.is_answer(resources(), holder.account_id, ticket(), sent.get("credential"))
    token = sign_in_tickets.use_up(resources(), ticket()) if is_right else None
    if token is None:
        return _refused(gettext("The passkey was not accepted. Try again."))
    answer = jsonify(url=own_path(str(sent.get("next") or ""), url_for("staff.home")))
    return _keep(answer, token, holder.login)


@staff.post("/confirm/passkey/options")
def confirm_passkey_options() -> Response | tuple[Response, int]:
    """Ask for a signature once more, for a guarded deed."""
    return _question(actor().account_id, session_token())


@staff.post("/confirm/passkey")
def confirming_passkey() -> Response | tuple[Response, int]:
    """Open the next five minutes for a right signature."""
    sent: Any = request.get_json(silent=True)
    credential = sent.get("credential") if isinstance(sent, dict) else None
    if not passkeys.is_answer(resources(), actor().account_id, session_token(), credential):
        return _refused(gettext("The passkey was not accepted. Try again."))
    mark_stepped_up(resources(), session_token())
    return jsonify(url=own_path(str(sent.get("next") or ""), url_for("staff.home")))


def let_in(token: SessionToken | Ticket, login: str, after: str) -> Response:
    """Answer a first proof that was right; a ticket leads to the page of the second proof."""
    if not isinstance(token, Ticket):
        return signed_in(token, login, after)
    known = own_path(after, "")
    answer = redirect(url_for("staff.sign_in_code", next=known or None), 303)
    keep_ticket(answer, token.token)
    return answer


def signed_in(token: SessionToken, login: str, after: str) -> Response:
    """Answer a sign-in that is complete."""
    answer = redirect(own_path(after, url_for("staff.home")), 303)
    return _keep(answer, token, login)


def _keep(answer: Any, token: SessionToken, login: str) -> Response:
    language = session.get("language")
    session.clear()
    if language:
        choose_language_once(language)
    keep_signed_in(answer, token)
    drop_ticket(answer)
    keep_device(answer, remember(resources(), login, device_cookie()))
    kept: Response = answer
    return kept


def _over() -> Response:
    flash(gettext("The sign-in took too long. Start again."), "wrong")
    return redirect(url_for("staff.sign_in"), 303)


def _question(account_id: str, token: str) -> Response | tuple[Response, int]:
    try:
        return jsonify(passkeys.question(resources(), account_id, token))
    except ContentError as error:
        return _refused(sentence_of(error))


def _refused(sentence: str) -> tuple[Response, int]:
    return jsonify(sentence=sentence), 422


def _ask_page(holder: TicketHolder, form: Form) -> str:
    has_passkey = bool(passkeys.list_passkeys(resources(), holder.account_id))
    return render_template(
        "staff/sign_in_code.html",
        form=form,
        name=holder.name,
        offers_passkey=has_passkey and passkeys.site_of(resources()) is not None,
    )


def _codes_page(codes: tuple[str, ...]) -> str:
    return render_template("staff/paper_codes.html", codes=codes)


def _page(form: Form, deed: str = "") -> str:
    now = resources().clock.now()
    waiting = second_factors.pending(resources(), actor())
    return render_template(
        "staff/second_factor.html",
        form=form,
        deed=deed,
        factors=second_factors.factors_of(resources(), actor().account_id),
        enrolment=waiting,
        qr=Markup(qr_svg(waiting.uri)) if waiting else "",  # our own SVG
        is_required=resources().settings.second_factor == "required",
        may_add=passkeys.site_of(resources()) is not None,
        passkeys=[
            (key, times.moment(key.last_used_at or key.created_at, now))
            for key in passkeys.list_passkeys(resources(), actor().account_id)
        ],
    )
