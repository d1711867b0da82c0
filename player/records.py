"""Files put in place whole or not at all, and JSON records that know whether they are whole."""

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from content.trust import canonical, digest
from player.errors import DamagedError

PARTIAL = ".part"


def write_file(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Put a file in place so that after a power cut it is there whole or not at all."""
    with replacing(path, mode) as file:
        file.write(data)


@contextlib.contextmanager
def replacing(path: Path, mode: int = 0o644) -> Iterator[BinaryIO]:
    """Open a new file that takes the place of `path` when all went well, synced."""
    partial = path.with_name(path.name + PARTIAL)
    descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(descriptor, "wb+") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def write_record(path: Path, value: Mapping[str, object]) -> None:
    """Write a JSON record with its digest; the one before stays beside it as `.old`.

    A record that is damaged takes the place of no good one.
    """
    body = canonical(value)
    if path.exists() and _read_whole(path) is not None:
        spare = path.with_name(path.name + ".spare")
        spare.unlink(missing_ok=True)
        os.link(path, spare)
        os.replace(spare, _old(path))
    write_file(path, digest(body).encode() + b"\n" + body, 0o600)


def read_record(path: Path) -> dict[str, object]:
    """Read a record, or the one before it if this one is damaged.

    Raises: FileNotFoundError when there is none, DamagedError when neither is whole.
    """
    candidates = [candidate for candidate in (path, _old(path)) if candidate.exists()]
    for candidate in candidates:
        value = _read_whole(candidate)
        if value is not None:
            return value
    if candidates:
        raise DamagedError(f"{path} is damaged")
    raise FileNotFoundError(path)


def _read_whole(path: Path) -> dict[str, object] | None:
    """Read a record that has its digest; None when it has not, or the disk does not give it."""
    try:
        named, _, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    if named.decode("ascii", "replace") != digest(body):
        return None
    value = json.loads(body)
    return value if isinstance(value, dict) else None


def _old(path: Path) -> Path:
    return path.with_name(path.name + ".old")


def sync_folder(path: Path) -> None:
    """Have on the disk what was renamed in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
