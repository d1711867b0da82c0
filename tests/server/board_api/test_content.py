import gzip
import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from content import trust
from content.trust import Envelope
from server.board_api.content import media_type
from server.services.resources import Resources
from server.storage.tables import PublishedRow
from tests.server.board_builders import ABoard, a_board
from tests.server.staff_builders import add_units


@pytest.fixture
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


def test_manifest_named_by_the_head_is_public_cacheable_and_signed(
    client: FlaskClient, resources: Resources, board: ABoard
) -> None:
    digest = board.head().manifest
    answer = client.get(f"/manifests/{digest}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    envelope = Envelope.from_bytes(answer.data, "manifest")
    assert envelope.digest == digest
    trust.verify(envelope, resources.keyring.trusted, "content")
    again = client.get(f"/manifests/{digest}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and again.data == b""


def test_a_score_comes_in_gzip_to_whoever_takes_that(client: FlaskClient, board: ABoard) -> None:
    path = f"/manifests/{board.head().manifest}"
    whole, packed = (client.get(path, headers={"Accept-Encoding": one}) for one in ("", "gzip"))
    assert "Content-Encoding" not in whole.headers
    assert packed.headers["Content-Encoding"] == "gzip" and len(packed.data) < len(whole.data)
    assert gzip.decompress(packed.data) == whole.data
    assert {one.headers["Vary"] for one in (whole, packed)} == {"Accept-Encoding"}
    again = {"If-None-Match": packed.headers["ETag"], "Accept-Encoding": "gzip"}
    assert client.get(path, headers=again).status_code == 304


@pytest.mark.parametrize("kind", ["manifests", "items", "media"])
@pytest.mark.parametrize("name", ["0" * 64, "x", "0" * 63, "A" * 64, "..%2f..%2fetc%2fpasswd"])
def test_what_never_was_is_not_found(client: FlaskClient, kind: str, name: str) -> None:
    answer = client.get(f"/{kind}/{name}")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("kind", ["manifests", "items", "media"])
def test_what_was_public_once_is_gone(
    client: FlaskClient, resources: Resources, board: ABoard, kind: str
) -> None:
    def work(session: Session) -> None:
        now = resources.clock.now()
        session.add(PublishedRow(digest="b" * 64, kind=kind, first_at=now))

    resources.database.write(work)
    answer = client.get(f"/{kind}/{'b' * 64}")
    assert (answer.status_code, answer.get_json()["code"]) == (410, "gone")


def a_picture(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> tuple[str, bytes]:
    target = io.BytesIO()
    Image.new("RGB", (320, 180), "teal").save(target, "WEBP")
    digest = resources.media.put(target.getvalue())
    monkeypatch.setattr(resources.scores, "media_is_public", lambda sha: sha == digest)
    return digest, target.getvalue()


def test_media_is_served_whole_and_in_ranges(
    client: FlaskClient, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest, raw = a_picture(resources, monkeypatch)

    def get(wanted: str | None = None) -> TestResponse:
        headers = {"Range": wanted} if wanted else {}
        return client.get(f"/media/{digest}", headers=headers, buffered=True)

    whole = get()
    assert (whole.status_code, whole.mimetype, whole.data) == (200, "image/webp", raw)
    assert whole.headers["Cache-Control"] == "public, max-age=3600"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    part = get("bytes=10-19")
    assert (part.status_code, part.data) == (206, raw[10:20])
    rest = get(f"bytes={len(raw) - 5}-")
    assert rest.data == raw[-5:]
    beyond = get(f"bytes={len(raw)}-")
    assert (beyond.status_code, beyond.get_json()["code"]) == (416, "range_not_satisfiable")
    assert beyond.headers["Content-Range"] == f"bytes */{len(raw)}"


def test_media_that_is_not_public_is_not_served(client: FlaskClient, resources: Resources) -> None:
    digest = resources.media.put(b"not yet approved")
    assert client.get(f"/media/{digest}").status_code == 404


def test_public_items_are_the_ones_the_manifest_names(
    client: FlaskClient, resources: Resources, board: ABoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = client.get(f"/manifests/{board.head().manifest}").data
    payload: dict[str, Any] = json.loads(Envelope.from_bytes(raw, "manifest").payload)
    for entry in payload["items"].values():
        answer = client.get(f"/items/{entry['digest']}")
        assert trust.digest(answer.data) == entry["digest"]
    monkeypatch.setattr(resources.scores, "item", lambda digest: b'{"title": "T"}')
    assert client.get(f"/items/{'c' * 64}").get_json() == {"title": "T"}


def test_kind_of_a_file_follows_from_its_first_bytes() -> None:
    assert media_type(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert media_type(b"\x89PNG\r\n\x1a\n....") == "image/png"
    assert media_type(b"RIFF\x00\x00\x00\x00WEBPVP8 ") == "image/webp"
    assert media_type(b"\x00\x00\x00\x18ftypmp42") == "video/mp4"
    assert media_type(b"\x00\x00\x00\x1cftypM4A ") == "audio/mp4"
    assert media_type(b"<svg onload=") == "application/octet-stream"
