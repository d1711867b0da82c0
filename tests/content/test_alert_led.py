"""What the shared cases (tests/vectors/alert_pages.json) do not name: what goes first, and why."""

from dataclasses import replace

import pytest

from content.alert import Alert
from content.alert_info import AlertInfo
from content.alert_led import MOST_PAGES, LedPage, led_alert_pages, led_seconds
from content.stage import Stage, stage_of
from tests.vectors.statements import an_alert

WHERE = "Ven suối, chân núi các xã Ba Tơ, Ba Vinh, Ba Động. Mưa còn to đến sáng mai."
DEEDS = "Lên chỗ cao ngay, bỏ lại đồ đạc\nKhông qua suối, không qua ngầm tràn\nGọi 112"
TINY, PANEL = stage_of((128, 64), None), stage_of((320, 160), None)


def measure(text: str, em: float, bold: bool) -> float:
    return len(text) * em * 0.58


def alert(where: str = WHERE, deeds: str = DEEDS, **more: object) -> Alert:
    info = (AlertInfo("vi", "LŨ QUÉT", where, deeds),)
    return replace(an_alert(**more), info=info)  # type: ignore[arg-type]


def pages(made: Alert, stage: Stage) -> list[LedPage]:
    return led_alert_pages([made], stage, measure)


def said(made: list[LedPage]) -> str:
    return " ".join(line for page in made for line in page.lines)


def test_twenty_alerts_at_once_have_their_first_page_each() -> None:
    alerts = [replace(alert(), id=f"a{number:02}") for number in range(20)]
    made = led_alert_pages(alerts, TINY, measure)
    assert list(dict.fromkeys(page.alert.id for page in made)) == [one.id for one in alerts]
    for one in alerts:
        own = [page for page in made if page.alert.id == one.id]
        assert len({page.kind for page in own}) == 1 and len(own) <= 2


def test_a_panel_shows_every_word_under_its_event() -> None:
    made = pages(alert(), PANEL)
    assert [page.kind for page in made].count("deed") == 3
    for word in (*WHERE.split(), *DEEDS.replace("\n", " ").split()):
        assert word in said(made)
    assert all(page.top and page.top.text == "LŨ QUÉT" for page in made if page.kind == "deed")


def test_on_the_smallest_the_later_words_go_before_the_round_takes_too_long() -> None:
    made = pages(alert(WHERE + " Tin tiếp theo lúc 20h trên loa." * 3), TINY)
    assert len(made) <= MOST_PAGES
    assert len(made) * led_seconds(len(made)) <= 30
    text = said(made)
    assert text.startswith("LŨ QUÉT CẤP 4") and "1. Lên chỗ cao" in text
    assert text.endswith("tỉnh Quảng Ngãi") and "Tin tiếp theo" not in text


@pytest.mark.parametrize("length", [1, 5, 20])
def test_what_is_to_be_done_and_who_says_so_are_never_left_out(length: int) -> None:
    made = pages(alert(WHERE * length, "\n".join([DEEDS] * length)), TINY)
    kinds = [page.kind for page in made]
    assert kinds[0] == "what" and "deed" in kinds and kinds[-1] == "end"


def test_a_drill_says_so_on_every_page_of_any_size() -> None:
    for size in ((64, 64), (128, 64), (256, 64), (320, 160)):
        made = pages(alert(status="Exercise"), stage_of(size, None))
        assert made and all(page.top and page.top.text == "DIỄN TẬP" for page in made)


def test_two_alerts_share_the_round() -> None:
    made = led_alert_pages([alert(), alert("", "Ở trong nhà")], TINY, measure)
    assert len(made) <= MOST_PAGES + 2
    assert {page.nth for page in made} == {"1/2", "2/2"}


def test_a_language_that_is_only_spoken_has_no_page() -> None:
    spoken = AlertInfo("hre", "", "", "", audio="0" * 64)
    made = replace(alert(), info=(*alert().info, spoken))
    assert len(pages(made, PANEL)) == len(pages(alert(), PANEL))


def test_no_page_is_gone_before_it_can_be_read() -> None:
    assert all(led_seconds(count) >= 3 for count in range(1, 40))
