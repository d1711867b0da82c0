"""The tones before an alert, made here: a two-tone call, and for a drill three soft notes falling.

As WAV, 16 bits, one channel, so that any program plays them. Mirrored by the board page.
"""

import math
import struct
from collections.abc import Callable
from functools import cache

from content.alert_sound import DRILL

RATE_HZ = 16_000
_LOUDEST = 32_000
_EDGE_S = 0.01
# The call: two tones a major third apart, six times, rich enough to be heard over rain.
_CALL_HZ, _CALL_S, _CALLS = (800.0, 1000.0), 0.45, 6
_OVERTONES = ((1, 0.93), (3, 0.43), (5, 0.18))
# The drill: bell-like, at less than half the strength.
_NOTES_HZ, _NOTE_S, _NOTE_STRENGTH, _FADES_S = (784.0, 659.0, 523.0), 0.8, 0.4, 0.25


def samples(tone: str) -> list[int]:
    """Give the samples of a tone, from -32000 to 32000."""
    if tone == DRILL:
        return [value for hertz in _NOTES_HZ for value in _chime(hertz)]
    return [value for hertz in _CALL_HZ for value in _horn(hertz)] * _CALLS


@cache
def wav(tone: str) -> bytes:
    """Give a tone as a whole WAV file. Source: RIFF WAVE, format 1 (PCM)."""
    made = samples(tone)
    data = struct.pack(f"<{len(made)}h", *made)
    head = struct.pack("<HHIIHH", 1, 1, RATE_HZ, 2 * RATE_HZ, 2, 16)
    return (
        b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVE"
        + b"fmt " + struct.pack("<I", len(head)) + head
        + b"data" + struct.pack("<I", len(data)) + data
    )  # fmt: skip


def _horn(hertz: float) -> list[int]:
    return _note(hertz, _CALL_S, _OVERTONES, lambda at_s: 1.0)


def _chime(hertz: float) -> list[int]:
    overtones = ((1, _NOTE_STRENGTH),)
    return _note(hertz, _NOTE_S, overtones, lambda at_s: math.exp(-at_s / _FADES_S))


def _note(
    hertz: float,
    seconds: float,
    overtones: tuple[tuple[int, float], ...],
    strength: Callable[[float], float],
) -> list[int]:
    """Give one note; its ends are rounded off so that they do not click."""
    made = []
    for place in range(round(seconds * RATE_HZ)):
        at_s = place / RATE_HZ
        edge = min(1.0, at_s / _EDGE_S, (seconds - at_s) / _EDGE_S)
        turn = 2 * math.pi * hertz * at_s
        wave = sum(share * math.sin(times * turn) for times, share in overtones)
        made.append(round(_LOUDEST * edge * strength(at_s) * wave))
    return made
