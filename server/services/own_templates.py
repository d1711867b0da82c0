"""Units' own alert templates: written by one officer, approved by a second, fired by one.

The approval is of the exact text: a change voids it. Units below inherit what is approved.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.alert_template import TEMPLATES, AlertTemplate, template_of
from content.canonical import canonical
from content.errors import ConflictError, InvalidInputError, NotFoundError
from content.own_template import OwnTemplate
from content.trust import digest
from server.services import audit, permissions
from server.services.actor import Actor
from server.services.boards import BoardRecord
from server.services.permissions import Right
from server.storage.ids import new_id
from server.storage.tables.alerts import AlertTemplateRow

if TYPE_CHECKING:
    from server.services.resources import Resources

MOST_OF_UNIT = 50


class TemplateState(StrEnum):
    """Where a unit's own template stands."""

    WRITTEN = "written"
    APPROVED = "approved"
    OFF = "off"


@dataclass(frozen=True)
class TemplateView:
    """A unit's own template as its pages and the API see it."""

    id: str
    unit_id: str
    own: OwnTemplate
    digest: str
    state: TemplateState
    written_by: str
    written_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    off_by: str | None

    @property
    def template(self) -> AlertTemplate:
        """Give it as any prepared alert."""
        return self.own.to_template(self.id)


def list_own_templates(resources: "Resources", actor: Actor) -> tuple[TemplateView, ...]:
    """List those of the actor's units, of the units above and of those below, by name."""
    visible = _visible(resources, actor)
    query = select(AlertTemplateRow).where(AlertTemplateRow.unit_id.in_(sorted(visible)))
    rows = resources.database.read(lambda session: session.scalars(query).all())
    return tuple(sorted(map(_view, rows), key=lambda view: (view.own.name, view.id)))


def usable_templates(resources: "Resources", actor: Actor) -> tuple[TemplateView, ...]:
    """List the approved ones this officer may fire: of their unit and those above it."""
    tree = resources.units.tree()
    roots = permissions.roots_with(resources, actor, Right.FIRE_ALERTS)
    return tuple(
        view
        for view in list_own_templates(resources, actor)
        if view.state is TemplateState.APPROVED
        and any(tree.is_within(root, view.unit_id) or tree.is_within(view.unit_id, root)
                for root in roots)
    )  # fmt: skip


def get_own_template(resources: "Resources", actor: Actor, template_id: str) -> TemplateView:
    """Give one. Raises: NotFoundError, also for one the actor may not see."""
    row = resources.database.read(lambda session: session.get(AlertTemplateRow, template_id))
    if row is None or row.unit_id not in _visible(resources, actor):
        raise _unknown(template_id)
    return _view(row)


def write_template(
    resources: "Resources", actor: Actor, unit_id: str, own: OwnTemplate
) -> TemplateView:
    """Keep a new template; it waits for a second person. Raises: as OwnTemplate.validate."""
    resources.units.tree().get(unit_id)
    permissions.require(resources, actor, Right.APPROVE_ALERTS, unit_id)
    own, now = own.validate(), resources.clock.now()

    def work(session: Session) -> AlertTemplateRow:
        held = session.scalars(
            select(AlertTemplateRow.id).where(AlertTemplateRow.unit_id == unit_id)
        ).all()
        if len(held) >= MOST_OF_UNIT:
            raise ConflictError("A unit has at most {most} templates.", most=MOST_OF_UNIT)
        row = AlertTemplateRow(id=f"own-{new_id()}", unit_id=unit_id)
        _put(row, own, actor, now)
        session.add(row)
        _record(session, now, actor, "template.written", row)
        return row

    return _view(resources.database.write(work))


def change_template(
    resources: "Resources", actor: Actor, template_id: str, seen: str, own: OwnTemplate
) -> TemplateView:
    """Change the text; an approval of the old one is void. `seen` is the digest changed from.

    Raises: NotFoundError, ForbiddenError, InvalidInputError, ConflictError.
    """
    own = own.validate()

    def work(session: Session, row: AlertTemplateRow, now: datetime) -> None:
        _require_seen(row, seen)
        if own.to_dict() == row.content:
            return
        _put(row, own, actor, now)
        _record(session, now, actor, "template.changed", row)

    return _changed(resources, actor, template_id, work)


def approve_template(
    resources: "Resources", actor: Actor, template_id: str, seen: str
) -> TemplateView:
    """Let one officer fire it from now on, as this second person has read it.

    Raises: NotFoundError, ForbiddenError for one's own text, ConflictError when it has changed.
    """

    def work(session: Session, row: AlertTemplateRow, now: datetime) -> None:
        _require_seen(row, seen)
        permissions.require_not_own(actor, row.written_by)
        if row.state != TemplateState.WRITTEN:
            raise ConflictError("This template does not wait for approval any more.")
        row.state, row.approved_by, row.approved_at = "approved", actor.account_id, now
        _record(session, now, actor, "template.approved", row)

    return _changed(resources, actor, template_id, work)


def switch_template(
    resources: "Resources", actor: Actor, template_id: str, *, is_on: bool
) -> TemplateView:
    """Offer it no more, or offer it again; an approval stands meanwhile.

    Raises: NotFoundError, ForbiddenError.
    """

    def work(session: Session, row: AlertTemplateRow, now: datetime) -> None:
        is_off = row.state == TemplateState.OFF
        if is_off != is_on:
            return
        back = TemplateState.APPROVED if row.approved_by else TemplateState.WRITTEN
        row.state = (back if is_on else TemplateState.OFF).value
        row.off_by, row.off_at = (None, None) if is_on else (actor.account_id, now)
        _record(session, now, actor, f"template.{'on' if is_on else 'off'}", row)

    return _changed(resources, actor, template_id, work)


def prepared(
    resources: "Resources", actor: Actor, template_id: str | None, boards: Iterable[BoardRecord]
) -> AlertTemplate | None:
    """Give the template an alert to these boards is made from; None for own words.

    Raises: NotFoundError; InvalidInputError for boards beyond the unit whose template it is, or
    one that is not approved.
    """
    if template_id is None:
        return None
    if template_id in TEMPLATES:
        return TEMPLATES[template_id]
    view = _known(resources, actor, template_id)
    if any(view.unit_id not in board.addressee.path for board in boards):
        raise InvalidInputError(
            "The template “{name}” is for the boards of {unit} and below only.",
            field="targets", name=view.own.name,
            unit=resources.units.tree().get(view.unit_id).name,
        )  # fmt: skip
    return view.template


def require_still(session: Session, template: AlertTemplate | None) -> None:
    """Refuse a template that was changed or switched off since. Raises: ConflictError."""
    if template is None or template.id in TEMPLATES:
        return
    row = session.get(AlertTemplateRow, template.id)
    is_same = row is not None and _view(row).template == template
    if row is None or row.state != TemplateState.APPROVED or not is_same:
        raise ConflictError(
            "The template has changed meanwhile. Read it again.", code="changed_meanwhile"
        )


def _known(resources: "Resources", actor: Actor, template_id: str) -> TemplateView:
    try:
        view = get_own_template(resources, actor, template_id)
    except NotFoundError:
        template_of(template_id)  # says there is none
        raise
    if view.state is not TemplateState.APPROVED:
        raise InvalidInputError(
            "The template “{name}” is not approved, or is switched off. Choose another.",
            field="template.id", name=view.own.name,
        )  # fmt: skip
    return view


def _visible(resources: "Resources", actor: Actor) -> frozenset[str]:
    tree = resources.units.tree()
    roots = permissions.roots_with(resources, actor, Right.READ)
    above = {unit for root in roots for unit in tree.path(root)}
    return permissions.units_with(resources, actor, Right.READ) | above


def _changed(
    resources: "Resources",
    actor: Actor,
    template_id: str,
    work: Callable[[Session, AlertTemplateRow, datetime], None],
) -> TemplateView:
    unit_id = get_own_template(resources, actor, template_id).unit_id
    permissions.require(resources, actor, Right.APPROVE_ALERTS, unit_id)
    now = resources.clock.now()

    def change(session: Session) -> AlertTemplateRow:
        row = session.get(AlertTemplateRow, template_id)
        if row is None:
            raise _unknown(template_id)
        work(session, row, now)
        return row

    return _view(resources.database.write(change))


def _put(row: AlertTemplateRow, own: OwnTemplate, actor: Actor, now: datetime) -> None:
    row.name, row.content = own.name, own.to_dict()
    row.digest, row.state = digest(canonical(own.to_dict())), TemplateState.WRITTEN.value
    row.written_by, row.written_at = actor.account_id, now
    row.approved_by = row.approved_at = row.off_by = row.off_at = None


def _require_seen(row: AlertTemplateRow, seen: str) -> None:
    if row.digest != seen:
        raise ConflictError(
            "The template has changed meanwhile. Read it again.", code="changed_meanwhile"
        )


def _unknown(template_id: str) -> NotFoundError:
    return NotFoundError("There is no template {id}.", code="unknown_template", id=template_id[:40])


def _view(row: AlertTemplateRow) -> TemplateView:
    return TemplateView(
        id=row.id,
        unit_id=row.unit_id,
        own=OwnTemplate.from_dict(row.content),
        digest=row.digest,
        state=TemplateState(row.state),
        written_by=row.written_by,
        written_at=row.written_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        off_by=row.off_by,
    )


def _record(
    session: Session, now: datetime, actor: Actor, action: str, row: AlertTemplateRow
) -> None:
    audit.record(
        session, at=now, actor=actor, action=action, subject=row.id, unit_id=row.unit_id,
        details={"name": row.name, "digest": row.digest, "text": row.content},
    )  # fmt: skip
