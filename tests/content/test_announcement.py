from dataclasses import replace
from typing import Any

from content.alert import Alert, AlertState
from content.alert_heard import Way
from content.announcement import Announcement, Order
from tests.vectors.statements import NOON, an_alert, minutes

SOUND = "a" * 64


def called(**fields: Any) -> Announcement:
    info = tuple(replace(one, audio=SOUND) for one in an_alert().info[:1])
    media = {SOUND: {"bytes": 9, "type": "audio/mp4", "seconds": 4.5, "origin": "recording"}}
    values = {"info": info, "media": media, "sound": "attention", **fields}
    alert: Alert = replace(an_alert(), **values)
    return Announcement(alert, ("20857", "20860"))


def test_it_says_who_is_meant_how_grave_it_is_and_until_when() -> None:
    told = called().to_dict()
    assert (told["order"], told["drill"], told["level"]) == ("announce", False, 4)
    assert told["units"] == ["20857", "20860"] and told["tone"] == "attention"
    assert told["again_s"] == 120 and told["expires"] == "2026-11-25T06:00:00Z"
    (sound,) = called().sounds()
    assert (sound.language, sound.bytes, sound.seconds) == ("vi", 9, 4.5)
    assert sound.way is Way.RECORDING


def test_what_is_cancelled_or_silent_is_to_stop() -> None:
    for fields in ({"state": AlertState.CANCELLED}, {"silent": True}, {"sound": None, "media": {}}):
        one = called(**fields)
        assert one.order is Order.STOP and one.sounds() == ()
        assert one.to_dict()["tone"] is None and "STOP" in one.to_text()


def test_a_drill_is_marked_everywhere() -> None:
    drill = called(status="Exercise")
    assert drill.name.startswith("DRILL-") and drill.to_text().startswith("DIỄN TẬP / DRILL\n")
    assert drill.to_dict()["drill"] is True and drill.to_dict()["tone"] == "drill"
    assert not called().name.startswith("DRILL") and "DRILL" not in called().to_text()


def test_its_name_is_safe_in_any_folder() -> None:
    assert called(identifier="a/../b c:ế", revision=3).name == "a_.._b_c__.3"


def test_it_is_due_from_its_beginning_until_its_end() -> None:
    one = called()
    assert one.is_due(NOON) and one.is_due(NOON + minutes(59))
    assert not one.is_due(NOON - minutes(1)) and not one.is_due(NOON + minutes(60))
