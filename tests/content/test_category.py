from content.category import CATEGORIES, CategoryKey


def test_there_are_nine_categories_each_with_its_row() -> None:
    assert len(CategoryKey) == 9
    assert list(CATEGORIES) == list(CategoryKey)
    assert all(row.key is key and row.label for key, row in CATEGORIES.items())


def test_rules_of_the_categories() -> None:
    def having(rule: str) -> set[CategoryKey]:
        return {key for key, row in CATEGORIES.items() if getattr(row, rule)}

    assert having("needs_second_person") == {CategoryKey.SECURITY}
    assert having("source_required") == {CategoryKey.NEWS}
    assert having("first_page") == {CategoryKey.CORRECTION}
    assert having("picture_consent") == {CategoryKey.ROLE_MODELS}
    assert having("stale_after_days") == {CategoryKey.MARKET}
