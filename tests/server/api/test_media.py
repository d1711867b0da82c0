"""Uploads over the API: what is taken in, and what is refused with which status."""

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from server.render import kinds
from tests.server.api.conftest import Api

AUTHOR = ("author", "20857")


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480)) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", size, (30, 120, 60)).save(held, kind)
    return held.getvalue()


def a_bomb() -> bytes:
    """A PNG that says it is 30,000 x 30,000 pixels."""
    chunks = (
        b"IHDR" + struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0),
        b"IDAT" + zlib.compress(b"\x00" * 90_001),
        b"IEND",
    )
    written = (
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


def send(api: Api, data: bytes, name: str = "ảnh.jpg", **fields: Any) -> Any:
    return api.call("POST", "/media", *AUTHOR, data={"file": (io.BytesIO(data), name), **fields})


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_taken_in_and_may_be_shown(api: Api, kind: str) -> None:
    answer = send(api, a_picture(kind))
    assert answer.status_code == 201, answer.get_data(as_text=True)
    made = answer.get_json()
    assert (made["width"], made["height"], made["pages"], made["seconds"]) == (640, 480, None, None)
    assert len(made["sha256"]) == 64
    api.a_board()
    assert api.a_notice(media=[made["id"]])["media"] == [made["id"]]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415),
        (b"PK\x03\x04 an archive", 415),
        (b"GIF89a", 415),
        (a_picture()[:400], 422),
        (a_bomb(), 413),
    ],
)
def test_what_is_no_good_picture_is_refused(api: Api, data: bytes, status: int) -> None:
    answer = send(api, data)
    assert (answer.status_code, answer.get_json()["field"]) == (status, "file")


def test_a_file_over_the_limit_is_refused(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds.MOST_BYTES, kinds.UploadKind.PICTURE, 1000)
    answer = send(api, a_picture(size=(900, 900)))
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")


def test_the_form_holds_one_file_and_known_fields(api: Api) -> None:
    two = {"file": [(io.BytesIO(a_picture()), "1.jpg"), (io.BytesIO(a_picture()), "2.jpg")]}
    for data, field in (
        ({}, "file"),
        ({"file": "text"}, "file"),
        (two, "file"),
        ({"file": (io.BytesIO(a_picture()), "1.jpg"), "owner": "me"}, "owner"),
    ):
        answer = api.call("POST", "/media", *AUTHOR, data=data, content_type="multipart/form-data")
        assert (answer.status_code, answer.get_json()["field"]) == (422, field)


def test_the_kind_and_size_of_the_request_count_first(api: Api) -> None:
    raw = api.call("POST", "/media", *AUTHOR, data=a_picture(), content_type="image/jpeg")
    assert raw.status_code == 415
    huge = api.call(
        "POST",
        "/media",
        *AUTHOR,
        data=b"x",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(10**9)},
    )
    assert huge.status_code == 413


def test_the_unit_is_a_code_of_today_and_ones_own(api: Api) -> None:
    assert send(api, a_picture(), unit="20857").status_code == 201
    assert send(api, a_picture(), unit="20860").status_code == 403
    assert send(api, a_picture(), unit="99999").get_json()["code"] == "unit_retired"
    assert send(api, a_picture(), unit="nowhere").get_json()["code"] == "unknown_unit"
