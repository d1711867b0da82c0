"""What is left of an alert that cannot be set or drawn: its event and its level alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from content.alert import Alert
from content.alert_fit import break_evenly
from content.alert_words import has_level, words_in
from content.layout import LED_PITCH, Measure
from content.stage import Stage

_EDGE = 0.3
_STEPS = (2.0, 1.7, 1.4, 1.2, 1.0)


@dataclass(frozen=True, slots=True)
class PlainPage:
    """Hold the alert, and why no more than this is shown of it."""

    alert: Alert
    reason: str


@dataclass(frozen=True, slots=True)
class PlainText:
    """Hold lines set at an em, in u."""

    em: float
    lines: tuple[str, ...]


def plain_text(alert: Alert, stage: Stage, measure: Measure) -> PlainText:
    """Set event and level as large as they fit; at the board's own em the level may be left out.

    What does not fit of the event even then is cut off.
    """
    texts = list(_texts(alert))
    choices = [(stage.em * step, texts) for step in _STEPS]
    if has_level(alert):
        choices.append((stage.em, texts[:-1]))
    for em, shown in choices:
        width = stage.width - 2 * _EDGE * em
        lines = [line for text in shown for line in break_evenly(text, width, em, True, measure)]
        if len(lines) <= _room(stage, em):
            break
    return PlainText(em, tuple(lines[: _room(stage, em)]))


def _room(stage: Stage, em: float) -> int:
    """Give how many lines fit, always one."""
    return max(1, int(stage.height / (em * LED_PITCH) + 0.001))


def _texts(alert: Alert) -> Iterator[str]:
    words = words_in("vi")
    if alert.is_drill:
        yield words.drill
    yield _printable(alert.event)
    if has_level(alert):
        name = f"{words.supposed_level}: {words.level_of}" if alert.is_drill else words.level
        yield f"{name} {alert.risk_level}"


def _printable(text: str) -> str:
    """Give a text on one line, without the characters that stand for nothing."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
