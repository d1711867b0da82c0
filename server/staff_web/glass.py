"""What an alert puts on the glass, for the pages: its words, and what the board page paints."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from content.alert import Alert
from server.services.boards import BoardRecord
from server.services.manifest_builder import layout_of
from server.staff_web import times
from server.staff_web.site import resources

_LEVELS = {"Extreme": 4, "Severe": 3}


@dataclass(frozen=True)
class Glass:
    """An alert's words; `level` chooses the colour, `risk` is printed.

    `painted` is what the board page in a frame is sent, empty without any board.
    """

    headline: str
    description: str
    instructions: list[str]
    sender: str
    until: str
    level: int
    risk: int | None
    painted: dict[str, object] = field(default_factory=dict)


def glass_of(alert: Alert, boards: Iterable[BoardRecord]) -> Glass:
    """Return an alert as the first of these boards, a wide one if there is any, shows it."""
    info = alert.info[0]
    return Glass(
        headline=info.headline,
        description=info.description,
        instructions=[line for line in info.instruction.split("\n") if line.strip()],
        sender=alert.sender,
        until=times.moment(alert.expires, resources().clock.now()),
        level=alert.risk_level or _LEVELS.get(alert.severity, 2),
        risk=alert.risk_level,
        painted=_painted(alert, boards),
    )


def _painted(alert: Alert, boards: Iterable[BoardRecord]) -> dict[str, object]:
    board = _first(boards)
    if board is None:
        return {}
    return {
        "header": dict(board.header),
        "layout": layout_of(board.profile).to_dict(),
        "alert": alert.to_dict(),
        "size": list(board.profile.size_px),
    }


def _first(boards: Iterable[BoardRecord]) -> BoardRecord | None:
    """Return the first wide board, else the first; a country is not searched beyond it."""
    first = None
    for board in boards:
        width, height = board.profile.size_px
        if width > height:
            return board
        first = first or board
    return first
