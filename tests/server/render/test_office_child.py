import zipfile
from pathlib import Path

import pytest

from content.errors import ContentError
from server.render.isolation import run_child
from tests.server.media_builders import a_docx, a_pdf


def converted(folder: Path, data: bytes, program: Path | None = None):
    upload = folder / "upload"
    upload.write_bytes(data)
    options = {"only_check": True} if program is None else {"program": str(program)}
    return run_child("office", upload, folder, options)


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("xl/workbook.xml",), "unsupported_media"),
        (("word/document.xml", "word/vbaProject.bin"), "document_with_macros"),
    ],
)
def test_other_archives_and_macros_are_refused(
    tmp_path: Path, names: tuple[str, ...], code: str
) -> None:
    with pytest.raises(ContentError) as refused:
        converted(tmp_path, a_docx(tmp_path / "a.docx", *names))
    assert refused.value.code == code


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"\0" * (201 << 20))
    data = (tmp_path / "bomb").read_bytes()
    assert len(data) < 1_000_000
    with pytest.raises(ContentError, match="unpacks to more"):
        converted(tmp_path, data)


@pytest.mark.parametrize("data", [b"PK\x03\x04 an archive", b"PK\x03\x04" + b"\0" * 100])
def test_a_broken_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ContentError) as refused:
        converted(tmp_path, data)
    assert refused.value.code == "unsupported_media"


def test_the_office_program_is_asked_for_a_pdf(tmp_path: Path) -> None:
    (tmp_path / "sample.pdf").write_bytes(a_pdf())
    program = tmp_path / "soffice"
    program.write_text(f'#!/bin/sh\ncp {tmp_path}/sample.pdf "$PWD/document.pdf"\n')
    program.chmod(0o700)
    answer = converted(tmp_path, a_docx(tmp_path / "a.docx"), program)
    assert (tmp_path / answer["file"]).read_bytes() == a_pdf()


def test_a_program_that_makes_nothing_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="damaged or not complete"):
        converted(tmp_path, a_docx(tmp_path / "a.docx"), Path("/bin/true"))
