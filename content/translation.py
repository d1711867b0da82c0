"""A notice in another language: its words, a recording of them, or both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from content.errors import InvalidInputError
from content.languages import LANGUAGES
from content.text import clean_line, clean_text
from content.values import check_length, read_clean, read_string

LONGEST_TITLE = 200
LONGEST_BODY = 20_000
MOST_TRANSLATIONS = 6
_FIELDS = ("language", "title", "body", "audio")


@dataclass(frozen=True, slots=True)
class Translation:
    """Hold the words in one language; `audio` names a recording, which may stand alone."""

    language: str
    title: str = ""
    body: str = ""
    audio: str | None = None

    @property
    def is_spoken_only(self) -> bool:
        """Tell whether there is nothing to read, only to hear."""
        return not self.title and not self.body

    @property
    def text(self) -> str:
        """Give all there is to read."""
        return f"{self.title}\n{self.body}"

    def to_dict(self) -> dict[str, object]:
        """Write it as JSON values."""
        return {name: getattr(self, name) for name in _FIELDS}

    @classmethod
    def from_dict(cls, value: object, field: str = "translations") -> "Translation":
        """Read what `to_dict` wrote or the API gave. Raises: InvalidInputError."""
        if not isinstance(value, Mapping):
            raise InvalidInputError("A translation must be an object.", field=field)
        unknown = sorted(set(map(str, value)) - set(_FIELDS))
        if unknown:
            raise InvalidInputError(
                "A translation has no field {name}.", field=field, name=unknown[0]
            )
        audio = value.get("audio")
        return cls(
            language=read_string(value.get("language"), f"{field}.language"),
            title=read_clean(clean_line, value.get("title") or "", f"{field}.title"),
            body=read_clean(clean_text, value.get("body") or "", f"{field}.body"),
            audio=None if audio is None else read_string(audio, f"{field}.audio"),
        )

    def validate(self, field: str) -> None:
        """Raise InvalidInputError where it says nothing, only half of it, or too much."""
        check_language(self.language, f"{field}.language")
        if self.is_spoken_only:
            if self.audio is None:
                raise InvalidInputError(
                    "Write the title and the text in {language}, or add a recording.",
                    field=f"{field}.title",
                    language=LANGUAGES[self.language].name,
                )
            return
        check_length(self.title, f"{field}.title", LONGEST_TITLE)
        check_length(self.body, f"{field}.body", LONGEST_BODY)


def check_language(tag: str, field: str) -> None:
    """Raise InvalidInputError for a language that is not in the table."""
    if tag not in LANGUAGES:
        raise InvalidInputError(
            "The language {value} is not one of the boards' languages.", field=field, value=tag
        )


def check_translations(main: str, translations: Sequence[Translation]) -> None:
    """Raise InvalidInputError: each language once, the main one not again, so many at most."""
    if len(translations) > MOST_TRANSLATIONS:
        raise InvalidInputError(
            "Give at most {most} other languages.", field="translations", most=MOST_TRANSLATIONS
        )
    known = {main}
    for place, translation in enumerate(translations):
        field = f"translations.{place}"
        translation.validate(field)
        if translation.language in known:
            raise InvalidInputError(
                "{language} is there already: each language stands once.",
                field=f"{field}.language",
                language=LANGUAGES[translation.language].name,
            )
        known.add(translation.language)
