"""What is shown of an alert that cannot be set."""

from dataclasses import replace

import pytest

from content.alert_plain import PlainPage, plain_text
from content.drawing_alert import DRILL_COLOURS, draw_alert, round_of
from content.drawing_canvas import measure_by
from content.layout import LED_PITCH
from content.palette import ALERTS
from content.stage import stage_of
from tests.golden.pages import face
from tests.longest_items import AT
from tests.vectors.statements import an_alert

measure = measure_by(face)
SIZES = [(64, 32), (128, 64), (320, 160), (640, 384), (540, 960)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("event", ["Lũ quét", "Nước dâng do bão và áp thấp nhiệt đới " * 9])
def test_event_and_level_fit_the_picture(size: tuple[int, int], event: str) -> None:
    stage = stage_of(size, None)
    made = plain_text(replace(an_alert(at=AT), event=event), stage, measure)
    assert made.lines and made.em >= stage.em
    assert len(made.lines) * made.em * LED_PITCH <= max(stage.height, made.em * LED_PITCH) + 0.01
    assert all(measure(line, made.em, True) <= stage.width for line in made.lines)


def test_the_words_are_the_event_and_the_level_and_a_drill_says_so() -> None:
    stage, alert = stage_of((640, 384), None), an_alert(at=AT)
    assert plain_text(alert, stage, measure).lines == ("Lũ quét", "CẤP 4")
    drill = plain_text(replace(alert, status="Exercise", risk_level=None), stage, measure)
    assert drill.lines == ("DIỄN TẬP", "Lũ quét")


def test_a_level_that_does_not_fit_whole_is_left_out() -> None:
    drill = replace(an_alert(at=AT, status="Exercise"), event="Sạt lở đất")
    assert plain_text(drill, stage_of((128, 64), None), measure).lines == ("DIỄN TẬP", "Sạt lở đất")


def test_a_drill_says_so_however_long_its_event() -> None:
    drill = replace(an_alert(at=AT, status="Exercise"), event="Nước dâng do bão " * 20)
    lines = plain_text(drill, stage_of((320, 160), None), measure).lines
    assert lines[0] == "DIỄN TẬP" and lines[1].startswith("Nước dâng")


def test_characters_that_the_type_cannot_set_are_left_out() -> None:
    alert = replace(an_alert(at=AT), event="Lũ\n\x00quét\u2028", risk_level=None)
    assert plain_text(alert, stage_of((640, 384), None), measure).lines == ("Lũ quét",)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("status", ["Actual", "Exercise"])
def test_the_picture_has_the_colour_of_the_risk_and_a_drill_its_own(
    size: tuple[int, int], status: str
) -> None:
    stage, alert = stage_of(size, None), an_alert(at=AT, status=status)
    page = round_of([PlainPage(alert, "OSError")], stage).page_after(0.0)
    assert page is not None
    picture = draw_alert(page, stage, AT, face)
    colours = DRILL_COLOURS if alert.is_drill else ALERTS[4]
    most = max(picture.getcolors(1 << 20) or [])[1]
    assert picture.size == size
    assert most == tuple(bytes.fromhex(colours.ground[1:]))
