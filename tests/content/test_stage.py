import pytest

from content.layout import Shape
from content.stage import stage_of, usual_size_px


@pytest.mark.parametrize(
    ("size", "shape"),
    [
        ((64, 32), Shape.SMALL),
        ((128, 64), Shape.SMALL),
        ((256, 64), Shape.STRIP),
        ((320, 160), Shape.PANEL),
        ((640, 384), Shape.LANDSCAPE),
        ((3840, 2160), Shape.LANDSCAPE),
        ((1920, 480), Shape.WIDE),
        ((96, 192), Shape.PORTRAIT),
    ],
)
def test_pixels_choose_the_shape_while_there_is_no_score(
    size: tuple[int, int], shape: Shape
) -> None:
    stage = stage_of(size, None)
    assert (stage.shape, stage.size_px) == (shape, size)


@pytest.mark.parametrize("size", [(64, 32), (128, 64), (256, 64), (320, 160), (512, 256)])
def test_led_type_is_never_smaller_than_16_pixels(size: tuple[int, int]) -> None:
    stage = stage_of(size, None)
    assert stage.em * stage.px >= 16 - 1e-9


def test_the_score_says_the_shape_and_the_type_size() -> None:
    stage = stage_of((320, 160), {"shape": "panel", "em_u": 17.0})
    assert (stage.shape, stage.em) == (Shape.PANEL, 17.0)


def test_a_shape_of_the_future_is_laid_out_by_the_pixels() -> None:
    stage = stage_of((320, 160), {"shape": "sphere", "em_u": 99.0})
    assert (stage.shape, stage.em) == (Shape.PANEL, 13.5)


def test_usual_proportions() -> None:
    assert usual_size_px(Shape.PANEL, 320) == (320, 160)
    assert usual_size_px(Shape.LANDSCAPE, 1280) == (1280, 720)
