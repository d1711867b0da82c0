"""Files of this board: written, synced, renamed; named by digest and verified when opened."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from content.errors import TrustError
from content.trust import decode_base64, digest, encode_base64
from player.board_key import BoardKey
from player.errors import (
    BusyError,
    DamagedError,
    FullError,
    PlayerError,
    RejectedError,
    SupersededError,
    UnreachableError,
)
from player.records import PARTIAL, read_record, sync_folder, write_file, write_record

RESERVE_BYTES = 50_000_000
"""Content leaves so much of the disk free: alerts, receipts and plays need little, but always."""
KEY, STATE = "key", "state"
_CHUNK = 1 << 20


def require_room(folder: Path, needed: int, reserve: int = RESERVE_BYTES) -> None:
    """See that so many bytes fit beside what is there and the reserve. Raises: FullError."""
    free = max(0, shutil.disk_usage(folder).free - reserve)
    if needed > free:
        raise FullError(
            f"needs {needed // 1_000_000} MB, {free // 1_000_000} MB are free; "
            "the board plays on what it has"
        )


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

    def unlock(self) -> None:
        """Let another player in."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def key(self) -> BoardKey:
        """Give the board's key; made on the first call, readable by the owner alone.

        Raises: DamagedError when neither it nor its copy is whole, or a paired board has none:
        the server knows it by that key.
        """
        try:
            record = self.read(KEY)
        except FileNotFoundError:
            if (self.path / f"{STATE}.json").exists():
                raise DamagedError(f"the key of the board in {self.path} is gone") from None
            return self.keep_key(BoardKey.create())
        try:
            return BoardKey.from_private_bytes(decode_base64(record.get("private")))
        except TrustError as error:
            raise DamagedError(f"the key in {self.path} is damaged") from error

    def keep_key(self, key: BoardKey) -> BoardKey:
        """Write a key down, twice: losing it costs a visit."""
        for _ in range(2):
            self.write(KEY, {"private": encode_base64(key.private)})
        return key

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
        self._lock = threading.Lock()
        path.mkdir(parents=True, exist_ok=True)
        self._names = {file.name for file in path.iterdir() if file.suffix != PARTIAL}
        self._needed: list[frozenset[str]] = []
        self._keep_also: Callable[[], frozenset[str]] = frozenset

    def has(self, name: str) -> bool:
        """Tell whether the file is there; it is verified when opened."""
        return name in self._names

    @contextlib.contextmanager
    def needed(self, names: frozenset[str]) -> Iterator[None]:
        """Let nobody drop these files meanwhile: they are being fetched."""
        with self._lock:
            self._needed.append(names)
        try:
            yield
        finally:
            with self._lock:
                self._needed.remove(names)

    def keep_also(self, names: Callable[[], frozenset[str]]) -> None:
        """Let nobody drop what `names` gives, whenever asked: what no score speaks of."""
        self._keep_also = names

    def put(self, name: str, data: bytes) -> None:
        """Keep bytes under their digest. Raises: DamagedError."""
        if digest(data) != name:
            raise DamagedError(f"what came is not {name}")
        require_room(self.path, len(data))
        with self._lock:
            write_file(self.path / name, data)
            self._names.add(name)

    @contextlib.contextmanager
    def receiving(
        self,
        name: str,
        size: int,
        go_on: Callable[[], bool],
        by: str = "net",
        reserve: int = RESERVE_BYTES,
    ) -> Iterator["Partial"]:
        """Open what is here of a file for the rest of it; it is kept if it has its digest.

        What came before the network went, or before `go_on` said no, stays for the next time.
        Whoever else fetches the same file does so under another name, `by`; so many bytes of the
        disk it leaves free.
        Raises: UnreachableError when it is shorter than its `size`; DamagedError, and then
        nothing of it is kept.
        """
        path, partial = self.path / name, self.path / f"{name}.{by}{PARTIAL}"
        descriptor = os.open(partial, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            with os.fdopen(descriptor, "rb+") as file:
                target = Partial(file, size, go_on, (self.path, reserve))
                yield target
                file.flush()
                file.seek(0)
                if _digest_of(file) != name:
                    if target.size < size:
                        raise UnreachableError("the file broke off")
                    raise DamagedError(f"what came is not {name}")
                os.fsync(descriptor)
            os.replace(partial, path)
        except (DamagedError, RejectedError):
            partial.unlink(missing_ok=True)
            raise
        sync_folder(self.path)
        with self._lock:
            self._names.add(name)

    def get(self, name: str) -> bytes:
        """Read and verify; a bad file is dropped. Raises: DamagedError, FileNotFoundError."""
        with self._opened(name) as file:
            data = file.read()
            if digest(data) != name:
                raise DamagedError(f"{name} is damaged")
        return data

    def verify(self, name: str) -> None:
        """Check a file without holding it in memory. Raises: DamagedError, FileNotFoundError."""
        with self._opened(name) as file:
            if _digest_of(file) != name:
                raise DamagedError(f"{name} is damaged")

    def drop(self, name: str) -> None:
        """Forget a file, also one that the disk does not let go of."""
        with self._lock:
            self._names.discard(name)
        with contextlib.suppress(OSError):
            (self.path / name).unlink(missing_ok=True)

    @contextlib.contextmanager
    def _opened(self, name: str) -> Iterator[BinaryIO]:
        """Open a file; one that is bad, or that the disk does not give, is dropped."""
        try:
            with (self.path / name).open("rb") as file:
                yield file
        except FileNotFoundError:
            self.drop(name)
            raise
        except DamagedError:
            self.drop(name)
            raise
        except OSError as error:
            self.drop(name)
            raise DamagedError(f"{name} cannot be read: {error.strerror}") from error

    def keep_only(self, names: frozenset[str]) -> None:
        """Drop everything else, also what is here of other files, and parts of whole ones."""
        also = self._keep_also()
        with self._lock:
            kept = names.union(also, *self._needed)
            for path in self.path.iterdir():
                name, _, part = path.name.partition(".")
                if name not in kept or (part and name in self._names):
                    path.unlink(missing_ok=True)
                    if not part:
                        self._names.discard(name)

    def names(self) -> list[str]:
        """Name the files that are whole."""
        return sorted(self._names)

    def partial(self, name: str, by: str = "net") -> int:
        """Give the bytes that are here of a file that is not whole."""
        try:
            return (self.path / f"{name}.{by}{PARTIAL}").stat().st_size
        except FileNotFoundError:
            return 0


class Partial:
    """A file that is here in part; what comes is added at its end."""

    def __init__(
        self, file: BinaryIO, limit: int, go_on: Callable[[], bool], room: tuple[Path, int]
    ) -> None:
        """Take the open file, the most it may hold in bytes, and who says when to leave off.

        `room` is the folder, and the bytes that stay free beside it.
        """
        self._file, self.limit, self._go_on, self._room = file, limit, go_on, room
        self.size = file.seek(0, os.SEEK_END)
        if self.size > limit:
            self.restart()

    def restart(self) -> None:
        """Throw away what is here."""
        self._file.seek(0)
        self._file.truncate()
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Add bytes. Raises: RejectedError too_large, SupersededError, FullError, OSError."""
        self.size += len(chunk)
        if self.size > self.limit:
            raise RejectedError("too_large")
        if not self._go_on():
            raise SupersededError("something newer is to be fetched first")
        folder, reserve = self._room
        require_room(folder, len(chunk), reserve)
        self._file.write(chunk)


def _digest_of(file: BinaryIO) -> str:
    hashed = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        hashed.update(chunk)
    return hashed.hexdigest()
