"""A telephone is lost: one page that cuts it off at once and says what is left to do."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.errors import ForbiddenError
from server.locale import gettext
from server.services import second_factors
from server.services.api_tokens import hash_token
from server.services.lost_phones import AtStake, at_stake, cut_off, cut_off_own
from server.services.people_list import Person, get_person
from server.services.permissions import Right, require_anywhere
from server.staff_web.access import proved, session_token
from server.staff_web.forms import Form
from server.staff_web.site import actor, resources, staff


@staff.get("/account/lost-phone")
def lost_phone() -> str:
    """Show what one's own lost telephone could still do."""
    return _own_page(Form())


@staff.post("/account/lost-phone")
def losing_phone() -> str | Response | tuple[str, int]:
    """Cut one's own telephone off; the second factor only goes after a proof."""
    form = Form(request.form)
    cut_off_own(resources(), actor(), hash_token(session_token()))
    factors = second_factors.factors_of(resources(), actor().account_id)
    if factors.has_app or factors.passkeys:
        if not proved(form):
            return _own_page(form), 422
        second_factors.take_away(resources(), actor(), actor().account_id)
    flash(gettext("The telephone is cut off. See below what is left to do."), "done")
    return redirect(url_for("staff.lost_phone"), 303)


@staff.get("/people/<person_id>/lost-phone")
def person_lost_phone(person_id: str) -> str:
    """Show what somebody's lost telephone could still do."""
    return _person_page(_managed(person_id), Form())


@staff.post("/people/<person_id>/lost-phone")
def losing_person_phone(person_id: str) -> str | Response | tuple[str, int]:
    """Cut somebody's telephone off."""
    found, form = _managed(person_id), Form(request.form)
    if not proved(form):
        return _person_page(found, form), 422
    cut_off(resources(), actor(), found.id, found.login)
    flash(gettext("The telephone is cut off. See below what is left to do."), "done")
    return redirect(url_for("staff.person_lost_phone", person_id=found.id), 303)


def _managed(person_id: str) -> Person:
    require_anywhere(resources(), actor(), Right.MANAGE_ACCOUNTS)
    found = get_person(resources(), actor(), person_id)
    if not found.is_managed:
        raise ForbiddenError("You do not have the right to do this.")
    return found


def _own_page(form: Form) -> str:
    stake = at_stake(resources(), actor(), actor().account_id, hash_token(session_token()))
    return _page(form, stake, actor().name, url_for("staff.account"))


def _person_page(found: Person, form: Form) -> str:
    stake = at_stake(resources(), actor(), found.id)
    back = url_for("staff.person", person_id=found.id)
    return _page(form, stake, found.name, back, found)


def _page(form: Form, stake: AtStake, name: str, back: str, found: Person | None = None) -> str:
    return render_template(
        "staff/lost_phone.html",
        form=form,
        name=name,
        is_mine=found is None,
        person_id=found.id if found is not None else "",
        stake=stake,
        in_root=sum(1 for key in stake.keys if key.in_root),
        has_officers=resources().keyring.officers() is not None,
        url_back=back,
    )
