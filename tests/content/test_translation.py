from typing import Any

import pytest

from content.errors import InvalidInputError
from content.notice import NoticeContent
from content.translation import LONGEST_BODY, MOST_TRANSLATIONS, Translation
from tests.builders import a_notice

ENGLISH = Translation("en", "Vaccination", "Bring your cattle.")


def test_translations_come_back_and_change_the_digest() -> None:
    plain = a_notice()
    both = a_notice(audio="a1", translations=(ENGLISH, Translation("hre", audio="a2")))
    assert NoticeContent.from_dict(both.to_dict()) == both
    assert both.digest() != plain.digest()
    assert "translations" not in plain.to_dict()
    assert both.recordings == (("vi", "a1"), ("hre", "a2"))


@pytest.mark.parametrize(
    ("translations", "field"),
    [
        ((Translation("xx", "A", "B"),), "translations.0.language"),
        ((Translation("vi", "A", "B"),), "translations.0.language"),
        ((ENGLISH, ENGLISH), "translations.1.language"),
        ((Translation("en"),), "translations.0.title"),
        ((Translation("en", "A"),), "translations.0.body"),
        ((Translation("en", "", "B"),), "translations.0.title"),
        ((Translation("en", "A", "b" * (LONGEST_BODY + 1)),), "translations.0.body"),
        ((ENGLISH,) * (MOST_TRANSLATIONS + 1), "translations"),
    ],
)
def test_what_breaks_a_rule_is_refused_at_its_field(translations: Any, field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        a_notice(translations=translations).validate()
    assert caught.value.field == field


@pytest.mark.parametrize("value", ["en", {"language": "en", "colour": "red"}, {"language": 4}])
def test_what_is_no_translation_is_refused(value: object) -> None:
    with pytest.raises(InvalidInputError):
        Translation.from_dict(value)
