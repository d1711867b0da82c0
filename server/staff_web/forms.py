"""A posted form: what was typed, what is wrong with it, and where to put it right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from content.errors import ContentError
from content.text import clean_line, clean_text
from server.locale import request_language, translate


def sentence_of(error: ContentError) -> str:
    """Return a refusal in the reader's language."""
    return translate(error.message, request_language(), **error.params)


@dataclass(frozen=True)
class Problem:
    """One thing to put right: its field's anchor and the sentence that stands there too."""

    anchor: str
    sentence: str


@dataclass
class Form:
    """Typed values and their problems; pages render from it, also before anything is typed."""

    typed: MultiDict[str, str] = field(default_factory=MultiDict)
    problems: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Keep a copy that may be changed: what a request sends is not."""
        self.typed = MultiDict(self.typed)

    @classmethod
    def of(cls, values: Mapping[str, str | Iterable[str]]) -> "Form":
        """Make a form already filled in."""
        typed: MultiDict[str, str] = MultiDict()
        for name, value in values.items():
            typed.setlist(name, [value] if isinstance(value, str) else list(value))
        return cls(typed)

    def value(self, name: str) -> str:
        """Return what was typed, as typed."""
        return self.typed.get(name, "")

    def number(self, name: str) -> int:
        """Return a whole number of up to nine digits, -1 for anything else."""
        digits = self.value(name)
        is_one = digits.isascii() and digits.isdigit() and len(digits) < 10
        return int(digits) if is_one else -1

    def values(self, name: str) -> tuple[str, ...]:
        """Return every ticked value of a name, once each."""
        return tuple(dict.fromkeys(self.typed.getlist(name)))

    def has(self, name: str, value: object) -> bool:
        """Say whether a box or radio is ticked."""
        return str(value) in self.typed.getlist(name)

    def line(self, name: str) -> str:
        """Return one cleaned line. Raises: InvalidInputError for broken text."""
        return clean_line(self.value(name))

    def text(self, name: str) -> str:
        """Return cleaned text of several lines. Raises: InvalidInputError for broken text."""
        return clean_text(self.value(name))

    def refuse(self, name: str, sentence: str) -> None:
        """Note a problem at a field; the first one there stands."""
        self.problems.setdefault(name, sentence)

    def refuse_error(self, error: ContentError, fallback: str) -> None:
        """Note a service's refusal at its own field, or at `fallback`."""
        name = (error.field or fallback).split(".")[0]
        self.refuse(name, sentence_of(error))

    def problem(self, name: str) -> str:
        """Return the sentence at a field, empty when it is right."""
        return self.problems.get(name, "")

    def any_problem(self, *names: str) -> bool:
        """Say whether something is wrong at one of these fields."""
        return any(name in self.problems for name in names)

    @property
    def listed(self) -> list[Problem]:
        """Return the problems for the summary on top."""
        return [Problem(name, sentence) for name, sentence in self.problems.items()]
