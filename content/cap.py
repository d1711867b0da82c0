"""A CAP 1.2 message as values: what it may say, nothing about XML or what we do with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as filled
from datetime import datetime
from enum import StrEnum

from content.errors import ContentError

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
DEFAULT_LANGUAGE = "en-US"
"""What a block that names no language counts as. Source: CAP 1.2, 3.2.2."""


class CapStatus(StrEnum):
    """How the message is to be handled. Source: CAP 1.2, 3.2.1."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"


class CapMsgType(StrEnum):
    """What the message does to earlier ones. Source: CAP 1.2, 3.2.1."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


class CapScope(StrEnum):
    """Whom the message is meant for. Source: CAP 1.2, 3.2.1."""

    PUBLIC = "Public"
    RESTRICTED = "Restricted"
    PRIVATE = "Private"


class CapCategory(StrEnum):
    """What kind of thing happens. Source: CAP 1.2, 3.2.2."""

    GEO = "Geo"
    MET = "Met"
    SAFETY = "Safety"
    SECURITY = "Security"
    RESCUE = "Rescue"
    FIRE = "Fire"
    HEALTH = "Health"
    ENV = "Env"
    TRANSPORT = "Transport"
    INFRA = "Infra"
    CBRNE = "CBRNE"
    OTHER = "Other"


class CapResponseType(StrEnum):
    """What people are asked to do. Source: CAP 1.2, 3.2.2."""

    SHELTER = "Shelter"
    EVACUATE = "Evacuate"
    PREPARE = "Prepare"
    EXECUTE = "Execute"
    AVOID = "Avoid"
    MONITOR = "Monitor"
    ASSESS = "Assess"
    ALL_CLEAR = "AllClear"
    NONE = "None"


class CapUrgency(StrEnum):
    """How soon to act, soonest first. Source: CAP 1.2, 3.2.2."""

    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


class CapSeverity(StrEnum):
    """How grave it is, gravest first. Source: CAP 1.2, 3.2.2."""

    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


class CapCertainty(StrEnum):
    """How sure it is, surest first. Source: CAP 1.2, 3.2.2."""

    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


Pair = tuple[str, str]
"""A valueName with its value."""
Ring = tuple[tuple[float, float], ...]
"""A polygon's (lat, lon) points, the last equal to the first."""


@dataclass(frozen=True, slots=True)
class CapReference:
    """Name an earlier message by all three of its marks; `sent` is aware UTC."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True, slots=True)
class CapResource:
    """Point to a file that goes with a block; `size` in bytes, `deref_uri` its base64 content."""

    description: str
    mime_type: str
    size: int | None = None
    uri: str | None = None
    digest: str | None = None
    deref_uri: str | None = None


@dataclass(frozen=True, slots=True)
class CapArea:
    """Name a place: the union of all its shapes and codes; circles are (lat, lon, km)."""

    description: str
    polygons: tuple[Ring, ...] = ()
    circles: tuple[tuple[float, float, float], ...] = ()
    geocodes: tuple[Pair, ...] = ()
    altitude: float | None = None
    ceiling: float | None = None


@dataclass(frozen=True, slots=True)
class CapInfo:
    """Tell one event in one language; instants are aware UTC in whole seconds."""

    categories: tuple[CapCategory, ...]
    event: str
    urgency: CapUrgency
    severity: CapSeverity
    certainty: CapCertainty
    language: str = DEFAULT_LANGUAGE
    response_types: tuple[CapResponseType, ...] = ()
    audience: str | None = None
    event_codes: tuple[Pair, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str | None = None
    headline: str | None = None
    description: str | None = None
    instruction: str | None = None
    web: str | None = None
    contact: str | None = None
    parameters: tuple[Pair, ...] = ()
    resources: tuple[CapResource, ...] = ()
    areas: tuple[CapArea, ...] = ()


@dataclass(frozen=True, slots=True)
class CapMessage:
    """Hold one message; `sent` is aware UTC in whole seconds."""

    identifier: str
    sender: str
    sent: datetime
    status: CapStatus
    msg_type: CapMsgType
    scope: CapScope
    source: str | None = None
    restriction: str | None = None
    addresses: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    note: str | None = None
    references: tuple[CapReference, ...] = ()
    incidents: tuple[str, ...] = ()
    infos: tuple[CapInfo, ...] = ()

    @property
    def reference(self) -> CapReference:
        """Give what a later message names this one by."""
        return CapReference(self.sender, self.identifier, self.sent)


@dataclass(frozen=True, slots=True)
class CapProblem:
    """Say why a message cannot be used: `message` is a template as in ContentError.

    `field` is the element at fault, dotted from the alert down.
    """

    code: str
    message: str
    field: str | None = None
    params: Mapping[str, object] = filled(default_factory=dict)

    @property
    def reason(self) -> str:
        """Give the English sentence."""
        return self.message.format(**self.params) if self.params else self.message


class MalformedCapError(ContentError):
    """Refuse a document that is no XML, is hostile, or holds no CAP at all."""

    code = "malformed_cap"
