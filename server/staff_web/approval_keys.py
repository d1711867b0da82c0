"""Officers' own keys on the staff web: made on this device, confirmed by another, revoked."""

from dataclasses import dataclass
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.errors import ConflictError, ContentError
from content.unit import Unit
from server.locale import N_, gettext
from server.services import officer_keys, passkeys
from server.services.officer_keys import OfficerKey, Proposal
from server.services.officer_rows import RIGHTS, rights_in
from server.services.permissions import Right, can
from server.staff_web import times
from server.staff_web.access import proved, session_token
from server.staff_web.forms import Form, sentence_of
from server.staff_web.places import unit_name, units_for
from server.staff_web.site import actor, resources, staff
from server.staff_web.words import StateWord

RIGHT_WORDS = {"alert": N_("alerts"), "identity": N_("boards' places")}
_WAITS = StateWord(N_("waits to be confirmed"), "clock", "wait")
_NEXT = StateWord(N_("counts with the next root"), "clock", "")
_COUNTS = StateWord(N_("counts on the boards"), "check", "ok")
_REVOKED = StateWord(N_("revoked"), "cross", "bad")


@dataclass(frozen=True)
class ShownKey:
    """A key as its owner and the administrators see it."""

    key: OfficerKey
    state: StateWord
    unit: str
    rights: str
    since: str
    may_confirm: bool
    may_revoke: bool


@staff.get("/approval-keys")
def approval_keys() -> str:
    """Show one's own approval keys, and those one answers for."""
    return _page(Form())


@staff.post("/approval-keys/options")
def approval_key_options() -> Response | tuple[Response, int]:
    """Tell the browser what key to make; only within five minutes of a proof."""
    if not proved(Form()):
        return _refused(gettext("Confirm that it is you, then try again."))
    try:
        options = officer_keys.registration_options(resources(), actor(), session_token())
    except ContentError as error:
        return _refused(sentence_of(error))
    return jsonify(options)


@staff.post("/approval-keys")
def propose_approval_key() -> Response | tuple[Response, int]:
    """Keep a key until somebody else confirms it."""
    sent: Any = request.get_json(silent=True)
    sent = sent if isinstance(sent, dict) else {}
    rights = sent.get("rights")
    wanted = Proposal(
        name=str(sent.get("name") or ""),
        unit=str(sent.get("unit") or ""),
        rights=[str(right) for right in rights] if isinstance(rights, list) else [],
    )
    try:
        officer_keys.propose(resources(), actor(), session_token(), sent.get("credential"), wanted)
    except ContentError as error:
        return _refused(sentence_of(error))
    flash(gettext("The key is made. An administrator confirms it now."), "done")
    return jsonify(url=url_for("staff.approval_keys"))


@staff.post("/approval-keys/<key>/confirm")
def confirm_approval_key(key: str) -> str | Response | tuple[str, int]:
    """Vouch for somebody's key."""
    form = Form(request.form)
    if not proved(form):
        return _page(form, confirmed=key), 422
    try:
        officer_keys.confirm(resources(), actor(), key)
    except ConflictError as error:
        flash(sentence_of(error), "wrong")
    else:
        flash(gettext("Confirmed. The next root names this key."), "done")
    return redirect(url_for("staff.approval_keys"), 303)


@staff.post("/approval-keys/<key>/revoke")
def revoke_approval_key(key: str) -> Response:
    """Let a key count no longer; asks for no proof, for whoever lost it is in a hurry."""
    officer_keys.revoke(resources(), actor(), key)
    flash(gettext("Revoked. Server and boards refuse this key from now on."), "done")
    return redirect(url_for("staff.approval_keys"), 303)


def _page(form: Form, confirmed: str = "") -> str:
    shown = [_shown(key) for key in officer_keys.list_keys(resources(), actor())]
    officers = resources().keyring.officers()
    return render_template(
        "staff/approval_keys.html",
        form=form,
        confirmed=confirmed,
        mine=[one for one in shown if one.key.account_id == actor().account_id],
        others=[one for one in shown if one.key.account_id != actor().account_id],
        officers=officers,
        has_site=passkeys.site_of(resources()) is not None,
        units=_units(),
        rights=[(name, gettext(RIGHT_WORDS[name])) for name in _rights()],
    )


def _units() -> list[Unit]:
    """Give the units for which one's key may speak, the topmost first."""
    needed = [right for rights in RIGHTS.values() for right in rights]
    found = {unit.id: unit for right in needed for unit in units_for(right)}
    tree = resources().units.tree()
    return sorted(found.values(), key=lambda unit: len(tree.path(unit.id)))[:50]


def _rights() -> list[str]:
    found = {name for unit in _units() for name in rights_in(resources(), actor(), unit.id)}
    return [name for name in RIGHTS if name in found]


def _shown(key: OfficerKey) -> ShownKey:
    is_mine = key.account_id == actor().account_id
    manages = can(resources(), actor(), Right.MANAGE_ACCOUNTS, key.unit_id)
    is_open = key.confirmed_at is None and key.revoked_at is None
    return ShownKey(
        key=key,
        state=_state(key),
        unit=unit_name(key.unit_id),
        rights=", ".join(gettext(RIGHT_WORDS[right]) for right in key.rights),
        since=times.moment(key.created_at, resources().clock.now()),
        may_confirm=is_open and manages and not is_mine,
        may_revoke=key.revoked_at is None and (is_mine or manages),
    )


def _state(key: OfficerKey) -> StateWord:
    if key.revoked_at is not None:
        return _REVOKED
    if key.confirmed_at is None:
        return _WAITS
    return _COUNTS if key.in_root else _NEXT


def _refused(sentence: str) -> tuple[Response, int]:
    return jsonify(sentence=sentence), 422
