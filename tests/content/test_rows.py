from pathlib import Path

import pytest

from content.body import Facts, Paragraph, Table
from content.layout import Shape, Template, column
from content.rows import fact_rows, facts_as_text, price_blocks, rows_under, table_as_text
from server.render.fonts import measure_with

MEASURE = measure_with(Path("/usr/share/fonts/truetype/noto"))
WIDE = column(Shape.LANDSCAPE, Template.MARKET)
TALL = column(Shape.PORTRAIT, Template.MARKET)
TABLE = Table(
    ("Mặt hàng", "Đơn vị", "Giá (đồng)", "So tuần trước"),
    tuple((f"Keo {n}", "1 tấn", "1.450.000", "+30.000") for n in range(5)),
)

ROWS = tuple((f"Keo {n}", "1 tấn") for n in range(8))


def test_four_rows_fit_under_a_title_of_one_line() -> None:
    assert rows_under(1, WIDE, 8.8) == 4


def test_five_rows_leave_no_lone_last_one() -> None:
    blocks = price_blocks(TABLE, (1, 1), WIDE, 8.8, MEASURE)
    assert blocks is not None
    assert [len(block.rows) for block in blocks] == [3, 2]


def test_unit_of_all_rows_moves_into_the_head_where_columns_are_too_wide() -> None:
    rows = (("Mì tươi", "2.150", "kg", "+50"), ("Heo hơi", "62.000", "kg", "-1.000"))
    prices = Table(("Mặt hàng", "Giá (đồng)", "Đơn vị", "So hôm qua"), rows)
    wide = price_blocks(prices, (1, 1), WIDE, 8.8, MEASURE)
    tall = price_blocks(prices, (1, 1), TALL, 8.8, MEASURE)
    assert wide is not None
    assert tall is not None
    assert [block.head for block in wide] == [prices.head]
    assert [block.head for block in tall] == [("Mặt hàng", "Giá (đồng/kg)", "So hôm qua")]
    assert tall[0].rows == (("Mì tươi", "2.150", "+50"), ("Heo hơi", "62.000", "-1.000"))


@pytest.mark.parametrize(
    ("head", "units"), [("Giá (đồng)", ("kg", "tấn")), ("Giá bán ra", ("kg", "kg"))]
)
def test_unit_column_stays_when_units_differ_or_the_head_names_no_money(
    head: str, units: tuple[str, str]
) -> None:
    rows = tuple(("Mì lát khô", "1.450.000", unit, "+30.000") for unit in units)
    prices = Table(("Mặt hàng", head, "Đơn vị", "So hôm qua"), rows)
    blocks = price_blocks(prices, (1, 1), TALL, 8.8, MEASURE)
    assert blocks is not None
    assert {name for block in blocks for name in block.head} == set(prices.head)


def test_four_rows_stand_on_a_page_at_most() -> None:
    blocks = price_blocks(Table(TABLE.head[:2], ROWS), (1, 1), TALL, 8.8, MEASURE)
    assert blocks is not None
    assert [len(block.rows) for block in blocks] == [4, 4]


def test_columns_that_do_not_fit_go_on_with_the_first_repeated() -> None:
    blocks = price_blocks(TABLE, (1, 1), TALL, 8.8, MEASURE)
    assert blocks is not None
    heads = {block.head for block in blocks}
    assert all(head[0] == "Mặt hàng" for head in heads)
    assert {name for head in heads for name in head} == set(TABLE.head)
    assert len(heads) > 1


def test_table_too_wide_for_two_cells_becomes_sentences() -> None:
    wide = Table(("Tên", "Việc"), (("Một cái tên rất dài ở đây", "Một việc cũng rất dài"),))
    assert price_blocks(wide, (1, 1), TALL, 8.8, MEASURE) is None
    assert table_as_text(wide) == [Paragraph("Một cái tên rất dài ở đây: Một việc cũng rất dài")]


def test_long_value_goes_on_under_an_empty_label() -> None:
    facts = Facts((("Nơi nộp", "Bộ phận Một cửa, trụ sở Ủy ban nhân dân xã"), ("Hạn", "31/10")))
    rows = fact_rows(facts, 141.6, 8.8, MEASURE)
    assert rows is not None
    assert [label for label, _ in rows] == ["Nơi nộp", "", "Hạn"]


def test_label_of_half_the_width_stands_beside_its_value() -> None:
    facts = Facts((("Nộp đơn ở", "xã"), ("Hạn", "31/10")))
    rows = fact_rows(facts, 98.0, 8.8, MEASURE)
    assert rows == facts.rows


def test_number_is_not_parted_from_its_unit_in_a_value() -> None:
    facts = Facts((("Thu nhập", "48 triệu đồng/người"), ("Hạn", "31/10")))
    assert fact_rows(facts, 98.0, 8.8, MEASURE) is None
    assert fact_rows(facts, 141.6, 8.8, MEASURE) is not None


def test_labels_that_leave_no_room_become_sentences() -> None:
    facts = Facts((("Thời gian tiếp nhận", "7h30"), ("Nơi", "Một cửa")))
    assert fact_rows(facts, 98.0, 8.8, MEASURE) is None
    assert facts_as_text(facts)[0] == Paragraph("Thời gian tiếp nhận: 7h30")
