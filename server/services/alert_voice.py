"""What is heard of an alert: the officer's recordings first, else a voice, else the tone alone.

A voice never keeps an alert back: what goes out at once takes what is ready, and no revision
follows it, for that would sound the alarm anew and ask officers for their touch again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from content.alert import Alert
from content.alert_heard import Origin, tone_of
from content.alert_info import AlertInfo
from content.alert_words import language_of
from content.errors import InvalidInputError
from content.languages import VIETNAMESE
from content.speech_script import script
from content.speech_voice import Accent, voice_of
from content.speech_words import FRAMES
from content.tongues import LONGEST_SPOKEN_S
from server.render.kinds import UploadKind
from server.render.speech_files import RECORDING
from server.services.actor import Actor
from server.services.alert_requests import LONGEST_VOICE_WAIT_S, AlertRequest
from server.services.media import MediaView, list_media
from server.services.speaking import Spoken, Words, begin, speak
from server.services.unit_voice import accent_of

if TYPE_CHECKING:
    from server.services.resources import Resources


@dataclass(frozen=True, slots=True)
class Heard:
    """Hold the sounds of an alert by language, whatever its revision will be numbered."""

    info: tuple[AlertInfo, ...]
    sounds: Mapping[str, Spoken]
    tone: str | None
    recorded: frozenset[str] = frozenset()

    def put_on(self, alert: Alert) -> Alert:
        """Give the alert with what is heard of it."""
        info = tuple(
            replace(one, audio=self.sounds[one.language].sha256)
            if one.language in self.sounds
            else one
            for one in self.info
        )
        media = {
            sound.sha256: {**sound.to_dict(), "origin": str(self._origin(language))}
            for language, sound in self.sounds.items()
        }
        return replace(alert, info=info, media=media, sound=self.tone)

    def _origin(self, language: str) -> Origin:
        return Origin.RECORDING if language in self.recorded else Origin.VOICE


@dataclass(frozen=True, slots=True)
class Plan:
    """Say what is to be heard: recordings as they are, and what a voice has yet to say.

    `recorded` names the languages whose sound an officer recorded, framed or not.
    """

    info: tuple[AlertInfo, ...]
    tone: str | None
    sounds: Mapping[str, Spoken] = field(default_factory=dict)
    scripts: Mapping[str, Words] = field(default_factory=dict)
    recorded: frozenset[str] = frozenset()


def plan_of(
    resources: "Resources", actor: Actor, alert: Alert, request: AlertRequest, unit_id: str
) -> Plan:
    """Plan what is heard of an alert. Raises: InvalidInputError for a recording that is none."""
    info = with_recorded_languages(alert, request)
    replace(alert, info=info).validate()
    recorded = recordings_of(resources, actor, request)
    if alert.silent:
        return Plan(info, None)
    accent = accent_of(resources, unit_id)
    scripts = scripts_of(replace(alert, info=info), accent)
    if alert.is_drill:
        scripts |= {tag: _framed(tag, sound, accent) for tag, sound in recorded.items()}
        return Plan(info, tone_of(alert), {}, scripts, frozenset(recorded))
    spoken = {tag: words for tag, words in scripts.items() if tag not in recorded}
    return Plan(info, tone_of(alert), recorded, spoken, frozenset(recorded))


def prepare_voice(
    resources: "Resources", actor: Actor, alert: Alert, request: AlertRequest, unit_id: str
) -> Plan:
    """Have the voice of an alert that is still being looked at made meanwhile.

    Raises: InvalidInputError for a recording that is none.
    """
    plan = plan_of(resources, actor, alert, request, unit_id)
    begin(resources, list(plan.scripts.values()))
    return plan


def heard_of(
    resources: "Resources", actor: Actor, alert: Alert, request: AlertRequest, unit_id: str
) -> Heard:
    """Give what is heard of an alert that is about to be written down: what is ready by now.

    Only who asks for it, or what waits for a second officer, waits for a voice.
    Raises: InvalidInputError for a recording that is none; never for want of a voice.
    """
    plan = plan_of(resources, actor, alert, request, unit_id)
    spoken = speak(resources, list(plan.scripts.values()), _patience_s(request))
    made = {tag: spoken[words] for tag, words in plan.scripts.items() if words in spoken}
    return Heard(plan.info, {**made, **plan.sounds}, plan.tone, plan.recorded)


def prepare_spoken(resources: "Resources", alert: Alert, unit_id: str) -> Plan:
    """Have the voice of an alert from outside made while an officer still reads it."""
    plan = _spoken_plan(alert, accent_of(resources, unit_id))
    begin(resources, list(plan.scripts.values()))
    return plan


def with_ready_voice(resources: "Resources", alert: Alert, accent: Accent) -> Alert:
    """Give an alert from outside its tone and what is ready of its voice, beside its own sounds."""
    plan = _spoken_plan(alert, accent)
    spoken = speak(resources, list(plan.scripts.values()), 0.0)
    made = {tag: spoken[words] for tag, words in plan.scripts.items() if words in spoken}
    heard = Heard(plan.info, made, plan.tone).put_on(alert)
    return replace(heard, media={**alert.media, **heard.media})


def _spoken_plan(alert: Alert, accent: Accent) -> Plan:
    if alert.silent:
        return Plan(alert.info, None)
    heard = {one.language for one in alert.info if one.audio is not None}
    scripts = {tag: words for tag, words in scripts_of(alert, accent).items() if tag not in heard}
    return Plan(alert.info, tone_of(alert), {}, scripts)


def _patience_s(request: AlertRequest) -> float:
    if request.voice_within_s is not None:
        return float(request.voice_within_s)
    return 0.0 if request.is_immediate else float(LONGEST_VOICE_WAIT_S)


def with_recorded_languages(alert: Alert, request: AlertRequest) -> tuple[AlertInfo, ...]:
    """Give the alert's words with an entry for each language that is recorded and not written.

    What it shows meanwhile is the headline of the first language.
    """
    written = {one.language for one in alert.info}
    headline = alert.info[0].headline
    added = [tag for tag in recorded_ids(request) if tag not in written]
    return (*alert.info, *(AlertInfo(language, headline, "", "") for language in added))


def recorded_ids(request: AlertRequest) -> dict[str, str]:
    """Name the media that hold recordings, by language."""
    given = {
        str(one.get("language") or VIETNAMESE): str(one["audio"])
        for one in request.info
        if isinstance(one, Mapping) and one.get("audio")
    }
    return {**given, **{tag: str(name) for tag, name in request.audio.items() if name}}


def recordings_of(resources: "Resources", actor: Actor, request: AlertRequest) -> dict[str, Spoken]:
    """Give the officer's recordings by language. Raises: InvalidInputError."""
    named = recorded_ids(request)
    views = {view.id: view for view in list_media(resources, actor, list(named.values()))}
    return {tag: check_recording(views.get(name), tag) for tag, name in named.items()}


def scripts_of(alert: Alert, accent: Accent) -> dict[str, Words]:
    """Give what is to be spoken, by language; empty where no voice speaks it."""
    found = {}
    for one in alert.info:
        spans = [(voice_of(span.language, accent), span.text) for span in script(alert, one)]
        words = tuple((voice, text) for voice, text in spans if voice is not None)
        if words:
            found[one.language] = words
    return found


def _framed(language: str, recording: Spoken, accent: Accent) -> Words:
    """Say before and after a drill's recording that it is one: nobody hears it without."""
    tag = language_of(language) if language_of(language) in FRAMES else VIETNAMESE
    voice, frame = voice_of(tag, accent), FRAMES[tag]
    assert voice is not None
    recorded = (RECORDING, recording.sha256)
    return ((voice, frame.drill_first), recorded, (voice, frame.drill_last))


def check_recording(view: MediaView | None, language: str) -> Spoken:
    """Give a media as the sound of an alert. Raises: InvalidInputError in words for the officer."""
    field = f"audio.{language}"
    if view is None or view.kind != UploadKind.SOUND.value:
        raise InvalidInputError(
            "“{name}” is not a recording. Send an MP3, M4A, WAV or OGG file.",
            field=field,
            code="not_a_recording",
            name=view.name if view is not None else language,
        )
    if (view.seconds or 0) > LONGEST_SPOKEN_S:
        raise InvalidInputError(
            "“{name}” is longer than {most} minutes. Send a shorter recording.",
            field=field,
            code="recording_too_long",
            name=view.name,
            most=LONGEST_SPOKEN_S // 60,
        )
    if not view.is_ready:
        raise InvalidInputError(
            "“{name}” is still being prepared. Send the alert without it, or wait.",
            field=field,
            code="media_not_ready",
            name=view.name,
        )
    return Spoken(view.sha256, view.bytes, round(view.seconds or 0, 2))


def sounds_of(alert: Alert) -> Sequence[tuple[str, str]]:
    """List the languages of an alert that can be heard, with their sounds."""
    return [(one.language, one.audio) for one in alert.info if one.audio is not None]
