"""Our alerts for other systems, by HTTP."""

import pytest
from flask.testing import FlaskClient
from lxml import etree

from content.cap import CapMessage, CapMsgType, CapStatus
from content.cap_reading import read_cap
from server.services.alerting import AlertView, approve_alert, cancel_alert, update_alert
from server.services.resources import Resources
from tests.cap_samples import REAL
from tests.server.board_builders import a_board, a_request, fire, officer, own_words
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def world(resources: Resources) -> Resources:
    add_units(resources)
    a_board(resources)
    return resources


def read(client: FlaskClient, path: str) -> CapMessage:
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.content_type == "application/cap+xml; charset=utf-8"
    xml = answer.get_data()
    if REAL is not None:
        schema = etree.XMLSchema(etree.parse(str(REAL / "cap12.xsd")))
        schema.assertValid(etree.fromstring(xml))
    (found,) = read_cap(xml)
    assert found.message is not None
    return found.message


def listed(client: FlaskClient) -> list[CapMessage]:
    """What a system that follows the feed comes to read."""
    answer = client.get("/feeds/cap.atom")
    assert answer.status_code == 200
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    links = etree.fromstring(answer.get_data()).iter(f"{ATOM}entry")
    hrefs = [entry.find(f"{ATOM}link").get("href") for entry in links]
    return [read(client, href[href.index("/feeds/") :]) for href in hrefs]


def changed(world: Resources, view: AlertView, clock: FixedClock) -> AlertView:
    clock.advance(60)
    request = a_request(clock.now(), template_slots={"where": "xã Ba Vinh"})
    return update_alert(world, officer(), view.id, request)


def test_an_alert_in_force_is_told_to_all(world: Resources, client: FlaskClient) -> None:
    assert listed(client) == []
    view = fire(world)
    (message,) = listed(client)
    assert message.identifier == view.identifier
    assert (message.status, message.msg_type) == (CapStatus.ACTUAL, CapMsgType.ALERT)
    assert message.infos[0].areas[0].geocodes == (("GSO", "20857"),)
    assert message.infos[0].headline == view.alert.info[0].headline
    assert read(client, f"/feeds/cap/{view.identifier}") == message


def test_each_revision_is_a_message_of_its_own_that_names_those_before(
    world: Resources, client: FlaskClient, clock: FixedClock
) -> None:
    view = fire(world)
    changed(world, view, clock)
    clock.advance(60)
    cancel_alert(world, officer(), view.id, "Nước đã rút")
    alert, update, end = (read(client, f"/feeds/cap/{view.identifier}.{n}") for n in (1, 2, 3))
    assert [one.msg_type for one in (alert, update, end)] == ["Alert", "Update", "Cancel"]
    assert update.references == (alert.reference,)
    assert end.references == (alert.reference, update.reference)
    assert listed(client) == [end] == [read(client, f"/feeds/cap/{view.identifier}")]


def test_a_drill_is_an_exercise_and_a_silent_test_is_not_told(
    world: Resources, client: FlaskClient
) -> None:
    drill = fire(world, status="Exercise")
    silent = fire(world, status="Exercise", silent=True)
    assert [one.status for one in listed(client)] == [CapStatus.EXERCISE]
    assert read(client, f"/feeds/cap/{drill.identifier}").note == f"Diễn tập {drill.identifier}"
    assert client.get(f"/feeds/cap/{silent.identifier}").status_code == 404
    assert client.get(f"/feeds/cap/{silent.identifier}.1").status_code == 404


def test_what_no_second_officer_approved_is_not_told(
    world: Resources, client: FlaskClient, clock: FixedClock
) -> None:
    from server.services import alerting

    view = alerting.issue_alert(world, officer(), own_words(clock.now()))
    assert listed(client) == []
    assert client.get(f"/feeds/cap/{view.identifier}").status_code == 404
    approve_alert(world, officer(number=2), view.id, view.revision, view.digest)
    (message,) = listed(client)
    assert message.msg_type is CapMsgType.ALERT and message.identifier == view.identifier


def test_what_is_over_stays_a_day(world: Resources, client: FlaskClient, clock: FixedClock) -> None:
    view = fire(world)
    clock.advance(23 * 3600)
    assert len(listed(client)) == 1
    clock.advance(2 * 3600)
    assert listed(client) == []
    assert read(client, f"/feeds/cap/{view.identifier}").identifier == view.identifier


@pytest.mark.parametrize(
    "name", ["nothing", "bangtin-1.1", "x." + "9" * 200, "x.٣", "%00", "a.b.c", ".1"]
)
def test_an_unknown_name_answers_404_in_a_line(
    world: Resources, client: FlaskClient, name: str
) -> None:
    answer = client.get(f"/feeds/cap/{name}")
    assert answer.status_code == 404 and answer.mimetype == "text/plain"
    assert "<" not in answer.get_data(as_text=True)


def test_a_revision_that_never_went_out_is_not_there(world: Resources, client: FlaskClient) -> None:
    view = fire(world)
    for number in ("0", "2", "01x"):
        assert client.get(f"/feeds/cap/{view.identifier}.{number}").status_code == 404


def test_what_has_not_changed_is_not_sent_again(
    world: Resources, client: FlaskClient, clock: FixedClock
) -> None:
    view = fire(world)
    for path in ("/feeds/cap.atom", f"/feeds/cap/{view.identifier}"):
        first = client.get(path)
        tag, when = first.headers["ETag"], first.headers["Last-Modified"]
        assert "max-age" in first.headers["Cache-Control"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
        assert client.get(path, headers={"If-Modified-Since": when}).status_code == 304
    changed(world, view, clock)
    assert client.get("/feeds/cap.atom", headers={"If-None-Match": tag}).status_code == 200
    assert client.get("/feeds/cap.atom", headers={"If-Modified-Since": when}).status_code == 200
