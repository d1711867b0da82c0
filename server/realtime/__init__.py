"""Sockets and engine: what is pushed to boards and what they say over the socket.

Law: only here are Socket.IO and the engine named. Pushes are hints written after commit;
a failed push never fails what was committed, for the head is the truth.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from server.services.resources import Resources


def attach(app: "Flask", resources: "Resources") -> None:
    """Serve boards' sockets from this application on the engine the settings name."""
    # Workers import the engine before anything else: patching must come first.
    from server.realtime import wiring

    wiring.attach(app, resources)
