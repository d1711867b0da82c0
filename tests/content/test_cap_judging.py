"""What becomes of a message: on the glass or not, held, and for whom."""

from datetime import UTC, datetime, timedelta

import pytest

from content.cap import CapArea, CapSeverity
from content.cap_judgement import CapDecision
from content.cap_judging import MOST_AHEAD, MOST_EVENTS
from content.cap_policy import PriorityRule, SourcePolicy
from content.priority import Priority
from content.targeting import Targets
from tests.cap_desk import AUTOMATIC, CAME, Desk, code, follow_up
from tests.cap_samples import SENT, a_message, an_info, read_own

HOUR = timedelta(hours=1)


def test_an_alert_comes_into_force_with_its_place_and_priority() -> None:
    found = Desk().take(read_own("alert"))
    assert found.decision is CapDecision.IN_FORCE and found.priority is Priority.EMERGENCY
    (incident,) = found.incidents
    assert incident.targets == Targets(subtrees=("trabong",))
    assert incident.begins == CAME
    assert incident.expires == datetime(2026, 11, 25, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("exercise", "exercise"),
        ("system", "system"),
        ("test", "test"),
        ("draft", "draft"),
        ("restricted", "restricted"),
        ("private", "private"),
        ("ack", "ack"),
        ("error", "error"),
        ("edxl-de-2-exercise", "exercise"),
        ("expired", "expired"),
    ],
)
def test_what_is_not_for_the_public_now_is_ignored_each_with_its_reason(
    name: str, why: str
) -> None:
    assert code(name) == ("ignored", why)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("update", "waits_for_target"),
        ("cancel-without-info", "waits_for_target"),
        ("update-without-info", "no_info"),
        ("update-with-broken-references", "no_references"),
        ("without-area", "no_area"),
        ("unknown-geocode", "unknown_codes"),
    ],
)
def test_what_needs_a_person_or_another_message_is_held(name: str, why: str) -> None:
    assert code(name) == ("held", why)


def test_a_source_speaks_only_for_its_senders() -> None:
    policy = SourcePolicy(senders=("kttv@example.vn",), is_automatic=True)
    assert Desk(policy).take(a_message()).decision is CapDecision.IN_FORCE
    found = Desk(policy).take(a_message(sender="KTTV@example.vn"))
    assert (found.decision, found.code) == (CapDecision.REJECTED, "unknown_sender")


def test_missing_expires_lasts_the_hours_of_the_source() -> None:
    message = read_own("without-expires")
    (incident,) = Desk(SourcePolicy(is_automatic=True, default_hours=2)).take(message).incidents
    assert incident.expires == SENT + 2 * HOUR
    assert Desk(AUTOMATIC).take(message, SENT + 5 * HOUR).decision is CapDecision.IN_FORCE
    assert Desk(AUTOMATIC).take(message, SENT + 6 * HOUR).code == "expired"


def test_what_takes_effect_later_waits_and_a_later_onset_does_not_delay_the_warning() -> None:
    later = CAME + HOUR
    (incident,) = Desk().take(a_message(infos=(an_info(effective=later),))).incidents
    assert incident.begins == later
    (incident,) = Desk().take(read_own("begins-later")).incidents
    assert incident.begins == CAME and incident.infos[0].onset is not None
    never = a_message(infos=(an_info(effective=later, expires=later),))
    assert Desk().take(never).code == "expired"


def test_separate_events_become_separate_alerts_and_translations_one() -> None:
    flood, slide = Desk().take(read_own("two-incidents")).incidents
    assert [info.language for info in flood.infos] == ["vi-VN", "en-US"]
    assert (flood.priority, slide.priority) == (Priority.EMERGENCY, Priority.PRIORITY)
    assert slide.targets == Targets(subtrees=("bato",))


def test_an_event_elsewhere_is_left_out_and_the_one_here_comes_into_force() -> None:
    elsewhere = an_info(event="Bão", areas=(CapArea("Xa", geocodes=(("GSO", "99999"),)),))
    gone = an_info(event="Sương", expires=SENT)
    found = Desk().take(a_message(infos=(elsewhere, an_info(), gone)))
    assert found.decision is CapDecision.IN_FORCE and len(found.incidents) == 1
    assert [why.code for _, why in found.left_out] == ["unknown_codes", "expired"]


def test_below_the_threshold_nothing_is_shown_and_what_stood_ends() -> None:
    policy = SourcePolicy(
        is_automatic=True, rules=(PriorityRule(None, severities=(CapSeverity.MINOR,)),)
    )
    minor = (an_info(severity=CapSeverity.MINOR),)
    assert Desk(policy).take(a_message(infos=minor)).code == "below_threshold"
    desk = Desk(policy)
    desk.take(a_message())
    found = desk.take(follow_up(1, a_message(), infos=minor))
    assert (found.decision, found.code) == (CapDecision.CANCELLED, "lowered")


def test_the_first_emergency_of_a_source_waits_for_a_person() -> None:
    desk = Desk(SourcePolicy())
    found = desk.take(a_message())
    assert (found.decision, found.code) == (CapDecision.HELD, "unconfirmed_source")
    assert found.incidents, "the person sees what it would do"
    assert desk.take(a_message()).code == "unconfirmed_source"
    assert desk.take(a_message(), is_released=True).decision is CapDecision.IN_FORCE
    desk.has_confirmed = True
    assert desk.take(a_message(identifier="kttv-2")).decision is CapDecision.IN_FORCE


def test_what_is_no_emergency_needs_nobody() -> None:
    mild = a_message(infos=(an_info(severity=CapSeverity.MODERATE),))
    found = Desk(SourcePolicy()).take(mild)
    assert (found.decision, found.priority) == (CapDecision.IN_FORCE, Priority.PRIORITY)


def test_a_sender_far_ahead_of_the_clock_is_looked_at_first() -> None:
    ahead = CAME + MOST_AHEAD
    life = (an_info(expires=ahead + HOUR),)
    assert Desk().take(a_message(sent=ahead, infos=life)).decision is CapDecision.IN_FORCE
    found = Desk().take(a_message(sent=ahead + timedelta(seconds=1), infos=life))
    assert found.code == "from_the_future"


def test_a_flood_of_events_is_looked_at_first() -> None:
    many = tuple(
        an_info(expires=SENT + HOUR + timedelta(minutes=n)) for n in range(MOST_EVENTS + 1)
    )
    assert Desk().take(a_message(infos=many)).code == "too_many_events"
