"""The staff blueprint and what every page of it needs: resources, actor, the page's frame."""

from typing import cast

from flask import Blueprint, current_app, g

from server.services.actor import Actor
from server.services.resources import Resources

staff = Blueprint(
    "staff",
    __name__,
    url_prefix="/staff",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)


def resources() -> Resources:
    """Return the resources this app was made with."""
    return cast(Resources, current_app.extensions["bangtin"])


def actor() -> Actor:
    """Return who is signed in; only for pages behind `access`."""
    return cast(Actor, g.actor)
