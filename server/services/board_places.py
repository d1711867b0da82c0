"""Where a board stands and what it is: what a technician says when letting it in."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from content.errors import InvalidInputError
from content.layout import body_em_u
from content.profile import Profile
from content.schedule import TIMEZONE
from content.targeting import read_point
from content.text import clean_line
from content.unit import Unit
from content.values import check_length, read_list, read_string

if TYPE_CHECKING:
    from server.services.resources import Resources
    from server.storage.tables.boards import BoardRow

LONGEST_NAME = 100
MOST_LABELS = 50
_PHONE = re.compile(r"\+?[0-9][0-9 ().-]{2,29}")


@dataclass(frozen=True, slots=True)
class BoardPlace:
    """Say where a board hangs; None leaves what is held or, for a new board, the default.

    `unit` is a code valid today, `profile` as in the identity, `replaces` the id of the board
    whose place and history new hardware takes over.
    """

    unit: str | None = None
    name: str | None = None
    profile: object = None
    phone: str | None = None
    lat: float | None = None
    lon: float | None = None
    groups: object = None
    tags: object = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class CheckedPlace:
    """Hold a place whose every part keeps the rules; None where nothing was said."""

    unit: Unit | None
    name: str | None
    profile: Profile | None
    phone: str | None
    point: tuple[float, float] | None
    groups: tuple[str, ...] | None
    tags: tuple[str, ...] | None

    def put_into(self, row: "BoardRow") -> None:
        """Change what was said in the row, leave the rest."""
        if self.unit is not None:
            row.unit_id = self.unit.id
        if self.name is not None:
            row.name = self.name
        if self.profile is not None:
            row.profile = self.profile.to_dict()
        if self.phone is not None:
            row.phone = self.phone
        if self.point is not None:
            row.lat, row.lon = self.point
        if self.groups is not None:
            row.groups = list(self.groups)
        if self.tags is not None:
            row.tags = list(self.tags)


def check_place(resources: "Resources", place: BoardPlace) -> CheckedPlace:
    """Check every part. Raises: InvalidInputError, UnitRetiredError, NotFoundError."""
    today = resources.clock.now().astimezone(TIMEZONE).date()
    unit = None
    if place.unit is not None:
        unit = resources.units.tree().resolve(read_string(place.unit, "unit"), today)
    return CheckedPlace(
        unit=unit,
        name=None if place.name is None else _name(place.name),
        profile=None if place.profile is None else read_profile(place.profile),
        phone=None if place.phone is None else _phone(place.phone),
        point=_point(place.lat, place.lon),
        groups=_labels(place.groups, "groups"),
        tags=_labels(place.tags, "tags"),
    )


def read_profile(value: object) -> Profile:
    """Read a profile and refuse one on which text would be too small to read.

    Raises: InvalidInputError.
    """
    profile = Profile.from_dict(value)
    body_em_u(profile)
    return profile


def _name(value: object) -> str:
    name = clean_line(read_string(value, "name"))
    check_length(name, "name", LONGEST_NAME)
    return name


def _phone(value: object) -> str:
    phone = clean_line(read_string(value, "phone"))
    if not _PHONE.fullmatch(phone):
        raise InvalidInputError("{phone} is not a phone number.", field="phone", phone=phone[:40])
    return phone


def _point(lat: object, lon: object) -> tuple[float, float] | None:
    if lat is None and lon is None:
        return None
    if lat is None or lon is None:
        raise InvalidInputError("A position needs lat and lon.", field="lat")
    return read_point(lat, lon, "lat")


def _labels(value: object, field: str) -> tuple[str, ...] | None:
    if value is None:
        return None
    entries = read_list(value, field)
    if len(entries) > MOST_LABELS:
        raise InvalidInputError(
            "{name} may hold {most} at most.", field=field, name=field, most=MOST_LABELS
        )
    labels = [clean_line(read_string(entry, field)) for entry in entries]
    for label in labels:
        check_length(label, field, LONGEST_NAME)
    return tuple(dict.fromkeys(labels))
