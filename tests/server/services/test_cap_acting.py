import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from server.services.actor import Role
from server.services.resources import Resources
from server.storage.tables import CapSourceRow
from tests.server.board_builders import ABoard, a_board, officer
from tests.server.builders import START, FixedClock
from tests.server.cap_builders import (
    LATER,
    a_cancel,
    a_cap,
    a_source,
    actions,
    alerts,
    an_update,
    cap_time,
    message_of,
    messages,
    notices,
    refer,
    send,
)
from tests.server.staff_builders import add_units, an_actor

ADMIN = an_actor(Role.ADMINISTRATOR, "province")


@pytest.fixture(autouse=True)
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


@pytest.fixture
def source(resources: Resources) -> str:
    return a_source(resources, is_automatic=True)


def test_an_emergency_of_an_automatic_source_is_an_alert_at_once(
    resources: Resources, source: str, board: ABoard
) -> None:
    assert send(resources, a_cap(), source) == [("QN-2026-001", "in_force")]
    [alert] = alerts(resources)
    assert alert.state == "in_force" and alert.unit_id == "province" and alert.targeted == 1
    assert alert.alert.info[0].headline == "LŨ QUÉT TRÊN SÔNG LIÊN"
    assert alert.alert.sender == "Chi cục Phòng chống thiên tai"
    assert alert.alert.targets.subtrees == ("commune",)
    assert alert.alert.expires == START + timedelta(hours=2)
    assert [listed.id for listed in board.head().alerts] == [alert.id]
    row = message_of(resources, "QN-2026-001")
    assert row.became == [["alert", alert.id]] and row.raw == a_cap()
    assert actions(resources) == ["cap.source_added", "cap.in_force"]


def test_the_first_emergency_of_a_source_waits_for_a_person(resources: Resources) -> None:
    source = a_source(resources)
    assert send(resources, a_cap(), source) == [("QN-2026-001", "held")]
    row = message_of(resources, "QN-2026-001")
    assert row.held_for == "person" and alerts(resources) == []


def test_the_same_message_gets_the_same_answer_and_does_nothing_twice(
    resources: Resources, source: str
) -> None:
    first = send(resources, a_cap(), source)
    assert send(resources, a_cap(), source) == first
    assert len(alerts(resources)) == len(messages(resources)) == 1


def test_the_same_message_twenty_times_at_once_is_one_alert(
    resources: Resources, source: str
) -> None:
    together = threading.Barrier(20)

    def post(_: int) -> list[tuple[str | None, str]]:
        together.wait(timeout=30)
        return send(resources, a_cap(), source)

    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(post, range(20)))
    assert found == [[("QN-2026-001", "in_force")]] * 20
    assert len(alerts(resources)) == len(messages(resources)) == 1


def test_twenty_different_messages_at_once_all_go_out(resources: Resources, source: str) -> None:
    with ThreadPoolExecutor(20) as pool:
        jobs = [
            pool.submit(send, resources, a_cap(identifier=f"QN-{n}"), source) for n in range(20)
        ]
        assert {job.result()[0][1] for job in jobs} == {"in_force"}
    assert len(alerts(resources)) == 20


def test_first_posts_of_an_account_at_once_make_one_source_of_its_own(
    resources: Resources,
) -> None:
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(send, resources, a_cap(identifier=f"QN-{n}")) for n in range(4)]
        assert {job.result()[0][1] for job in jobs} == {"held"}
    rows = resources.database.read(lambda session: session.scalars(select(CapSourceRow)).all())
    assert [(row.account_id, row.unit_id) for row in rows] == [("officer-1-province", "province")]


def test_an_update_is_the_next_revision_of_its_alert(resources: Resources, source: str) -> None:
    send(resources, a_cap(), source)
    before = alerts(resources)[0]
    update = an_update(headline="LŨ QUÉT: ĐÃ NGẬP CẦU")
    assert send(resources, update, source) == [("QN-2026-002", "replaced")]
    [after] = alerts(resources)
    assert (after.id, after.revision) == (before.id, 2)
    assert after.alert.info[0].headline == "LŨ QUÉT: ĐÃ NGẬP CẦU"
    assert message_of(resources, "QN-2026-001").replaced_by is not None


def test_a_cancel_without_words_takes_the_alert_off(
    resources: Resources, source: str, board: ABoard
) -> None:
    send(resources, a_cap(), source)
    assert send(resources, a_cancel(), source) == [("QN-2026-009", "cancelled")]
    [alert] = alerts(resources)
    assert alert.state == "cancelled"
    assert not board.head().alerts


def test_an_update_that_comes_before_its_target_waits_and_wins(
    resources: Resources, source: str
) -> None:
    update = an_update(headline="LŨ RÚT DẦN")
    assert send(resources, update, source) == [("QN-2026-002", "held")]
    assert message_of(resources, "QN-2026-002").held_for == "target"
    [(_, answer)] = send(resources, a_cap(), source)
    assert answer == "ignored"
    headlines = [one.alert.info[0].headline for one in alerts(resources)]
    assert headlines == ["LŨ RÚT DẦN"]
    assert message_of(resources, "QN-2026-002").held_for is None
    assert send(resources, update, source)[0][1] != "held"


def test_a_cancel_that_comes_before_its_target_lets_nothing_out(
    resources: Resources, source: str
) -> None:
    assert send(resources, a_cancel(), source) == [("QN-2026-009", "held")]
    assert send(resources, a_cap(), source) == [("QN-2026-001", "ignored")]
    assert alerts(resources) == []
    assert message_of(resources, "QN-2026-009").held_for is None


def test_a_cancel_takes_back_what_still_waits_for_a_person(resources: Resources) -> None:
    source = a_source(resources)
    send(resources, a_cap(), source)
    assert send(resources, a_cancel(), source) == [("QN-2026-009", "cancelled")]
    row = message_of(resources, "QN-2026-001")
    assert (row.decision, row.held_for) == ("ignored", None)


def test_what_is_no_emergency_becomes_a_notice_of_the_source_s_unit(
    resources: Resources, source: str
) -> None:
    assert send(resources, a_cap(severity="Moderate"), source) == [("QN-2026-001", "in_force")]
    assert send(resources, a_cap(severity="Minor", identifier="QN-7"), source) == [
        ("QN-7", "in_force")
    ]
    found = {view.content.priority.value: view for view in notices(resources)}
    assert set(found) == {"priority", "normal"} and alerts(resources) == []
    one = found["priority"]
    assert one.unit_id == "province" and one.state.value == "live"
    assert one.content.title == "LŨ QUÉT TRÊN SÔNG LIÊN"
    assert "Rời bờ suối" in one.content.body and "Nguồn: Chi cục Phòng" in one.content.body
    assert one.content.valid_until == START + timedelta(hours=2)


def test_a_notice_is_changed_and_taken_down_by_its_source(
    resources: Resources, source: str
) -> None:
    send(resources, a_cap(severity="Moderate"), source)
    update = an_update(severity="Moderate", headline="MƯA LỚN KÉO DÀI")
    assert send(resources, update, source) == [("QN-2026-002", "replaced")]
    [view] = notices(resources)
    assert (view.revision, view.content.title) == (2, "MƯA LỚN KÉO DÀI")
    gone = a_cancel(references=refer("QN-2026-002", LATER), sent=cap_time(LATER))
    assert send(resources, gone, source) == [("QN-2026-009", "cancelled")]
    [view] = notices(resources)
    assert view.state.value == "withdrawn"


def test_an_update_may_turn_an_alert_into_a_notice(
    resources: Resources, source: str, clock: FixedClock
) -> None:
    send(resources, a_cap(), source)
    clock.advance(600)
    assert send(resources, an_update(severity="Minor"), source) == [("QN-2026-002", "replaced")]
    assert [one.state for one in alerts(resources)] == ["cancelled"]
    assert [one.state.value for one in notices(resources)] == ["live"]


def test_a_commune_s_source_never_reaches_another_commune(resources: Resources) -> None:
    other = a_board(resources, "20860", "Chợ Ba Tô")
    source = a_source(resources, "commune", is_automatic=True)
    everywhere = (
        "<area><areaDesc>Cả tỉnh</areaDesc>"
        "<geocode><valueName>GSO</valueName><value>51</value></geocode>"
        "<geocode><valueName>GSO</valueName><value>20860</value></geocode></area>"
    )
    assert send(resources, a_cap(area=everywhere), source, officer("commune"))[0][1] == "in_force"
    [alert] = alerts(resources)
    assert alert.targeted == 1 and alert.alert.targets.subtrees == ("commune",)
    assert not other.head().alerts
    assert message_of(resources, "QN-2026-001").is_cut


def test_an_area_over_the_border_is_cut_at_it(resources: Resources) -> None:
    near = a_board(resources, "20857", "Gần", lat=14.77, lon=108.73)
    far = a_board(resources, "20860", "Xa", lat=14.78, lon=108.74)
    source = a_source(resources, "commune", is_automatic=True)
    circle = "<area><areaDesc>Vùng lũ</areaDesc><circle>14.77,108.73 30</circle></area>"
    assert send(resources, a_cap(area=circle), source, officer("commune"))[0][1] == "in_force"
    assert len(near.head().alerts) == 1
    assert not far.head().alerts
    assert message_of(resources, "QN-2026-001").is_cut


def test_an_alert_that_no_board_would_show_is_set_aside_with_words(
    resources: Resources, source: str
) -> None:
    sea = "<area><areaDesc>Biển xa</areaDesc><circle>10.0,115.0 5</circle></area>"
    assert send(resources, a_cap(area=sea), source) == [("QN-2026-001", "ignored")]
    assert message_of(resources, "QN-2026-001").reason_code == "no_board"


def test_an_update_that_moves_away_ends_the_alert_here(resources: Resources, source: str) -> None:
    send(resources, a_cap(), source)
    sea = "<area><areaDesc>Biển xa</areaDesc><circle>10.0,115.0 5</circle></area>"
    assert send(resources, an_update(area=sea), source) == [("QN-2026-002", "cancelled")]
    assert [one.state for one in alerts(resources)] == ["cancelled"]
