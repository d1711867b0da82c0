"""The prepared alerts: what `template` of an alert may name, and what fills its places."""

from typing import Any

from pydantic import BaseModel, Field

from content.alert_template import TEMPLATES
from content.alert_wording import AlertTemplate
from server.api.alert_outputs import DangerAnswer, InfoAnswer, describe_danger
from server.api.answers import answers
from server.api.gate import language, make_blueprint
from server.locale import translate


class SlotAnswer(BaseModel):
    """One place to fill; `label` is in the asker's language."""

    key: str = Field(description="its name in `template.slots` and in the texts, in braces")
    label: str
    required: bool = Field(description="when it is false and empty, its lines are left out")
    max_length: int = Field(description="in characters")
    example: str


class AlertTemplateAnswer(DangerAnswer):
    """One prepared alert, its places in braces; `label` is in the asker's language."""

    id: str
    label: str
    slots: list[SlotAnswer]
    info: list[InfoAnswer]


class AlertTemplateList(BaseModel):
    """All prepared alerts."""

    items: list[AlertTemplateAnswer]
    next: str | None


blueprint = make_blueprint("alert-templates", "Alerts with words prepared in advance")


@blueprint.get("/alert-templates", responses=answers(AlertTemplateList))
def list_alert_templates() -> dict[str, Any]:
    """List the prepared alerts: their words, and the places to fill"""
    return {"items": [_describe(one, language()) for one in TEMPLATES.values()], "next": None}


def _describe(template: AlertTemplate, asked: str) -> dict[str, Any]:
    return {
        "id": template.id,
        "label": translate(template.label, asked),
        **describe_danger(template),
        "slots": [
            {
                "key": slot.key,
                "label": translate(slot.label, asked),
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
