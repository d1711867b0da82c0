"""Files in parts over the API."""

import hashlib
import io
from typing import Any

from PIL import Image

from tests.server.api.conftest import Api

AUTHOR = ("author", "20857")


def a_picture() -> bytes:
    held = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(held, "PNG")
    return held.getvalue()


def begun(api: Api, data: bytes, **more: Any) -> dict[str, Any]:
    body = {"name": "ảnh.png", "size": len(data), **more}
    answer = api.call("POST", "/uploads", *AUTHOR, json=body)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return dict(answer.get_json())


def send(api: Api, upload: str, offset: int, data: bytes, **more: Any) -> Any:
    kind = {"content_type": "application/octet-stream", **more}
    headers = {"Upload-Offset": str(offset)}
    return api.call("PATCH", f"/uploads/{upload}", *AUTHOR, data=data, headers=headers, **kind)


def test_a_file_comes_in_parts_and_becomes_a_media(api: Api) -> None:
    data = a_picture()
    upload = begun(api, data, unit="20857", sha256=hashlib.sha256(data).hexdigest())["id"]
    assert send(api, upload, 0, data[:500]).get_json()["offset"] == 500
    asked = api.call("HEAD", f"/uploads/{upload}", *AUTHOR)
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == (
        "500",
        str(len(data)),
    )
    wrong = send(api, upload, 7, data[7:])
    assert (wrong.status_code, wrong.get_json()["code"]) == (409, "wrong_offset")
    media = send(api, upload, 500, data[500:]).get_json()["media"]
    shown = api.call("GET", f"/media/{media}", *AUTHOR).get_json()
    assert (shown["state"], shown["progress"], shown["kind"]) == ("ready", 100, "picture")


def test_what_cannot_be_a_part_is_refused(api: Api) -> None:
    upload = begun(api, a_picture())["id"]
    assert send(api, upload, 0, b"x", content_type="text/plain").status_code == 415
    assert send(api, upload, -1, b"x").status_code == 422
    huge = send(api, upload, 0, b"x", environ_overrides={"CONTENT_LENGTH": str(10**9)})
    assert huge.status_code == 413
    assert api.call("DELETE", f"/uploads/{upload}", *AUTHOR).status_code == 200
    assert send(api, upload, 0, b"x").status_code == 404
