"""What makes a notice an official document: number, issuer, periods, what it replaces."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from content.errors import InvalidInputError
from content.posting import Posting
from content.values import check_length, read_day, read_line

LONGEST_FIELD = 300
_DAYS = frozenset({"issued_on", "effective_from", "effective_until", "posted_until"})


@dataclass(frozen=True, slots=True)
class Document:
    """Hold a document's fields; every one may be absent, days are local."""

    kind: str | None = None
    number: str | None = None
    issued_on: date | None = None
    issuer: str | None = None
    signer: str | None = None
    source: str | None = None
    effective_from: date | None = None
    effective_until: date | None = None
    posted_until: date | None = None
    replaces: str | None = None
    posting: Posting | None = None

    def validate(self) -> None:
        """Raise InvalidInputError for texts too long and periods that end before they start."""
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, str):
                check_length(value, f"document.{item.name}", LONGEST_FIELD)
        if self.posting is not None:
            self.posting.validate()
        if _is_reversed(self.effective_from, self.effective_until):
            raise InvalidInputError(
                "The document would cease to apply before it takes effect.",
                field="document.effective_until",
            )
        if _is_reversed(self.issued_on, self.posted_until):
            raise InvalidInputError(
                "The posting would end before the document's date of issue.",
                field="document.posted_until",
            )

    def to_dict(self) -> dict[str, object]:
        """Write what is present; days as YYYY-MM-DD."""
        values = ((item.name, getattr(self, item.name)) for item in fields(self))
        return {name: _write(value) for name, value in values if value is not None}

    @classmethod
    def from_dict(cls, value: object) -> "Document":
        """Read what `to_dict` or a client wrote, cleaned. Raises: InvalidInputError."""
        if not isinstance(value, Mapping):
            raise InvalidInputError("The document must be an object.", field="document")
        unknown = sorted(set(map(str, value)) - {item.name for item in fields(cls)})
        if unknown:
            raise InvalidInputError(
                "A document has no field {name}.", field="document", name=unknown[0]
            )
        lines = {
            item.name: read_line(value.get(item.name), f"document.{item.name}")
            for item in fields(cls)
            if item.name not in _DAYS and item.name != "posting"
        }
        days = {name: read_day(value.get(name), f"document.{name}") for name in _DAYS}
        posting = Posting.from_dict(value.get("posting"))
        return cls(**lines, **days, posting=posting)  # type: ignore[arg-type]


def _write(value: object) -> object:
    if isinstance(value, Posting):
        return value.to_dict()
    return value.isoformat() if isinstance(value, date) else value


def _is_reversed(first: date | None, last: date | None) -> bool:
    return first is not None and last is not None and last < first
