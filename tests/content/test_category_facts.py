import pytest

from content.category import CategoryKey
from content.category_facts import Missing, missing_facts
from tests.builders import a_notice

ALL = (Missing.PRICE, Missing.PRICE_UNIT, Missing.PRICE_DAY)


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("Giá heo hơi ngày 25/11: 64.000 đồng/kg.", ()),
        ("Mặt hàng | Giá (đồng/kg)\nSắn tươi | 2.300\nNgày: 25/11/2026", ()),
        ("Vé xe 120 nghìn một lượt, từ ngày 1 tháng 12.", ()),
        ("Tư vấn miễn phí mỗi buổi sáng, từ 25/11.", ()),
        ("Heo hơi đang lên giá.", ALL),
        ("Heo hơi 64.000 đồng.", (Missing.PRICE_UNIT, Missing.PRICE_DAY)),
        ("Heo hơi 64.000 đồng/kg.", (Missing.PRICE_DAY,)),
    ],
)
def test_a_price_needs_a_figure_a_unit_and_a_day(body: str, missing: tuple[Missing, ...]) -> None:
    notice = a_notice(title="Giá cả", body=body, category=CategoryKey.MARKET)
    assert missing_facts(notice) == missing


def test_a_correction_quotes_the_rumour() -> None:
    told = a_notice(category=CategoryKey.CORRECTION, body="Đập an toàn.\nTin sai: Đập sắp vỡ.")
    assert missing_facts(told) == ()
    silent = a_notice(category=CategoryKey.CORRECTION, body="Đập an toàn.")
    assert missing_facts(silent) == (Missing.RUMOUR,)


def test_other_categories_are_asked_nothing() -> None:
    assert missing_facts(a_notice(category=CategoryKey.POLICY, body="Họp thôn.")) == ()
