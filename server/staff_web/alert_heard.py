"""What is heard of an alert on its pages: each language with its sound, words and recording."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from content.alert import Alert
from content.alert_heard import Way, ways
from content.languages import LANGUAGES
from server.locale import N_, gettext
from server.services.alert_voice import Plan, prepare_spoken, scripts_of
from server.services.alerting import AlertView
from server.services.media import list_media
from server.services.speaking import Readiness, Words, name_of, readiness
from server.services.unit_voice import accent_of
from server.staff_web.alert_recordings import recorded
from server.staff_web.forms import Form
from server.staff_web.site import actor, resources
from server.staff_web.words import StateWord

MAKING = StateWord(N_("Voice is being made"), "clock", "wait")
WAITING = StateWord(N_("Recording, not ready"), "clock", "wait")
WAYS: Mapping[Way, StateWord] = {
    Way.RECORDING: StateWord(N_("Recording"), "sound", "ok"),
    Way.VOICE: StateWord(N_("Synthetic voice"), "sound", "ok"),
    Way.TONE: StateWord(N_("Tone only"), "alert", "warn"),
    Way.SILENT: StateWord(N_("No sound"), "off", ""),
}


@dataclass(frozen=True)
class Voice:
    """One language: how it is heard, where its sound is, and the words that are spoken.

    `follow_url` tells when a voice that is being made is ready; `media` is its own recording.
    """

    tag: str
    name: str
    state: StateWord
    url: str = ""
    follow_url: str = ""
    said: str = ""
    media: str = ""
    file_name: str = ""


@dataclass(frozen=True)
class Heard:
    """All of it; `line` says it in one sentence."""

    line: str
    voices: tuple[Voice, ...] = ()
    is_silent: bool = False

    @property
    def has_sound(self) -> bool:
        """Say whether there is anything to listen to."""
        return any(voice.url for voice in self.voices)


def planned(form: Form, plan: Plan) -> Heard:
    """Return what will be heard of an alert that is not sent yet."""
    tags = [one.language for one in plan.info]
    if plan.tone is None:
        return Heard(_silence(), is_silent=True)
    media = recorded(form)
    names = {view.id: view.name for view in list_media(resources(), actor(), list(media.values()))}
    voices = tuple(_planned(tag, plan, media.get(tag, ""), names) for tag in tags)
    return Heard(_line(voices), voices)


def prepared(alert: Alert, unit_id: str) -> Heard:
    """Have an alert from outside spoken, and return what will be heard besides what it brought."""
    plan = prepare_spoken(resources(), alert, unit_id)
    if plan.tone is None:
        return Heard(_silence(), is_silent=True)
    voices = tuple(_planned(tag, plan, "", {}) for tag in plan.scripts)
    return Heard(_line(voices), voices)


def attached(form: Form) -> Heard:
    """Return the recordings of a form whose sounds cannot all be had yet: they can be taken out."""
    media = recorded(form)
    names = {view.id: view.name for view in list_media(resources(), actor(), list(media.values()))}
    voices = tuple(
        Voice(tag, language_name(tag), WAITING, media=one, file_name=names.get(one, ""))
        for tag, one in media.items()
    )
    return Heard(gettext("Not known yet: see below"), voices)


def heard_of(view: AlertView, *, is_waiting: bool) -> Heard:
    """Return what is heard of a revision that was written down."""
    found = ways(view.alert)
    if set(found.values()) == {Way.SILENT}:
        return Heard(_silence(), is_silent=True)
    scripts = scripts_of(view.alert, accent_of(resources(), view.unit_id))
    waiting = "yes" if is_waiting else None
    voices = tuple(
        Voice(
            tag,
            language_name(tag),
            WAYS[way],
            _sound_url(view, tag, waiting) if _audio(view.alert, tag) else "",
            said=_words(scripts.get(tag, ())) if way is Way.VOICE else "",
        )
        for tag, way in found.items()
    )
    return Heard(_line(voices), voices)


def ways_line(alert: Alert) -> str:
    """Return how an alert is heard in each of its languages, as one line."""
    return "; ".join(
        f"{language_name(tag)}: {gettext(WAYS[way].word)}" for tag, way in ways(alert).items()
    )


def language_name(tag: str) -> str:
    """Return a language's name, or its tag where it has none here."""
    return LANGUAGES[tag].name if tag in LANGUAGES else tag


def _planned(tag: str, plan: Plan, media: str, names: Mapping[str, str]) -> Voice:
    name = language_name(tag)
    if tag in plan.sounds:
        url = url_for("staff.media_file", media_id=media, name="sound")
        return Voice(tag, name, WAYS[Way.RECORDING], url, "", "", media, names.get(media, ""))
    words = plan.scripts.get(tag)
    script = name_of(words) if words else ""
    state = readiness(resources(), script) if script else Readiness.NONE
    told = {Readiness.READY: WAYS[Way.VOICE], Readiness.MAKING: MAKING}.get(state, WAYS[Way.TONE])
    is_here = state is not Readiness.NONE
    return Voice(
        tag,
        name,
        told,
        url_for("staff.voice", name=script) if is_here else "",
        url_for("staff.voice_state", name=script) if state is Readiness.MAKING else "",
        _words(words or ()),
        media,
        names.get(media, ""),
    )


def _audio(alert: Alert, tag: str) -> str | None:
    return next((one.audio for one in alert.info if one.language == tag), None)


def _sound_url(view: AlertView, tag: str, waiting: str | None) -> str:
    return url_for("staff.alert_sound", alert_id=view.id, language=tag, waiting=waiting)


def _words(words: Words) -> str:
    """Return what a voice says, as one text; recordings between its words are left out."""
    return " ".join(text for voice, text in words if voice != "recording")


def _silence() -> str:
    return gettext("Nothing: neither tone nor voice")


def _line(voices: tuple[Voice, ...]) -> str:
    spoken = [voice.name for voice in voices if voice.url]
    if not spoken:
        return gettext("The attention tone alone")
    return gettext("The attention tone, then: %(languages)s", languages=", ".join(spoken))
