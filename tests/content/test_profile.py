import pytest

from content.errors import InvalidInputError
from content.profile import Profile


def test_profile_survives_the_wire() -> None:
    profile = Profile(1080, 1920, 90, (0, 10, 1080, 1900), 0.63, 1.5, 12, diagonal_in=55)
    assert Profile.from_dict(profile.to_dict()) == profile


def test_what_is_absent_takes_its_default() -> None:
    assert Profile.from_dict({"width": 1366, "height": 768}) == Profile(1366, 768)
    assert Profile.from_dict({"far_m": 1}).near_m == 1


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("big", "profile"),
        ({"width": 0}, "profile.width"),
        ({"width": "1920"}, "profile.width"),
        ({"width": True}, "profile.width"),
        ({"height": 20_000}, "profile.height"),
        ({"rotation": 45}, "profile.rotation"),
        ({"pitch_mm": 0.001}, "profile.pitch_mm"),
        ({"pitch_mm": float("nan")}, "profile.pitch_mm"),
        ({"far_m": 0}, "profile.near_m"),
        ({"far_m": 1000}, "profile.far_m"),
        ({"near_m": 9}, "profile.near_m"),
        ({"diagonal_in": 1}, "profile.diagonal_in"),
        ({"viewport": [0, 0, 1920]}, "profile.viewport"),
        ({"viewport": [0, 0, 1921, 1080]}, "profile.viewport"),
        ({"viewport": [-1, 0, 100, 100]}, "profile.viewport"),
        ({"viewport": [0, 0, "100", 100]}, "profile.viewport"),
    ],
)
def test_screen_that_cannot_exist_is_refused(value: object, field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        Profile.from_dict(value)
    assert refused.value.field == field
