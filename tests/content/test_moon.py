import pytest

from content.moon import clock_lag_days, lunation_before, new_moon, sun_longitude

MINUTE = 1 / 1440


@pytest.mark.parametrize(
    ("lunation", "julian_day"),
    [
        (-283, 2443192.65118 - 48.6 / 86400),  # Meeus, example 49.a, 18 February 1977
        (0, 2451550.25972),  # 6 January 2000, 18:14
        (312, 2460763.95694),  # 29 March 2025, 10:58
    ],
)
def test_new_moons_to_a_minute(lunation: int, julian_day: float) -> None:
    assert new_moon(lunation) == pytest.approx(julian_day, abs=1.5 * MINUTE)


@pytest.mark.parametrize(
    ("julian_day", "longitude"),
    [
        (2448908.5 - clock_lag_days(2448908.5), 199.90895),  # Meeus, example 25.a
        (2460754.87639, 0.0),  # spring equinox, 20 March 2025, 09:02
        (2461031.12708, 270.0),  # winter solstice, 21 December 2025, 15:03
    ],
)
def test_the_sun_to_a_hundredth_of_a_degree(julian_day: float, longitude: float) -> None:
    off = (sun_longitude(julian_day) - longitude + 180) % 360 - 180
    assert abs(off) < 0.01


def test_lunations_are_numbered_from_january_2000() -> None:
    assert lunation_before(2451550.3) == 0
    assert lunation_before(2451580.0) == 1
    assert lunation_before(2451540.0) == -1


def test_the_clocks_lag_is_about_a_minute_in_our_time() -> None:
    for julian_day, seconds in [
        (2415020.5, -2.7),
        (2429629.5, 24.3),
        (2441317.5, 42.2),
        (2451544.5, 63.8),
        (2460676.5, 69.2),
    ]:
        assert clock_lag_days(julian_day) * 86400 == pytest.approx(seconds, abs=6)


def test_the_clocks_lag_has_no_jumps() -> None:
    lags = [clock_lag_days(2415020.5 + 365.25 * year) * 86400 for year in range(300)]
    assert all(abs(later - sooner) < 6 for sooner, later in zip(lags, lags[1:], strict=False))
