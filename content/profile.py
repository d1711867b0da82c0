"""A board's screen as its profile tells it: pixels, visible part, size and readers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from content.errors import InvalidInputError

DEFAULT_DIAGONAL_IN = 55.0
MM_PER_IN = 25.4
ORDINARY, THIN = "ordinary", "thin"
SMALL_PX = 960
# What is smaller has room for one line only.
LEAST_SIDE_PX, MOST_SIDE_PX = 64, 16384


@dataclass(frozen=True, slots=True)
class Profile:
    """Describe a screen: pixels, the visible part, and who reads it from where.

    `viewport` is x, y, width, height in pixels; `pitch_mm` the size of one pixel; near and
    far are metres. Without a pitch a 55-inch screen is assumed, or one of `diagonal_in`.
    """

    width: int = 1920
    height: int = 1080
    rotation: int = 0
    viewport: tuple[int, int, int, int] | None = None
    pitch_mm: float | None = None
    near_m: float = 2.0
    far_m: float = 8.0
    diagonal_in: float | None = None
    link: str = ORDINARY

    def __post_init__(self) -> None:
        """Refuse screens that cannot exist. Raises: InvalidInputError."""
        _within("width", self.width, LEAST_SIDE_PX, MOST_SIDE_PX)
        _within("height", self.height, LEAST_SIDE_PX, MOST_SIDE_PX)
        _within("near_m", self.near_m, 0.1, self.far_m)
        _within("far_m", self.far_m, 0.5, 100)
        if self.pitch_mm is not None:
            _within("pitch_mm", self.pitch_mm, 0.05, 50)
        if self.diagonal_in is not None:
            _within("diagonal_in", self.diagonal_in, 5, 1000)
        if self.rotation not in (0, 90, 180, 270):
            raise InvalidInputError("Rotation is 0, 90, 180 or 270.", field="profile.rotation")
        if self.link not in (ORDINARY, THIN):
            raise InvalidInputError("A link is ordinary or thin.", field="profile.link")
        self._check_viewport()

    @property
    def size_px(self) -> tuple[int, int]:
        """Give width and height of the picture as a reader sees it."""
        width, height = self.viewport[2:] if self.viewport else (self.width, self.height)
        return (height, width) if self.rotation in (90, 270) else (width, height)

    @property
    def takes_thin_files(self) -> bool:
        """Tell whether small pictures and films are enough, or all that its link carries."""
        return self.link == THIN or max(self.size_px) <= SMALL_PX

    @property
    def pixel_mm(self) -> float:
        """Give the size of one pixel in millimetres."""
        if self.pitch_mm is not None:
            return self.pitch_mm
        diagonal_mm = (self.diagonal_in or DEFAULT_DIAGONAL_IN) * MM_PER_IN
        return diagonal_mm / math.hypot(self.width, self.height)

    def to_dict(self) -> dict[str, object]:
        """Write it as in the identity."""
        found: dict[str, object] = {
            "width": self.width,
            "height": self.height,
            "rotation": self.rotation,
            "viewport": list(self.viewport or (0, 0, self.width, self.height)),
            "pitch_mm": self.pitch_mm,
            "near_m": self.near_m,
            "far_m": self.far_m,
        }
        if self.diagonal_in is not None:
            found["diagonal_in"] = self.diagonal_in
        return found if self.link == ORDINARY else {**found, "link": self.link}

    @classmethod
    def from_dict(cls, value: object) -> "Profile":
        """Read it from JSON; what is absent takes its default. Raises: InvalidInputError."""
        if not isinstance(value, Mapping):
            raise InvalidInputError("A profile must be an object.", field="profile")
        given = {name: entry for name, entry in value.items() if entry is not None}
        viewport = given.get("viewport")
        default = cls()
        return cls(
            width=_whole(given, "width", default.width),
            height=_whole(given, "height", default.height),
            rotation=_whole(given, "rotation", default.rotation),
            viewport=None if viewport is None else _four(viewport),
            pitch_mm=_number(given, "pitch_mm"),
            near_m=_number(given, "near_m") or min(default.near_m, _far(given)),
            far_m=_far(given),
            diagonal_in=_number(given, "diagonal_in"),
            link=str(given.get("link", ORDINARY)),
        )

    def _check_viewport(self) -> None:
        if self.viewport is None:
            return
        x, y, width, height = self.viewport
        fits = x >= 0 and y >= 0 and x + width <= self.width and y + height <= self.height
        if not fits or min(width, height) < LEAST_SIDE_PX:
            raise InvalidInputError(
                "The visible part must lie within the picture.", field="profile.viewport"
            )


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise InvalidInputError(
            "{value} is not between {low} and {high}.",
            field=f"profile.{name}",
            value=value,
            low=low,
            high=high,
        )


def _whole(given: Mapping[str, object], name: str, default: int) -> int:
    value = given.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInputError(
            "{name} must be a whole number.", field=f"profile.{name}", name=name
        )
    return value


def _number(given: Mapping[str, object], name: str) -> float | None:
    value = given.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InvalidInputError("{name} must be a number.", field=f"profile.{name}", name=name)
    return float(value)


def _far(given: Mapping[str, object]) -> float:
    far_m = _number(given, "far_m")
    return Profile().far_m if far_m is None else far_m


def _four(value: object) -> tuple[int, int, int, int]:
    if not isinstance(value, list | tuple) or len(value) != 4:
        raise InvalidInputError("A viewport is [x, y, width, height].", field="profile.viewport")
    x, y, width, height = (_whole({"viewport": part}, "viewport", 0) for part in value)
    return x, y, width, height
