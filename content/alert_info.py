"""What an alert says, in one language, and the limits of its words."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from content.envelope import malformed
from content.errors import InvalidInputError
from content.payload_fields import read_text

LONGEST_EVENT = 80
LONGEST_SENDER = 160
LONGEST_HEADLINE = 120
LONGEST_DESCRIPTION = 1000
LONGEST_INSTRUCTION = 1000
MOST_LANGUAGES = 8
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)


@dataclass(frozen=True, slots=True)
class AlertInfo:
    """Say what, where and what to do now; each line of `instruction` is one deed."""

    language: str
    headline: str
    description: str
    instruction: str
    audio: str | None = None

    def to_dict(self) -> dict[str, object]:
        """Write it as on the wire."""
        found: dict[str, object] = {
            "language": self.language,
            "headline": self.headline,
            "description": self.description,
            "instruction": self.instruction,
        }
        if self.audio is not None:
            found["audio"] = self.audio
        return found

    @classmethod
    def from_payload(cls, value: object) -> "AlertInfo":
        """Read it from the wire. Raises: TrustError (malformed)."""
        if not isinstance(value, dict):
            raise malformed("info")
        audio = value.get("audio")
        return cls(
            language=read_text(value, "language"),
            headline=read_text(value, "headline"),
            description=read_text(value, "description"),
            instruction=read_text(value, "instruction"),
            audio=audio if isinstance(audio, str) else None,
        )


def check_words(event: str, sender: str, info: Sequence[AlertInfo]) -> None:
    """Check all that is read out or shown. Raises: InvalidInputError naming the field."""
    check_line(event, "event", LONGEST_EVENT)
    check_line(sender, "sender", LONGEST_SENDER)
    if not 1 <= len(info) <= MOST_LANGUAGES:
        raise InvalidInputError(
            "Say it in one language at least, in {most} at most.", field="info", most=MOST_LANGUAGES
        )
    if len({entry.language for entry in info}) != len(info):
        raise InvalidInputError("Each language stands once.", field="info")
    for place, entry in enumerate(info):
        _check_info(entry, f"info.{place}")


def check_line(text: str, name: str, longest: int) -> None:
    """Check one line of plain text that must be there. Raises: InvalidInputError."""
    if not text.strip():
        raise InvalidInputError("Fill in {name}.", field=name, name=name)
    if "\n" in text:
        raise InvalidInputError("{name} is one line.", field=name, name=name)
    check_text(text, name, longest)


def check_text(text: str, name: str, longest: int) -> None:
    """Check plain text: composed letters, nothing unseen. Raises: InvalidInputError."""
    if len(text) > longest:
        raise InvalidInputError(
            "{name} has {count} characters, {longest} are allowed.",
            field=name, name=name, count=len(text), longest=longest,
        )  # fmt: skip
    if not unicodedata.is_normalized("NFC", text) or any(is_unseen(mark) for mark in text):
        raise InvalidInputError(
            "{name} holds characters that cannot be shown.", field=name, name=name
        )


def _check_info(entry: AlertInfo, name: str) -> None:
    if not _LANGUAGE.fullmatch(entry.language) or len(entry.language) > 35:
        raise InvalidInputError("Name the language, such as vi.", field=f"{name}.language")
    check_line(entry.headline, f"{name}.headline", LONGEST_HEADLINE)
    check_text(entry.description, f"{name}.description", LONGEST_DESCRIPTION)
    check_text(entry.instruction, f"{name}.instruction", LONGEST_INSTRUCTION)


def is_unseen(mark: str) -> bool:
    """Tell whether it is a control, a direction override, a surrogate or unassigned."""
    return mark != "\n" and unicodedata.category(mark) in ("Cc", "Cf", "Cs", "Cn", "Co")
