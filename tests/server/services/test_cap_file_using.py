"""Files of messages go into what is out, and into what is let out later."""

from pathlib import Path

import pytest

from server.services.alerting import get_alert
from server.services.cap_deciding import let_out
from server.services.cap_file_fetching import fetch_files
from server.services.cap_files import list_files
from server.services.media import get_media
from server.services.resources import Resources
from tests.server.board_builders import ABoard, a_board, officer
from tests.server.cap_builders import a_cap, a_source, alerts, message_of, notices, send
from tests.server.cap_file_builders import (
    Net,
    a_net,
    a_png,
    a_wav,
    file_row,
    inside,
    outside,
)
from tests.server.officer_builders import a_person, an_officer, hold_ceremony, with_name
from tests.server.services.test_alert_approvals import touch
from tests.server.staff_builders import add_units, cheap_hashes
from tests.vectors.passkeys import Passkey

FIRST = "QN-2026-001"
LAN = Passkey("lan")


@pytest.fixture(autouse=True)
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


@pytest.fixture
def net(monkeypatch: pytest.MonkeyPatch) -> Net:
    return a_net(monkeypatch)


@pytest.fixture
def source(resources: Resources) -> str:
    return a_source(resources, is_automatic=True)


def state(resources: Resources, place: int = 0) -> str:
    return file_row(resources, message_of(resources, FIRST).id, place).state


def test_a_recording_becomes_the_voice_of_its_language_in_a_further_revision(
    resources: Resources, source: str, board: ABoard, tmp_path: Path
) -> None:
    send(resources, a_cap(resource=inside(a_wav(tmp_path))), source)
    [before] = alerts(resources)
    assert before.alert.info[0].audio is None
    fetch_files(resources)
    [after] = alerts(resources)
    assert (after.id, after.revision, after.state) == (before.id, 2, "in_force")
    voice = after.alert.info[0].audio
    assert voice is not None and voice in after.alert.media
    assert after.alert.media[voice]["type"] == "audio/mp4"  # type: ignore[index]
    assert resources.media.path(voice).is_file()
    listed = board.head().listed(before.id)
    assert listed is not None and listed.revision == 2
    assert state(resources) == "used"
    fetch_files(resources)
    assert get_alert(resources, officer(), before.id).revision == 2


def test_what_is_here_before_an_officer_lets_it_out_goes_with_it_at_once(
    resources: Resources, tmp_path: Path
) -> None:
    source = a_source(resources)
    send(resources, a_cap(resource=inside(a_wav(tmp_path))), source)
    fetch_files(resources)
    assert state(resources) == "ready"
    row = message_of(resources, FIRST)
    let_out(resources, officer(number=2), row.id, row.digest)
    [view] = alerts(resources)
    assert view.revision == 1 and view.alert.info[0].audio is not None
    fetch_files(resources)
    assert state(resources) == "used"
    assert alerts(resources)[0].revision == 1


def test_a_picture_of_an_alert_is_kept_and_that_is_said(
    resources: Resources, source: str, net: Net
) -> None:
    net.has("/b.png", a_png())
    send(resources, a_cap(resource=outside("/b.png")), source)
    fetch_files(resources)
    assert alerts(resources)[0].revision == 1
    row = message_of(resources, FIRST)
    [shown] = list_files(resources, officer(), row.id)
    assert shown.state == "kept" and "no picture" in shown.reason
    assert shown.media_id is not None
    assert get_media(resources, officer(), shown.media_id).is_ready


def test_a_notice_gets_its_picture_and_its_recording(
    resources: Resources, source: str, net: Net, tmp_path: Path
) -> None:
    net.has("/b.png", a_png())
    both = outside("/b.png") + inside(a_wav(tmp_path))
    send(resources, a_cap(severity="Moderate", urgency="Expected", resource=both), source)
    [before] = notices(resources)
    fetch_files(resources)
    [after] = notices(resources)
    assert after.id == before.id and after.shown_revision == 2
    assert len(after.content.media) == 1 and after.content.audio is not None
    assert after.content.title == before.content.title
    assert [state(resources, place) for place in (0, 1)] == ["used", "used"]


def test_a_recording_longer_than_boards_play_is_kept(
    resources: Resources, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.services.cap_files.LONGEST_SPOKEN_S", 0)
    send(resources, a_cap(resource=inside(a_wav(tmp_path))), source)
    fetch_files(resources)
    assert state(resources) == "kept"
    assert alerts(resources)[0].revision == 1


def test_under_officers_it_goes_in_before_the_touch_and_never_after(
    resources: Resources, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap_hashes(monkeypatch)
    admin = a_person(with_name(resources), "quan", "administrator", "51")
    lan = a_person(resources, "lan", "duty_officer", "51")
    an_officer(resources, admin, lan, LAN, "51")
    hold_ceremony(resources)
    send(resources, a_cap(resource=inside(a_wav(tmp_path))), source)
    fetch_files(resources)
    [waiting] = alerts(resources)
    assert waiting.state == "pending" and waiting.alert.info[0].audio is not None
    assert touch(resources, lan, LAN, waiting).state == "in_force"
    send(resources, a_cap(identifier="QN-2", resource=inside(a_wav(tmp_path))), source)
    late = next(view for view in alerts(resources) if view.id != waiting.id)
    assert touch(resources, lan, LAN, late).state == "in_force"
    fetch_files(resources)
    row = file_row(resources, message_of(resources, "QN-2").id)
    assert row.state == "kept" and "approved" in (row.reason or "")
    assert get_alert(resources, officer(), late.id).revision == 1
