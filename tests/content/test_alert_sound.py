"""How alerts are heard; what every board must agree on lies in tests/vectors/alert_sound.json."""

import math
import wave
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.alert import URGENCIES
from content.alert_rounds import Ear, Rounds, advance
from content.alert_sound import Voiced, again_s, voiced
from content.alert_tone import RATE_HZ, samples, wav
from tests.vectors.statements import an_alert

FLOOD, STORM = ("flood", 1), ("storm", 1)


def test_the_more_urgent_comes_again_sooner() -> None:
    made = [again_s(replace(an_alert(), urgency=urgency)) for urgency in URGENCIES[:3]]
    assert all(made) and made == sorted(made, key=lambda one: one or math.inf)


@pytest.mark.parametrize("tone", ["attention", "drill"])
def test_a_tone_is_a_wave_file_that_begins_and_ends_in_silence(tone: str) -> None:
    with wave.open(BytesIO(wav(tone))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE_HZ)
        assert file.getnframes() == len(samples(tone))
    made = samples(tone)
    assert made[0] == 0 and abs(made[-1]) < 1000 and max(map(abs, made)) < 2**15


def test_the_drill_is_softer_shorter_and_of_other_notes_than_the_call() -> None:
    call, drill = samples("attention"), samples("drill")
    assert 2 * max(drill) < max(call) and 2 * len(drill) < len(call)
    strength = {tone: loudest_hz(made[: RATE_HZ // 4]) for tone, made in
                (("call", call), ("drill", drill))}  # fmt: skip
    assert strength["call"] != strength["drill"]


def loudest_hz(made: list[int]) -> int:
    """The strongest of a few frequencies. Source: Goertzel's algorithm."""

    def power(hertz: int) -> float:
        step = 2 * math.pi * hertz / RATE_HZ
        real = sum(value * math.cos(step * place) for place, value in enumerate(made))
        turned = sum(value * math.sin(step * place) for place, value in enumerate(made))
        return real * real + turned * turned

    return max((784, 800, 1000, 523, 659), key=power)


def heard_of(alerts: list[Voiced], steps: int, here: frozenset[str]) -> list[object]:
    """What is heard in so many seconds, each part five seconds long."""
    rounds, began_s, told = Rounds(), 0, list[object]()
    for at_s in range(steps):
        is_over = rounds.part is not None and at_s - began_s >= 5
        before = rounds.current, rounds.parts
        rounds = advance(rounds, alerts, Ear(at_s, (), here, is_over))
        if (rounds.current, rounds.parts) != before:
            began_s = at_s
            told.append((rounds.current, rounds.part))
    return told


@given(st.permutations([FLOOD, STORM, ("fire", 2)]), st.integers(1, 1500))
def test_each_tone_of_several_alerts_is_heard_and_none_is_forgotten(
    order: list[tuple[str, int]], seconds: int
) -> None:
    alerts = [Voiced(name, "attention", (f"voice of {name}",), 120) for name in order]
    here = frozenset(one.voices[0] for one in alerts)
    told = heard_of(alerts, seconds, here)
    due = min(len(order), -(-seconds // 5))
    assert [name for name, _ in told[:due]] == order[:due]  # type: ignore[misc]
    if seconds > 60:
        assert {(name, f"voice of {name}") for name in order} <= set(told)


def test_without_anything_to_hear_nothing_is_due() -> None:
    assert voiced(an_alert()) is None
    assert advance(Rounds(), [], Ear(0.0, (), (), True)) == Rounds()
