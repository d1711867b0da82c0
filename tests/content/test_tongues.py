import json
from pathlib import Path
from typing import Any

import pytest

from content.attachment import MediaFile
from content.item import ItemSource, make_item
from content.layout import Shape
from content.tongues import LONGEST_SPOKEN_S
from content.translation import Translation
from server.render.fonts import measure_with
from tests.builders import a_notice
from tests.content.test_item import APPROVED

MEASURE = measure_with(Path("/usr/share/fonts/truetype/noto"))
ENGLISH = Translation("en", "Vaccination of cattle", "Bring your cattle to the village house.")
SPOKEN = Translation("hre", audio="m2")


def a_voice(seconds: float, name: str = "f") -> MediaFile:
    return MediaFile(name * 64, "audio/mp4", 100, None, None, seconds)


def made(shape: Shape, *recordings: tuple[str, MediaFile], **fields: Any) -> Any:
    content = a_notice(**fields)
    source = ItemSource("n1", 1, content, "UBND", APPROVED, "http://x/n/n1", recordings=recordings)
    return make_item(source, shape, 8.8, MEASURE)


@pytest.mark.parametrize("shape", list(Shape))
def test_other_languages_follow_the_main_text(shape: Shape) -> None:
    item = made(shape, translations=(ENGLISH, SPOKEN))
    pages = json.loads(item.data)["pages"]
    assert [page.get("version", {}).get("tag") for page in pages] == [None, "en", "hre"]
    assert [page.get("language") for page in pages] == [None, "en", "vi"]
    assert pages[1]["version"]["label"] == "English"
    assert "tiếng Hrê" in " ".join(pages[2]["blocks"][0]["lines"])
    assert len(item.entry.seconds) == 3


def test_a_page_stands_as_long_as_its_recording() -> None:
    item = made(Shape.LANDSCAPE, ("hre", a_voice(61.2)), translations=(SPOKEN,))
    pages = json.loads(item.data)["pages"]
    assert (pages[1]["seconds"], pages[1]["audio"]) == (62, {"media": "f" * 64})
    assert [file.digest for file in item.media] == ["f" * 64]
    too_long = made(Shape.LANDSCAPE, ("hre", a_voice(900)), translations=(SPOKEN,))
    assert too_long.entry.seconds[1] == LONGEST_SPOKEN_S


def test_the_main_text_is_read_from_its_first_page_on() -> None:
    body = " ".join(["Đưa trâu, bò đến nhà văn hóa thôn."] * 40)
    item = made(Shape.LANDSCAPE, ("vi", a_voice(170)), body=body, audio="m1")
    pages = json.loads(item.data)["pages"]
    assert ["audio" in page for page in pages] == [True] + [False] * (len(pages) - 1)
    assert sum(item.entry.seconds) >= 170
