"""Who is asked for a touch, when, and in which words."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from server.services import alerting, officer_keys
from server.services.actor import Actor
from server.services.contacts import Contact, set_contact
from server.services.resources import Resources
from server.services.tasks import count_waiting
from server.services.telling import tell
from server.storage.tables import MessageRow, TaskRow
from tests.server.board_builders import a_board, own_words
from tests.server.builders import FixedClock
from tests.server.officer_builders import a_person, an_officer, hold_ceremony, with_name
from tests.server.services.test_alert_approvals import fire, touch
from tests.server.staff_builders import add_units, cheap_hashes
from tests.server.telling_builders import told, with_mail
from tests.vectors.passkeys import Passkey

LAN, SON, XA = Passkey("lan"), Passkey("son"), Passkey("xa")


@pytest.fixture
def office(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Resources:
    cheap_hashes(monkeypatch)
    add_units(with_name(resources))
    a_board(resources)
    with_mail(resources)
    return resources


def with_address(resources: Resources, login: str, role: str, unit: str) -> Actor:
    actor = a_person(resources, login, role, unit)
    set_contact(resources, None, actor.account_id, Contact(email=f"{login}@example.vn"))
    return actor


@pytest.fixture
def admin(office: Resources) -> Actor:
    return a_person(office, "quan", "administrator", "51")


@pytest.fixture
def lan(office: Resources) -> Actor:
    return with_address(office, "lan", "duty_officer", "51")


@pytest.fixture
def son(office: Resources) -> Actor:
    return with_address(office, "son", "duty_officer", "51")


@pytest.fixture
def officers(office: Resources, admin: Actor, lan: Actor, son: Actor) -> Resources:
    """Lan and Sơn hold keys for the province; a third officer on duty has none."""
    an_officer(office, admin, lan, LAN, "51")
    an_officer(office, admin, son, SON, "51")
    with_address(office, "khong-khoa", "duty_officer", "51")
    hold_ceremony(office)
    forget(office)
    return office


def forget(resources: Resources) -> None:
    """Leave out what was told about the keys themselves."""

    def work(session) -> None:  # type: ignore[no-untyped-def]
        for row in session.scalars(select(MessageRow)):
            session.delete(row)

    resources.database.write(work)


def test_who_prepares_an_alert_has_a_minute_to_touch_before_others_are_asked(
    officers: Resources, lan: Actor, clock: FixedClock
) -> None:
    view = fire(officers, lan)
    tell(officers)
    assert told(officers) == []
    clock.advance(60)
    tell(officers)
    assert told(officers) == [("lan", "ask.touch"), ("son", "ask.touch")]
    touch(officers, lan, LAN, view)
    tell(officers)
    assert told(officers) == []
    assert officers.database.read(lambda session: session.scalars(select(TaskRow)).all()) == []


def test_an_author_without_a_key_leaves_it_to_those_who_have_one(officers: Resources) -> None:
    author = with_address(officers, "moi", "duty_officer", "51")
    fire(officers, author)
    assert told(officers) == [("lan", "ask.touch"), ("son", "ask.touch")]


def test_free_words_ask_everybody_but_their_author_and_remind(
    officers: Resources, lan: Actor, son: Actor, clock: FixedClock
) -> None:
    alerting.issue_alert(officers, lan, own_words(clock.now()))
    assert told(officers) == [("son", "ask.touch")]
    row = officers.database.read(lambda session: session.scalars(select(MessageRow)).one())
    assert row.is_urgent and row.params["who"] == "Lan"
    clock.advance(180)
    tell(officers)
    assert told(officers) == [("son", "ask.touch")] * 2
    assert [count_waiting(officers, one) for one in (lan, son)] == [0, 1]


def test_the_badge_counts_for_those_whose_key_counts(officers: Resources, son: Actor) -> None:
    author = with_address(officers, "moi", "duty_officer", "51")
    fire(officers, author)
    assert [count_waiting(officers, one) for one in (son, author)] == [1, 0]
    officer_keys.revoke(officers, son, SON.key_id)
    assert count_waiting(officers, son) == 0


def test_one_who_speaks_for_all_boards_is_asked_before_those_for_a_part(
    office: Resources, admin: Actor, lan: Actor, son: Actor, clock: FixedClock
) -> None:
    a_board(office, unit="20900", name="Trà Bồng")
    part = with_address(office, "xa", "duty_officer", "51")
    an_officer(office, admin, son, SON, "51")
    an_officer(office, admin, part, XA, "20900")
    hold_ceremony(office)
    forget(office)
    fire(office, lan, targets={"subtrees": ["51"]})
    assert told(office) == [("son", "ask.touch")]
    clock.advance(180)
    tell(office)
    assert told(office) == [("son", "ask.touch")] * 2 + [("xa", "ask.touch")]


def test_each_part_is_asked_where_nobody_speaks_for_all(
    office: Resources, admin: Actor, lan: Actor
) -> None:
    a_board(office, unit="20900", name="Trà Bồng")
    for login, passkey, unit in (("ba-to", LAN, "20857"), ("tra-bong", XA, "20900")):
        person = with_address(office, login, "duty_officer", "51")
        an_officer(office, admin, person, passkey, unit)
    hold_ceremony(office)
    forget(office)
    fire(office, lan, targets={"subtrees": ["51"]})
    assert told(office) == [("ba-to", "ask.touch"), ("tra-bong", "ask.touch")]


def test_who_may_not_approve_for_the_alerts_unit_is_not_asked(
    office: Resources, admin: Actor, lan: Actor, son: Actor
) -> None:
    below = with_address(office, "xa", "duty_officer", "20857")
    an_officer(office, admin, below, XA, "20857")
    an_officer(office, admin, son, SON, "51")
    hold_ceremony(office)
    forget(office)
    fire(office, lan, targets={"subtrees": ["51"]})
    assert told(office) == [("son", "ask.touch")]


def test_who_has_touched_is_not_asked_again(
    office: Resources, admin: Actor, lan: Actor, son: Actor
) -> None:
    an_officer(office, admin, lan, LAN, "51")
    an_officer(office, admin, son, SON, "51")
    hold_ceremony(office, officer_threshold=2)
    forget(office)
    view = fire(office, lan)
    assert told(office) == [("lan", "ask.touch"), ("son", "ask.touch")]
    forget(office)
    assert touch(office, lan, LAN, view).state == "pending"
    tell(office)
    assert told(office) == [("son", "ask.touch")]


def test_where_no_key_counts_those_are_told_who_would_need_one(
    officers: Resources, lan: Actor, son: Actor
) -> None:
    for actor, passkey in ((lan, LAN), (son, SON)):
        officer_keys.revoke(officers, actor, passkey.key_id)
    forget(officers)
    fire(officers, lan)
    assert told(officers, "ask.touch") == [
        ("khong-khoa", "ask.touch"), ("lan", "ask.touch"), ("son", "ask.touch"),
    ]  # fmt: skip


def test_what_has_ended_is_asked_for_no_more(
    officers: Resources, lan: Actor, clock: FixedClock
) -> None:
    request = replace(own_words(clock.now()), status="Exercise")
    alerting.issue_alert(officers, lan, request)
    row = officers.database.read(lambda session: session.scalars(select(MessageRow)).one())
    assert not row.is_urgent and row.subject.startswith("DRILL")
    clock.advance(3 * 3600)
    tell(officers)
    assert told(officers) == []
