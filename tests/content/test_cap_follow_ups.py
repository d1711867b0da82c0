"""Updates, cancels and repeats in any order: cap_judging."""

from dataclasses import replace
from datetime import timedelta

from content.cap import CapMsgType
from content.cap_judgement import CapDecision
from content.cap_policy import SourcePolicy
from content.targeting import Targets
from tests.cap_desk import Desk, cancel, code, follow_up
from tests.cap_samples import SENT, a_message, an_info, read_own

HOUR = timedelta(hours=1)


def test_an_update_replaces_and_a_cancel_without_info_ends() -> None:
    desk = Desk()
    alert, update = read_own("alert"), read_own("update")
    desk.take(alert)
    replaced = desk.take(update)
    assert replaced.decision is CapDecision.REPLACED and replaced.acts_on == (alert.reference,)
    ended = desk.take(read_own("cancel-without-info"))
    assert ended.decision is CapDecision.CANCELLED and ended.acts_on == (update.reference,)
    assert not any(earlier.is_standing for earlier in desk.kept.values()) or [
        earlier.msg_type for earlier in desk.kept.values() if earlier.is_standing
    ] == [CapMsgType.CANCEL]


def test_an_update_before_its_target_waits_then_counts_instead_of_it() -> None:
    desk = Desk()
    alert, update = read_own("alert"), read_own("update")
    assert desk.take(update).code == "waits_for_target"
    assert desk.take(update).code == "waits_for_target"
    assert desk.take(alert).code == "replaced_before"
    acted = desk.take(update)
    assert acted.decision is CapDecision.IN_FORCE and acted.incidents
    assert desk.take(update).is_repeat


def test_a_cancel_before_its_target_keeps_it_off_the_glass() -> None:
    desk = Desk()
    alert, ending = a_message(), cancel(5, a_message())
    assert desk.take(ending).code == "waits_for_target"
    assert desk.take(alert).code == "cancelled_before"
    assert desk.take(ending).code == "nothing_to_cancel"
    assert not any(earlier.is_standing for earlier in desk.kept.values())


def test_a_waiting_message_of_a_stranger_keeps_nothing_off_the_glass() -> None:
    desk = Desk()
    desk.take(cancel(5, a_message(), sender="ai-do@example.org"))
    assert desk.take(a_message()).decision is CapDecision.IN_FORCE


def test_an_update_without_info_changes_nothing() -> None:
    desk = Desk()
    desk.take(read_own("alert"))
    assert code("update-without-info", desk) == ("held", "no_info")
    assert desk.kept[read_own("alert").reference].is_standing


def test_another_sender_can_neither_update_nor_cancel() -> None:
    desk = Desk()
    desk.take(read_own("alert"))
    assert code("update-of-a-stranger", desk) == ("rejected", "foreign_target")
    stranger = cancel(3, a_message(), sender="ai-do@example.org")
    assert desk.take(stranger).code == "foreign_target"


def test_a_repeat_gets_the_same_answer_and_does_nothing() -> None:
    desk = Desk()
    first, again = desk.take(a_message()), desk.take(a_message())
    assert (again.decision, again.code, again.priority) == (
        first.decision, first.code, first.priority,
    )  # fmt: skip
    assert again.is_repeat and not again.incidents and not again.acts_on
    desk.take(follow_up(1, a_message()))
    assert desk.take(a_message()).decision is CapDecision.IN_FORCE
    assert desk.take(a_message()).is_repeat


def test_the_same_identifier_sent_at_another_time_is_another_message() -> None:
    desk = Desk()
    desk.take(a_message())
    assert not desk.take(a_message(sent=SENT + timedelta(minutes=1))).is_repeat


def test_an_older_update_after_a_newer_one_is_ignored() -> None:
    desk = Desk()
    alert = a_message()
    newer, older = follow_up(9, alert), follow_up(4, alert)
    desk.take(alert)
    desk.take(newer)
    assert desk.take(older).code == "older"
    assert desk.take(cancel(5, alert)).code == "older"
    assert desk.kept[newer.reference].is_standing


def test_a_newer_update_naming_only_the_first_replaces_the_last() -> None:
    desk = Desk()
    alert = a_message()
    middle = follow_up(4, alert)
    desk.take(alert)
    desk.take(middle)
    found = desk.take(follow_up(9, alert))
    assert found.decision is CapDecision.REPLACED and found.acts_on == (middle.reference,)


def test_an_update_after_the_cancel_stands_for_itself() -> None:
    desk = Desk()
    alert = a_message()
    desk.take(alert)
    desk.take(cancel(2, alert))
    assert desk.take(follow_up(3, alert)).decision is CapDecision.IN_FORCE
    assert desk.take(follow_up(1, alert)).code == "older"


def test_a_cancel_of_what_is_not_in_force_is_ignored() -> None:
    desk = Desk()
    alert = read_own("exercise")
    desk.take(alert)
    ending = a_message(
        identifier="k9", sender=alert.sender, msg_type=CapMsgType.CANCEL, infos=(),
        references=(alert.reference,),
    )  # fmt: skip
    assert desk.take(ending).code == "nothing_to_cancel"


def test_an_update_that_is_over_itself_ends_what_it_replaced() -> None:
    desk = Desk()
    alert = a_message()
    desk.take(alert)
    found = desk.take(follow_up(1, alert, infos=(an_info(expires=SENT + timedelta(minutes=5)),)))
    assert (found.decision, found.code) == (CapDecision.CANCELLED, "update_over")
    assert found.acts_on == (alert.reference,)
    lost = follow_up(1, a_message(identifier="x"), infos=(an_info(expires=SENT),))
    assert Desk().take(lost).code == "expired"


def test_a_cancel_or_update_of_what_waits_for_a_person_counts_in_its_place() -> None:
    desk = Desk(SourcePolicy())
    alert = a_message()
    desk.take(alert)
    update = desk.take(follow_up(1, alert))
    assert (update.decision, update.acts_on) == (CapDecision.HELD, (alert.reference,))
    ended = desk.take(cancel(2, alert, references=(alert.reference, follow_up(1, alert).reference)))
    assert ended.decision is CapDecision.CANCELLED and len(ended.acts_on) == 2


def test_a_person_may_say_where_it_goes_or_let_an_update_pass_alone() -> None:
    desk, here = Desk(), Targets(subtrees=("new",))
    nowhere = read_own("without-area")
    assert desk.take(nowhere).code == "no_area"
    found = desk.take(nowhere, is_released=True, placed=here)
    assert found.decision is CapDecision.IN_FORCE and found.incidents[0].targets == here
    update = read_own("update-with-broken-references")
    desk.take(update)
    assert desk.take(update, is_released=True).decision is CapDecision.IN_FORCE
    empty = read_own("update-without-info")
    desk.take(empty)
    assert desk.take(empty, is_released=True).code == "no_info"


def test_replacements_that_run_in_a_circle_do_not_hang() -> None:
    one, two = a_message(identifier="1"), a_message(identifier="2")
    desk = Desk()
    for message, other in ((one, two), (two, one)):
        desk.take(message)
        kept = desk.kept[message.reference]
        desk.kept[message.reference] = replace(kept, replaced_by=other.reference)
    assert desk.take(follow_up(3, one)).decision is CapDecision.IN_FORCE
