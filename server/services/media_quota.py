"""How much of its share of the disk a unit's media take; files kept once count once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content.errors import TooLargeError
from server.services import permissions
from server.services.actor import Actor
from server.services.permissions import Right
from server.storage.tables.media import MediaRow, MediaVariantRow

if TYPE_CHECKING:
    from server.services.resources import Resources

_GB = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Room:
    """Say how many bytes a unit uses and may use."""

    used: int
    allowed: int

    @property
    def percent(self) -> int:
        """Give the share that is used, 100 at most."""
        return min(100, self.used * 100 // self.allowed)


def room_of(resources: "Resources", actor: Actor, unit_id: str) -> Room:
    """Tell how much of its room a unit uses. Raises: ForbiddenError."""
    permissions.require(resources, actor, Right.READ, unit_id)
    used = resources.database.read(lambda session: _used(session, unit_id))
    return Room(used, _allowed(resources))


def require_room(resources: "Resources", session: Session, unit_id: str) -> None:
    """Refuse more media for a unit that has used up its room. Raises: TooLargeError."""
    allowed = _allowed(resources)
    if _used(session, unit_id) >= allowed:
        raise TooLargeError(
            "This unit's pictures and films fill the {most} GB it may have. Media that no notice "
            "uses go by themselves after {days} days.",
            code="quota_full",
            most=f"{allowed / _GB:g}",
            days=resources.settings.media_keep_days,
        )


def _allowed(resources: "Resources") -> int:
    return max(1, round(resources.settings.media_quota_gb * _GB))


def _used(session: Session, unit_id: str) -> int:
    files = (
        select(MediaVariantRow.sha256, func.max(MediaVariantRow.bytes).label("bytes"))
        .join(MediaRow, MediaRow.id == MediaVariantRow.media_id)
        .where(MediaRow.unit_id == unit_id)
        .group_by(MediaVariantRow.sha256)
        .subquery()
    )
    return int(session.scalar(select(func.coalesce(func.sum(files.c.bytes), 0))) or 0)
