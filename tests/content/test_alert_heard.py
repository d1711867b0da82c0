from dataclasses import replace

import pytest

from content.alert import Alert
from content.alert_heard import Origin, Way, tone_of, unspoken, ways
from tests.vectors.statements import an_alert

VOICE, RECORDED = "a" * 64, "b" * 64


def heard(**fields: object) -> Alert:
    info = an_alert().info[0]
    said = tuple(replace(info, language=tag, audio=fields.pop(tag, None)) for tag in ("vi", "en"))
    media = {
        VOICE: {"bytes": 1, "type": "audio/mp4", "origin": str(Origin.VOICE)},
        RECORDED: {"bytes": 1, "type": "audio/mp4", "origin": str(Origin.RECORDING)},
    }
    return replace(an_alert(), **{"info": said, "media": media, "sound": "attention", **fields})


def test_each_language_tells_how_it_is_heard() -> None:
    assert ways(heard(vi=RECORDED, en=VOICE)) == {"vi": Way.RECORDING, "en": Way.VOICE}
    assert ways(heard(vi=VOICE)) == {"vi": Way.VOICE, "en": Way.TONE}


@pytest.mark.parametrize("about", [None, "text", {}, {"origin": "other"}])
def test_a_sound_that_does_not_say_where_it_is_from_is_a_voice(about: object) -> None:
    assert ways(heard(vi=VOICE, media={VOICE: about}))["vi"] is Way.VOICE


@pytest.mark.parametrize("fields", [{"silent": True, "sound": None}, {"sound": None}])
def test_without_tone_and_voice_it_is_silent(fields: dict[str, object]) -> None:
    assert set(ways(heard(**fields)).values()) == {Way.SILENT}


def test_what_could_be_spoken_and_is_not_is_told() -> None:
    assert unspoken(heard(vi=VOICE)) == ("en",)
    assert unspoken(heard(silent=True)) == () and tone_of(heard(silent=True)) is None
    assert tone_of(heard(status="Exercise")) == "drill"
