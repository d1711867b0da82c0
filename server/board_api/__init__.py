"""Everything a board calls over HTTP: pairing, tokens, state, content, reports, its page.

Law: speaks the board protocol and nothing else; who asks is told by the board's own token,
never by what it says. A view reads, calls one service and answers.
"""

from flask import Flask

from server.board_api import board_page, content, pairing, reports, state
from server.services.resources import Resources

__all__ = ["register"]


def register(app: Flask, resources: Resources) -> None:
    """Add every address of the protocol."""
    for part in (pairing, state, reports, content):
        app.register_blueprint(part.make_blueprint(resources))
    app.register_blueprint(board_page.make_blueprint(resources.settings))
