"""The slip that opens an account: shown once, printed, handed over."""

from flask import render_template
from markupsafe import Markup

from server.render.qr import qr_svg
from server.services.entry_codes import EntryCode
from server.staff_web import times
from server.staff_web.site import resources


def slip_page(name: str, login: str, code: EntryCode, back: str) -> str:
    """Return the page with the code, in figures and for a telephone's camera."""
    address = f"{resources().settings.address}/staff/welcome"
    return render_template(
        "staff/slip.html",
        name=name,
        login=login,
        code=code.code,
        address=address,
        qr=Markup(qr_svg(f"{address}#{code.code}")),  # our own SVG
        until=times.moment(code.expires_at, resources().clock.now()),
        url_back=back,
    )
