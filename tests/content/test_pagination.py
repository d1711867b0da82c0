from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.body import parse_body
from content.category import CategoryKey
from content.correction import label_u
from content.layout import (
    BODY_EM_U,
    LARGEST_EM_U,
    LINE_PITCH,
    RUMOUR,
    TEXT_MARGIN_U,
    TITLE,
    Shape,
    Template,
    column,
    title_u,
)
from content.page import Page, Picture
from content.pagination import MOST_PAGES, PageSource, set_pages, ticker_page
from content.text import dwell_s
from server.render.fonts import measure_with

MEASURE = measure_with(Path("/usr/share/fonts/truetype/noto"))
WORDS = (
    "bà con xã Ba Tơ đưa trâu, bò đến nhà văn hóa thôn để tiêm phòng. Ngày 20/11/2026, từ 7 giờ "
    "đến 10 giờ 30; ai cần hỏi gọi 0255 386 1234! Nghiêng ẪỄỖỮỲ ẶỆỘỰ khúc khuỷu, 60 triệu đồng"
).split()
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=120).map(" ".join)
shapes = st.sampled_from(Shape)
ems = st.sampled_from([BODY_EM_U, 10.0, LARGEST_EM_U])


def pages_of(
    title: str,
    body: str,
    category: CategoryKey = CategoryKey.POLICY,
    shape: Shape = Shape.LANDSCAPE,
    em_u: float = BODY_EM_U,
    pictures: int = 0,
) -> tuple[Page, ...]:
    shown = tuple(Picture(f"p{place}") for place in range(pictures))
    source = PageSource(title, parse_body(body), category, "vi", shown)
    return set_pages(source, shape, em_u, MEASURE)[0]


def texts(page: Page) -> list[str]:
    return [line for block in page.blocks for line in block.lines]


def words(pages: tuple[Page, ...]) -> list[str]:
    return " ".join(line for page in pages for line in texts(page)).replace("\u00a0", " ").split()


def assert_fits(page: Page, shape: Shape, em_u: float) -> None:
    area = column(shape, page.template)
    for line in page.title:
        assert MEASURE(line, em_u * TITLE, True) <= area.width_u + 0.5
    for block in page.blocks:
        em = em_u * RUMOUR if block.kind == "rumour" else em_u
        for line in block.lines:
            assert MEASURE(line, em, False) <= area.width_u + 0.5
    plain = [block for block in page.blocks if block.kind in ("lines", "truth", "facts")]
    if not plain:
        return
    high = title_u(len(page.title), em_u) + TEXT_MARGIN_U
    high += sum(block.body_lines for block in plain) * em_u * LINE_PITCH
    high += (len(plain) - 1) * area.paragraph_gap_u
    if page.template is Template.CORRECTION:
        high += label_u(em_u)
    assert high <= area.body_u(em_u) + 0.01


@given(sentences, sentences, shapes, ems, st.integers(0, 2))
def test_every_line_fits_its_column_and_every_page_its_height(
    title: str, body: str, shape: Shape, em_u: float, pictures: int
) -> None:
    pages = pages_of(title[:200], body, shape=shape, em_u=em_u, pictures=pictures)
    assert 1 <= len(pages) <= MOST_PAGES
    for page in pages:
        assert_fits(page, shape, em_u)


@given(st.lists(sentences, min_size=1, max_size=3), shapes)
def test_no_word_is_lost_unless_it_is_cut_to_the_gist(parts: list[str], shape: Shape) -> None:
    source = PageSource("Thông báo", parse_body("\n".join(parts)), CategoryKey.POLICY)
    pages, is_cut = set_pages(source, shape, BODY_EM_U, MEASURE)
    if is_cut:
        assert texts(pages[-1])[-1] == "Quét mã để đọc tiếp."
    else:
        assert words(pages) == " ".join(parts).split()


@given(sentences, shapes)
def test_no_last_line_of_a_paragraph_stands_alone_on_the_last_page(body: str, shape: Shape) -> None:
    pages = pages_of("Thông báo", body, shape=shape)
    if len(pages) > 1 and pages[-1].body_lines == 1:
        assert texts(pages[-2])[-1].endswith((".", "!"))


@pytest.mark.parametrize("shape", [Shape.LANDSCAPE, Shape.PORTRAIT])
def test_sample_sentences_are_not_left_with_a_word_on_the_next_page(shape: Shape) -> None:
    body = (
        "Trẻ mầm non và học sinh phổ thông trường công lập không phải nộp học phí trong năm học "
        "này.\nThấy thu sai, phụ huynh báo Sở Giáo dục và Đào tạo."
    )
    pages = pages_of("Miễn học phí mầm non và phổ thông công lập", body, shape=shape)
    assert len(pages) == 2
    assert words(pages) == body.split()
    assert not texts(pages[1])[0].startswith("này")


def test_title_stands_alone_when_the_whole_sentence_fits_the_next_page() -> None:
    first, second = pages_of(
        "Học sinh Lý Sơn đoạt giải Nhất sáng tạo trẻ",
        "Em Nguyễn Hải Đăng, lớp 9, làm thiết bị lọc nước mưa chạy bằng năng lượng mặt trời, "
        "giá dưới 2 triệu đồng.",
    )
    assert first.blocks == ()
    assert texts(second)[0].startswith("Em Nguyễn")


def test_facts_stay_together_on_the_page_after_a_picture() -> None:
    first, second = pages_of(
        "Bê tông hóa đường thôn Nước Nẻ",
        "Chiều dài: 1,4 km\nKinh phí: 1,9 tỷ đồng\nDân góp: 12 %\nXong trước: 23/01/2027",
        pictures=1,
    )
    assert first.picture is not None
    assert not first.blocks
    assert [len(block.rows) for block in second.blocks] == [4]


@given(sentences, shapes, ems)
def test_same_words_give_the_same_pages(body: str, shape: Shape, em_u: float) -> None:
    assert pages_of("Tin", body, shape=shape, em_u=em_u) == pages_of(
        "Tin", body, shape=shape, em_u=em_u
    )


def test_title_of_two_lines_leaves_three_and_of_one_leaves_four() -> None:
    def lines_under(title_lines: int, shape: Shape, template: Template) -> int:
        room_u = column(shape, template).body_u(BODY_EM_U) - title_u(title_lines, BODY_EM_U)
        return int((room_u - TEXT_MARGIN_U) / (BODY_EM_U * LINE_PITCH))

    assert lines_under(2, Shape.LANDSCAPE, Template.TEXT) == 3
    assert lines_under(1, Shape.LANDSCAPE, Template.TEXT) == 4
    assert lines_under(1, Shape.LANDSCAPE, Template.PHOTO) == 3
    assert lines_under(2, Shape.PORTRAIT, Template.TEXT) == 5


def test_facts_stand_in_rows_beside_their_labels() -> None:
    (page,) = pages_of(
        "Hỗ trợ hộ nghèo xây mới, sửa chữa nhà ở",
        "Xây mới: 60 triệu đồng một hộ\nSửa chữa: 30 triệu đồng một hộ\n"
        "Nộp đơn: trước ngày 31/10/2025",
    )
    (facts,) = page.blocks
    assert [row[0] for row in facts.rows] == ["Xây mới", "Sửa chữa", "Nộp đơn"]


def test_price_table_goes_on_with_its_head_on_the_next_page() -> None:
    rows = "\n".join(f"Hàng {place} | 1 kg | {place}.000 | +{place}00" for place in range(1, 8))
    pages = pages_of(
        "Giá thu mua tại chợ Ba Tơ",
        f"Mặt hàng | Đơn vị | Giá (đồng) | So tuần trước\n{rows}",
        CategoryKey.MARKET,
    )
    assert [len(page.blocks[0].rows) for page in pages] == [4, 3]
    assert {page.blocks[0].head[0] for page in pages} == {"Mặt hàng"}
    assert {page.template for page in pages} == {Template.MARKET}


def test_prices_come_before_the_words_about_them() -> None:
    pages = pages_of("Giá", "Giá khảo sát buổi sáng.\nHàng | Giá\nLúa | 8.500", CategoryKey.MARKET)
    assert pages[0].blocks[0].kind == "prices"
    assert texts(pages[1]) == ["Giá khảo sát buổi sáng."]


@pytest.mark.parametrize("shape", [Shape.LANDSCAPE, Shape.PORTRAIT, Shape.WIDE])
def test_correction_says_the_truth_first_and_quotes_the_rumour_once(shape: Shape) -> None:
    pages = pages_of(
        "Hồ Suối Đá vẫn an toàn, không có chuyện vỡ đập",
        "Tin sai: “Đập Suối Đá sắp vỡ”, lan trên mạng từ tối 13/10.\n"
        "Sáng 14/10, cán bộ thủy lợi đã kiểm tra thân đập: tất cả bình thường.",
        CategoryKey.CORRECTION,
        shape,
    )
    assert pages[0].template is Template.CORRECTION
    assert pages[0].blocks[-1].kind == "rumour"
    kinds = [block.kind for page in pages for block in page.blocks]
    assert kinds.count("rumour") == 1
    assert "Đập Suối Đá sắp vỡ" in pages[0].blocks[-1].text


def test_correction_with_large_type_quotes_the_rumour_on_its_second_page() -> None:
    pages = pages_of(
        "Hồ Suối Đá vẫn an toàn, không có chuyện vỡ đập",
        "Tin sai: “Đập sắp vỡ”.",
        CategoryKey.CORRECTION,
        em_u=LARGEST_EM_U,
    )
    assert [block.kind for page in pages for block in page.blocks] == ["rumour"]


def test_picture_leads_and_the_text_stands_beside_it() -> None:
    (page,) = pages_of(
        "Trồng rừng gỗ lớn",
        "Ông Phạm Văn Nía đổi 4 ha keo, chỉ cách làm cho 12 hộ cùng thôn.",
        CategoryKey.ROLE_MODELS,
        pictures=1,
    )
    assert page.template is Template.PHOTO
    assert page.picture is not None
    assert len(texts(page)) == 3


def test_title_too_long_for_two_lines_has_a_page_of_its_own() -> None:
    title = "Thông báo lịch tiêm vắc xin phòng bệnh dại cho chó, mèo đợt 2 năm 2026 trên địa bàn xã"
    first, second = pages_of(title, "Từ ngày 20/11/2026 tại nhà văn hóa các thôn trong toàn xã.")
    assert not first.blocks
    assert " ".join(first.title).replace("\u00a0", " ") == title
    assert len(second.title) == 1
    assert second.title[0].endswith("…")


def test_long_notice_is_cut_to_the_gist() -> None:
    source = PageSource("Dài", parse_body("Một hai ba bốn. " * 200), CategoryKey.POLICY, "en")
    pages, is_cut = set_pages(source, Shape.LANDSCAPE, BODY_EM_U, MEASURE)
    assert (len(pages), is_cut) == (MOST_PAGES, True)
    assert texts(pages[-1])[-1] == "Scan the code to read on."


def test_empty_body_still_makes_a_page() -> None:
    (page,) = pages_of("Chỉ có đầu đề", "")
    assert page.blocks == ()
    assert page.seconds >= 8


def test_ticker_line_that_runs_by_stays_longer() -> None:
    short = ticker_page("Mưa to", Shape.LANDSCAPE, BODY_EM_U, MEASURE)
    long = ticker_page("Mưa rất to " * 15, Shape.LANDSCAPE, BODY_EM_U, MEASURE)
    assert short.template is Template.TICKER
    assert short.seconds == 8
    assert long.seconds > dwell_s(long.text)
