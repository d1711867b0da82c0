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

__all__ = ["error_page", "prepare", "register"]

_URGENT = ("alert", "ledger", "stop", "not_sent", "_area", "_place", "_reach", "_touch", "base",
           "macros")  # fmt: skip


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


def prepare(app: Flask) -> None:
    """Read the catalogues and compile what officers open under an alert, from any thread.

    Else the first of them has the hub wait for it, while receipts come in.
    """
    for language in locale.LANGUAGES:
        locale.catalogue(language)
    for name in app.jinja_env.list_templates(filter_func=_is_urgent):
        app.jinja_env.get_template(name)


def _is_urgent(name: str) -> bool:
    return name.startswith("staff/") and any(word in name for word in _URGENT)


def _bound(text: str) -> str:
    """Keep a number with its unit and `xã` with its name; what was escaped stays so."""
    return Markup(bind(text)) if isinstance(text, Markup) else bind(text)


def _is_ours() -> bool:
    return request.path.startswith("/staff")
