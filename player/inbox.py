"""How `player bundle` asks a player that is running: through a folder, as only one may write.

A request, a copy of the bundle if there is one, and the answer bear the same random name.
"""

import json
import logging
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from player.cache import require_room
from player.errors import FullError, PlayerError
from player.records import write_file

FOLDER = "inbox"
LOOK_EVERY_S = 2.0
WAIT_S = 180.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """Say what became of a bundle, and what the board has to report."""

    is_taken: bool
    says: str
    report: Mapping[str, object]


# Takes in a bundle, or none, and gives the answer; never raises for a bad bundle.
Serve = Callable[[Path | None], Answer]


class Inbox:
    """The running player's side."""

    def __init__(self, folder: Path, serve: Serve) -> None:
        """Make the folder; what an earlier run left is nobody's any more."""
        self._path, self._serve = folder / FOLDER, serve
        self._path.mkdir(mode=0o770, exist_ok=True)
        for left in self._path.iterdir():
            if not left.is_dir():
                left.unlink(missing_ok=True)

    def step(self) -> None:
        """Answer what has been asked since."""
        for request in sorted(self._path.glob("*.request")):
            bundle = request.with_suffix(".bundle")
            try:
                answer = self._serve(bundle if bundle.exists() else None)
                log.info("bundle: %s", answer.says)
                written = {
                    "is_taken": answer.is_taken, "says": answer.says, "report": answer.report,
                }  # fmt: skip
                write_file(request.with_suffix(".answer"), json.dumps(written).encode())
            finally:
                bundle.unlink(missing_ok=True)
                request.unlink(missing_ok=True)


def ask(folder: Path, bundle: Path | None, pause: Callable[[float], object]) -> Answer:
    """Ask the player that runs in this folder; `pause` waits. Raises: PlayerError."""
    place, name = folder / FOLDER, secrets.token_hex(8)
    request, answer = place / f"{name}.request", place / f"{name}.answer"
    copied = place / f"{name}.bundle"
    try:
        if bundle is not None:
            _copy(bundle, copied)
        write_file(request, b"{}")
        waited_s = 0.0
        while not answer.exists():
            if waited_s > WAIT_S:
                raise PlayerError("the player does not answer; look at: systemctl status bangtin")
            pause(0.5)
            waited_s += 0.5
        return _read(answer)
    except OSError as error:
        raise PlayerError(f"the player in {folder} cannot be asked: {error.strerror}") from error
    finally:
        for path in (request, copied, answer):
            path.unlink(missing_ok=True)


def _copy(bundle: Path, target: Path) -> None:
    try:
        require_room(target.parent, bundle.stat().st_size)
    except FullError as error:
        raise PlayerError(f"{bundle}: {error}") from error
    shutil.copyfile(bundle, target)


def _read(path: Path) -> Answer:
    value: dict[str, Any] = json.loads(path.read_bytes())
    return Answer(bool(value["is_taken"]), str(value["says"]), dict(value["report"]))
