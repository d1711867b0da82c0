from dataclasses import replace

import pytest
from sqlalchemy import select

from server.services import alerting, outbox, own_templates, publishing, withdrawing
from server.services.actor import Actor
from server.services.resources import Resources
from server.services.tasks import count_waiting
from server.services.telling import tell
from server.storage.tables import MessageRow
from server.storage.tables.tasks import TaskRow
from tests.server.board_builders import own_words
from tests.server.builders import FixedClock
from tests.server.notice_builders import a_draft, pair_a_board
from tests.server.staff_builders import add_units, cheap_hashes
from tests.server.telling_builders import a_person, told, with_mail
from tests.server.template_builders import DIKE

HOUR = 3600


@pytest.fixture
def office(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Resources:
    """A commune with a board, two authors-and-approvers, and an approver of the area above."""
    cheap_hashes(monkeypatch)
    add_units(resources)
    pair_a_board(resources)
    with_mail(resources)
    return resources


@pytest.fixture
def author(office: Resources) -> Actor:
    return a_person(office, "soan", "author", "20857")


@pytest.fixture
def approver(office: Resources) -> Actor:
    return a_person(office, "duyet", "approver", "20857")


@pytest.fixture
def above(office: Resources) -> Actor:
    return a_person(office, "khu-vuc", "approver", "KV-522")


def send_in(office: Resources, author: Actor) -> publishing.NoticeView:
    view = publishing.create_notice(office, author, a_draft())
    return publishing.submit_notice(office, author, view.id)


def test_the_nearest_approvers_are_told_at_once(
    office: Resources, author: Actor, approver: Actor, above: Actor
) -> None:
    send_in(office, author)
    assert told(office) == [("duyet", "ask.notice")]


def test_without_an_approver_of_its_own_the_unit_above_is_told(
    office: Resources, author: Actor, above: Actor
) -> None:
    send_in(office, author)
    assert told(office) == [("khu-vuc", "ask.notice")]


def test_an_administrator_is_told_only_where_nobody_else_approves(
    office: Resources, author: Actor, approver: Actor
) -> None:
    a_person(office, "quantri", "administrator", "20857")
    send_in(office, author)
    assert told(office) == [("duyet", "ask.notice")]


def test_when_nobody_answers_it_is_told_again_and_above(
    office: Resources, author: Actor, approver: Actor, above: Actor, clock: FixedClock
) -> None:
    send_in(office, author)  # at 9:00
    clock.advance(2 * HOUR - 60)
    tell(office)
    assert told(office, "ask.notice_again") == []
    clock.advance(60)
    tell(office)
    tell(office)
    assert told(office, "ask.notice_again") == [
        ("duyet", "ask.notice_again"),
        ("khu-vuc", "ask.notice_again"),
    ]


def test_reminders_end(
    office: Resources, author: Actor, approver: Actor, clock: FixedClock
) -> None:
    send_in(office, author)
    for _ in range(60):
        clock.advance(12 * HOUR)
        tell(office)
    assert told(office) == [("duyet", "ask.notice")] + [("duyet", "ask.notice_again")] * 4


def test_what_is_decided_is_not_asked_for_any_more(
    office: Resources, author: Actor, approver: Actor, clock: FixedClock
) -> None:
    view = send_in(office, author)
    publishing.approve_notice(office, approver, view.id, view.revision, view.digest)
    clock.advance(30 * HOUR)
    tell(office)
    assert told(office) == [("soan", "news.approved")]
    assert office.database.read(lambda s: s.scalars(select(TaskRow)).all()) == []


def test_who_is_sent_something_back_reads_why_and_is_reminded(
    office: Resources, author: Actor, approver: Actor, clock: FixedClock
) -> None:
    view = send_in(office, author)
    publishing.reject_notice(office, approver, view.id, "Thiếu giờ họp thôn")
    assert told(office) == [("soan", "ask.mend")]
    row = office.database.read(lambda s: s.scalars(select(MessageRow)).one())
    assert row.params["reason"] == "Thiếu giờ họp thôn"
    clock.advance(30 * HOUR)
    tell(office)
    assert told(office, "ask.mend_again") == [("soan", "ask.mend_again")]
    publishing.edit_notice(office, author, view.id, {"title": "Họp thôn lúc 19 giờ"})
    assert told(office, "ask.") == [], "what was mended is asked for no more"


def test_an_author_hears_of_a_notice_taken_down_by_another(
    office: Resources, author: Actor, approver: Actor, above: Actor
) -> None:
    view = send_in(office, author)
    withdrawing.withdraw_notice(office, above, view.id, "Sai thẩm quyền")
    assert told(office) == [("soan", "news.withdrawn")]


def test_who_takes_back_their_own_is_told_nothing(office: Resources, author: Actor) -> None:
    view = send_in(office, author)
    withdrawing.withdraw_notice(office, author, view.id, "Gửi nhầm")
    assert told(office) == []


def test_each_deed_is_told_once_whatever_comes_between(
    office: Resources, author: Actor, approver: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "queue", full)
        send_in(office, author)  # the deed itself stands
    assert told(office) == []
    tell(office)
    tell(office)
    assert told(office) == [("duyet", "ask.notice")]


def test_a_template_asks_the_other_officers_until_one_approves_it(
    office: Resources, clock: FixedClock
) -> None:
    writer = a_person(office, "truc", "duty_officer", "20857")
    second = a_person(office, "truc2", "duty_officer", "20857")
    view = own_templates.write_template(office, writer, "commune", DIKE)
    assert told(office) == [("truc2", "ask.template")]
    assert (count_waiting(office, second), count_waiting(office, writer)) == (1, 0)
    clock.advance(24 * HOUR)
    tell(office)
    assert told(office, "ask.template_again") == [("truc2", "ask.template_again")]
    own_templates.approve_template(office, second, view.id, view.digest)
    assert told(office) == [] and count_waiting(office, second) == 0


def test_a_changed_template_asks_anew_and_one_switched_off_no_more(office: Resources) -> None:
    writer = a_person(office, "truc", "duty_officer", "20857")
    second = a_person(office, "truc2", "duty_officer", "20857")
    view = own_templates.write_template(office, writer, "commune", DIKE)
    changed = replace(DIKE, name="Vỡ đê")
    view = own_templates.change_template(office, second, view.id, view.digest, changed)
    assert told(office) == [("truc", "ask.template")]
    own_templates.switch_template(office, writer, view.id, is_on=False)
    assert told(office) == [] and count_waiting(office, writer) == 0
    own_templates.switch_template(office, second, view.id, is_on=True)
    assert told(office) == [("truc", "ask.template")]


def test_an_alert_in_own_words_asks_for_a_second_officer_until_one_decides(
    office: Resources, clock: FixedClock
) -> None:
    asker = a_person(office, "truc", "duty_officer", "20857")
    second = a_person(office, "truc2", "duty_officer", "20857")
    a_person(office, "truc-tinh", "duty_officer", "51")
    view = alerting.issue_alert(office, asker, own_words(clock.now()))
    assert told(office) == [("truc-tinh", "ask.alert"), ("truc2", "ask.alert")]
    clock.advance(180)
    tell(office)
    assert len(told(office)) == 4, "in three minutes it is asked again"
    alerting.approve_alert(office, second, view.id, view.revision, view.digest)
    tell(office)
    assert told(office) == []
