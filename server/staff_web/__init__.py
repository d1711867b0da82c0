"""Pages for staff: they parse what was typed, call one service and answer with HTML.

A form posts and is answered by 303; nothing changes on GET. No rule and no table lives here;
every deed is refused by the service, never only hidden by a page.
"""

from flask import Flask, request
from markupsafe import Markup

from content.text import bind
from server import locale
from server.errors import show_pages
from server.services.resources import Resources
from server.staff_web import security
from server.staff_web.errors import error_page
from server.staff_web.pages import staff

__all__ = ["error_page", "register"]


def register(app: Flask, resources: Resources) -> None:
    """Add the staff pages and the guards that every page of this server stands behind."""
    app.extensions["bangtin"] = resources
    app.secret_key = resources.keyring.secret("page forms")
    app.jinja_env.filters["bound"] = _bound
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    locale.install(app)
    security.install(app, resources.settings)
    show_pages(app, _is_ours, error_page)
    app.register_blueprint(staff)


def _bound(text: str) -> str:
    """Keep a number with its unit and `xã` with its name; what was escaped stays so."""
    return Markup(bind(text)) if isinstance(text, Markup) else bind(text)


def _is_ours() -> bool:
    return request.path.startswith("/staff")
