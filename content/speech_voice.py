"""Which voice speaks: the three accents of Vietnamese, and the languages a voice can be had for.

Voices are named as espeak-ng names them.
"""

from enum import StrEnum

from content.errors import InvalidInputError
from content.languages import VIETNAMESE


class Accent(StrEnum):
    """Where the Vietnamese that is spoken comes from."""

    NORTH = "north"
    CENTRAL = "central"
    SOUTH = "south"


VOICES = {
    Accent.NORTH: "vi",
    Accent.CENTRAL: "vi-vn-x-central",
    Accent.SOUTH: "vi-vn-x-south",
}
# What is spoken besides Vietnamese; every other language is heard where it was recorded.
OTHER_VOICES = {"en": "en", "fr": "fr", "ko": "ko"}
# Codes of provinces run from north to south, old ones and those of 2025 alike.
_FIRST_CENTRAL, _FIRST_SOUTHERN = 44, 70


def usual_accent(province_code: str) -> Accent:
    """Give the accent of a province by its official code; northern where the code says nothing."""
    number = int(province_code) if province_code.isdecimal() and len(province_code) == 2 else 0
    if number >= _FIRST_SOUTHERN:
        return Accent.SOUTH
    return Accent.CENTRAL if number >= _FIRST_CENTRAL else Accent.NORTH


def read_accent(value: str) -> Accent:
    """Read an accent. Raises: InvalidInputError."""
    try:
        return Accent(value)
    except ValueError:
        raise InvalidInputError(
            "The accent is one of: {choices}.", field="accent", choices=", ".join(Accent)
        ) from None


def voice_of(language: str, accent: Accent) -> str | None:
    """Name the voice of a language tag; None: nobody speaks it but in a recording."""
    primary = language.lower().split("-")[0]
    return VOICES[accent] if primary == VIETNAMESE else OTHER_VOICES.get(primary)
