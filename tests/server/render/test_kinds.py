import pytest

from content.errors import UnsupportedMediaError
from server.render.kinds import MOST_BYTES, UploadKind, sniff


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"%PDF-1.7", "a.jpg", UploadKind.DOCUMENT),
        (b"PK\x03\x04", "a.docx", UploadKind.OFFICE),
        (b"\0\0\0\x20ftypisom", "a.mp4", UploadKind.FILM),
        (b"\0\0\0\x20ftypqt  ", "a.mov", UploadKind.FILM),
        (b"\0\0\0\x20ftypM4A ", "a.mp4", UploadKind.SOUND),
        (b"\0\0\0\x20ftypmp42", "ghi âm.m4a", UploadKind.SOUND),
        (b"\x1a\x45\xdf\xa3", "a.webm", UploadKind.FILM),
        (b"RIFF\0\0\0\0WAVE", "a.wav", UploadKind.SOUND),
        (b"RIFF\0\0\0\0WEBP", "a.webp", UploadKind.PICTURE),
        (b"OggS", "a.ogg", UploadKind.SOUND),
        (b"ID3\x04", "a.mp3", UploadKind.SOUND),
        (b"\xff\xfb\x90", "a.mp3", UploadKind.SOUND),
        (b"\xff\xd8\xff\xe0<html>", "a.html", UploadKind.PICTURE),
        (b"<svg xmlns", "a.mp4", UploadKind.PICTURE),
    ],
)
def test_the_first_bytes_say_what_it_is(head: bytes, name: str, kind: UploadKind) -> None:
    assert sniff(head, name).kind is kind


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_heic_is_refused_with_advice(brand: bytes) -> None:
    with pytest.raises(UnsupportedMediaError, match="Most Compatible"):
        sniff(b"\0\0\0\x20ftyp" + brand, "IMG_0001.HEIC")


def test_every_kind_has_a_most() -> None:
    assert set(MOST_BYTES) == set(UploadKind)
