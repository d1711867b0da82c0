from pathlib import Path

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


def test_four_rows_fit_under_a_title_of_one_line() -> None:
    assert rows_under(1, WIDE, 8.8) == 4


def test_five_rows_leave_no_lone_last_one() -> None:
    blocks = price_blocks(TABLE, (1, 1), WIDE, 8.8, MEASURE)
    assert blocks is not None
    assert [len(block.rows) for block in blocks] == [3, 2]


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


def test_labels_that_leave_no_room_become_sentences() -> None:
    facts = Facts((("Thời gian tiếp nhận", "7h30"), ("Nơi", "Một cửa")))
    assert fact_rows(facts, 98.0, 8.8, MEASURE) is None
    assert facts_as_text(facts)[0] == Paragraph("Thời gian tiếp nhận: 7h30")
