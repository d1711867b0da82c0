"""People: who has which role, roles that begin and end, deputies, accounts shut and opened."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.errors import ContentError
from server.locale import N_, gettext
from server.services import account_changes, second_factors
from server.services.accounts import Term, grant_role
from server.services.actor import Role
from server.services.people_list import AccountState, Person, RoleHeld, find_people, get_person
from server.services.permissions import Right, require_anywhere
from server.services.roles import LastApproverError, NewDeputy, end_role, name_deputy
from server.staff_web import times
from server.staff_web.access import proved
from server.staff_web.forms import Form, sentence_of
from server.staff_web.places import unit_name, units_for
from server.staff_web.site import actor, resources, staff
from server.staff_web.slips import slip_page
from server.staff_web.words import ACCOUNT_STATES, ROLES

ROWS, MOST_ROWS = 30, 2000
_DONE = {
    "shut": N_("The account is shut. Nobody signs in with it any more."),
    "open": N_("The account is open again."),
    "sign_out": N_("Signed out on all devices."),
    "take_factor": N_("The second factor is taken away. The person sets up a new one."),
}
Answer = str | Response | tuple[str, int]


@staff.get("/people")
def people_list() -> str:
    """List the people of the units the person manages."""
    q, first = request.args.get("q", "")[:100], Form(request.args).number("rows")
    rows = max(ROWS, min(first, MOST_ROWS))
    found, total = find_people(resources(), actor(), q, rows)
    return render_template(
        "staff/people.html",
        q=q,
        people=[_told_row(person) for person in found],
        total=total,
        more=url_for("staff.people_list", q=q or None, rows=rows + 100) if total > rows else "",
    )


@staff.get("/people/<person_id>")
def person(person_id: str) -> str:
    """Show one person, their roles, and what can be done."""
    return _page(person_id, Form())


@staff.post("/people/<person_id>/roles")
def add_role(person_id: str) -> Answer:
    """Give one more role, for good or for a time."""
    form = Form(request.form)
    require_anywhere(resources(), actor(), Right.MANAGE_ACCOUNTS)

    def work(person: Person) -> None:
        grant_role(
            resources(),
            login=person.login,
            role=form.value("role"),
            unit_code=form.value("unit"),
            actor=actor(),
            term=read_term(form),
        )

    return _deed(person_id, form, work, "role", gettext("The role is given."))


@staff.post("/people/<person_id>/roles/<role_id>/end")
def ending_role(person_id: str, role_id: str) -> Answer:
    """End one role; the last approver of a unit only after a second yes."""
    form = Form(request.form)
    require_anywhere(resources(), actor(), Right.MANAGE_ACCOUNTS)

    def work(_: Person) -> None:
        end_role(resources(), actor(), role_id, is_sure=form.value("answer") == "yes")

    return _deed(person_id, form, work, "role_end", gettext("The role has ended."))


@staff.post("/people/<person_id>/deputy")
def making_deputy(person_id: str) -> Answer:
    """Name who stands in for this person, until when."""
    form = Form(request.form)
    require_anywhere(resources(), actor(), Right.MANAGE_ACCOUNTS)

    def work(_: Person) -> None:
        term = read_term(form, "deputy_since", "deputy_until")
        new = NewDeputy(form.value("deputy"), form.value("grant"), term)
        name_deputy(resources(), actor(), new)

    return _deed(person_id, form, work, "deputy", gettext("The deputy is named."))


@staff.post("/people/<person_id>/account/<any(shut,open,sign_out,take_factor):deed>")
def change_person(person_id: str, deed: str) -> Answer:
    """Shut the account, open it, sign it out, or take its second factor away."""
    form = Form(request.form)
    require_anywhere(resources(), actor(), Right.MANAGE_ACCOUNTS)

    def work(person: Person) -> None:
        login = person.login
        if deed == "shut":
            is_sure = form.value("answer") == "yes"
            account_changes.disable_account(resources(), login, actor(), is_sure=is_sure)
        elif deed == "open":
            account_changes.enable_account(resources(), login, actor())
        elif deed == "sign_out":
            account_changes.sign_out_everywhere(resources(), login, actor())
        else:
            second_factors.take_away(resources(), actor(), person.id)

    return _deed(person_id, form, work, deed, gettext(_DONE[deed]))


@staff.post("/people/<person_id>/slip")
def person_slip(person_id: str) -> Answer:
    """Make a fresh slip to set a password with; it is shown once."""
    form = Form(request.form)
    require_anywhere(resources(), actor(), Right.MANAGE_ACCOUNTS)
    person = get_person(resources(), actor(), person_id)
    if not proved(form):
        return _page(person_id, form, "slip"), 422
    try:
        code = account_changes.new_slip(resources(), person.login, actor())
    except ContentError as error:
        form.refuse("slip", sentence_of(error))
        return _page(person_id, form, "slip"), 422
    back = url_for("staff.person", person_id=person_id)
    return slip_page(person.name, person.login, code, back)


def read_term(form: Form, since: str = "since", until: str = "until") -> Term:
    """Read the days of a role, both counted in, either left out. Raises: InvalidInputError."""
    first, last = form.value(since).strip(), form.value(until).strip()
    return Term(
        times.start_of(times.read_day(first, since)) if first else None,
        times.end_of(times.read_day(last, until)) if last else None,
    )


def role_choices() -> list[tuple[str, str]]:
    """Return the roles with their words."""
    return [(role.value, gettext(ROLES[role.value])) for role in Role]


def unit_choices() -> list[tuple[str, str]]:
    """Return the units in which the person may give roles, as (code, name)."""
    return [(unit.code, unit.name) for unit in units_for(Right.MANAGE_ACCOUNTS)]


def _deed(
    person_id: str, form: Form, work: Callable[[Person], None], name: str, done: str
) -> Answer:
    """Do it for who proved who they are, and show what stands in its way."""
    found = get_person(resources(), actor(), person_id)
    if not proved(form):
        return _page(person_id, form, name), 422
    try:
        work(found)
    except LastApproverError as error:
        return _page(person_id, form, name, warning=sentence_of(error)), 409
    except ContentError as error:
        form.refuse(error.field or name, sentence_of(error))
        return _page(person_id, form, name), 422
    flash(done, "done")
    return redirect(url_for("staff.person", person_id=person_id), 303)


def _page(person_id: str, form: Form, asked: str = "", warning: str = "") -> str:
    found = get_person(resources(), actor(), person_id)
    now = resources().clock.now()
    return render_template(
        "staff/person.html",
        form=form,
        asked=asked,
        warning=warning,
        again=request.path,
        typed=[pair for pair in form.typed.items() if pair[0] not in ("csrf_token", "answer")],
        found=found,
        state=ACCOUNT_STATES[found.state],
        is_shut=found.state is AccountState.SHUT,
        is_me=found.id == actor().account_id,
        code_until=times.moment(found.code_until, now) if found.code_until else "",
        roles=[_told_role(role) for role in found.roles if not role.is_over],
        past=[_told_role(role) for role in found.roles if role.is_over],
        has_app=second_factors.has_app(resources(), found.id),
        role_choices=role_choices(),
        unit_choices=unit_choices(),
    )


def _told_row(person: Person) -> dict[str, object]:
    held = [role for role in person.roles if not role.is_over]
    return {
        "name": person.name,
        "login": person.login,
        "url": url_for("staff.person", person_id=person.id),
        "state": ACCOUNT_STATES[person.state],
        "roles": [_told_role(role) for role in held],
    }


def _told_role(role: RoleHeld) -> dict[str, object]:
    return {
        "id": role.id,
        "word": gettext(ROLES[role.role]),
        "place": unit_name(role.unit_id),
        "days": _days(role.since, role.until),
        "deputy_for": role.deputy_for,
        "is_managed": role.is_managed,
    }


def _days(since: datetime | None, until: datetime | None) -> str:
    first = times.day_text(times.local(since).date()) if since else ""
    last = times.day_text(times.local(until - timedelta(seconds=1)).date()) if until else ""
    if first and last:
        return gettext("%(first)s to %(last)s", first=first, last=last)
    if last:
        return gettext("until %(day)s", day=last)
    return gettext("since %(day)s", day=first) if first else ""
