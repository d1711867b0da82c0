"""Pages for citizens: read only, no login, no script, small, printable.

Only what has been approved is here; what was taken down answers 410 in plain words.
"""

from flask import Flask

from server.public_web.cap_feed import feeds
from server.public_web.views import error_page, public
from server.services.resources import Resources

__all__ = ["error_page", "register"]


def register(app: Flask, resources: Resources) -> None:
    """Add the citizens' pages; the staff pages' guards stand before these too."""
    app.extensions["bangtin"] = resources
    app.register_blueprint(public)
    app.register_blueprint(feeds)
