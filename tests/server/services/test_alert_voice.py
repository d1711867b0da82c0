import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from content import trust
from content.alert import Alert
from content.alert_heard import Way, ways
from content.errors import ConflictError, InvalidInputError
from server.services import alerting, speaking
from server.services.actor import Role
from server.services.alert_reach import read_reach
from server.services.alert_requests import AlertName, AlertRequest, read_request
from server.services.alert_voice import Plan, prepare_voice
from server.services.media import MediaView, add_media
from server.services.media_sweep import sweep
from server.services.resources import Resources
from server.storage.tables import AuditRow
from tests.server.board_builders import a_board, officer, own_words
from tests.server.media_builders import a_sound
from tests.server.services.test_media_sweep import age_files
from tests.server.staff_builders import add_units, an_actor
from tests.server.voice_builders import a_program, await_voices, fired, give_voice, heard, short


@pytest.fixture(autouse=True)
def board(resources: Resources) -> None:
    add_units(resources)
    a_board(resources)


def sent(resources: Resources, alert_id: str) -> Alert:
    held = resources.alerts.get(alert_id)
    assert held is not None
    envelope = trust.Envelope.from_dict(held.envelope, "alert")
    return Alert.from_payload(trust.verify_alert(envelope, resources.keyring.trusted))


def written_down(resources: Resources) -> dict[str, object]:
    rows = resources.database.read(
        lambda session: list(session.scalars(select(AuditRow).order_by(AuditRow.seq)))
    )
    found: dict[str, object] = json.loads(
        [row for row in rows if row.action.startswith("alert.")][-1].details
    )
    return found


def look_at(resources: Resources, request: AlertRequest) -> Plan:
    """Do what the page of the last check does."""
    reach = read_reach(resources, officer(), request.targets)
    name = AlertName("preview", "preview")
    alert = read_request(request, reach, name, 1, resources.clock.now())
    return prepare_voice(resources, officer(), alert, request, reach.unit_id)


def a_recording(resources: Resources, folder: Path, seconds: float = 2.0) -> MediaView:
    data = a_sound(folder, "mp3", seconds=seconds)
    return add_media(resources, officer(), data, "hre.mp3", "province")


def test_an_alert_is_heard_in_each_language_that_has_a_voice(
    resources: Resources, client: FlaskClient
) -> None:
    give_voice(resources)
    alert = sent(resources, fired(resources).id)
    assert alert.sound == "attention" and set(heard(alert)) == {"vi", "en"}
    assert set(alert.media) == set(heard(alert).values())
    for digest, told in alert.media.items():
        assert isinstance(told, dict) and told["type"] == "audio/mp4"
        with client.get(f"/media/{digest}") as answer:
            assert answer.status_code == 200 and answer.mimetype == "audio/mp4"
            assert len(answer.data) == told["bytes"] and told["seconds"] > 1
    assert written_down(resources)["heard"] == ["vi", "en"]
    assert written_down(resources)["tone_only"] == []


def test_its_sounds_are_gone_when_it_is_over(resources: Resources, client: FlaskClient) -> None:
    give_voice(resources)
    view = fired(resources)
    digest = heard(sent(resources, view.id))["vi"]
    alerting.cancel_alert(resources, officer(), view.id, "Hết lũ")
    assert client.get(f"/media/{digest}").status_code == 410
    assert client.get(f"/media/{'0' * 64}").status_code == 404


def test_its_sounds_stay_until_it_is_over_and_are_swept_then(resources: Resources) -> None:
    give_voice(resources)
    view = fired(resources)
    digest = heard(sent(resources, view.id))["vi"]
    age_files(resources)
    sweep(resources)
    assert resources.media.has(digest)
    resources.clock.advance(7200)
    age_files(resources)
    sweep(resources)
    assert not resources.media.has(digest)


@pytest.mark.parametrize("program", ["", "no-such-program", "broken"])
def test_without_a_voice_it_goes_with_its_tone_and_says_so(
    resources: Resources, tmp_path: Path, program: str
) -> None:
    program = a_program(tmp_path, "exit 1") if program == "broken" else program
    give_voice(resources, program)
    view = fired(resources)
    alert = sent(resources, view.id)
    assert view.state == "in_force" and alert.sound == "attention"
    assert not heard(alert) and not alert.media
    assert written_down(resources)["tone_only"] == ["vi", "en"]


def test_an_alert_is_never_kept_back_for_its_voice(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_voice(resources)
    monkeypatch.setattr(speaking, "run_child", None)
    view = fired(resources, voice_within_s=None)
    alert = sent(resources, view.id)
    assert view.state == "in_force" and alert.sound == "attention" and not heard(alert)
    assert written_down(resources)["tone_only"] == ["vi", "en"]


def test_what_was_prepared_is_heard_without_waiting(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_voice(resources)
    request = short(resources, voice_within_s=None)
    plan = look_at(resources, request)
    assert set(plan.scripts) == {"vi", "en"}
    await_voices(resources)
    monkeypatch.setattr(speaking, "run_child", None)
    alert = sent(resources, alerting.issue_alert(resources, officer(), request).id)
    assert set(heard(alert)) == {"vi", "en"}
    assert ways(alert) == {"vi": Way.VOICE, "en": Way.VOICE}
    assert written_down(resources)["tone_only"] == []


def test_other_words_than_those_prepared_are_not_heard(resources: Resources) -> None:
    give_voice(resources)
    look_at(resources, short(resources, voice_within_s=None))
    await_voices(resources)
    other = replace(short(resources, voice_within_s=None), template_slots={"where": "xã Ba Vinh"})
    assert not heard(sent(resources, alerting.issue_alert(resources, officer(), other).id))


def test_a_silent_test_has_neither_tone_nor_voice(resources: Resources) -> None:
    give_voice(resources)
    alert = sent(resources, fired(resources, status="Exercise", silent=True).id)
    assert alert.sound is None and not heard(alert) and not alert.media
    assert written_down(resources)["tone_only"] == []


def test_a_drill_has_a_tone_of_its_own(resources: Resources) -> None:
    give_voice(resources)
    alert = sent(resources, fired(resources, status="Exercise").id)
    assert alert.sound == "drill" and set(heard(alert)) == {"vi", "en"}


def test_the_officers_recording_is_preferred(resources: Resources, tmp_path: Path) -> None:
    give_voice(resources)
    recorded = a_recording(resources, tmp_path)
    alert = sent(resources, fired(resources, audio={"vi": recorded.id}).id)
    assert heard(alert)["vi"] == recorded.sha256
    assert heard(alert)["en"] != recorded.sha256
    assert ways(alert) == {"vi": Way.RECORDING, "en": Way.VOICE}


def test_a_language_without_letters_of_its_own_is_heard(
    resources: Resources, tmp_path: Path
) -> None:
    give_voice(resources, "")
    recorded = a_recording(resources, tmp_path)
    alert = sent(resources, fired(resources, audio={"hre": recorded.id}).id)
    assert heard(alert) == {"hre": recorded.sha256}
    hre = alert.info[-1]
    assert (hre.language, hre.headline, hre.description) == ("hre", "LŨ QUÉT", "")


def test_a_recording_in_a_drill_is_framed_or_not_heard(
    resources: Resources, tmp_path: Path
) -> None:
    give_voice(resources)
    recorded = a_recording(resources, tmp_path)
    alert = sent(resources, fired(resources, status="Exercise", audio={"hre": recorded.id}).id)
    framed = heard(alert)["hre"]
    told = alert.media[framed]
    assert framed != recorded.sha256 and isinstance(told, dict)
    assert ways(alert)["hre"] is Way.RECORDING
    assert told["seconds"] > recorded.seconds + 3
    give_voice(resources, "")
    resources.speech.spoken.clear()
    alone = fired(resources, status="Exercise", audio={"jra": recorded.id})
    assert not heard(sent(resources, alone.id))


def test_an_info_names_its_own_recording(resources: Resources, tmp_path: Path) -> None:
    give_voice(resources, "")
    recorded = a_recording(resources, tmp_path)
    info = [
        {"language": "vi", "headline": "LŨ QUÉT", "description": "", "instruction": "Chạy"},
        {"language": "hre", "headline": "LŨ QUÉT", "audio": recorded.id},
    ]
    request = own_words(resources.clock.now(), info, break_glass=True)
    view = alerting.issue_alert(resources, officer(), request)
    assert heard(sent(resources, view.id)) == {"hre": recorded.sha256}


def test_what_the_second_officer_approves_includes_what_is_heard(resources: Resources) -> None:
    give_voice(resources)
    waiting = alerting.issue_alert(resources, officer(), own_words(resources.clock.now()))
    assert waiting.state == "pending" and set(heard(waiting.alert)) == {"vi"}
    mute = replace(
        waiting.alert, media={}, info=tuple(replace(i, audio=None) for i in waiting.alert.info)
    )
    other = trust.approval_challenge(mute.to_dict()).hex()
    assert other != waiting.digest
    with pytest.raises(ConflictError):
        alerting.approve_alert(resources, officer(number=2), waiting.id, 1, other)
    alerting.approve_alert(resources, officer(number=2), waiting.id, 1, waiting.digest)
    assert heard(sent(resources, waiting.id)) == heard(waiting.alert)


def test_sounds_of_what_waits_are_not_public_yet(resources: Resources, client: FlaskClient) -> None:
    give_voice(resources)
    waiting = alerting.issue_alert(resources, officer(), own_words(resources.clock.now()))
    digest = heard(waiting.alert)["vi"]
    assert client.get(f"/media/{digest}").status_code == 404
    age_files(resources)
    sweep(resources)
    assert resources.media.has(digest)


def test_an_update_is_spoken_anew(resources: Resources) -> None:
    give_voice(resources)
    view = fired(resources)
    before = heard(sent(resources, view.id))
    request = replace(short(resources), template_slots={"where": "xã Ba Vinh"})
    alerting.update_alert(resources, officer(), view.id, request)
    after = heard(sent(resources, view.id))
    assert set(after) == {"vi", "en"} and not set(after.values()) & set(before.values())


def test_the_same_key_speaks_once(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    give_voice(resources)
    request = short(resources)
    first = alerting.issue_alert(resources, officer(), request, "key")
    monkeypatch.setattr(speaking, "run_child", None)
    assert alerting.issue_alert(resources, officer(), request, "key") == first


@pytest.mark.parametrize("name", ["missing", "a picture", "too long", "elsewhere"])
def test_what_is_no_recording_is_refused_and_nothing_is_sent(
    resources: Resources, tmp_path: Path, name: str
) -> None:
    given = {"missing": lambda: "no-such-media"}
    given["too long"] = lambda: a_recording(resources, tmp_path, 185).id
    given["a picture"] = lambda: _picture(resources).id
    given["elsewhere"] = lambda: _foreign(resources, tmp_path).id
    with pytest.raises(InvalidInputError, check=lambda e: e.field == "audio.vi"):
        alerting.issue_alert(
            resources, officer("commune"), short(resources, audio={"vi": given[name]()})
        )
    assert resources.alerts.snapshot().alerts == ()


def test_an_unknown_language_is_refused(resources: Resources, tmp_path: Path) -> None:
    recorded = a_recording(resources, tmp_path)
    with pytest.raises(InvalidInputError, match="language"):
        fired(resources, audio={"Tiếng Hrê": recorded.id})


def _picture(resources: Resources) -> MediaView:
    sink = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(sink, "PNG")
    return add_media(resources, officer("commune"), sink.getvalue(), "a.png", "commune")


def _foreign(resources: Resources, folder: Path) -> MediaView:
    data = a_sound(folder, "mp3", seconds=1.0)
    return add_media(resources, an_actor(Role.AUTHOR, "sibling"), data, "a.mp3", "sibling")
