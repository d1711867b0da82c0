"""What is said of an alert, sentence by sentence: attention, what, where, what to do, until when.

A drill says that it is one before all else and once more at the end.
"""

from collections.abc import Iterator

from content.alert import Alert
from content.alert_info import AlertInfo
from content.alert_words import deed_texts, is_safe, language_of
from content.languages import VIETNAMESE
from content.speech import expand
from content.speech_tongues import Span, spans_of
from content.speech_words import FRAMES, Frame, until_words
from content.text import count_syllables

# What takes longer than a minute to say is said once: nobody waits for its end twice.
MOST_REPEATED_SYLLABLES = 200
REPEATED_URGENCY = "Immediate"
_CLOSED = (".", "!", "?", "…", ":", ";")


def script(alert: Alert, info: AlertInfo) -> tuple[Span, ...]:
    """Give what a voice says, in words; nothing for a language without one.

    The same words of the same alert give the same script, at whatever hour it is made.
    """
    language = language_of(info.language)
    frame = FRAMES.get(language)
    if frame is None:
        return ()
    body = list(_body(alert, info, frame))
    said = [_opening(alert, frame), *body]
    if alert.urgency == REPEATED_URGENCY and _is_short(body):
        said += [frame.again, *body]
    if alert.is_drill:
        said.append(frame.drill_last)
    return tuple(span for sentence in said for span in _spoken(sentence, language))


def _opening(alert: Alert, frame: Frame) -> str:
    if alert.is_drill:
        return frame.drill_first
    return frame.safe if is_safe(alert) else frame.urgent


def _body(alert: Alert, info: AlertInfo, frame: Frame) -> Iterator[str]:
    yield info.headline
    yield from (line for line in info.description.split("\n") if line.strip())
    deeds = deed_texts(info.instruction)
    if deeds:
        yield _before_deeds(alert, frame)
    if len(deeds) == 1:
        yield deeds[0]
    else:
        yield from (f"{frame.number(nth)}. {deed}" for nth, deed in enumerate(deeds, 1))
    if not is_safe(alert):
        yield until_words(frame, alert.expires)
    yield frame.says.format(sender=alert.sender)


def _before_deeds(alert: Alert, frame: Frame) -> str:
    if alert.is_drill:
        return frame.practice
    return frame.notes if is_safe(alert) else frame.deeds


def _is_short(body: list[str]) -> bool:
    return sum(map(count_syllables, body)) <= MOST_REPEATED_SYLLABLES


def _spoken(sentence: str, language: str) -> Iterator[Span]:
    """Close a sentence and put its Vietnamese into words."""
    closed = sentence if sentence.rstrip().endswith(_CLOSED) else f"{sentence.rstrip()}."
    spans = (Span(language, closed),) if language == VIETNAMESE else spans_of(closed, language)
    for span in spans:
        is_ours = span.language == VIETNAMESE
        yield Span(span.language, expand(span.text)) if is_ours else span
