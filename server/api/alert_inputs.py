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
from server.api.inputs import AlertTargets, Digest, Header, Id, Input, Instant, OneOf, Text, Word
from server.services.alert_requests import LONGEST_VOICE_WAIT_S
from server.services.alerting import AlertRequest

_LANGUAGE = "[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
Language = Annotated[str, Word(_LANGUAGE, 35)]
SlotName = Annotated[str, Word("[A-Za-z0-9_-]+", 64)]
SlotText = Annotated[str, Text(1000, 0)]


class InfoInput(Input):
    """What it says in one language; each line of the instruction is one deed."""

    language: Language
    headline: Annotated[str, Text(LONGEST_HEADLINE)]
    description: Annotated[str, Text(LONGEST_DESCRIPTION, 0)] = ""
    instruction: Annotated[str, Text(LONGEST_INSTRUCTION, 0)] = ""
    audio: Id | None = Field(default=None, description="a recording: the id of its media")


class TemplateInput(Input):
    """A prepared alert and what fills its places."""

    id: Id
    slots: dict[SlotName, SlotText] = Field(default={}, max_length=50)


class ApprovalInput(Input):
    """An officer's touch, as in the payload: a passkey's answer in standard base64."""

    keyid: Digest
    authenticator_data: Annotated[str, Text(4000)]
    client_data_json: Annotated[str, Text(4000)]
    sig: Annotated[str, Text(1000)]


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
    corrects: Annotated[
        bool | None, Field(description="of an update: the words before were wrong; it says so")
    ] = None
    audio: Annotated[dict[Language, Id], Field(max_length=MOST_LANGUAGES)] | None = Field(
        default=None, description="recordings by language, beside a template too"
    )
    voice_within_s: Annotated[int, Field(ge=0, le=LONGEST_VOICE_WAIT_S)] | None = Field(
        default=None,
        description="seconds the alert may be kept back for its synthetic voice; without it none "
        "for what goes out at once: that is heard by recordings and tone alone",
    )

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
