from pathlib import Path

import pytest
from PIL import Image

from content.errors import InvalidInputError, TooLargeError
from server.render import document_child
from server.render.isolation import run_child, variants_in
from tests.server.media_builders import a_pdf


def drawn(folder: Path, data: bytes, **options: object):
    upload = folder / "upload"
    upload.write_bytes(data)
    return run_child("document", upload, folder, options)


def test_each_page_becomes_a_picture_a_thin_one_and_a_thumbnail(tmp_path: Path) -> None:
    answer = drawn(tmp_path, a_pdf(3))
    assert (answer["pages"], answer["width"], answer["height"]) == (3, 1357, 1920)
    made = {one.name: one for one in variants_in(tmp_path, answer)}
    kinds = ("page", "thin-page", "small-page")
    assert set(made) == {f"{kind}-{number}" for kind in kinds for number in (1, 2, 3)}
    with Image.open(made["page-2"].path) as page:
        assert (page.format, page.size) == ("WEBP", (1357, 1920))
        assert page.convert("L").getextrema()[0] < 60  # there is ink on it


def test_pages_can_be_counted_without_drawing_them(tmp_path: Path) -> None:
    assert "variants" not in drawn(tmp_path, a_pdf(40), only_count=True)


def test_too_many_pages_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(TooLargeError, match="has 61 pages; 60 are the most"):
        drawn(tmp_path, a_pdf(document_child.MOST_PAGES + 1))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (a_pdf(0), "damaged|no pages"),
        (b"%PDF-1.7\nnothing", "damaged"),
        (a_pdf(2)[:300], "damaged"),
        (a_pdf(1, box=(2, 14_000)), "no board can show"),
    ],
)
def test_what_cannot_be_drawn_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(InvalidInputError, match=words):
        drawn(tmp_path, data)


def test_a_locked_document_is_refused_with_advice(tmp_path: Path) -> None:
    locked = a_pdf().replace(b"/Size", b"/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 "
        b"/O <" + b"11" * 32 + b"> /U <" + b"22" * 32 + b"> /P -4 >> /Size")  # fmt: skip
    with pytest.raises(InvalidInputError, match="locked with a password") as refused:
        drawn(tmp_path, locked)
    assert refused.value.code == "encrypted_document"


def test_huge_page_boxes_and_many_objects_stay_within_the_limits(tmp_path: Path) -> None:
    lines = b"".join(b"%d %d m 500 500 l S\n" % (n % 600, n // 200) for n in range(100_000))
    answer = drawn(tmp_path, a_pdf(1, box=(14_400, 14_400), drawing=lines))
    assert (answer["width"], answer["height"]) == (1920, 1920)
    assert answer["peak_kb"] < 400_000


@pytest.mark.parametrize("rider", [b"PK\x03\x04 an archive", b"<script>alert(1)</script>", b"MZ"])
def test_nothing_that_rides_on_a_document_is_kept(tmp_path: Path, rider: bytes) -> None:
    for made in variants_in(tmp_path, drawn(tmp_path, a_pdf() + rider)):
        data = made.path.read_bytes()
        assert rider not in data and data.startswith(b"RIFF")
