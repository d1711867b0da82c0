from content.body import Facts, Paragraph, Table, parse_body


def test_lines_with_labels_in_a_row_are_facts() -> None:
    body = parse_body("Xây mới: 60 triệu đồng\nSửa chữa: 30 triệu đồng")
    assert body.sections == (Facts((("Xây mới", "60 triệu đồng"), ("Sửa chữa", "30 triệu đồng"))),)


def test_a_single_label_stays_text() -> None:
    assert parse_body("Lưu ý: mang theo căn cước").sections == (
        Paragraph("Lưu ý: mang theo căn cước"),
    )


def test_times_and_sentences_are_no_labels() -> None:
    body = parse_body("8:30 sáng họp\nHọp xong. Rồi: về\nCó 3 việc: một, hai, ba")
    assert all(isinstance(section, Paragraph) for section in body.sections)


def test_rows_of_cells_are_a_table_with_a_head() -> None:
    body = parse_body("Hàng | Giá | Đổi\nLúa | 8.500\n| Mì | 2.500 | +50 |")
    assert body.sections == (
        Table(("Hàng", "Giá", "Đổi"), (("Lúa", "8.500", ""), ("Mì", "2.500", "+50"))),
    )


def test_a_lone_row_stays_text() -> None:
    assert parse_body("một | hai").sections == (Paragraph("một | hai"),)


def test_marked_lines_are_set_apart_once() -> None:
    body = parse_body(
        "Tin sai: đập sắp vỡ\nNguồn: Đài xã\nẢnh: Hội Nông dân\nĐập an toàn.\nNguồn: khác"
    )
    assert (body.rumour, body.source, body.credit) == (
        "đập sắp vỡ",
        "Đài xã",
        "Ảnh: Hội Nông dân",
    )
    assert body.sections == (Paragraph("Đập an toàn."), Paragraph("Nguồn: khác"))


def test_empty_lines_part_paragraphs() -> None:
    assert parse_body("Một\n\nHai\n").sections == (Paragraph("Một"), Paragraph("Hai"))
