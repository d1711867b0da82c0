"""What an alert is heard by: its tone, the voices of its languages, how often they come again."""

from collections.abc import Mapping
from dataclasses import dataclass

from content.alert import Alert
from content.trust import is_digest

ATTENTION, DRILL = "attention", "drill"
MOST_VOICE_BYTES = 20_000_000
"""A voice is larger than no recording of some minutes; what says it is, is not fetched."""
DRILL_AGAIN_S = 600
_AGAIN_S: Mapping[str, int] = {"Immediate": 120, "Expected": 300, "Unknown": 300, "Future": 900}
# A revision: the alert's id and number.
Revision = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Voiced:
    """Say how one revision is heard: `voices` are digests, by the order of its languages.

    `again_s` is from the beginning of one round to that of the next; None: one round is all.
    """

    revision: Revision
    tone: str | None
    voices: tuple[str, ...]
    again_s: int | None


def voiced(alert: Alert) -> Voiced | None:
    """Tell how an alert is heard; None when nothing of it can be.

    Its status chooses the tone: a drill never sounds like the real thing, nor the other way round.
    """
    tone = (DRILL if alert.is_drill else ATTENTION) if alert.sound is not None else None
    voices = tuple(voice_files(alert))
    if tone is None and not voices:
        return None
    return Voiced((alert.id, alert.revision), tone, voices, again_s(alert))


def again_s(alert: Alert) -> int | None:
    """Tell after how many seconds a round begins anew: the more urgent, the sooner.

    What is past is said once. An urgency that nobody knows is one that is expected.
    """
    if alert.is_drill:
        return DRILL_AGAIN_S
    if alert.urgency == "Past":
        return None
    return _AGAIN_S.get(alert.urgency, _AGAIN_S["Unknown"])


def voice_files(alert: Alert) -> dict[str, int]:
    """Give the bytes of each voice that can be fetched, by digest, in the order of languages."""
    found: dict[str, int] = {}
    for info in alert.info:
        about = alert.media.get(info.audio) if info.audio is not None else None
        if not is_digest(info.audio) or not isinstance(about, Mapping):
            continue
        size, kind = about.get("bytes"), about.get("type")
        is_audio = isinstance(kind, str) and kind.startswith("audio/")
        if is_audio and type(size) is int and 0 < size <= MOST_VOICE_BYTES:
            found[str(info.audio)] = size
    return found
