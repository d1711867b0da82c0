import pytest

from content.languages import LANGUAGES


def test_tags_are_short_and_names_differ() -> None:
    assert all(len(tag) in (2, 3) and tag == known.tag for tag, known in LANGUAGES.items())
    assert len({known.name for known in LANGUAGES.values()}) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("tag", "label"), [("en", "English"), ("jra", "Jrai"), ("km", "Tiếng Khmer")]
)
def test_boards_show_a_name_in_latin_letters(tag: str, label: str) -> None:
    assert LANGUAGES[tag].label == label
