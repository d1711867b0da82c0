import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from content.errors import ContentError, InvalidInputError, TooLargeError, UnsupportedMediaError
from server.render.isolation import run_child, variants_in


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
    return variants_in(folder, run_child("picture", upload, folder))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_becomes_a_board_variant_and_a_thumbnail(tmp_path: Path, kind: str) -> None:
    board, thin, small = taken(tmp_path, encoded(kind, (2400, 1200)))
    assert (board.name, board.width, board.height) == ("board", 1920, 960)
    assert (thin.name, thin.width, thin.height) == ("thin", 960, 480)
    assert (small.name, small.width, small.height) == ("thumbnail", 320, 160)
    with Image.open(board.path) as image:
        assert (image.format, image.size) == ("WEBP", (1920, 960))


def test_small_picture_is_not_blown_up(tmp_path: Path) -> None:
    board = taken(tmp_path, encoded("PNG", (200, 100)))[0]
    assert (board.width, board.height) == (200, 100)


def test_picture_is_turned_upright_and_loses_its_metadata(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Máy ảnh"
    board = taken(tmp_path, encoded("JPEG", (640, 480), exif=exif.tobytes()))[0]
    assert (board.width, board.height) == (480, 640)
    with Image.open(board.path) as image:
        assert not image.getexif()
        assert not {"exif", "icc_profile", "xmp"} & set(image.info)


def test_what_shines_through_becomes_white(tmp_path: Path) -> None:
    sink = io.BytesIO()
    Image.new("RGBA", (64, 64), (255, 0, 0, 0)).save(sink, "PNG")
    board = taken(tmp_path, sink.getvalue())[0]
    with Image.open(board.path) as image:
        assert min(image.convert("RGB").getpixel((32, 32))) > 250


def test_sixteen_bit_grey_keeps_its_tones(tmp_path: Path) -> None:
    sink = io.BytesIO()
    Image.new("I;16", (64, 64), 32768).save(sink, "PNG")
    board = taken(tmp_path, sink.getvalue())[0]
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


@pytest.mark.parametrize(
    "rider", [b"<script>alert(1)</script>", b"PK\x03\x04 an archive", b"%PDF-1.7"]
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_that_rides_on_a_picture_is_kept(tmp_path: Path, kind: str, rider: bytes) -> None:
    for made in taken(tmp_path, encoded(kind, (64, 64)) + rider):
        data = made.path.read_bytes()
        assert rider not in data and data.startswith(b"RIFF")


@pytest.mark.parametrize("name", [b"zTXt", b"iCCP"])
def test_a_bomb_packed_into_a_picture_is_never_unpacked(tmp_path: Path, name: bytes) -> None:
    packed = name + b"a\0\0" + zlib.compress(b"\0" * (300 << 20), 9)
    chunk = struct.pack(">I", len(packed) - 4) + packed + struct.pack(">I", zlib.crc32(packed))
    whole = encoded("PNG", (64, 64))
    behind = whole.index(b"IHDR") + 21
    try:
        made = taken(tmp_path, whole[:behind] + chunk + whole[behind:])
    except ContentError as refused:
        assert refused.code in ("broken_picture", "unreadable_file")
    else:
        assert all(one.path.stat().st_size < 10_000 for one in made)
