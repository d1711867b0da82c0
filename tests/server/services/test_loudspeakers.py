import errno
import json
import os
import wave
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from server.services import alerting, loudspeakers
from server.services.doctor import Health, examine
from server.services.loudspeakers import SIDECAR, TEXT, TONE, hand_over
from server.services.resources import Resources
from tests.server.board_builders import a_board, officer
from tests.server.builders import FixedClock, some_settings
from tests.server.staff_builders import add_units
from tests.server.voice_builders import fired, give_voice, short


@pytest.fixture(autouse=True)
def folder(resources: Resources, tmp_path: Path) -> Path:
    """A folder that loudspeakers read, and a commune with a board."""
    add_units(resources)
    a_board(resources)
    made = tmp_path / "loudspeakers"
    made.mkdir()
    update = {"loudspeaker_dir": str(made)}
    resources.settings = resources.settings.model_copy(update=update)
    return made


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def sidecar(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / name / SIDECAR).read_text("utf-8"))
    return found


def seconds(path: Path) -> float:
    with wave.open(str(path), "rb") as sound:
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
        return sound.getnframes() / sound.getframerate()


def test_an_alert_is_handed_over_with_its_sounds_words_and_facts(
    resources: Resources, folder: Path
) -> None:
    give_voice(resources)
    view = fired(resources, risk_level=4)
    assert hand_over(resources) == 1
    (name,) = names(folder)
    assert name == f"{view.identifier}.1"
    told = sidecar(folder, name)
    assert (told["order"], told["status"], told["level"]) == ("announce", "Actual", 4)
    assert told["units"] == ["20857"] and told["drill"] is False
    assert [one["file"] for one in told["sounds"]] == [TONE, "1-vi.wav", "2-en.wav"]
    assert {one["way"] for one in told["sounds"]} == {"tone", "voice"}
    assert names(folder / name) == sorted([SIDECAR, TEXT, TONE, "1-vi.wav", "2-en.wav"])
    for digest, about in view.alert.media.items():
        place = [one.audio for one in view.alert.info].index(digest) + 1
        made = folder / name / f"{place}-{view.alert.info[place - 1].language}.wav"
        assert isinstance(about, dict) and abs(seconds(made) - about["seconds"]) < 0.2
    assert "LŨ QUÉT" in (folder / name / TEXT).read_text("utf-8")


def test_it_is_handed_over_once_even_when_the_other_side_clears_up(
    resources: Resources, folder: Path
) -> None:
    fired(resources, voice_within_s=None)
    assert hand_over(resources) == 1 and hand_over(resources) == 0
    (path,) = folder.iterdir()
    for one in path.iterdir():
        one.unlink()
    path.rmdir()
    assert hand_over(resources) == 0 and names(folder) == []


def test_an_update_and_a_cancel_are_told(resources: Resources, folder: Path) -> None:
    view = fired(resources, voice_within_s=None)
    hand_over(resources)
    request = short(resources, voice_within_s=None, urgency="Immediate")
    alerting.update_alert(resources, officer(), view.id, request)
    assert hand_over(resources) == 1
    alerting.cancel_alert(resources, officer(), view.id, "Hết lũ")
    assert hand_over(resources) == 1
    first, second, third = (sidecar(folder, name) for name in names(folder))
    assert [one["revision"] for one in (first, second, third)] == [1, 2, 3]
    assert (second["order"], third["order"], third["state"]) == ("announce", "stop", "cancelled")
    assert third["sounds"] == [] and third["identifier"] == first["identifier"]


def test_what_was_cancelled_before_it_was_told_is_no_news(
    resources: Resources, folder: Path
) -> None:
    view = fired(resources, voice_within_s=None)
    alerting.cancel_alert(resources, officer(), view.id, "Nhầm")
    assert hand_over(resources) == 0 and names(folder) == []


def test_a_drill_is_marked_and_a_silent_one_is_not_told(resources: Resources, folder: Path) -> None:
    fired(resources, status="Exercise", voice_within_s=None)
    fired(resources, status="Exercise", silent=True)
    assert hand_over(resources) == 1
    (name,) = names(folder)
    assert name.startswith("DRILL-") and sidecar(folder, name)["drill"] is True
    assert sidecar(folder, name)["tone"] == "drill"


def test_it_is_told_when_it_begins_and_not_after_its_end(
    resources: Resources, folder: Path
) -> None:
    fired(resources, voice_within_s=None, effective="2026-11-24T02:30:00Z")
    assert hand_over(resources) == 0
    resources.clock.advance(1800)
    assert hand_over(resources) == 1
    fired(resources, voice_within_s=None)
    resources.clock.advance(3601)
    assert hand_over(resources) == 0


def test_days_after_its_end_it_is_cleared_away_and_nothing_else(
    resources: Resources, folder: Path
) -> None:
    fired(resources, voice_within_s=None)
    hand_over(resources)
    (folder / "theirs").mkdir()
    broken = folder / ".bangtin-0123"
    broken.mkdir()
    os.utime(broken, (0, 0))
    resources.clock.advance(7 * 86400)
    hand_over(resources)
    assert len(names(folder)) == 2
    resources.clock.advance(3601)
    hand_over(resources)
    assert names(folder) == ["theirs"]


def test_a_sound_that_is_gone_costs_the_sound_alone(resources: Resources, folder: Path) -> None:
    give_voice(resources)
    view = fired(resources)
    for digest in view.alert.media:
        resources.media.path(digest).write_bytes(b"broken")
    assert hand_over(resources) == 1
    (name,) = names(folder)
    assert [one["file"] for one in sidecar(folder, name)["sounds"]] == [TONE]


def test_without_a_folder_to_hand_over_in_nothing_is_done(resources: Resources) -> None:
    resources.settings = resources.settings.model_copy(update={"loudspeaker_dir": ""})
    fired(resources, voice_within_s=None)
    assert hand_over(resources) == 0
    assert not (resources.settings.data_dir / "loudspeakers.json").exists()


def test_a_missing_folder_is_logged_once_and_made_up_for(
    resources: Resources, folder: Path
) -> None:
    folder.rmdir()
    view = fired(resources, voice_within_s=None)
    with capture_logs() as logs:
        assert hand_over(resources) == 0 and hand_over(resources) == 0
    assert [one["event"] for one in logs] == ["loudspeakers_not_told"]
    assert "is not there; make it" in logs[0]["reason"]
    assert view.state == "in_force" and not folder.exists()
    folder.mkdir()
    assert hand_over(resources) == 1 and len(names(folder)) == 1


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_folder_that_runs_full_or_read_only_holds_no_half_of_an_alert(
    resources: Resources, folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    view = fired(resources, voice_within_s=None)
    plain, written = Path.write_bytes, []

    def failing(path: Path, data: bytes) -> int:
        written.append(path.name)
        if len(written) > 1:
            raise OSError(number, os.strerror(number))
        return plain(path, data)

    monkeypatch.setattr(Path, "write_bytes", failing)
    with capture_logs() as logs:
        assert hand_over(resources) == 0
    assert names(folder) == [] and len(written) == 2
    assert os.strerror(number) in logs[-1]["reason"]
    assert alerting.get_alert(resources, officer(), view.id).state == "in_force"
    monkeypatch.undo()
    assert hand_over(resources) == 1


def test_the_doctor_says_what_is_wrong_with_the_folder(
    resources: Resources, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(loudspeaker_dir: str) -> tuple[Health, str]:
        settings = some_settings(resources.settings.data_dir, loudspeaker_dir=loudspeaker_dir)
        one = next(o for o in examine(settings, FixedClock()) if o.about == "loudspeakers")
        return one.health, one.says

    assert found("")[0] is Health.OK and found(str(folder))[0] is Health.OK
    assert found(str(folder / "gone")) == (
        Health.FAILURE,
        f"{folder / 'gone'} is not there; make it, or mount what it lies on",
    )
    monkeypatch.setattr(loudspeakers, "LEAST_FREE_BYTES", 1 << 60)
    assert "no room left" in found(str(folder))[1]
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert found(str(folder))[0] is Health.FAILURE and "the right to" in found(str(folder))[1]


def test_notes_that_cannot_be_read_hand_over_nothing_twice(
    resources: Resources, folder: Path
) -> None:
    fired(resources, voice_within_s=None)
    assert hand_over(resources) == 1
    (resources.settings.data_dir / "loudspeakers.json").write_text("{")
    before = [(path, path.stat().st_mtime_ns) for path in folder.rglob("*")]
    with capture_logs() as logs:
        hand_over(resources)
    assert logs[0]["event"] == "loudspeakers_notes_lost"
    assert [(path, path.stat().st_mtime_ns) for path in folder.rglob("*")] == before
    assert hand_over(resources) == 0
