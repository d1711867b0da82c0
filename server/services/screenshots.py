"""The last picture each board took of its own screen."""

import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from content.errors import NotFoundError, UnsupportedMediaError
from server.services.actor import Actor
from server.services.permissions import Right, require

if TYPE_CHECKING:
    from server.services.resources import Resources

LARGEST_BYTES = 200_000
_JPEG_START, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class Screenshot:
    """Name the JPEG file and when it came."""

    path: Path
    taken_at: datetime


def store(resources: "Resources", board_id: str, jpeg: bytes) -> None:
    """Keep this picture in the place of the last one. Raises: UnsupportedMediaError."""
    if not (jpeg.startswith(_JPEG_START) and jpeg.rstrip(b"\0").endswith(_JPEG_END)):
        raise UnsupportedMediaError("A screenshot must be a JPEG picture.")
    path = _path(resources, board_id)
    resources.offload(lambda: _write(path, jpeg))
    resources.presence.saw(board_id, resources.clock.now())


def latest(resources: "Resources", actor: Actor, board_id: str) -> Screenshot:
    """Give the board's last picture. Raises: NotFoundError, ForbiddenError."""
    board = resources.boards.get(board_id)
    require(resources, actor, Right.READ, board.unit_id)
    path = _path(resources, board_id)
    if not path.is_file():
        raise NotFoundError("This board has sent no picture of its screen.")
    return Screenshot(path, datetime.fromtimestamp(path.stat().st_mtime, tz=UTC))


def _path(resources: "Resources", board_id: str) -> Path:
    return resources.settings.data_dir.resolve() / "screenshots" / f"{board_id}.jpg"


def _write(path: Path, jpeg: bytes) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    temporary = path.with_name(f".new-{secrets.token_hex(8)}")
    temporary.write_bytes(jpeg)
    os.replace(temporary, path)
