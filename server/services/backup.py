"""`server backup`: database, media and keys in one folder, taken while the server runs."""

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from content.instant import format_instant
from server.operator_error import OperatorError
from server.storage import copying, schema
from server.storage.media_store import MediaStore

if TYPE_CHECKING:
    from server.services.resources import Resources

FORMAT = 1
INDEX = "backup.json"
DATABASE = "bangtin.db"
KEYS = "keys"
MEDIA = "media"
WITNESS = "audit.heads"


@dataclass(frozen=True)
class BackupIndex:
    """What a backup folder holds; `files` maps names, media excepted, to their SHA-256."""

    format: int
    made_at: str
    revision: str
    root_version: int
    media: int
    files: dict[str, str]


def make_backup(resources: "Resources", folder: Path) -> BackupIndex:
    """Write a backup into a new or empty folder, owner-only, and return its index.

    The database comes first: files it names are never changed and seldom removed, and a key
    made since is one too many, never one too few. Raises: OperatorError.
    """
    _prepare(folder)
    try:
        copying.copy_to_file(resources.database, folder / DATABASE)
        shutil.copytree(resources.keyring.files.folder, folder / KEYS)
        if resources.witness.path.exists():
            shutil.copy2(resources.witness.path, folder / WITNESS)
        media = _copy_media(resources.media, MediaStore(folder / MEDIA))
        index = BackupIndex(
            format=FORMAT,
            made_at=format_instant(resources.clock.now()),
            revision=schema.newest_revision(),
            root_version=resources.keyring.trusted.version,
            media=media,
            files={str(path.relative_to(folder)): sha256_of(path) for path in _small(folder)},
        )
        text = json.dumps(asdict(index), ensure_ascii=False, indent=1)
        (folder / INDEX).write_text(text, "utf-8")
    except OSError as error:
        raise OperatorError(f"{folder}: the backup could not be written: {error}") from error
    return index


def read_index(folder: Path) -> BackupIndex:
    """Read a backup's index and check every file it names, media excepted.

    Raises: OperatorError naming the first thing that is wrong.
    """
    try:
        index = BackupIndex(**json.loads((folder / INDEX).read_text("utf-8")))
        files = dict(index.files)
    except (OSError, ValueError, TypeError) as error:
        raise OperatorError(f"{folder}: not a backup, {INDEX} is missing or broken") from error
    if index.format != FORMAT:
        raise OperatorError(f"{folder}: made by a newer program; update this one first")
    for name, digest in files.items():
        _check_file(folder, folder / name, digest)
    if DATABASE not in files or not copying.is_sound(folder / DATABASE):
        raise OperatorError(f"{folder / DATABASE}: is not a sound database")
    return index


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _check_file(folder: Path, path: Path, digest: str) -> None:
    if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        raise OperatorError(f"{path}: is missing from the backup")
    if sha256_of(path) != digest:
        raise OperatorError(f"{path}: was changed or damaged since the backup was made")


def _prepare(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OperatorError(f"{folder}: is there already and not empty; name a new folder")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise OperatorError(f"{folder}: cannot be made: {error.strerror}") from error


def _copy_media(source: MediaStore, target: MediaStore) -> int:
    count = 0
    for digest in source.digests():
        if source.has(digest):
            count += target.put(source.path(digest)) == digest
    return count


def _small(folder: Path) -> list[Path]:
    named = [folder / DATABASE, *sorted((folder / KEYS).iterdir()), folder / WITNESS]
    return [path for path in named if path.is_file()]
