"""How a person is told what waits: addresses, and which of them may be used."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from content.errors import InvalidInputError
from server.locale import gettext
from server.services.contacts import Contact, contact_of, set_contact
from server.services.outbox import GATEWAY, MAIL, channels
from server.staff_web.access import proved
from server.staff_web.forms import Form
from server.staff_web.site import actor, resources, staff


@staff.get("/account/messages")
def my_messages() -> str:
    """Show one's addresses and choices."""
    held = contact_of(resources(), actor().account_id)
    ways = [name for name, is_on in ((MAIL, held.by_mail), (GATEWAY, held.by_gateway)) if is_on]
    return _page(Form.of({"email": held.email, "phone": held.phone, "by": ways}))


@staff.post("/account/messages")
def keep_my_messages() -> str | Response | tuple[str, int]:
    """Keep them."""
    form = Form(request.form)
    contact = Contact(
        form.value("email"), form.value("phone"), form.has("by", MAIL), form.has("by", GATEWAY)
    )
    if not proved(form):
        return _page(form), 401
    try:
        set_contact(resources(), actor(), actor().account_id, contact)
    except InvalidInputError as error:
        form.refuse_error(error, "email")
        return _page(form), 422
    flash(gettext("Kept."), "done")
    return redirect(url_for("staff.my_messages"), 303)


def _page(form: Form) -> str:
    return render_template(
        "staff/my_messages.html", form=form, ways=frozenset(channels(resources().settings))
    )
