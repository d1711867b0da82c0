import io
import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from content.errors import ContentError, InvalidInputError, TooLargeError, UnsupportedMediaError
from server.render import picture_child
from server.render.pictures import CHILD, take_in


def encoded(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    sink = io.BytesIO()
    image.save(sink, kind, **options)
    return sink.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds no pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        named = name + data
        return struct.pack(">I", len(data)) + named + struct.pack(">I", zlib.crc32(named))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def taken(folder: Path, data: bytes):
    upload = folder / "upload"
    upload.write_bytes(data)
    return take_in(upload, folder)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_becomes_a_board_variant_and_a_thumbnail(tmp_path: Path, kind: str) -> None:
    made = taken(tmp_path, encoded(kind, (2400, 1200)))
    board, small = made.variants
    assert (board.name, board.width, board.height) == ("board", 1920, 960)
    assert (small.name, small.width, small.height) == ("thumbnail", 320, 160)
    with Image.open(board.path) as image:
        assert (image.format, image.size) == ("WEBP", (1920, 960))


def test_small_picture_is_not_blown_up(tmp_path: Path) -> None:
    board = taken(tmp_path, encoded("PNG", (200, 100))).variants[0]
    assert (board.width, board.height) == (200, 100)


def test_picture_is_turned_upright_and_loses_its_metadata(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Máy ảnh"
    board = taken(tmp_path, encoded("JPEG", (640, 480), exif=exif.tobytes())).variants[0]
    assert (board.width, board.height) == (480, 640)
    with Image.open(board.path) as image:
        assert not image.getexif()
        assert not {"exif", "icc_profile", "xmp"} & set(image.info)


def test_what_shines_through_becomes_white(tmp_path: Path) -> None:
    sink = io.BytesIO()
    Image.new("RGBA", (64, 64), (255, 0, 0, 0)).save(sink, "PNG")
    board = taken(tmp_path, sink.getvalue()).variants[0]
    with Image.open(board.path) as image:
        assert min(image.convert("RGB").getpixel((32, 32))) > 250


def test_sixteen_bit_grey_keeps_its_tones(tmp_path: Path) -> None:
    sink = io.BytesIO()
    Image.new("I;16", (64, 64), 32768).save(sink, "PNG")
    board = taken(tmp_path, sink.getvalue()).variants[0]
    with Image.open(board.path) as image:
        assert abs(image.convert("L").getpixel((32, 32)) - 128) < 4


@pytest.mark.parametrize(
    "data",
    [b"not a picture at all", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7\n%"],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnsupportedMediaError, match="not a JPEG, PNG or WebP"):
        taken(tmp_path, data)


def test_other_picture_formats_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedMediaError):
        taken(tmp_path, encoded("GIF"))


def test_huge_picture_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    with pytest.raises(TooLargeError, match="30000 x 30000"):
        taken(tmp_path, png_header(30_000, 30_000))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_truncated_picture_is_refused(tmp_path: Path, kind: str) -> None:
    data = encoded(kind)
    with pytest.raises(InvalidInputError, match="damaged or not complete"):
        taken(tmp_path, data[: len(data) // 2])


def test_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="empty"):
        taken(tmp_path, b"")


def test_child_that_dies_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killed = tmp_path / "killed.py"
    killed.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    monkeypatch.setattr("server.render.pictures.CHILD", killed)
    with pytest.raises(InvalidInputError, match="too long or too much memory"):
        taken(tmp_path, encoded())


def test_child_holds_its_limits(tmp_path: Path) -> None:
    """The same limits, asked of a process that then tries to go beyond them."""
    probe = (
        "import importlib.util, json, resource, sys\n"
        "spec = importlib.util.spec_from_file_location('child', sys.argv[1])\n"
        "child = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(child)\n"
        "child.limit()\n"
        "try:\n    bytearray(2 << 30)\n    memory = 'taken'\n"
        "except MemoryError:\n    memory = 'refused'\n"
        "print(json.dumps([memory, resource.getrlimit(resource.RLIMIT_CPU)[0]]))\n"
    )
    out = subprocess.run(
        [sys.executable, "-c", probe, str(CHILD)], capture_output=True, text=True, check=True
    )
    memory, cpu_s = json.loads(out.stdout)
    assert memory == "refused"
    assert 0 < cpu_s <= 60


def test_refusals_carry_their_figures() -> None:
    error = picture_child.RefusedError("too_many_pixels", width=3, height=4)
    assert error.answer == {"error": "too_many_pixels", "width": 3, "height": 4}
    assert not isinstance(error, ContentError)
