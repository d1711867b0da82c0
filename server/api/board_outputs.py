"""A board as the API shows it."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel

from content.instant import format_instant
from server.api.answers import instant_or_null
from server.services.board_views import BoardView
from server.services.resources import Resources


class OnNowAnswer(BaseModel):
    """What is on the glass: alerts first, then the slate, then the zones of the score."""

    manifest: str | None
    zones: dict[str, Any]
    alerts: list[str]
    slate: str | None


class ProofAnswer(BaseModel):
    """The newest weekly silent test; `proven_at` is null until the board's screen has proven it."""

    sent_at: str
    received_at: str | None
    proven_at: str | None
    tries: int


class BoardAnswer(BaseModel):
    """A board: how it is doing and what it shows."""

    id: str
    name: str
    unit: str
    state: Literal["new", "online", "faulty", "degraded", "stopped", "offline", "revoked"]
    connected: bool
    last_contact_at: str | None
    faults: list[str]
    last_test: ProofAnswer | None
    on_now: OnNowAnswer
    item: str | None
    clock_offset_s: float | None
    storage_free_mb: float | None
    temperature_c: float | None
    profile: dict[str, Any]
    groups: list[str]
    tags: list[str]
    lat: float | None
    lon: float | None
    phone: str | None
    software: str
    paired_at: str | None
    revoked_at: str | None


class BoardList(BaseModel):
    """A page of boards."""

    items: list[BoardAnswer]
    next: str | None


class CommandAnswer(BaseModel):
    """A command on its way."""

    id: str
    name: str


class ScheduleAnswer(BaseModel):
    """What each zone shows at an instant; null where nothing is on."""

    board: str
    at: str
    manifest: str
    zones: dict[str, Any]


class PairedAnswer(BaseModel):
    """The new board."""

    board: str
    check_number: str


def describe_board(
    resources: Resources, view: BoardView, schedules: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Return a board; `on_now` follows from the score, `item` is what it said itself."""
    record, said = view.record, view.said
    schedule = schedules.get(record.id, {})
    return {
        "id": record.id,
        "name": record.name,
        "unit": resources.units.tree().get(record.unit_id).code,
        "state": view.state.value,
        "connected": view.is_connected,
        "last_contact_at": instant_or_null(view.last_contact_at),
        "faults": list(view.faults),
        "last_test": _last_test(resources, record.id),
        "on_now": {
            "manifest": schedule.get("manifest"),
            "zones": schedule.get("zones", {}),
            "alerts": _alerts(resources, view),
            "slate": record.slate["text"] if record.slate else None,
        },
        "item": said.item,
        "clock_offset_s": said.clock_offset_s,
        "storage_free_mb": said.storage_free_mb,
        "temperature_c": said.temperature_c,
        "profile": record.profile.to_dict(),
        "groups": sorted(record.addressee.groups),
        "tags": sorted(record.addressee.tags),
        "lat": record.addressee.lat,
        "lon": record.addressee.lon,
        "phone": record.phone,
        "software": record.software,
        "paired_at": instant_or_null(record.paired_at),
        "revoked_at": instant_or_null(record.revoked_at),
    }


def _last_test(resources: Resources, board_id: str) -> dict[str, Any] | None:
    last = resources.tests.last(board_id)
    if last is None:
        return None
    return {
        "sent_at": format_instant(last.issued_at),
        "received_at": instant_or_null(last.received_at),
        "proven_at": instant_or_null(last.proven_at),
        "tries": last.tries,
    }


def _alerts(resources: Resources, view: BoardView) -> list[str]:
    now = resources.clock.now()
    listed = resources.alerts.snapshot().addressed_to(view.record.addressee, now)
    return [alert.id for alert in listed if alert.effective <= now and not alert.is_test]
