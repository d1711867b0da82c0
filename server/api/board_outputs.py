"""A board as the API shows it."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel

from server.api.answers import instant_or_null
from server.services.board_views import BoardView
from server.services.resources import Resources


class OnNowAnswer(BaseModel):
    """What is on the glass: alerts first, then the slate, then the zones of the score."""

    manifest: str | None
    zones: dict[str, Any]
    alerts: list[str]
    slate: str | None


class BoardAnswer(BaseModel):
    """A board: how it is doing and what it shows."""

    id: str
    name: str
    unit: str
    state: Literal["new", "online", "faulty", "stopped", "offline", "revoked"]
    connected: bool
    last_contact_at: str | None
    faults: list[str]
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


def _alerts(resources: Resources, view: BoardView) -> list[str]:
    now = resources.clock.now()
    listed = resources.alerts.snapshot().addressed_to(view.record.addressee, now)
    return [alert.id for alert in listed if alert.effective <= now]
