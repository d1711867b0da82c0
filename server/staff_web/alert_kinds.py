"""What may be sent: prepared templates, units' own ones, free words; and their places to fill."""

from dataclasses import dataclass, replace

from content.alert_info import LONGEST_DESCRIPTION, LONGEST_EVENT, LONGEST_INSTRUCTION
from content.alert_template import TEMPLATES, AlertTemplate, all_clear_of
from content.errors import NotFoundError
from content.slot import SlotKind
from server.locale import gettext
from server.services.own_templates import TemplateView, usable_templates
from server.services.people import names_of
from server.staff_web.alert_recordings import CARRIED as RECORDINGS
from server.staff_web.site import actor, resources

FREE, BREAK_GLASS = "free", "break-glass"
DRILLS = "drills"
ICONS = {
    "flash-flood": "flood",
    "storm": "storm",
    "dam-release": "dam",
    "landslide": "slide",
    "fire": "fire",
    "epidemic": "virus",
    "missing-person": "person",
    "river-flood": "flood",
    "heat": "sun",
    "cold-spell": "cold",
    "forest-fire": "fire",
    "test": "board",
}


MORE_LANGUAGES = (1, 2, 3)
PARTS = ("headline", "description", "instruction")
OTHER_FIELDS = tuple(f"{part}_{n}" for n in MORE_LANGUAGES for part in ("lang", *PARTS))
TIMES = ("starts", "starts_at", "starts_on", "ends", "ends_at")
CARRIED = ("updates", "corrects", *RECORDINGS)


@dataclass(frozen=True)
class Place:
    """A place to fill in: its field's name, label, hint and size."""

    field: str
    key: str
    label: str
    hint: str
    longest: int
    rows: int = 0
    kind: SlotKind = SlotKind.TEXT
    unit: str = ""


@dataclass(frozen=True)
class Kind:
    """A prepared template or one of the two free ways, as the pages fill it."""

    id: str
    name: str
    icon: str
    slots: tuple[Place, ...]
    risk_level: int | None
    template: AlertTemplate | None = None
    approved: str = ""

    @property
    def is_free(self) -> bool:
        """Say whether every word is the officer's own."""
        return self.template is None

    @property
    def is_pending(self) -> bool:
        """Say whether a second officer must approve it."""
        return self.id == FREE

    @property
    def is_all_clear(self) -> bool:
        """Say whether it tells that a danger is over."""
        return self.template is not None and self.template.is_all_clear

    @property
    def asks_level(self) -> bool:
        """Say whether the disaster risk level is asked for apart from the places."""
        return self.template is None or not (
            self.template.is_all_clear or self.template.is_for_drills or self.template.level_slot
        )

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of all fields that later steps carry along."""
        own = tuple(slot.field for slot in self.slots)
        return (*own, *OTHER_FIELDS, "kind", "severity", "risk", *TIMES, *CARRIED)


def kind_of(template_id: str, mode: str) -> Kind:
    """Return what is to be filled in. Raises: NotFoundError."""
    if template_id in (FREE, BREAK_GLASS) and mode != DRILLS:
        name = gettext("Another alert") if template_id == FREE else gettext("Break glass")
        return Kind(template_id, name, "alert", _free_places(), None)
    if template_id in TEMPLATES:
        template = TEMPLATES[template_id]
        if template.is_for_drills and mode != DRILLS:
            raise NotFoundError("There is nothing at this address.")
        return _prepared(template)
    for view in usable_templates(resources(), actor()):
        if view.id == template_id:
            return _own(view)
    raise NotFoundError("There is nothing at this address.")


def kinds(mode: str) -> list[Kind]:
    """Return the prepared templates to choose from; of the all-clears the general one."""
    return [
        _prepared(template)
        for template in TEMPLATES.values()
        if not template.clears and (mode == DRILLS or not template.is_for_drills)
    ]


def own_kinds() -> list[Kind]:
    """Return the approved templates of the officer's units and those above."""
    return [_own(view) for view in usable_templates(resources(), actor())]


def all_clear_for(template_id: str | None) -> str:
    """Return the id of the template that ends an alert of this one."""
    return all_clear_of(template_id).id


def is_all_clear(template_id: str | None) -> bool:
    """Say whether a template tells that a danger is over."""
    return template_id in TEMPLATES and TEMPLATES[template_id or ""].is_all_clear


def _prepared(template: AlertTemplate) -> Kind:
    places = tuple(
        Place(
            field=f"slot-{slot.key}",
            key=slot.key,
            label=gettext(slot.label),
            hint=_hint(slot.example, slot.is_needed),
            longest=slot.longest,
            kind=slot.kind,
            unit=slot.unit,
        )
        for slot in template.slots
    )
    icon = "check" if template.is_all_clear else ICONS.get(template.id, "alert")
    return Kind(template.id, gettext(template.label), icon, places, template.risk_level, template)


def _own(view: TemplateView) -> Kind:
    """Return a unit's own template, with whose it is and who approved it."""
    names = names_of(resources(), [view.written_by, view.approved_by])
    told = gettext(
        "%(unit)s’s own: written by %(one)s, approved by %(two)s.",
        unit=resources().units.tree().get(view.unit_id).name,
        one=names.get(view.written_by, ""),
        two=names.get(view.approved_by or "", ""),
    )
    return replace(_prepared(view.template), name=view.own.name, approved=told)


def _hint(example: str, is_needed: bool) -> str:
    told = gettext("For example: %(example)s", example=example)
    if is_needed:
        return told
    empty = gettext("may stay empty")
    return f"{told} · {empty}"


def _free_places() -> tuple[Place, ...]:
    return (
        Place(
            "slot-headline",
            "headline",
            gettext("What is happening"),
            gettext("Two or three words, very large on the board. For example: DAM BREAK"),
            LONGEST_EVENT,
        ),
        Place(
            "slot-description",
            "description",
            gettext("Where, and what people see"),
            gettext("One or two sentences"),
            min(300, LONGEST_DESCRIPTION),
            rows=3,
        ),
        Place(
            "slot-instruction",
            "instruction",
            gettext("What people must do now"),
            gettext("A line for each deed, three at most, the verb first"),
            min(300, LONGEST_INSTRUCTION),
            rows=4,
        ),
    )
