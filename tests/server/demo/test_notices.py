import unicodedata
from collections import Counter

from content.category import CategoryKey
from server.demo.notices import HERE, read_notices

WRITTEN = read_notices()


def test_there_are_two_dozen_notices_over_all_nine_categories() -> None:
    assert len(WRITTEN) >= 24
    categories = Counter(notice["category"] for notice in WRITTEN)
    assert set(categories) == {key.value for key in CategoryKey}
    assert min(categories.values()) >= 2


def test_every_text_is_composed_vietnamese() -> None:
    for notice in WRITTEN:
        for text in (notice["title"], notice["body"]):
            assert unicodedata.is_normalized("NFC", text)
            assert any(ord(letter) > 0x7F for letter in text)


def test_every_picture_named_is_there() -> None:
    named = {notice["picture"] for notice in WRITTEN if "picture" in notice}
    assert named == {path.stem for path in (HERE / "pictures").glob("*.jpg")}
