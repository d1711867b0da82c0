"""Alerts with voices, for the tests of what is heard."""

from collections.abc import Mapping
from dataclasses import replace

from content.alert import Alert
from content.alert_info import AlertInfo
from content.trust import digest


def spoken(alert: Alert, *voices: bytes, kind: str = "audio/mp4", **more: object) -> Alert:
    """The alert with a tone, and a voice in each of so many languages."""
    first = alert.info[0]
    tags = ("vi", "hre", "cua", "sed")
    infos = tuple(
        AlertInfo(tag, first.headline, first.description, first.instruction, digest(voice))
        for tag, voice in zip(tags, voices, strict=False)
    )
    media: Mapping[str, object] = {
        digest(voice): {"bytes": len(voice), "type": kind, "seconds": 1} for voice in voices
    }
    sound = "drill" if alert.is_drill else "attention"
    changed: dict[str, object] = {"info": infos or alert.info, "media": media, "sound": sound}
    return replace(alert, **{**changed, **more})  # type: ignore[arg-type]
