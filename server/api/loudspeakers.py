"""What existing loudspeaker systems are to say now, and what they are to stop saying."""

from typing import Annotated, Any, Literal

from flask import Response, make_response, request
from pydantic import BaseModel, Field

from content.alert_sound import ATTENTION, DRILL
from content.alert_tone import wav
from content.announcement import Announcement
from content.canonical import canonical
from content.trust import digest
from server.api.answers import answers
from server.api.gate import PREFIX, actor, make_blueprint, resources
from server.api.inputs import OneOf, Path, Query
from server.services.announcements import announced
from server.services.media_making import SOUND

blueprint = make_blueprint("loudspeaker", "Alerts for loudspeakers that are there already")
_WAV = {
    "description": "WAV, 16 bits, one channel",
    "content": {"audio/wav": {"schema": {"type": "string", "format": "binary"}}},
}


class AnnouncementsQuery(Query):
    """What is asked for; `since` is the `cursor` of the answer before."""

    since: Annotated[int, Field(ge=0, le=2**53)] | None = None
    unit: str | None = Field(default=None, max_length=20)


class TonePath(Path):
    """Which tone."""

    tone: Annotated[str, OneOf((ATTENTION, DRILL))]


class AudioAnswer(BaseModel):
    """A sound; it can be fetched without a token while the alert holds."""

    language: str
    url: str
    type: str
    bytes: int
    seconds: float
    way: Literal["recording", "voice"]


class TextAnswer(BaseModel):
    """What it says in one language."""

    language: str
    headline: str
    description: str
    instruction: str


class AnnouncementAnswer(BaseModel):
    """One revision of an alert: `stop` ends all earlier ones of the identifier.

    Announce it between `effective` and `expires`, the tone first, then the sounds in order, again
    every `again_s` seconds; null: once. A drill is marked, and says so in its words and tone.
    """

    kind: str
    spec: int
    order: Literal["announce", "stop"]
    identifier: str
    revision: int
    sequence: int
    status: Literal["Actual", "Exercise"]
    drill: bool
    state: Literal["in_force", "cancelled"]
    units: list[str]
    event: str
    category: str
    urgency: str
    severity: str
    certainty: str
    level: int | None
    sender: str
    sent: str
    effective: str
    expires: str
    tone: Literal["attention", "drill"] | None
    tone_url: str | None
    again_s: int | None
    audio: list[AudioAnswer]
    texts: list[TextAnswer]


class AnnouncementList(BaseModel):
    """What has changed since; `cursor` is the `since` of the next time."""

    items: list[AnnouncementAnswer]
    cursor: int


@blueprint.get(
    "/loudspeaker/announcements",
    responses=answers(AnnouncementList) | {"304": {"description": "Nothing has changed"}},
)
def list_announcements(query: AnnouncementsQuery) -> Response:
    """List what is to be announced in one's units, and what is to be stopped, oldest first

    With `If-None-Match` and the ETag of the answer before, 304 says that nothing has changed.
    """
    found = announced(resources(), actor(), query.since or 0, query.unit)
    told = {"items": [_describe(one) for one in found.items], "cursor": found.cursor}
    answer = make_response(told)
    answer.set_etag(digest(canonical(told)))
    answer.make_conditional(request)
    return answer


@blueprint.get("/loudspeaker/tones/<tone>", responses={"200": _WAV})
def get_tone(path: TonePath) -> Response:
    """Fetch the attention tone of alerts, or the other one of drills"""
    return Response(wav(path.tone), content_type="audio/wav")


def _describe(one: Announcement) -> dict[str, Any]:
    address, tone = resources().settings.address, one.heard.tone if one.heard else None
    audio = [
        {
            "language": sound.language,
            "url": f"{address}/media/{sound.sha256}",
            "type": SOUND,
            "bytes": sound.bytes,
            "seconds": sound.seconds,
            "way": str(sound.way),
        }
        for sound in one.sounds()
    ]
    tone_url = f"{address}{PREFIX}/loudspeaker/tones/{tone}" if tone else None
    return {**one.to_dict(), "tone_url": tone_url, "audio": audio}
