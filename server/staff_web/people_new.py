"""A new person: name, sign-in name, role, unit; then the slip that opens the account."""

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from content.errors import ContentError
from server.services.account_changes import new_slip
from server.services.accounts import create_account
from server.services.contacts import Contact, read_email, read_phone, set_contact
from server.services.permissions import Right, require_anywhere
from server.staff_web.access import confirmed, proved
from server.staff_web.forms import Form
from server.staff_web.people import read_term, role_choices, unit_choices
from server.staff_web.site import actor, resources, staff
from server.staff_web.slips import slip_page


@staff.get("/people/new")
@confirmed
def new_person() -> str:
    """Ask who it is and what they may do."""
    require_anywhere(resources(), actor(), Right.MANAGE_ACCOUNTS)
    return _page(Form(request.args))


@staff.post("/people/new")
def making_person() -> str | Response | tuple[str, int]:
    """Make the account and show its slip."""
    require_anywhere(resources(), actor(), Right.MANAGE_ACCOUNTS)
    form = Form(request.form)
    if not proved(form):
        return _page(form), 422
    try:
        contact = Contact(read_email(form.value("email")), read_phone(form.value("phone")))
        made = create_account(
            resources(),
            login=form.value("login"),
            name=form.line("name"),
            password=None,
            role=form.value("role"),
            unit_code=form.value("unit"),
            actor=actor(),
            term=read_term(form),
        )
    except ContentError as error:
        form.refuse_error(error, "name")
        return _page(form), 422
    set_contact(resources(), actor(), made.id, contact)
    code = new_slip(resources(), made.login, actor())
    return slip_page(made.name, made.login, code, url_for("staff.person", person_id=made.id))


def _page(form: Form) -> str:
    return render_template(
        "staff/person_new.html",
        form=form,
        role_choices=role_choices(),
        unit_choices=unit_choices(),
        url_back=url_for("staff.people_list"),
    )
