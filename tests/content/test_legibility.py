"""What is hard to read is found, and what is easy is not blamed."""

from dataclasses import replace
from typing import Any

import pytest

from content.category import CategoryKey
from content.errors import InvalidInputError
from content.layout import body_em_u
from content.legibility import LEAST_CONTRAST, Flaw, contrast, findings, readable_m
from content.palette import BANDS, LED, SURFACE, WHITE
from content.profile import Profile

TV = Profile()


def a_page(
    *title: str, template: str = "text", seconds: int = 10, picture: str | None = None
) -> dict[str, Any]:
    shown = {"media": picture} if picture else None
    return {"template": template, "title": list(title), "seconds": seconds, "picture": shown}


def an_item(*pages: dict[str, Any], cut: bool = False) -> dict[str, Any]:
    return {"pages": list(pages) or [a_page("Tiêm phòng")], "cut": cut, "link": "http://x/n/1"}


def flaws(item: dict[str, Any], profile: Profile = TV, **more: Any) -> list[Flaw]:
    sizes = more.pop("sizes", {})
    return [found.flaw for found in findings(item, profile, sizes, **more)]


def test_a_short_notice_on_an_ordinary_television_has_no_flaw() -> None:
    assert flaws(an_item()) == []


def test_a_screen_too_small_for_its_readers_says_from_where_it_can_be_read() -> None:
    far = replace(TV, far_m=20.0)
    (found,) = findings(an_item(), far, {})
    assert found.flaw is Flaw.FAR
    assert found.values == {"far_m": "20", "readable_m": f"{int(readable_m(far) * 10) / 10:g}"}
    with pytest.raises(InvalidInputError):
        body_em_u(far)
    near_enough = replace(TV, far_m=int(readable_m(TV) * 10) / 10)
    assert flaws(an_item(), near_enough) == []


def test_a_text_cut_to_the_gist_and_one_that_takes_long_are_told() -> None:
    assert flaws(an_item(cut=True)) == [Flaw.CUT]
    long = an_item(*[a_page("A", seconds=20)] * 4)
    (found,) = findings(long, TV, {})
    assert (found.flaw, found.values) == (Flaw.LONG, {"pages": 4, "seconds": 80})


def test_sheets_and_films_are_not_counted_as_reading() -> None:
    sheets = [a_page("A", template="document", seconds=15)] * 8
    assert flaws(an_item(a_page("A"), *sheets)) == []


def test_a_title_cut_or_in_many_lines_is_told() -> None:
    assert flaws(an_item(a_page("Một", "hai…"))) == [Flaw.TITLE_CUT]
    assert flaws(an_item(a_page("Một", "hai", "ba", "bốn"))) == [Flaw.TITLE_LONG]
    small = Profile(width=128, height=64, pitch_mm=10, far_m=5)
    titles = [a_page("Một", "hai", "ba"), a_page("bốn", "năm")]
    assert flaws(an_item(*titles), small) == [Flaw.TITLE_LONG]


def test_a_picture_with_too_few_pixels_is_told_once_with_what_it_needs() -> None:
    photo = a_page("A", template="photo", picture="p")
    (found,) = findings(an_item(photo, photo), TV, {"p": (300, 200)})
    assert found.flaw is Flaw.PICTURE_SMALL
    assert found.values == {"has": "300x200", "needed": "820x860"}
    assert flaws(an_item(photo), sizes={"p": (1600, 1200)}) == []


def test_led_boards_say_that_they_show_no_photo() -> None:
    panel = Profile(width=320, height=160, pitch_mm=5)
    assert flaws(an_item(), panel, pictures=1) == [Flaw.PICTURE_NOT_SHOWN]
    assert flaws(an_item(), panel) == []


def test_a_code_too_small_to_be_scanned_is_told() -> None:
    tablet = Profile(width=1280, height=800, diagonal_in=10, far_m=1.0, near_m=1.0)
    assert flaws(an_item(), tablet) == [Flaw.CODE_SMALL]


@pytest.mark.parametrize("category", CategoryKey)
def test_the_boards_own_colours_are_told_apart_in_daylight(category: CategoryKey) -> None:
    _, deep, tint = BANDS[category]
    pairs = ((WHITE, deep), (deep, SURFACE), ("#15161A", tint), (LED[category], "#000000"))
    assert all(contrast(*pair) >= LEAST_CONTRAST for pair in pairs)
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
