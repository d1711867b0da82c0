"""What is heard of an alert: its attention tone by name, and how each language is heard."""

from collections.abc import Mapping
from enum import StrEnum

from content.alert import Alert
from content.alert_sound import ATTENTION, DRILL
from content.alert_words import language_of
from content.speech_words import FRAMES


class Origin(StrEnum):
    """Where a sound that an alert names comes from; stands in its `media` as `origin`."""

    RECORDING = "recording"
    VOICE = "voice"


class Way(StrEnum):
    """How an alert is heard in one language; `tone` is the attention tone alone."""

    RECORDING = "recording"
    VOICE = "voice"
    TONE = "tone"
    SILENT = "silent"


def ways(alert: Alert) -> dict[str, Way]:
    """Tell for each language how it is heard."""
    return {one.language: _way(alert, one.audio) for one in alert.info}


def _way(alert: Alert, audio: str | None) -> Way:
    if audio is None:
        return Way.SILENT if alert.silent or alert.sound is None else Way.TONE
    about = alert.media.get(audio)
    origin = about.get("origin") if isinstance(about, Mapping) else None
    return Way.RECORDING if origin == Origin.RECORDING else Way.VOICE


def tone_of(alert: Alert) -> str | None:
    """Name the tone before the words; None: a silent test."""
    if alert.silent:
        return None
    return DRILL if alert.is_drill else ATTENTION


def unspoken(alert: Alert) -> tuple[str, ...]:
    """List the languages a voice could have spoken and did not: only the tone is heard."""
    if alert.silent:
        return ()
    return tuple(
        one.language
        for one in alert.info
        if one.audio is None and language_of(one.language) in FRAMES
    )
