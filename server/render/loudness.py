"""Making speech evenly loud: cut the silence around it, set its loudness, keep its peaks in bounds.

Loudness is that of ITU-R BS.1770: weighted by frequency, quiet stretches left out.
"""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]
TARGET_LUFS = -16.0
PEAK_DB = -1.5
# Peaks turned down take loudness with them: the second round gives it back.
_ROUNDS = 2
QUIET_DB = -50.0
BEFORE_S, AFTER_S, FADE_S = 0.15, 0.35, 0.01
# A voice is as loud at the end as at the beginning: its first sentences tell how loud.
MEASURED_S = 20
_BLOCK_S, _STEP_S, _LIMIT_S = 0.4, 0.1, 0.005
_ABSOLUTE_GATE, _RELATIVE_GATE = -70.0, -10.0
_OFFSET = -0.691
# Source: ITU-R BS.1770-4, annex 1: the two filters as their zeros and poles in hertz.
_SHELF_HZ, _SHELF_Q, _SHELF_DB = 1681.97, 0.7072, 4.0
_LOW_CUT_HZ, _LOW_CUT_Q = 38.135, 0.5003


def made_even(samples: Samples, rate: int) -> Samples:
    """Give the sound without silence around it, as loud as wanted, with soft ends."""
    sound = _trimmed(samples, rate)
    if not sound.size:
        return sound
    limited = sound
    for _ in range(_ROUNDS):
        gain_db = TARGET_LUFS - loudness_of(limited[: MEASURED_S * rate], rate)
        limited = _limited(limited * 10 ** (gain_db / 20), rate)
    fade = np.linspace(0.0, 1.0, max(1, int(FADE_S * rate)))
    limited[: fade.size] *= fade[: limited.size]
    limited[-fade.size :] *= fade[::-1][-limited.size :]
    return np.concatenate([np.zeros(int(BEFORE_S * rate)), limited, np.zeros(int(AFTER_S * rate))])


def loudness_of(samples: Samples, rate: int) -> float:
    """Measure the loudness in LUFS; samples are -1 to 1, one channel."""
    weighted = _weighted(samples, rate)
    block, step = int(_BLOCK_S * rate), int(_STEP_S * rate)
    sums = np.concatenate([[0.0], np.cumsum(weighted**2)])
    starts = np.arange(0, max(1, weighted.size - block + 1), step)
    ends = np.minimum(starts + block, weighted.size)
    powers = (sums[ends] - sums[starts]) / (ends - starts)
    loud = powers[_level(powers) > _ABSOLUTE_GATE]
    if not loud.size:
        return _ABSOLUTE_GATE
    gate = _level(np.mean(loud)) + _RELATIVE_GATE
    return float(_level(np.mean(loud[_level(loud) > gate])))


def _level(power: NDArray[np.float64] | np.floating) -> NDArray[np.float64]:
    return np.asarray(_OFFSET + 10 * np.log10(np.maximum(power, 1e-12)))


def _weighted(samples: Samples, rate: int) -> Samples:
    """Weight by frequency: a shelf for the head, a cut of the lows."""
    size = 1 << (samples.size - 1).bit_length()
    spectrum = np.fft.rfft(samples, size)
    s = 1j * np.fft.rfftfreq(size, 1 / rate)
    shelf = s / _SHELF_HZ
    high = 10 ** (_SHELF_DB / 20)
    band = high**0.4996
    top = high * shelf**2 + band / _SHELF_Q * shelf + 1
    head = top / (shelf**2 + shelf / _SHELF_Q + 1)
    low = s / _LOW_CUT_HZ
    cut = low**2 / (low**2 + low / _LOW_CUT_Q + 1)
    weighted: Samples = np.fft.irfft(spectrum * head * cut, size)[: samples.size]
    return weighted


def _trimmed(samples: Samples, rate: int) -> Samples:
    """Cut off what is quiet before the first word and after the last."""
    if not samples.size:
        return samples
    floor = np.max(np.abs(samples)) * 10 ** (QUIET_DB / 20)
    loud = np.flatnonzero(np.abs(samples) > max(floor, 1e-6))
    return samples[loud[0] : loud[-1] + 1] if loud.size else samples[:0]


def _limited(samples: Samples, rate: int) -> Samples:
    """Turn down, for hundredths of a second, what would go over the peak."""
    most = 10 ** (PEAK_DB / 20)
    block = max(1, int(_LIMIT_S * rate))
    padded = np.pad(np.abs(samples), (0, -samples.size % block))
    peaks = padded.reshape(-1, block).max(axis=1)
    gains = np.minimum(1.0, most / np.maximum(peaks, 1e-9))
    around = np.minimum(gains, np.minimum(np.roll(gains, 1), np.roll(gains, -1)))
    centres = (np.arange(around.size) + 0.5) * block
    smooth = np.interp(np.arange(samples.size), centres, around)
    limited: Samples = np.clip(samples * smooth, -most, most)
    return limited
