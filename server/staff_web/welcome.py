"""Opening an account with a code, and asking for one when the password is forgotten."""

from flask import render_template, request
from werkzeug.wrappers import Response

from content.errors import InvalidInputError
from server.services.accounts import enter
from server.services.entry_codes import forgotten as ask_for_code
from server.services.entry_codes import use_code
from server.staff_web.forms import Form
from server.staff_web.second_factor import let_in
from server.staff_web.site import resources, staff


@staff.get("/welcome")
def welcome() -> str:
    """Ask for the code and a new password; a code in the address never reaches the server."""
    return render_template("staff/welcome.html", form=Form())


@staff.post("/welcome")
def welcoming() -> str | Response | tuple[str, int]:
    """Set the password and sign in; a second factor is still asked for."""
    form = Form(request.form)
    address, agent = request.remote_addr or "", request.user_agent.string
    try:
        holder = use_code(
            resources(),
            form.value("code"),
            form.value("password"),
            again=form.value("again"),
            address=address,
        )
    except InvalidInputError as error:
        form.refuse_error(error, "code")
        return render_template("staff/welcome.html", form=form), 422
    token = enter(resources(), holder.account_id, address=address, user_agent=agent)
    return let_in(token, holder.login, "")


@staff.get("/forgotten")
def forgotten() -> str:
    """Ask whose password is forgotten."""
    return _page(Form())


@staff.post("/forgotten")
def forgetting() -> str:
    """Mail a code where there is an address; the answer is the same for everybody."""
    form = Form(request.form)
    ask_for_code(resources(), form.value("login"), request.remote_addr or "")
    return _page(form, is_asked=True)


def _page(form: Form, *, is_asked: bool = False) -> str:
    has_mail = bool(resources().settings.smtp_url)
    return render_template("staff/forgotten.html", form=form, is_asked=is_asked, has_mail=has_mail)
