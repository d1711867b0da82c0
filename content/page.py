"""A page as it travels: template, title, blocks, picture and how long it stands."""

from dataclasses import dataclass, replace
from typing import Literal

from content.layout import Template
from content.text import dwell_s

BlockKind = Literal["lines", "facts", "prices", "truth", "rumour"]
CENTRE = (0.5, 0.42)


@dataclass(frozen=True, slots=True)
class Picture:
    """Name a picture by digest; `focus` is the point (0..1 each) that stays in view.

    `sheet` says which sheet of how many of a document it is.
    """

    media: str
    focus: tuple[float, float] = CENTRE
    credit: str | None = None
    sheet: tuple[int, int] | None = None

    def to_dict(self) -> dict[str, object]:
        """Write it as on the wire."""
        found: dict[str, object] = {
            "media": self.media,
            "focus": list(self.focus),
            "credit": self.credit,
        }
        return found if self.sheet is None else {**found, "sheet": list(self.sheet)}


@dataclass(frozen=True, slots=True)
class Block:
    """Hold lines, or rows of cells under an optional head."""

    kind: BlockKind
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    head: tuple[str, ...] = ()

    @property
    def body_lines(self) -> int:
        """Count its lines or rows."""
        return len(self.lines) + len(self.rows)

    @property
    def text(self) -> str:
        """Give all that is to be read in it."""
        cells = (cell for row in self.rows for cell in row)
        return " ".join((*self.lines, *self.head, *cells))

    def to_dict(self) -> dict[str, object]:
        """Write it as on the wire."""
        if self.kind == "facts":
            return {"kind": self.kind, "rows": [list(row) for row in self.rows]}
        if self.kind == "prices":
            rows = [list(row) for row in self.rows]
            return {"kind": self.kind, "head": list(self.head), "rows": rows}
        return {"kind": self.kind, "lines": list(self.lines)}


@dataclass(frozen=True, slots=True)
class Page:
    """Hold one page; `stands_s` overrides the reading time, `film` is played over the picture.

    `version` is set on pages in another language: its tag and the label to show; `language` is
    that of the words on the page. `audio` is heard from this page on.
    """

    template: Template
    title: tuple[str, ...]
    blocks: tuple[Block, ...] = ()
    picture: Picture | None = None
    stands_s: int | None = None
    film: str | None = None
    version: tuple[str, str] | None = None
    language: str | None = None
    audio: str | None = None

    @property
    def body_lines(self) -> int:
        """Count the lines and rows under the title."""
        return sum(block.body_lines for block in self.blocks)

    @property
    def text(self) -> str:
        """Give all that is to be read on it."""
        return " ".join((*self.title, *(block.text for block in self.blocks)))

    @property
    def seconds(self) -> int:
        """Give how long it stands."""
        return dwell_s(self.text) if self.stands_s is None else self.stands_s

    def lasting(self, seconds: int) -> "Page":
        """Give the same page standing for so many seconds."""
        return replace(self, stands_s=seconds)

    def to_dict(self) -> dict[str, object]:
        """Write it as on the wire."""
        found: dict[str, object] = {
            "template": self.template.value,
            "title": list(self.title),
            "blocks": [block.to_dict() for block in self.blocks],
            "picture": None if self.picture is None else self.picture.to_dict(),
            "seconds": self.seconds,
        }
        if self.film is not None:
            found["film"] = {"media": self.film}
        if self.version is not None:
            tag, label = self.version
            found["version"] = {"tag": tag, "label": label}
            found["language"] = self.language
        if self.audio is not None:
            found["audio"] = {"media": self.audio}
        return found
