import pytest

from content.errors import InvalidInputError
from content.speech_voice import Accent, read_accent, usual_accent, voice_of
from content.speech_words import FRAMES


@pytest.mark.parametrize(
    ("code", "accent"),
    [
        ("01", Accent.NORTH), ("38", Accent.NORTH), ("44", Accent.CENTRAL),
        ("51", Accent.CENTRAL), ("62", Accent.CENTRAL), ("68", Accent.CENTRAL),
        ("79", Accent.SOUTH), ("96", Accent.SOUTH), ("", Accent.NORTH), ("KV-522", Accent.NORTH),
    ],
)  # fmt: skip
def test_each_province_has_its_accent(code: str, accent: Accent) -> None:
    assert usual_accent(code) is accent


def test_languages_have_voices_of_their_own_or_none() -> None:
    assert voice_of("vi", Accent.SOUTH) == "vi-vn-x-south"
    assert voice_of("vi-VN", Accent.NORTH) == "vi"
    assert voice_of("en-GB", Accent.SOUTH) == "en"
    for tag in ("hre", "cua", "sed", "bdq", "jra", "jeh"):
        assert voice_of(tag, Accent.CENTRAL) is None


def test_whatever_has_a_voice_has_its_sentences() -> None:
    assert all(voice_of(tag, Accent.NORTH) for tag in FRAMES)


def test_an_unknown_accent_is_refused() -> None:
    with pytest.raises(InvalidInputError, check=lambda error: error.field == "accent"):
        read_accent("west")
