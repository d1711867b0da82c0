"""A server with units, one paired board and a person of every role, each with a token."""

import base64
import io
from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from server.services import pairing
from server.services.resources import Resources
from tests.server.staff_builders import a_token, add_units, cheap_hashes


@dataclass
class Api:
    """The API as one person's client sees it."""

    client: FlaskClient
    resources: Resources
    tokens: dict[str, str]

    def token(self, role: str, unit: str = "20857") -> str:
        """A token, with every scope, of somebody with this role over this unit."""
        login = f"{role}.{unit}".lower()
        if login not in self.tokens:
            self.tokens[login] = a_token(self.resources, login, role, unit)
        return self.tokens[login]

    def call(
        self, method: str, path: str, role: str = "administrator", unit: str = "51", **options: Any
    ) -> TestResponse:
        """Send a request as somebody with this role."""
        headers = {"Authorization": f"Bearer {self.token(role, unit)}"}
        headers.update(options.pop("headers", {}))
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **options)

    def a_board(self, unit: str = "20857", name: str = "Bảng nhà văn hóa") -> str:
        """Pair a board in this unit and return its id."""
        public = Ed25519PrivateKey.generate().public_key()
        raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        started = pairing.start_pairing(
            self.resources,
            public_key=base64.b64encode(raw).decode(),
            width=1920,
            height=1080,
            software="test",
        )
        answer = self.call(
            "POST", f"/pairings/{started.user_code}/approve", json={"unit": unit, "name": name}
        )
        assert answer.status_code == 201, answer.get_data(as_text=True)
        return str(answer.get_json()["board"])

    def a_notice(self, unit: str = "20857", **fields: Any) -> dict[str, Any]:
        """Write a notice as the unit's author."""
        body = a_notice_body(unit=unit, **fields)
        answer = self.call("POST", "/notices", "author", unit, json=body)
        assert answer.status_code == 201, answer.get_data(as_text=True)
        return dict(answer.get_json())

    def a_media(self, unit: str = "20857", role: str = "author") -> str:
        """Send a small picture and return its id."""
        held = io.BytesIO()
        Image.new("RGB", (40, 30), (30, 120, 60)).save(held, "PNG")
        data = {"file": (io.BytesIO(held.getvalue()), "a.png"), "unit": unit}
        answer = self.call("POST", "/media", role, unit, data=data)
        assert answer.status_code == 201, answer.get_data(as_text=True)
        return str(answer.get_json()["id"])


def a_notice_body(**fields: Any) -> dict[str, Any]:
    """A notice as a client sends it."""
    unit = fields.get("unit", "20857")
    return {
        "title": "Lịch tiêm chủng tháng 12",
        "body": "Trạm y tế xã tiêm chủng mở rộng từ 7 giờ 30 ngày 5 tháng 12.",
        "category": "projects",
        "language": "vi",
        "unit": unit,
        "targets": {"subtrees": [unit]},
        **fields,
    }


@pytest.fixture
def api(client: FlaskClient, resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Api:
    cheap_hashes(monkeypatch)
    add_units(resources)
    return Api(client, resources, {})
