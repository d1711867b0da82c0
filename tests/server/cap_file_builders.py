"""Files that CAP messages name: pictures, recordings, and the outside they lie on."""

import base64
import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image

from server.services.fetching import Answer, Call, FetchError
from server.services.resources import Resources
from server.storage.tables import CapFileRow
from tests.server.media_builders import a_sound

HOST = "https://kttv.example"


def a_png(colour: str = "navy") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (640, 360), colour).save(made, "PNG")
    return made.getvalue()


def a_wav(folder: Path, seconds: float = 1.0) -> bytes:
    return a_sound(folder, "wav", seconds)


def inside(content: bytes, mime: str = "audio/x-wav") -> str:
    """A resource whose bytes come with the message."""
    return (
        f"<resource><resourceDesc>Bản đọc</resourceDesc><mimeType>{mime}</mimeType>"
        f"<derefUri>{base64.b64encode(content).decode()}</derefUri></resource>"
    )


def outside(path: str, mime: str = "image/png", content: bytes | None = None) -> str:
    """A resource that lies at an address; with content, its digest is said."""
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest() if content else ""
    said = f"<digest>{digest}</digest>" if digest else ""
    return (
        f"<resource><resourceDesc>Bản đồ ngập</resourceDesc><mimeType>{mime}</mimeType>"
        f"<uri>{HOST}{path}</uri>{said}</resource>"
    )


class Net:
    """The outside as the one client sees it; what is not here answers 404."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | FetchError] = {}
        self.asked: list[Call] = []

    def has(self, path: str, body: bytes, kind: str = "image/png") -> None:
        self.pages[HOST + path] = Answer(200, kind, body)

    def fetch(self, call: Call) -> Answer:
        self.asked.append(call)
        found = self.pages.get(call.url, Answer(404, "text/plain", b""))
        if isinstance(found, FetchError):
            raise found
        return found


def a_net(monkeypatch: pytest.MonkeyPatch) -> Net:
    made = Net()
    monkeypatch.setattr("server.services.cap_file_fetching.fetch", made.fetch)
    return made


def file_row(resources: Resources, message_id: str, place: int = 0) -> CapFileRow:
    found = resources.database.read(lambda session: session.get(CapFileRow, (message_id, place)))
    assert found is not None
    return found
