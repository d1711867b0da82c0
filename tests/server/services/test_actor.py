"""Grants and their time."""

from datetime import timedelta

from server.services.actor import Grant, Role
from tests.server.builders import START


def test_a_grant_is_half_open() -> None:
    grant = Grant(Role.AUTHOR, "commune", START, START + timedelta(days=1))
    assert grant.is_valid(START)
    assert not grant.is_valid(START - timedelta(seconds=1))
    assert not grant.is_valid(START + timedelta(days=1))


def test_a_grant_without_bounds_always_holds() -> None:
    assert Grant(Role.AUTHOR, "commune").is_valid(START)
