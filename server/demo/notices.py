"""The notices of the sample: written by one person, approved by another, as anybody's are."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from content.instant import format_instant
from content.schedule import TIMEZONE
from server.demo.people import PROVINCE, actors_for
from server.demo.wording import with_days
from server.services import publishing
from server.services.actor import Actor
from server.services.media import add_media
from server.services.publishing import NoticeDraft
from server.storage.tables.notices import NoticeRevisionRow

if TYPE_CHECKING:
    from server.services.resources import Resources

HERE = Path(__file__).parent


def read_notices() -> list[dict[str, Any]]:
    """Return the sample notices as written."""
    with (HERE / "notices.toml").open("rb") as file:
        notices: list[dict[str, Any]] = tomllib.load(file)["notice"]
    return notices


def publish_all(resources: "Resources", actors: Mapping[str, Actor]) -> int:
    """Write, submit and approve every notice not there yet; return their number."""
    notices = read_notices()
    there = _titles(resources)
    for notice in notices:
        author, approver = actors_for(actors, notice["unit"])
        draft = _draft(resources, author, notice)
        if draft.title in there:
            continue
        view = publishing.create_notice(resources, author, draft)
        publishing.submit_notice(resources, author, view.id)
        publishing.approve_notice(resources, approver, view.id, view.revision, view.digest)
    return len(notices)


def _draft(resources: "Resources", author: Actor, notice: Mapping[str, Any]) -> NoticeDraft:
    now = resources.clock.now()
    today = now.astimezone(TIMEZONE).date()
    unit = notice["unit"]
    picture = notice.get("picture")
    return NoticeDraft(
        title=with_days(notice["title"], today),
        body=with_days(notice["body"].strip(), today),
        category=notice["category"],
        language="vi",
        unit=unit,
        targets={"pool": True} if notice.get("pool") else _targets(unit, notice.get("targets")),
        priority=notice.get("priority", "normal"),
        valid_until=format_instant(now + timedelta(days=notice["days"])),
        media=[_add(resources, author, picture)] if picture else [],
        weight=notice.get("weight", 1),
        document=_document(notice.get("document"), now),
        picture_consent=picture is not None,
    )


def _targets(unit: str, named: list[str] | None) -> dict[str, object]:
    if named:
        return {"units": named}
    return {"subtrees": [unit]} if unit == PROVINCE else {"units": [unit]}


def _titles(resources: "Resources") -> frozenset[str]:
    approved = select(NoticeRevisionRow.title).where(NoticeRevisionRow.approved_at.is_not(None))
    return frozenset(resources.database.read(lambda session: session.scalars(approved).all()))


def _add(resources: "Resources", author: Actor, picture: str) -> str:
    name = f"{picture}.jpg"
    data = (HERE / "pictures" / name).read_bytes()
    return add_media(resources, author, data, name, author.grants[0].unit_id).id


def _document(written: Mapping[str, Any] | None, now: datetime) -> dict[str, object] | None:
    if written is None:
        return None
    document = {name: written[name] for name in written if name != "issued_days_ago"}
    if "issued_days_ago" in written:
        issued = now.astimezone(TIMEZONE).date() - timedelta(days=written["issued_days_ago"])
        document["issued_on"] = issued.isoformat()
    return document
