"""Uploaded pictures made safe: checked and re-encoded in a child process, refused in words."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content.errors import ContentError, InvalidInputError, TooLargeError, UnsupportedMediaError

MOST_BYTES = 40_000_000
CHILD = Path(__file__).with_name("picture_child.py")
WEBP = "image/webp"


@dataclass(frozen=True, slots=True)
class Variant:
    """Name a file made of the upload and its size in pixels."""

    name: str
    path: Path
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class TakenPicture:
    """Hold what the upload was and the variants that now lie in the folder."""

    type: str
    width: int
    height: int
    variants: tuple[Variant, ...]


def take_in(upload: Path, folder: Path) -> TakenPicture:
    """Turn an uploaded file into variants in `folder`; blocks until the child is done.

    Raises: TooLargeError, UnsupportedMediaError, InvalidInputError.
    """
    check_size(upload.stat().st_size)
    command = [sys.executable, "-I", str(CHILD), str(upload), str(folder)]
    code = subprocess.Popen(
        command,
        cwd=folder,
        env={},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        close_fds=True,
    ).wait()
    result = folder / "result.json"
    if code != 0 or not result.is_file():
        raise _could_not_be_read()
    answer = json.loads(result.read_text("utf-8"))
    if "error" in answer:
        raise _refusal(answer)
    variants = tuple(_variant(folder, made) for made in answer["variants"])
    return TakenPicture(answer["type"], answer["width"], answer["height"], variants)


def check_size(size_bytes: int) -> None:
    """Refuse an empty file and one of too many bytes. Raises: InvalidInputError, TooLargeError."""
    if size_bytes == 0:
        raise InvalidInputError("The file is empty.", field="file", code="empty_file")
    if size_bytes > MOST_BYTES:
        raise TooLargeError(
            "The file is larger than {most} MB. Send a smaller picture.",
            field="file",
            most=MOST_BYTES // 1_000_000,
        )


def _variant(folder: Path, made: dict[str, Any]) -> Variant:
    return Variant(made["name"], folder / made["file"], made["width"], made["height"])


def _refusal(answer: dict[str, Any]) -> ContentError:
    if answer["error"] == "not_a_picture":
        return UnsupportedMediaError("This file is not a JPEG, PNG or WebP picture.", field="file")
    if answer["error"] == "too_many_pixels":
        return TooLargeError(
            "The picture has {width} x {height} points, too many to be taken in. "
            "Send a smaller one.",
            field="file",
            width=answer["width"],
            height=answer["height"],
        )
    return InvalidInputError(
        "The picture is damaged or not complete. Send it again.",
        field="file",
        code="broken_picture",
    )


def _could_not_be_read() -> InvalidInputError:
    return InvalidInputError(
        "The picture could not be read: it takes too long or too much memory.",
        field="file",
        code="broken_picture",
    )
