from pathlib import Path

import pytest

from server.render.fonts import FontsMissingError, load, measure_with

FONTS = Path("/usr/share/fonts/truetype/noto")
TEXTS = (
    "Hỗ trợ hộ nghèo xây mới, sửa chữa nhà ở",
    "ẪỄỖỮỲ ẶỆỘỰ",
    "60 triệu đồng một hộ, trước ngày 31/10/2025",
    "Tô Tơ Tờ “đợt”",
    "Sê̆ ĭ ŏ ƀ",
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("bold", [False, True])
def test_table_of_pairs_measures_as_the_shaper_does(text: str, bold: bool) -> None:
    shaped = load(FONTS, 1000, bold=bold).getlength(text) / 1000
    assert shaped <= measure_with(FONTS)(text, 1.0, bold) <= shaped * 1.01


def test_width_grows_with_the_em() -> None:
    measure = measure_with(FONTS)
    assert measure("Ba Tơ", 8.8, False) == pytest.approx(8.8 * measure("Ba Tơ", 1.0, False))
    assert measure("", 8.8, False) == 0


def test_missing_fonts_are_named(tmp_path: Path) -> None:
    with pytest.raises(FontsMissingError, match="NotoSans-Regular.ttf"):
        measure_with(tmp_path)
