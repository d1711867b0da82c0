"""The bodies that fire and change an alert."""

from typing import Annotated, Any

from pydantic import Field

from content.alert import CATEGORIES, CERTAINTIES, SEVERITIES, STATUSES, URGENCIES
from content.alert_info import (
    LONGEST_DESCRIPTION,
    LONGEST_EVENT,
    LONGEST_HEADLINE,
    LONGEST_INSTRUCTION,
    MOST_LANGUAGES,
)
from server.api.inputs import AlertTargets, Header, Id, Input, Instant, OneOf, Text, Word
from server.services.alerting import AlertRequest

_LANGUAGE = "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
SlotName = Annotated[str, Word("[A-Za-z0-9_-]+", 64)]
SlotText = Annotated[str, Text(1000, 0)]


class InfoInput(Input):
    """What it says in one language; each line of the instruction is one deed."""

    language: Annotated[str, Word(_LANGUAGE, 35)]
    headline: Annotated[str, Text(LONGEST_HEADLINE)]
    description: Annotated[str, Text(LONGEST_DESCRIPTION, 0)] = ""
    instruction: Annotated[str, Text(LONGEST_INSTRUCTION, 0)] = ""


class TemplateInput(Input):
    """A prepared alert and what fills its places."""

    id: Id
    slots: dict[SlotName, SlotText] = Field(default={}, max_length=50)


class AlertBody(Input):
    """An alert: its own words, or a template instead of `info`."""

    status: Annotated[str, OneOf(STATUSES)]
    targets: AlertTargets
    expires: Instant
    event: Annotated[str, Text(LONGEST_EVENT)] | None = None
    category: Annotated[str, OneOf(CATEGORIES)] | None = None
    urgency: Annotated[str, OneOf(URGENCIES)] | None = None
    severity: Annotated[str, OneOf(SEVERITIES)] | None = None
    certainty: Annotated[str, OneOf(CERTAINTIES)] | None = None
    info: Annotated[list[InfoInput], Field(max_length=MOST_LANGUAGES)] | None = None
    risk_level: Annotated[int, Field(ge=1, le=5)] | None = None
    template: TemplateInput | None = None
    break_glass: bool | None = None
    effective: Instant | None = None
    silent: bool | None = None

    def to_request(self) -> AlertRequest:
        """Return the request; null means not given."""
        values: dict[str, Any] = self.model_dump(mode="json", exclude_none=True)
        template = values.pop("template", None)
        if template is not None:
            values["template_id"] = template["id"]
            values["template_slots"] = template["slots"]
        return AlertRequest(**values)


class KeyHeader(Header):
    """Makes a repeated request harmless."""

    key: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None,
        alias="Idempotency-Key",
        description="the same key gives the same alert",
    )
