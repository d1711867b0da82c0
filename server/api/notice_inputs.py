"""The bodies that make and change a notice."""

from typing import Annotated, Any

from pydantic import Field

from content.category import CategoryKey
from content.notice import (
    HEAVIEST,
    LONGEST_BODY,
    LONGEST_DAY_MINUTES,
    LONGEST_TITLE,
    MOST_DAYPARTS,
    MOST_MEDIA,
)
from content.priority import Priority
from content.translation import MOST_TRANSLATIONS
from server.api.inputs import Day, Id, Input, Instant, NoticeTargets, Text, UnitCode, Word
from server.services.publishing import NoticeDraft

Title = Annotated[str, Text(LONGEST_TITLE)]
Body = Annotated[str, Text(LONGEST_BODY)]
Line = Annotated[str, Text(300)]
Category = Annotated[CategoryKey, Field(strict=False)]
Urgency = Annotated[
    Priority, Field(strict=False, description="emergency is refused: that is an alert")
]
Language = Annotated[str, Word("[a-z]{2,3}", 3)]
Weight = Annotated[int, Field(ge=1, le=HEAVIEST)]
Minutes = Annotated[int, Field(ge=1, le=LONGEST_DAY_MINUTES)]
Media = Annotated[list[Id], Field(max_length=MOST_MEDIA, description="ids of uploads")]


class DaypartInput(Input):
    """A window of local time; one whose end is not after its start crosses midnight."""

    start: Annotated[str, Word("[0-9]{2}:[0-9]{2}", 5)] = Field(alias="from")
    end: Annotated[str, Word("[0-9]{2}:[0-9]{2}", 5)] = Field(alias="to")
    days: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1, max_length=7)] = [
        1,
        2,
        3,
        4,
        5,
        6,
        7,
    ]


class PostingInput(Input):
    """A public posting: its kind, and why it is shorter than that kind's least days."""

    kind: Line
    reason: Line | None = None


class DocumentInput(Input):
    """What makes a notice an official document."""

    kind: Line | None = None
    number: Line | None = None
    issued_on: Day | None = None
    issuer: Line | None = None
    signer: Line | None = None
    source: Line | None = None
    effective_from: Day | None = None
    effective_until: Day | None = None
    posted_until: Day | None = None
    replaces: Line | None = None
    posting: PostingInput | None = None


class TranslationInput(Input):
    """The notice in another language: title and text, a recording, or both."""

    language: Language
    title: Annotated[str, Text(LONGEST_TITLE)] | None = None
    body: Annotated[str, Text(LONGEST_BODY)] | None = None
    audio: Id | None = None


Translations = Annotated[list[TranslationInput], Field(max_length=MOST_TRANSLATIONS)]
Dayparts = Annotated[list[DaypartInput], Field(max_length=MOST_DAYPARTS)]


class NoticeOptions(Input):
    """What a notice may say besides its words and where it goes."""

    priority: Urgency | None = None
    valid_from: Instant | None = None
    valid_until: Instant | None = None
    dayparts: Dayparts | None = None
    media: Media | None = None
    weight: Weight | None = None
    document: DocumentInput | None = None
    picture_consent: bool | None = None
    most_minutes_a_day: Minutes | None = None
    plan_entry: Id | None = None
    audio: Id | None = Field(None, description="a recording of the text, read aloud")
    translations: Translations | None = None


class NoticeBody(NoticeOptions):
    """A new notice."""

    title: Title
    body: Body
    category: Category
    language: Language
    unit: UnitCode
    targets: NoticeTargets

    def to_draft(self) -> NoticeDraft:
        """Return the draft; null means the default."""
        values = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return NoticeDraft(**values)


class NoticeChanges(NoticeOptions):
    """The fields of a notice to change; null clears an optional one."""

    title: Title | None = None
    body: Body | None = None
    category: Category | None = None
    language: Language | None = None
    unit: UnitCode | None = None
    targets: NoticeTargets | None = None

    def to_changes(self) -> dict[str, Any]:
        """Return what was named, null included."""
        return {
            name: value
            for name, value in self.model_dump(mode="json", by_alias=True).items()
            if name in self.model_fields_set
        }
