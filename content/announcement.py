"""What a public-address system is told of an alert: to speak it, or to stop speaking it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from content.alert import Alert, AlertState
from content.alert_heard import Way, ways
from content.alert_sound import Voiced, voiced
from content.instant import format_instant

KIND = "bangtin-announcement"
DRILL_MARK = "DRILL-"
DRILL_WORDS = "DIỄN TẬP / DRILL"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


class Order(StrEnum):
    """What is to be done; `stop` ends every earlier revision of the identifier."""

    ANNOUNCE = "announce"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Announcement:
    """Hold one revision of an alert and the official codes of the units it is for."""

    alert: Alert
    units: tuple[str, ...]

    @property
    def order(self) -> Order:
        """Tell what is to be done: what was cancelled or makes no sound any more is to stop."""
        return Order.STOP if self.heard is None else Order.ANNOUNCE

    @property
    def heard(self) -> Voiced | None:
        """Give what is heard of it; None: nothing."""
        alert = self.alert
        is_on = alert.state is AlertState.IN_FORCE and not alert.silent
        return voiced(alert) if is_on else None

    @property
    def name(self) -> str:
        """Name it for a folder: a drill is marked in its name too."""
        mark = DRILL_MARK if self.alert.is_drill else ""
        return f"{mark}{_UNSAFE.sub('_', self.alert.identifier)}.{self.alert.revision}"

    def is_due(self, at: datetime) -> bool:
        """Tell whether it holds at that instant: neither yet to begin nor over."""
        return self.alert.effective <= at < self.alert.expires

    def to_dict(self) -> dict[str, object]:
        """Write all of it but its sounds."""
        alert, heard = self.alert, self.heard
        return {
            "kind": KIND,
            "spec": 1,
            "order": str(self.order),
            "identifier": alert.identifier,
            "revision": alert.revision,
            "sequence": alert.sequence,
            "status": alert.status,
            "drill": alert.is_drill,
            "state": str(alert.state),
            "units": list(self.units),
            "event": alert.event,
            "category": alert.category,
            "urgency": alert.urgency,
            "severity": alert.severity,
            "certainty": alert.certainty,
            "level": alert.risk_level,
            "sender": alert.sender,
            "sent": format_instant(alert.issued_at),
            "effective": format_instant(alert.effective),
            "expires": format_instant(alert.expires),
            "tone": heard.tone if heard else None,
            "again_s": heard.again_s if heard else None,
            "texts": [_text(one.to_dict()) for one in alert.info],
        }

    def sounds(self) -> tuple["Sound", ...]:
        """List the sounds in the order in which they are heard, after the tone."""
        if self.heard is None:
            return ()
        told = ways(self.alert)
        languages = {one.audio: one.language for one in reversed(self.alert.info) if one.audio}
        return tuple(
            Sound(
                languages[digest], digest, *_measures(self.alert, digest), told[languages[digest]]
            )
            for digest in self.heard.voices
        )

    def to_text(self) -> str:
        """Write its words for people and for programs that speak themselves."""
        alert = self.alert
        head = [DRILL_WORDS] if alert.is_drill else []
        if self.order is Order.STOP:
            head.append("STOP")
        head += [f"{alert.identifier} ({alert.revision})", alert.sender]
        parts = ["\n".join(head)]
        for one in alert.info:
            lines = (one.headline, one.description, one.instruction)
            parts.append("\n".join([f"[{one.language}]", *(line for line in lines if line)]))
        return "\n\n".join(parts) + "\n"


@dataclass(frozen=True, slots=True)
class Sound:
    """Name a sound by its digest; `way` says whether an officer or a program speaks."""

    language: str
    sha256: str
    bytes: int
    seconds: float
    way: Way


def _measures(alert: Alert, digest: str) -> tuple[int, float]:
    about = alert.media.get(digest)
    assert isinstance(about, Mapping)
    return int(about["bytes"]), float(about.get("seconds") or 0)


def _text(info: Mapping[str, object]) -> dict[str, object]:
    return {name: info[name] for name in ("language", "headline", "description", "instruction")}
