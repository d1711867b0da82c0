"""Files of this board: written, synced, renamed; named by digest and verified when opened."""

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from content.trust import canonical, digest
from player.board_key import BoardKey
from player.errors import BusyError, DamagedError, PlayerError

_CHUNK = 1 << 20


def write_file(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Put a file in place so that after a power cut it is there whole or not at all."""
    with replacing(path, mode) as file:
        file.write(data)


@contextlib.contextmanager
def replacing(path: Path, mode: int = 0o644) -> Iterator[BinaryIO]:
    """Open a new file that takes the place of `path` when all went well, synced."""
    partial = path.with_name(path.name + ".part")
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
    _sync_folder(path.parent)


def write_record(path: Path, value: Mapping[str, object]) -> None:
    """Write a JSON record with its digest; the one before stays beside it as `.old`."""
    body = canonical(value)
    if path.exists():
        old = path.with_name(path.name + ".old")
        old.unlink(missing_ok=True)
        os.link(path, old)
    write_file(path, digest(body).encode() + b"\n" + body, 0o600)


def read_record(path: Path) -> dict[str, object]:
    """Read a record, or the one before it if this one is damaged.

    Raises: FileNotFoundError when there is none, DamagedError when neither is whole.
    """
    found = False
    for candidate in (path, path.with_name(path.name + ".old")):
        if not candidate.exists():
            continue
        found = True
        named, _, body = candidate.read_bytes().partition(b"\n")
        if named.decode("ascii", "replace") == digest(body):
            value = json.loads(body)
            if isinstance(value, dict):
                return value
    if found:
        raise DamagedError(f"{path} is damaged")
    raise FileNotFoundError(path)


class Folder:
    """The data folder of one board: its key, what it is paired with, its records."""

    def __init__(self, path: Path) -> None:
        """Make the folder. Raises: PlayerError."""
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PlayerError(f"cannot use the folder {path}: {error.strerror}") from error
        self.objects = Objects(path / "objects")
        self._lock: BinaryIO | None = None

    def lock(self) -> None:
        """Keep a second player out until this process ends. Raises: BusyError."""
        file = open(self.path / "lock", "ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.close()
            raise BusyError(f"another player already uses {self.path}; stop it first") from error
        self._lock = file
        self.objects.drop_partials()

    def unlock(self) -> None:
        """Let another player in."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def key(self) -> BoardKey:
        """Give the board's key; made on the first call, readable by the owner alone."""
        path = self.path / "board.key"
        if not path.exists():
            write_file(path, BoardKey.create().private, 0o600)
        return BoardKey.from_private_bytes(path.read_bytes())

    def read(self, name: str) -> dict[str, object]:
        """Read a record. Raises: FileNotFoundError, DamagedError."""
        return read_record(self.path / f"{name}.json")

    def write(self, name: str, value: Mapping[str, object]) -> None:
        """Write a record."""
        write_record(self.path / f"{name}.json", value)


class Objects:
    """Files named by their SHA-256: items and media."""

    def __init__(self, path: Path) -> None:
        """Make the folder."""
        self.path = path
        path.mkdir(parents=True, exist_ok=True)

    def drop_partials(self) -> None:
        """Drop what an interrupted download left; a player that runs may be writing others."""
        for partial in self.path.glob("*.part"):
            partial.unlink(missing_ok=True)

    def has(self, name: str) -> bool:
        """Tell whether the file is there; it is verified when opened."""
        return (self.path / name).exists()

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes under their digest. Raises: DamagedError."""
        if digest(data) != name:
            raise DamagedError(f"what came is not {name}")
        write_file(self.path / name, data)

    @contextlib.contextmanager
    def receiving(self, name: str) -> Iterator[BinaryIO]:
        """Open a file to write a download to; it is kept if it has its digest.

        Raises: DamagedError.
        """
        with replacing(self.path / name) as file:
            yield file
            file.flush()
            file.seek(0)
            if _digest_of(file) != name:
                raise DamagedError(f"what came is not {name}")

    def get(self, name: str) -> bytes:
        """Read and verify; a damaged file is dropped. Raises: DamagedError, FileNotFoundError."""
        data = (self.path / name).read_bytes()
        if digest(data) != name:
            self.drop(name)
            raise DamagedError(f"{name} is damaged")
        return data

    def verify(self, name: str) -> None:
        """Check a file without holding it in memory. Raises: DamagedError, FileNotFoundError."""
        with (self.path / name).open("rb") as file:
            if _digest_of(file) == name:
                return
        self.drop(name)
        raise DamagedError(f"{name} is damaged")

    def drop(self, name: str) -> None:
        """Forget a file."""
        (self.path / name).unlink(missing_ok=True)

    def keep_only(self, names: frozenset[str]) -> None:
        """Drop everything else."""
        for path in self.path.iterdir():
            if path.name not in names and path.suffix != ".part":
                path.unlink(missing_ok=True)


def _digest_of(file: BinaryIO) -> str:
    hashed = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        hashed.update(chunk)
    return hashed.hexdigest()


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
