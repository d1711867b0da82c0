"""Starting a child process for an uploaded file and reading what it left; refusals in words."""

import contextlib
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content.errors import ConflictError, InvalidInputError
from server.render.confinement import PROGRESS, RESULT
from server.render.refusals import refusal_of

CHILD = Path(__file__).with_name("child.py")
POLL_S = 0.2
LEAST_FREE_BYTES = 1 << 20
Watch = Callable[[int], bool]


class CancelledError(ConflictError):
    """The work was given up because somebody asked for that."""

    code = "cancelled"


@dataclass(frozen=True, slots=True)
class Variant:
    """Name a file made of the upload and its size in pixels."""

    name: str
    path: Path
    width: int | None
    height: int | None


def run_child(
    task: str,
    upload: Path,
    folder: Path,
    options: Mapping[str, object] | None = None,
    watch: Watch | None = None,
) -> dict[str, Any]:
    """Have a child do a task and give its answer; blocks until it is done.

    `watch` is told the progress several times a second; when it says False the child is killed.
    Raises: InvalidInputError, TooLargeError, UnsupportedMediaError, CancelledError; OSError when
    the disk ran full meanwhile, for then the file is not at fault.
    """
    process = subprocess.Popen(
        [
            sys.executable,
            "-I",
            str(CHILD),
            task,
            str(upload),
            str(folder),
            json.dumps(options or {}),
        ],
        cwd=folder,
        env={},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        close_fds=True,
        start_new_session=True,
    )
    try:
        code = process.wait() if watch is None else _watched(process, folder, watch)
    finally:
        _end_all(process)
    result = folder / RESULT
    if code != 0 or not result.is_file():
        _require_room(folder)
        raise InvalidInputError(
            "The file could not be read: it takes too long or too much memory.",
            field="file",
            code="unreadable_file",
        )
    answer: dict[str, Any] = json.loads(result.read_text("utf-8"))
    result.unlink()
    if "error" in answer:
        _require_room(folder)
        raise refusal_of(answer)
    return answer


def variants_in(folder: Path, answer: Mapping[str, Any]) -> tuple[Variant, ...]:
    """List the files that a child's answer names."""
    return tuple(
        Variant(made["name"], folder / made["file"], made["width"], made["height"])
        for made in answer["variants"]
    )


def _require_room(folder: Path) -> None:
    if shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def _watched(process: subprocess.Popen[bytes], folder: Path, watch: Watch) -> int:
    # An event of the standard library's threads: the engine leaves those alone.
    pause = threading.Event()
    while (code := process.poll()) is None:
        if not watch(_progress(folder)):
            _end_all(process)
            raise CancelledError("This was cancelled.")
        pause.wait(POLL_S)
    return code


def _progress(folder: Path) -> int:
    try:
        return int((folder / PROGRESS).read_text("ascii"))
    except (OSError, ValueError):
        return 0


def _end_all(process: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    if process.returncode is None:
        process.wait()
