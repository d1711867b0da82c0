import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from content.errors import NotFoundError
from server.services import screenshots
from server.services.resources import Resources
from tests.server.board_builders import ABoard, a_board, fire, technician
from tests.server.staff_builders import add_units


@pytest.fixture
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


def a_jpeg() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (64, 36), "navy").save(target, "JPEG")
    return target.getvalue()


def test_receipts_are_taken_bare_or_under_their_name(
    client: FlaskClient, resources: Resources, board: ABoard
) -> None:
    alert, headers = fire(resources), board.headers()
    first, second = board.receipt(alert), board.receipt(alert, "painted")
    for number, body in ((1, [first]), (2, {"receipts": [second]})):
        answer = client.post("/api/v1/board/receipts", json=body, headers=headers)
        assert answer.status_code == 200
        assert answer.get_json() == {"acknowledged": [["log-1", number]], "rejected": []}


def test_plays_are_taken(client: FlaskClient, board: ABoard) -> None:
    body = {"plays": [board.play(), board.play(count=99)]}
    answer = client.post("/api/v1/board/plays", json=body, headers=board.headers()).get_json()
    assert answer["acknowledged"] == [["log-1", 1]]
    assert answer["rejected"] == [{"log": "log-1", "seq": 2, "code": "bad_signature"}]


@pytest.mark.parametrize("path", ["receipts", "plays"])
@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{}", 422), (b"junk", 400), (b'"x"', 422), (b"[" + b"1," * 300_000 + b"1]", 413)],
)
def test_junk_reports_are_refused_whole(
    client: FlaskClient, board: ABoard, path: str, body: bytes, status: int
) -> None:
    answer = client.post(f"/api/v1/board/{path}", data=body, headers=board.headers())
    assert answer.status_code == status


def test_reports_need_a_token(client: FlaskClient, board: ABoard) -> None:
    for path in ("receipts", "plays", "screenshot"):
        assert client.post(f"/api/v1/board/{path}", data=b"[]").status_code == 401


def test_last_picture_of_the_screen_is_kept(
    client: FlaskClient, resources: Resources, board: ABoard
) -> None:
    with pytest.raises(NotFoundError):
        screenshots.latest(resources, technician(), board.id)
    jpeg = a_jpeg()
    answer = client.post(
        "/api/v1/board/screenshot", data=jpeg, content_type="image/jpeg", headers=board.headers()
    )
    assert answer.status_code == 200
    path: Path = screenshots.latest(resources, technician(), board.id).path
    assert path.read_bytes() == jpeg


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 415), (b"<svg/>", 415), (b"\xff\xd8\xff cut", 415), (b"\xff\xd8\xff" * 80_000, 413)],
)
def test_what_is_no_small_jpeg_is_refused(
    client: FlaskClient, resources: Resources, board: ABoard, body: bytes, status: int
) -> None:
    answer = client.post("/api/v1/board/screenshot", data=body, headers=board.headers())
    assert answer.status_code == status
    with pytest.raises(NotFoundError):
        screenshots.latest(resources, technician(), board.id)
