"""A real server with staff, notices and two independent boards of one commune."""

import time
from io import BytesIO
from typing import Any

from PIL import Image

from tests.faults.independent_board import IndependentBoard
from tests.faults.staff_client import Staff
from tests.server.running_server import RunningServer


def a_picture(width: int = 320, height: int = 240) -> bytes:
    picture = BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(picture, "JPEG")
    return picture.getvalue()


class World:
    """What the tests share: each leaves no alert in force and no notice of its own behind."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self.staff = Staff(server)
        self.board = self.pair("Bảng độc lập")
        self.sibling = self.pair("Bảng bên cạnh")
        file = {"file": ("anh.jpg", a_picture(), "image/jpeg")}
        media = self.staff.answer("author", "POST", "/api/v1/media", files=file)
        self.staff.publish(title="Hai bảng cùng chiếu", media=[media["id"]], picture_consent=True)
        for number in range(3):
            self.staff.publish(title=f"Tin số {number}", body="Nội dung dài hơn. " * 20)
        self._withdraw_one()
        self.board.fetch_head()
        self.board.connect()
        self.board.status()

    def _withdraw_one(self) -> None:
        """Take a notice off the boards: what only it needed has to be gone a minute later."""
        file = {"file": ("sai.jpg", a_picture(400, 300), "image/jpeg")}
        media = self.staff.answer("author", "POST", "/api/v1/media", files=file)
        wrong = self.staff.publish(title="Tin sai", media=[media["id"]], picture_consent=True)
        head = self.board.fetch_head()
        manifest = self.board.fetch_manifest()
        item = manifest["items"][wrong["id"]]["digest"]
        picture = self.board.fetch_named("items", item).json()["pages"][0]["picture"]["media"]
        self.withdrawn = (f"/items/{item}", f"/media/{picture}", f"/manifests/{head['manifest']}")
        path = f"/api/v1/notices/{wrong['id']}/withdraw"
        self.staff.answer("approver", "POST", path, {"reason": "Tin sai"})
        self.withdrawn_at = time.monotonic()

    def approve(self, code: str, name: str, **place: object) -> dict[str, Any]:
        body = {"unit": "21484", "name": name, "phone": "0255 000 111"} | place
        path = f"/api/v1/pairings/{code}/approve"
        answer: dict[str, Any] = self.staff.answer("technician", "POST", path, body)
        return answer

    def pair(self, name: str, **place: object) -> IndependentBoard:
        board = IndependentBoard(self.server.address)
        board.pair(lambda code: self.approve(code, name, **place))
        return board
