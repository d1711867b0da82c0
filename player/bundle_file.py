"""A bundle on a stick, opened with distrust: a plain zip of known names, each within its limit.

Only the shape is checked here; what is in it is verified by the code the network's answers go
through.
"""

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from content.bundle import (
    CONTENTS,
    LARGEST_BYTES,
    MOST_FILES,
    Contents,
    board_name,
    part_limit,
    shared_name,
)
from content.envelope import payload_of
from content.errors import ContentError
from content.payload_fields import read_digest, read_list
from content.trust import Envelope, Root, parse_json, verify
from player.answers import Target
from player.errors import DamagedError, PlayerError

_CHUNK = 1 << 20
# Source: PKWARE APPNOTE 6.3.10, 4.3.15 and 4.3.16.
_END, _END_BYTES = b"PK\x05\x06", 22
_ZIP64, _ZIP64_BYTES = b"PK\x06\x07", 20
_LARGEST_DIRECTORY = 8 * 1024 * 1024
_ENCRYPTED = 0x1


class BundleFile:
    """Read named files out of one bundle; use it in a `with`."""

    def __init__(self, path: Path) -> None:
        """Open it and check its shape. Raises: DamagedError, PlayerError."""
        self.path = path
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise PlayerError(f"{path}: cannot be read: {error.strerror}") from error
        try:
            self._zip = self._opened()
            self._sizes = _sizes(self._zip)
        except (zipfile.BadZipFile, ContentError, DamagedError, ValueError, OSError) as error:
            self._file.close()
            raise DamagedError(_broken(path, error)) from error

    def __enter__(self) -> Self:
        """Stay open for the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self._zip.close()
        self._file.close()

    @property
    def sizes(self) -> Mapping[str, int]:
        """Give the size in bytes of every file in it."""
        return self._sizes

    def has(self, name: str) -> bool:
        """Tell whether it holds such a file."""
        return name in self._sizes

    def read(self, name: str) -> bytes:
        """Read a small file whole. Raises: DamagedError."""
        if name not in self._sizes:
            raise DamagedError(_broken(self.path, f"{name} is missing"))
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, OSError, EOFError) as error:
            raise DamagedError(_broken(self.path, error)) from error

    def copy(self, name: str, target: Target) -> None:
        """Write a large file into an open one. Raises: DamagedError, OSError of the target."""
        if name not in self._sizes:
            raise DamagedError(_broken(self.path, f"{name} is missing"))
        with self._zip.open(name) as source:
            while True:
                try:
                    chunk = source.read(_CHUNK)
                except (zipfile.BadZipFile, OSError, EOFError) as error:
                    raise DamagedError(_broken(self.path, error)) from error
                if not chunk:
                    return
                target.write(chunk)

    def envelope(self, name: str, kind: str) -> Envelope:
        """Read a statement. Raises: DamagedError, TrustError."""
        return Envelope.from_bytes(self.read(name), kind)

    def roots(self) -> list[Envelope]:
        """Give the chain of roots in order. Raises: DamagedError, TrustError."""
        names = [name for name in self._sizes if name.startswith("roots/")]
        ordered = sorted(names, key=lambda name: int(name[len("roots/") : -len(".json")]))
        return [self.envelope(name, "root") for name in ordered]

    def check(self, root: Root) -> Contents:
        """Compare every file with the signed contents, reading each once.

        Raises: TrustError when the contents are not signed under this root, DamagedError.
        """
        contents = Contents.from_payload(verify(self.envelope(CONTENTS, "bundle"), root, "state"))
        if set(contents.parts) != self._sizes.keys() - {CONTENTS}:
            raise DamagedError(_broken(self.path, "files are missing or too many"))
        for name, part in contents.parts.items():
            if self._sizes[name] != part.size_bytes or self._hash(name) != part.sha256:
                raise DamagedError(_broken(self.path, f"{name} was changed"))
        return contents

    def _hash(self, name: str) -> str:
        hashed = hashlib.sha256()
        try:
            with self._zip.open(name) as source:
                while chunk := source.read(_CHUNK):
                    hashed.update(chunk)
        except (zipfile.BadZipFile, OSError, EOFError) as error:
            raise DamagedError(_broken(self.path, error)) from error
        return hashed.hexdigest()

    def _opened(self) -> zipfile.ZipFile:
        """Read the directory, after its own word on its size was believable."""
        size_bytes = self._file.seek(0, 2)
        if not _END_BYTES <= size_bytes <= LARGEST_BYTES * 1.1:
            raise DamagedError("it is too short or too long")
        self._file.seek(max(0, size_bytes - _END_BYTES - _ZIP64_BYTES))
        tail = self._file.read()
        end = tail[-_END_BYTES:]
        count, directory_bytes = (
            int.from_bytes(end[a:b], "little") for a, b in ((10, 12), (12, 16))
        )
        is_plain = end.startswith(_END) and not tail.startswith(_ZIP64)
        if not is_plain or count > MOST_FILES or directory_bytes > _LARGEST_DIRECTORY:
            raise DamagedError("its end is missing or not a bundle's")
        self._file.seek(0)
        return zipfile.ZipFile(self._file)


class BundleSource:
    """Answer for one board out of a bundle, as the network would."""

    def __init__(self, file: BundleFile, board: str) -> None:
        """Take an open bundle."""
        self._file, self._board = file, board

    def head(self) -> dict[str, object]:
        """Give the head; nobody says what time it is now."""
        return {"head": self._own("head").to_dict()}

    def identity(self) -> object:
        """Give the identity."""
        return self._own("identity").to_dict()

    def alerts(self) -> list[object]:
        """Give the alerts that this board's head names."""
        listed = read_list(payload_of(self._own("head")), "alerts")
        digests = [read_digest(entry, "digest") for entry in listed if isinstance(entry, dict)]
        return [
            self._file.envelope(shared_name("alert", digest), "alert").to_dict()
            for digest in digests
        ]

    def roots(self, since: int) -> list[object]:
        """Give the whole chain; who asks begins after the root it holds."""
        return [envelope.to_dict() for envelope in self._file.roots()]

    def manifest(self, digest: str) -> bytes:
        """Give a manifest's envelope."""
        return self._file.read(shared_name("manifest", digest))

    def item(self, digest: str) -> bytes:
        """Give an item."""
        return self._file.read(shared_name("item", digest))

    def media(self, digest: str, target: Target) -> None:
        """Give a media file."""
        target.restart()
        self._file.copy(shared_name("media", digest), target)

    def stored(self) -> Mapping[str, object]:
        """Tell which of the board's reports the server has. Raises: DamagedError, TrustError."""
        value = parse_json(self._file.read(board_name(self._board, "stored")))
        return value if isinstance(value, dict) else {}

    def _own(self, kind: str) -> Envelope:
        return self._file.envelope(board_name(self._board, kind), kind)


def _sizes(file: zipfile.ZipFile) -> dict[str, int]:
    """Refuse everything that is not a stored file of a known name. Raises: DamagedError."""
    found: dict[str, int] = {}
    for entry in file.infolist():
        name = entry.filename
        if name in found or entry.orig_filename != name:
            raise DamagedError(f"{name[:80]} is in it twice or misnamed")
        is_plain = entry.compress_type == zipfile.ZIP_STORED and not entry.flag_bits & _ENCRYPTED
        if not is_plain or entry.file_size != entry.compress_size:
            raise DamagedError(f"{name[:80]} is squeezed or locked, as no bundle is")
        if entry.file_size > part_limit(name):
            raise DamagedError(f"{name[:80]} is too large")
        found[name] = entry.file_size
    if CONTENTS not in found:
        raise DamagedError(f"{CONTENTS} is missing")
    return found


def _broken(path: Path, why: object) -> str:
    return f"{path}: is no bundle or damaged ({why}); copy it again"
