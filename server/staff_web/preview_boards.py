"""Which boards a preview is for: those the notice reaches, the own ones, the usual shapes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from content.manifest import Layout
from content.notice import NoticeContent
from content.profile import Profile
from content.targeting import is_offered
from server.locale import N_, gettext, ngettext
from server.services.boards import BoardRecord
from server.services.identities import header_of
from server.services.manifest_builder import layout_of
from server.services.permissions import Right
from server.staff_web.places import boards_for
from server.staff_web.site import resources

KINDS_SHOWN = 3
NAMES_SHOWN = 3
OWN_SHOWN = 30
STANDARD = "standard"
STANDARD_SHAPES: Mapping[str, tuple[str, Profile]] = {
    "landscape": (N_("Landscape television"), Profile()),
    "portrait": (N_("Upright television"), Profile(width=1080, height=1920)),
    "wide": (N_("Very wide board"), Profile(width=2560, height=720, diagonal_in=90)),
    "led": (N_("LED panel 320x160"), Profile(width=320, height=160, pitch_mm=5)),
}


@dataclass
class Kind:
    """Boards of one layout and proportion: they show the same picture."""

    profile: Profile
    header: Mapping[str, Any]
    name: str = ""
    boards: list[BoardRecord] = field(default_factory=list)

    @property
    def layout(self) -> Layout:
        """Give the layout its pages are set for."""
        return layout_of(self.profile)

    @property
    def size(self) -> tuple[int, int]:
        """Give width and height in pixels."""
        return self.profile.size_px

    @property
    def key(self) -> str:
        """Name it within one preview."""
        layout, (width, height) = self.layout, self.size
        return f"{layout.shape.value}-{layout.em_u}-{width}x{height}"

    @property
    def title(self) -> str:
        """Name it for people: the shape, or its first boards."""
        names = ", ".join(board.name for board in self.boards[:NAMES_SHOWN])
        left = len(self.boards) - NAMES_SHOWN
        if self.name or left <= 0:
            return self.name or names
        return ngettext(
            "%(names)s and %(num)d more", "%(names)s and %(num)d more", left, names=names
        )


def kinds_of(content: NoticeContent) -> list[Kind]:
    """Return the kinds of boards the notice reaches, the most frequent first."""
    found: dict[tuple[Layout, float], Kind] = {}
    for board in resources().boards.in_service():
        if is_offered(content.targets, content.unit_id, board.addressee):
            layout, size = layout_of(board.profile), board.profile.size_px
            ratio = round(size[0] / size[1], 2)
            kind = found.setdefault((layout, ratio), Kind(board.profile, board.header))
            kind.boards.append(board)
    return sorted(found.values(), key=lambda kind: -len(kind.boards))


def kinds_shown(content: NoticeContent, chosen: str, reached: list[Kind]) -> list[Kind]:
    """Return what is asked for; without a wish, or an unknown one, those the notice reaches."""
    if chosen.partition(":")[0] == STANDARD:
        wanted = chosen.partition(":")[2]
        names = [wanted] if wanted in STANDARD_SHAPES else list(STANDARD_SHAPES)
        tree = resources().units.tree()
        header = header_of(tree.get(content.unit_id), tree)
        shapes = [STANDARD_SHAPES[name] for name in names]
        return [Kind(profile, header, gettext(label)) for label, profile in shapes]
    for board in own_boards():
        if board.id == chosen:
            return [Kind(board.profile, board.header, boards=[board])]
    return reached[:KINDS_SHOWN]


def own_boards() -> list[BoardRecord]:
    """Return boards of the person's units, one for each screen, by name."""
    found: dict[Profile, BoardRecord] = {}
    for board in sorted(boards_for(Right.READ), key=lambda board: board.name):
        found.setdefault(board.profile, board)
    return list(found.values())[:OWN_SHOWN]


def preview_choices() -> list[tuple[str, str]]:
    """Return what the staff may choose to see a notice on: value and label."""
    usual = [(f"{STANDARD}:{name}", gettext(label)) for name, (label, _) in STANDARD_SHAPES.items()]
    own = [
        (board.id, f"{board.name} ({board.profile.size_px[0]}x{board.profile.size_px[1]})")
        for board in own_boards()
    ]
    return [
        ("", gettext("The boards that will show it")),
        *own,
        (STANDARD, gettext("All the usual shapes")),
        *usual,
    ]
