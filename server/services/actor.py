"""Who is asking: roles, grants over units and the actor that services are handed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person may do, over one unit and all below it."""

    VIEWER = "viewer"
    CONTRIBUTOR = "contributor"
    AUTHOR = "author"
    APPROVER = "approver"
    DUTY_OFFICER = "duty_officer"
    TECHNICIAN = "technician"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Grant:
    """One role over the subtree of one unit, for a time (half-open, None = no bound)."""

    role: Role
    unit_id: str
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def is_valid(self, at: datetime) -> bool:
        """Say whether the grant holds at the instant `at`."""
        has_begun = self.valid_from is None or self.valid_from <= at
        return has_begun and (self.valid_until is None or at < self.valid_until)


@dataclass(frozen=True)
class Actor:
    """A signed-in person or a token's bearer; `scopes` is None for a cookie session."""

    account_id: str
    login: str
    name: str
    grants: tuple[Grant, ...] = ()
    scopes: frozenset[str] | None = None
    address: str | None = None
    language: str = "vi"
