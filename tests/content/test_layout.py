import pytest

from content.errors import InvalidInputError
from content.layout import Shape, body_em_u, shape
from content.profile import Profile


@pytest.mark.parametrize(
    ("profile", "em_u"),
    [
        (Profile(), 8.8),
        (Profile(diagonal_in=65, far_m=10), 8.8),
        (Profile(width=1080, height=1920), 8.8),
        (Profile(width=3840, height=2160), 8.8),
        (Profile(width=1366, height=768), 8.8),
        (Profile(far_m=10), 10.3),
        (Profile(width=960, height=480, pitch_mm=5), 8.8),
        (Profile(width=320, height=160, pitch_mm=5), 13.5),
        (Profile(width=256, height=128, pitch_mm=10), 13.5),
    ],
)
def test_em_serves_the_farthest_reader_in_steps_of_a_tenth(profile: Profile, em_u: float) -> None:
    assert body_em_u(profile) == em_u


def test_screen_too_small_for_its_readers_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="too small to be read from 20.0 m") as refused:
        body_em_u(Profile(far_m=20.0))
    assert refused.value.field == "profile.far_m"


@pytest.mark.parametrize(
    ("profile", "found"),
    [
        (Profile(), Shape.LANDSCAPE),
        (Profile(rotation=90), Shape.PORTRAIT),
        (Profile(width=1080, height=1920), Shape.PORTRAIT),
        (Profile(viewport=(0, 0, 320, 640)), Shape.PORTRAIT),
        (Profile(width=500, height=500), Shape.LANDSCAPE),
    ],
)
def test_shape_is_what_a_reader_sees(profile: Profile, found: Shape) -> None:
    assert shape(profile) is found


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1920, 1080), Shape.LANDSCAPE),
        ((2560, 1080), Shape.LANDSCAPE),
        ((1080, 1920), Shape.PORTRAIT),
        ((3840, 1080), Shape.WIDE),
        ((2560, 720), Shape.WIDE),
        ((1920, 480), Shape.WIDE),
        ((320, 160), Shape.PANEL),
        ((256, 128), Shape.PANEL),
        ((192, 96), Shape.SMALL),
        ((128, 64), Shape.SMALL),
        ((256, 64), Shape.STRIP),
        ((640, 160), Shape.STRIP),
    ],
)
def test_each_size_takes_the_layout_made_for_it(size: tuple[int, int], expected: Shape) -> None:
    assert shape(Profile(width=size[0], height=size[1])) is expected


@pytest.mark.parametrize(("size", "em_px"), [((128, 64), 16), ((256, 64), 16), ((320, 160), 20)])
def test_led_type_is_whole_pixels_and_never_under_sixteen(
    size: tuple[int, int], em_px: int
) -> None:
    profile = Profile(width=size[0], height=size[1], pitch_mm=5)
    across, down = shape(profile).canvas_u
    u_px = min(size[0] / across, size[1] / down)
    assert body_em_u(profile) * u_px == pytest.approx(em_px)


def test_an_led_picture_too_small_for_its_readers_is_refused() -> None:
    with pytest.raises(InvalidInputError):
        body_em_u(Profile(width=128, height=64, pitch_mm=2, far_m=20))
