"""Server-side sessions: they end by idling, by age, by sign-out and by being killed."""

import pytest

from content.errors import NotFoundError
from server.services import sessions
from server.services.accounts import create_account
from server.services.resources import Resources
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units, cheap_hashes

PASSWORD = "ruộng bậc thang 27 mùa"


@pytest.fixture
def account_id(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> str:
    add_units(resources)
    cheap_hashes(monkeypatch)
    monkeypatch.setattr(resources.clock, "sleep", lambda seconds: None)
    return create_account(
        resources, login="lan", name="Lan", password=PASSWORD, role="author", unit_code="20857"
    ).id


def a_session(resources: Resources, account_id: str, agent: str = "Firefox") -> str:
    opened = sessions.open_session(resources, account_id, address="10.0.0.1", user_agent=agent)
    return opened.token


def test_an_idle_session_ends_after_half_an_hour(
    resources: Resources, clock: FixedClock, account_id: str
) -> None:
    token = a_session(resources, account_id)
    for _ in range(3):
        clock.advance(29 * 60)
        assert sessions.actor_of_session(resources, token) is not None
    clock.advance(30 * 60)
    assert sessions.actor_of_session(resources, token) is None


def test_a_busy_session_ends_after_twelve_hours(
    resources: Resources, clock: FixedClock, account_id: str
) -> None:
    token = a_session(resources, account_id)
    for _ in range(35):
        clock.advance(20 * 60)
        assert sessions.actor_of_session(resources, token) is not None
    clock.advance(20 * 60)
    assert sessions.actor_of_session(resources, token) is None


def test_sign_out_ends_it(resources: Resources, account_id: str) -> None:
    token = a_session(resources, account_id)
    sessions.sign_out(resources, token)
    assert sessions.actor_of_session(resources, token) is None
    sessions.sign_out(resources, token)


def test_sessions_are_listed_and_killed_by_their_owner_only(
    resources: Resources, account_id: str
) -> None:
    kept, lost = a_session(resources, account_id), a_session(resources, account_id, "Phone")
    listed = sessions.list_sessions(resources, account_id)
    phone = next(one for one in listed if one.user_agent == "Phone")
    with pytest.raises(NotFoundError):
        sessions.end_session(resources, "somebody else", phone.id)
    sessions.end_session(resources, account_id, phone.id)
    assert sessions.actor_of_session(resources, lost) is None
    assert sessions.actor_of_session(resources, kept) is not None


def test_expired_sessions_are_swept_and_not_listed(
    resources: Resources, clock: FixedClock, account_id: str
) -> None:
    a_session(resources, account_id)
    clock.advance(31 * 60)
    assert sessions.list_sessions(resources, account_id) == ()
    a_session(resources, account_id, "Phone")
    assert len(sessions.list_sessions(resources, account_id)) == 1


def test_step_up_lasts_five_minutes(
    resources: Resources, clock: FixedClock, account_id: str
) -> None:
    token = a_session(resources, account_id)
    assert sessions.has_stepped_up(resources, token)
    clock.advance(5 * 60)
    assert not sessions.has_stepped_up(resources, token)
    assert not sessions.step_up(resources, token, "a wrong password")
    assert not sessions.has_stepped_up(resources, token)
    assert sessions.step_up(resources, token, PASSWORD)
    assert sessions.has_stepped_up(resources, token)
    assert not sessions.step_up(resources, "no such token", PASSWORD)
