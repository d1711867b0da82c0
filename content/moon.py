"""New moons (to a minute) and the sun's longitude (to 0.01 degrees), 1900 to 2199.

Days are Julian days, whole at noon; results are in Universal Time.
"""

import math

SYNODIC_MONTH = 29.530588861
_J2000 = 2451545.0
_FIRST_NEW_MOON = 2451550.09766
_CENTURY = 36525.0

# Amplitude in days, then multiples of E, sun's anomaly, moon's anomaly, latitude, node.
# Source: Meeus, Astronomical Algorithms, second edition, chapter 49.
_TERMS = (
    (-0.40720, 0, 0, 1, 0, 0),
    (0.17241, 1, 1, 0, 0, 0),
    (0.01608, 0, 0, 2, 0, 0),
    (0.01039, 0, 0, 0, 2, 0),
    (0.00739, 1, -1, 1, 0, 0),
    (-0.00514, 1, 1, 1, 0, 0),
    (0.00208, 2, 2, 0, 0, 0),
    (-0.00111, 0, 0, 1, -2, 0),
    (-0.00057, 0, 0, 1, 2, 0),
    (0.00056, 1, 1, 2, 0, 0),
    (-0.00042, 0, 0, 3, 0, 0),
    (0.00042, 1, 1, 0, 2, 0),
    (0.00038, 1, 1, 0, -2, 0),
    (-0.00024, 1, -1, 2, 0, 0),
    (-0.00017, 0, 0, 0, 0, 1),
    (-0.00007, 0, 2, 1, 0, 0),
    (0.00004, 0, 0, 2, -2, 0),
    (0.00004, 0, 3, 0, 0, 0),
    (0.00003, 0, 1, 1, -2, 0),
    (0.00003, 0, 0, 2, 2, 0),
    (-0.00003, 0, 1, 1, 2, 0),
    (0.00003, 0, -1, 1, 2, 0),
    (-0.00002, 0, -1, 1, -2, 0),
    (-0.00002, 0, 1, 3, 0, 0),
    (0.00002, 0, 0, 4, 0, 0),
)

# Amplitude in days, angle at k = 0 and its step per lunation, in degrees. Source: the same.
_PLANETARY = (
    (0.000325, 299.77, 0.107408),
    (0.000165, 251.88, 0.016321),
    (0.000164, 251.83, 26.651886),
    (0.000126, 349.42, 36.412478),
    (0.000110, 84.66, 18.206239),
    (0.000062, 141.74, 53.303771),
    (0.000060, 207.14, 2.453732),
    (0.000056, 154.84, 7.306860),
    (0.000047, 34.52, 27.261239),
    (0.000042, 207.19, 0.121824),
    (0.000040, 291.34, 1.844379),
    (0.000037, 161.72, 24.198154),
    (0.000035, 239.56, 25.513099),
    (0.000023, 331.55, 3.592518),
)

# End of the span, its origin (both in years) and the factors of its polynomial in seconds.
_CLOCK_LAGS: tuple[tuple[float, float, tuple[float, ...]], ...] = (
    (1920, 1900, (-2.79, 1.494119, -0.0598939, 0.0061966, -0.000197)),
    (1941, 1920, (21.20, 0.84493, -0.076100, 0.0020936)),
    (1961, 1950, (29.07, 0.407, -1 / 233, 1 / 2547)),
    (1986, 1975, (45.45, 1.067, -1 / 260, -1 / 718)),
    (2005, 2000, (63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599)),
    (2050, 2000, (62.92, 0.32217, 0.005589)),
    (2150, 1820, (-205.724, 0.5628, 0.0032)),
    (math.inf, 1820, (-20, 0, 0.0032)),
)


def lunation_before(julian_day: float) -> int:
    """Give the number of a lunation near and not after this day, by mean motion."""
    return math.floor((julian_day - _FIRST_NEW_MOON) / SYNODIC_MONTH)


def new_moon(lunation: int) -> float:
    """Give the Julian day (UT) of the new moon; number 0 is that of 6 January 2000."""
    t = lunation * SYNODIC_MONTH / _CENTURY
    mean = _FIRST_NEW_MOON + SYNODIC_MONTH * lunation + _poly(t, 0, 0, 0.00015437, -1.5e-7, 7.3e-10)
    eccentricity = _poly(t, 1, -0.002516, -0.0000074)
    sun = 2.5534 + 29.10535670 * lunation + _poly(t, 0, 0, -0.0000014, -1.1e-7)
    moon = 201.5643 + 385.81693528 * lunation + _poly(t, 0, 0, 0.0107582, 0.00001238, -5.8e-8)
    latitude = 160.7108 + 390.67050284 * lunation + _poly(t, 0, 0, -0.0016118, -2.27e-6, 1.1e-8)
    node = 124.7746 - 1.56375588 * lunation + _poly(t, 0, 0, 0.0020672, 2.15e-6)
    shift = 0.0
    for size, power, by_sun, by_moon, by_latitude, by_node in _TERMS:
        angle = by_sun * sun + by_moon * moon + by_latitude * latitude + by_node * node
        shift += size * eccentricity**power * math.sin(math.radians(angle))
    for place, (size, start, step) in enumerate(_PLANETARY):
        angle = start + step * lunation - (0.009173 * t * t if place == 0 else 0)
        shift += size * math.sin(math.radians(angle))
    terrestrial = mean + shift
    return terrestrial - clock_lag_days(terrestrial)


def sun_longitude(julian_day: float) -> float:
    """Give the apparent longitude of the sun in degrees [0, 360) at a Julian day (UT).

    Source: Meeus, Astronomical Algorithms, second edition, chapter 25.
    """
    t = (julian_day + clock_lag_days(julian_day) - _J2000) / _CENTURY
    mean = _poly(t, 280.46646, 36000.76983, 0.0003032)
    anomaly = math.radians(_poly(t, 357.52911, 35999.05029, -0.0001537))
    centre = (
        _poly(t, 1.914602, -0.004817, -0.000014) * math.sin(anomaly)
        + _poly(t, 0.019993, -0.000101) * math.sin(2 * anomaly)
        + 0.000289 * math.sin(3 * anomaly)
    )
    node = math.radians(125.04 - 1934.136 * t)
    return (mean + centre - 0.00569 - 0.00478 * math.sin(node)) % 360


def clock_lag_days(julian_day: float) -> float:
    """Give Terrestrial minus Universal Time, in days.

    Source: Espenak and Meeus, Five Millennium Canon of Solar Eclipses, NASA TP-2006-214141.
    """
    year = 2000 + (julian_day - _J2000) / 365.25
    for until, origin, factors in _CLOCK_LAGS:
        if year < until:
            return _poly(year - origin, *factors) / 86400
    raise AssertionError("the last span has no end")


def _poly(t: float, *factors: float) -> float:
    total = 0.0
    for factor in reversed(factors):
        total = total * t + factor
    return total
