"""A break-glass alert is told to the unit above and signed off there: services.alert_reviews."""

import pytest
from sqlalchemy import select

from content.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from server.services import alert_reviews as reviews
from server.services.actor import Actor
from server.services.alerting import AlertView, issue_alert, update_alert
from server.services.resources import Resources
from server.services.tasks import count_waiting
from server.services.telling import tell
from server.storage.tables import AuditRow
from tests.server.board_builders import a_board, a_request, own_words
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units, cheap_hashes
from tests.server.telling_builders import a_person, told, with_mail

HOUR = 3600


@pytest.fixture
def office(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Resources:
    cheap_hashes(monkeypatch)
    add_units(resources)
    a_board(resources)
    with_mail(resources)
    return resources


@pytest.fixture
def alone(office: Resources) -> Actor:
    return a_person(office, "truc-xa", "duty_officer", "20857")


@pytest.fixture
def above(office: Resources) -> Actor:
    return a_person(office, "truc-khuvuc", "duty_officer", "KV-522")


def break_glass(office: Resources, who: Actor, **fields: object) -> AlertView:
    request = own_words(office.clock.now(), break_glass=True, **fields)
    view = issue_alert(office, who, request)
    tell(office)
    return view


def test_the_unit_above_is_told_at_once_and_sees_it_waiting(
    office: Resources, alone: Actor, above: Actor
) -> None:
    beside = a_person(office, "truc-xa-2", "duty_officer", "20857")
    view = break_glass(office, alone)
    assert told(office) == [("truc-khuvuc", "ask.review")]
    assert [count_waiting(office, who) for who in (above, beside, alone)] == [1, 0, 0]
    (waiting,) = reviews.open_reviews(office, above)
    assert (waiting.alert_id, waiting.fired_by, waiting.is_open) == (
        view.id,
        alone.account_id,
        True,
    )


def test_it_is_signed_off_with_a_sentence_that_stands_in_the_audit(
    office: Resources, alone: Actor, above: Actor
) -> None:
    view = break_glass(office, alone)
    signed = reviews.sign_review(office, above, view.id, " Phát đúng. ")
    assert (signed.reviewed_by, signed.sentence) == (above.account_id, "Phát đúng.")
    assert reviews.open_reviews(office, above) == ()
    assert count_waiting(office, above) == 0
    assert told(office) == []
    query = select(AuditRow).where(AuditRow.action == "alert.reviewed")
    (line,) = office.database.read(lambda session: session.scalars(query).all())
    assert line.subject == view.id and "Phát đúng." in line.details
    with pytest.raises(ConflictError):
        reviews.sign_review(office, above, view.id, "Lần nữa")


def test_whoever_sent_it_and_whoever_sits_beside_do_not_sign_it_off(
    office: Resources, alone: Actor, above: Actor
) -> None:
    beside = a_person(office, "truc-xa-2", "duty_officer", "20857")
    view = break_glass(office, alone)
    for who in (alone, beside):
        with pytest.raises(ForbiddenError):
            reviews.sign_review(office, who, view.id, "Đúng")
    found = reviews.review_of(office, view.id)
    assert found is not None and found.is_open
    assert reviews.may_sign(office, above, found) and not reviews.may_sign(office, beside, found)


def test_where_nobody_is_above_another_officer_of_the_unit_signs(office: Resources) -> None:
    first = a_person(office, "truc-tinh", "duty_officer", "51")
    second = a_person(office, "truc-tinh-2", "duty_officer", "51")
    view = break_glass(office, first)
    assert told(office) == [("truc-tinh-2", "ask.review")]
    reviews.sign_review(office, second, view.id, "Đúng")
    with pytest.raises(ForbiddenError):
        reviews.sign_review(office, first, break_glass(office, first).id, "Đúng")


def test_it_is_asked_again_and_wider_until_somebody_has_looked(
    office: Resources, alone: Actor, above: Actor, clock: FixedClock
) -> None:
    a_person(office, "truc-tinh", "duty_officer", "51")
    break_glass(office, alone)
    clock.advance(24 * HOUR)
    tell(office)
    kinds = told(office)
    assert kinds.count(("truc-khuvuc", "ask.review")) == 2
    assert ("truc-tinh", "ask.review") in kinds


@pytest.mark.parametrize("sentence", ["", "   ", "x" * (reviews.LONGEST_SENTENCE + 1)])
def test_a_sentence_must_be_said(
    office: Resources, alone: Actor, above: Actor, sentence: str
) -> None:
    view = break_glass(office, alone)
    with pytest.raises(InvalidInputError):
        reviews.sign_review(office, above, view.id, sentence)


def test_drills_and_templates_need_no_review(office: Resources, alone: Actor, above: Actor) -> None:
    drill = break_glass(office, alone, status="Exercise")
    prepared = issue_alert(office, alone, a_request(office.clock.now()))
    tell(office)
    assert told(office) == []
    assert [reviews.review_of(office, one.id) for one in (drill, prepared)] == [None, None]
    with pytest.raises(NotFoundError):
        reviews.sign_review(office, above, prepared.id, "Đúng")


def test_sent_alone_once_more_it_is_open_again(
    office: Resources, alone: Actor, above: Actor, clock: FixedClock
) -> None:
    view = break_glass(office, alone)
    reviews.sign_review(office, above, view.id, "Đúng")
    clock.advance(60)
    update_alert(office, alone, view.id, own_words(office.clock.now(), break_glass=True))
    tell(office)
    assert len(reviews.open_reviews(office, above)) == 1
    assert told(office) == [("truc-khuvuc", "ask.review")]
