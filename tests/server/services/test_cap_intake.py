import pytest
from sqlalchemy import select

from content.cap import MalformedCapError
from content.errors import ConflictError, ForbiddenError, NotFoundError
from server.services import cap_intake, cap_sources
from server.services.actor import Role
from server.services.resources import Resources
from server.storage.database import DatabaseUnavailableError
from server.storage.tables import AlertRow, CapMessageRow, CapSourceRow
from tests.server.board_builders import ABoard, a_board, officer
from tests.server.builders import FixedClock
from tests.server.cap_builders import (
    SENDER,
    a_cancel,
    a_cap,
    a_signer,
    a_source,
    actions,
    alerts,
    messages,
    notices,
    send,
    signed,
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


def test_malformed_and_hostile_xml_leave_a_line_in_the_audit_alone(resources: Resources) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY x "y">]>' + a_cap()
    for body in (b"<alert", b"", b"{}", bomb, b"<feed/>"):
        with pytest.raises(MalformedCapError):
            send(resources, body)
    assert actions(resources) == ["cap.refused"] * 5
    for table in (CapMessageRow, CapSourceRow, AlertRow):
        query = select(table)
        assert not resources.database.read(lambda s, q=query: s.scalars(q).all())


def test_a_message_that_breaks_a_rule_is_refused_and_the_others_of_its_list_count(
    resources: Resources, source: str
) -> None:
    both = b"<list>" + a_cap(scope="", identifier="QN-0") + a_cap() + b"</list>"
    assert send(resources, both, source) == [("QN-0", "rejected"), ("QN-2026-001", "in_force")]
    assert send(resources, both, source) == [("QN-0", "rejected"), ("QN-2026-001", "in_force")]
    assert len(messages(resources)) == 2


@pytest.mark.parametrize(
    "fields",
    [{"status": one} for one in ("Exercise", "System", "Test", "Draft")]
    + [{"scope": f"<scope>{one}</scope>"} for one in ("Restricted", "Private")]
    + [{"kind": one} for one in ("Ack", "Error")],
)
def test_what_is_not_for_the_public_is_kept_and_shown_nowhere(
    resources: Resources, source: str, fields: dict[str, str]
) -> None:
    assert send(resources, a_cap(**fields), source) == [("QN-2026-001", "ignored")]
    assert alerts(resources) == [] and notices(resources) == []


def test_a_source_with_pinned_issuers_takes_only_what_they_signed(resources: Resources) -> None:
    good, stranger = a_signer(), a_signer("Kẻ lạ")
    source = a_source(resources, is_automatic=True, issuers=(good.pem,))
    true = signed(a_cap(), good)
    altered = true.replace("Rời bờ suối".encode(), "Ở yên đó".encode())
    for body in (a_cap(), altered, signed(a_cap(), stranger)):
        assert send(resources, body, source)[0][1] == "rejected"
    assert alerts(resources) == []
    assert send(resources, true, source) == [("QN-2026-001", "in_force")]
    assert send(resources, signed(signed(a_cap(identifier="QN-2"), stranger), good), source) == [
        ("QN-2", "in_force")
    ]


def test_an_altered_copy_does_not_stand_in_the_way_of_the_true_message(
    resources: Resources,
) -> None:
    good = a_signer()
    source = a_source(resources, is_automatic=True, issuers=(good.pem,))
    true = signed(a_cap(), good)
    assert send(resources, true.replace("LŨ".encode(), "MƯA".encode()), source)[0][1] == "rejected"
    assert send(resources, true, source) == [("QN-2026-001", "in_force")]


def test_an_exercise_around_a_signed_alert_makes_it_no_real_one(resources: Resources) -> None:
    good = a_signer()
    source = a_source(resources, is_automatic=True, issuers=(good.pem,))
    edxl = "urn:oasis:names:tc:emergency:EDXL:DE:1.0"
    body = (
        f'<d:EDXLDistribution xmlns:d="{edxl}"><d:distributionStatus>Exercise'
        "</d:distributionStatus>"
    ).encode() + signed(a_cap(), good) + b"</d:EDXLDistribution>"  # fmt: skip
    assert send(resources, body, source) == [("QN-2026-001", "ignored")]


def test_a_sender_that_the_source_may_not_speak_for_is_refused(resources: Resources) -> None:
    source = a_source(resources, is_automatic=True, senders=("khac@example.vn",))
    assert send(resources, a_cap(), source) == [("QN-2026-001", "rejected")]
    allowed = a_source(resources, is_automatic=True, senders=(SENDER,))
    assert send(resources, a_cap(), allowed) == [("QN-2026-001", "in_force")]


def test_the_same_message_by_another_source_of_the_unit_is_not_shown_twice(
    resources: Resources, source: str
) -> None:
    other = a_source(resources, is_automatic=True, name="Cổng tổng hợp")
    send(resources, a_cap(), source)
    assert send(resources, a_cap(), other) == [("QN-2026-001", "ignored")]
    assert len(alerts(resources)) == 1


def test_only_who_may_fire_alerts_for_its_unit_sends_in_a_source_s_name(
    resources: Resources, source: str
) -> None:
    for actor in (an_actor(Role.ADMINISTRATOR, "province"), an_actor(Role.VIEWER, "province")):
        with pytest.raises(ForbiddenError):
            send(resources, a_cap(), source, actor)
    with pytest.raises(NotFoundError):
        send(resources, a_cap(), source, officer("commune"))
    with pytest.raises(NotFoundError):
        send(resources, a_cap(), "0123456789abcdef")
    assert messages(resources) == []


def test_nobody_sends_as_another_account(resources: Resources) -> None:
    send(resources, a_cap())
    [own] = cap_sources.list_sources(resources, ADMIN)
    with pytest.raises(ForbiddenError):
        send(resources, a_cap(identifier="QN-5"), own.id, officer(number=2))


def test_a_source_that_is_switched_off_is_not_heard(resources: Resources, source: str) -> None:
    cap_sources.switch_source(resources, ADMIN, source, is_enabled=False)
    with pytest.raises(ConflictError):
        send(resources, a_cap(), source)
    assert messages(resources) == []


def test_without_the_database_nothing_is_answered(
    resources: Resources, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(work: object) -> None:
        raise DatabaseUnavailableError

    monkeypatch.setattr(resources.database, "write", gone)
    with pytest.raises(DatabaseUnavailableError):
        send(resources, a_cap(), source)


def test_names_of_endless_length_are_refused(resources: Resources, source: str) -> None:
    long = "x" * (cap_intake.LONGEST_NAME + 1)
    assert send(resources, a_cap(identifier=long), source)[0][1] == "rejected"


def test_what_had_expired_when_it_came_is_set_aside(
    resources: Resources, source: str, clock: FixedClock
) -> None:
    clock.advance(3 * 3600)
    assert send(resources, a_cap(), source) == [("QN-2026-001", "ignored")]


def test_several_events_of_one_message_are_an_alert_each(resources: Resources, source: str) -> None:
    info = a_cap().split(b"<info>")[1].removesuffix(b"</alert>").decode()
    other = info.replace("Lũ quét", "Sạt lở").replace("LŨ QUÉT", "SẠT LỞ").replace("Met", "Geo")
    both = a_cap(info=f"<info>{info}<info>{other}")
    assert send(resources, both, source) == [("QN-2026-001", "in_force")]
    assert len(alerts(resources)) == 2
    assert send(resources, a_cancel(), source) == [("QN-2026-009", "cancelled")]
    assert {one.state for one in alerts(resources)} == {"cancelled"}
