"""The prepared alerts: what `template` of an alert may name, and what fills its places."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from content.alert_template import TEMPLATES
from content.instant import format_instant
from content.prepared_alert import AlertTemplate
from server.api.alert_outputs import DangerAnswer, InfoAnswer, describe_danger
from server.api.answers import answers
from server.api.gate import actor, language, make_blueprint, resources
from server.locale import translate
from server.services.own_templates import TemplateView, usable_templates


class SlotAnswer(BaseModel):
    """One place to fill; `label` is in the asker's language."""

    key: str = Field(description="its name in `template.slots` and in the texts, in braces")
    label: str
    kind: Literal[
        "text", "place", "shelter", "time", "date", "moment", "number", "phone", "level", "age"
    ] = Field(description="what is checked: text, 19h00, 14/10/2026, 19h00 ngày 14/10, 3,5, ...")
    unit: str | None = Field(description="of a number; it is added by itself")
    required: bool = Field(description="when it is false and empty, its lines are left out")
    max_length: int = Field(description="in characters")
    example: str


class AlertTemplateAnswer(DangerAnswer):
    """One prepared alert, its places in braces; `label` is in the asker's language.

    What stands in square brackets is left out when a place in it stays empty.
    """

    id: str
    label: str
    slots: list[SlotAnswer]
    info: list[InfoAnswer]
    all_clear: bool = Field(description="it says that a danger is over: calm, without sound")
    only_drills: bool = Field(description="it goes out with status Exercise only")
    owner: str | None = Field(description="the code of the unit whose own it is; null: built in")
    approved_by: str = Field(description="the account, or installation for what is built in")
    approved_at: str | None


class AlertTemplateList(BaseModel):
    """All prepared alerts."""

    items: list[AlertTemplateAnswer]
    next: str | None


blueprint = make_blueprint("alert-templates", "Alerts with words prepared in advance")


@blueprint.get("/alert-templates", responses=answers(AlertTemplateList))
def list_alert_templates() -> dict[str, Any]:
    """List the prepared alerts one may send: their words, and the places to fill"""
    built_in = [_describe(one, language(), None) for one in TEMPLATES.values()]
    own = [
        _describe(view.template, language(), view)
        for view in usable_templates(resources(), actor())
    ]
    return {"items": built_in + own, "next": None}


def _describe(template: AlertTemplate, asked: str, own: TemplateView | None) -> dict[str, Any]:
    return {
        "id": template.id,
        "all_clear": template.is_all_clear,
        "only_drills": template.is_for_drills,
        "owner": own and resources().units.tree().get(own.unit_id).code,
        "approved_by": (own and own.approved_by) or "installation",
        "approved_at": format_instant(own.approved_at) if own and own.approved_at else None,
        "label": translate(template.label, asked),
        **describe_danger(template),
        "slots": [
            {
                "key": slot.key,
                "label": translate(slot.label, asked),
                "kind": slot.kind.value,
                "unit": slot.unit or None,
                "required": slot.is_needed,
                "max_length": slot.longest,
                "example": slot.example,
            }
            for slot in template.slots
        ],
        "info": [
            {
                "language": name,
                "headline": wording.headline,
                "description": wording.description,
                "instruction": wording.instruction,
                "audio": None,
            }
            for name, wording in template.words.items()
        ],
    }
