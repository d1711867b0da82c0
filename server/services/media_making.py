"""From an upload to the files that boards get: which child does what, and how long it may take."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.render.isolation import Watch, run_child, variants_in
from server.render.kinds import UploadKind
from server.render.refusals import refusal
from server.services.media_spool import Spooled

if TYPE_CHECKING:
    from server.services.resources import Resources

MOST_PAGES_AT_ONCE = 8
LONGEST_SOUND_AT_ONCE_S = 120.0
FILM, SOUND, WEBP = "video/mp4", "audio/mp4", "image/webp"
_TYPES = {".mp4": FILM, ".m4a": SOUND, ".webp": WEBP}
# The file a media is known by, the first that there is.
_LEADING = ("board", "page-1", "film", "sound")
_SLOWEST = 6.0


@dataclass(frozen=True, slots=True)
class Stored:
    """Name a variant that lies in the media store."""

    name: str
    sha256: str
    type: str
    bytes: int
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class Made:
    """Hold all that was made of an upload."""

    pages: int | None
    seconds: float | None
    stored: tuple[Stored, ...]
    paper_found: bool | None = None

    @property
    def leading(self) -> Stored:
        """Give the file that boards get first."""
        named = {one.name: one for one in self.stored}
        return next(named[name] for name in _LEADING if name in named)


@dataclass(frozen=True, slots=True)
class Plan:
    """Say what is known before the work, and whether it is long; `options` go to the child."""

    is_long: bool
    options: Mapping[str, Any]
    pages: int | None = None
    width: int | None = None
    height: int | None = None
    seconds: float | None = None


def look_into(upload: Spooled, folder: Path, *, is_paper: bool) -> Plan:
    """Look before working: what it is, how long it will take, whether it is taken at all.

    Raises: InvalidInputError, TooLargeError, UnsupportedMediaError.
    """
    if upload.kind is UploadKind.PICTURE:
        return Plan(False, {"is_paper": is_paper})
    if upload.kind is UploadKind.OFFICE:
        program = shutil.which("soffice") or shutil.which("libreoffice")
        run_child("office", upload.path, folder, {"only_check": True})
        if program is None:
            raise refusal("no_office")
        return Plan(True, {"program": program})
    if upload.kind is UploadKind.DOCUMENT:
        found = run_child("document", upload.path, folder, {"only_count": True})
        size = {"width": found["width"], "height": found["height"]}
        return Plan(found["pages"] > MOST_PAGES_AT_ONCE, {}, pages=found["pages"], **size)
    is_film = upload.kind is UploadKind.FILM
    asked = {"format": upload.sniffed.format, "is_film": is_film}
    found = run_child("probe", upload.path, folder, asked)
    seconds = float(found["seconds"])
    options = {"format": upload.sniffed.format, "seconds": seconds}
    if not is_film:
        return Plan(seconds > LONGEST_SOUND_AT_ONCE_S, options, seconds=seconds)
    size = {"width": found["width"], "height": found["height"]}
    longest = round(300 + _SLOWEST * seconds)
    options |= {**size, "wall_s": longest, "cpu_s": 2 * longest}
    return Plan(True, options, seconds=seconds, **size)


def make(
    resources: "Resources",
    kind: UploadKind,
    upload: Path,
    folder: Path,
    options: Mapping[str, Any],
    watch: Watch | None = None,
) -> Made:
    """Make every variant and put it into the media store; blocks until that is done.

    Raises: as `run_child`.
    """
    task: str = kind.value
    if kind is UploadKind.PICTURE and options.get("is_paper"):
        task = "paper"
    if kind is UploadKind.OFFICE:
        found = run_child("office", upload, folder, options, watch)
        upload, task, options = folder / found["file"], "document", {}
    answer = run_child(task, upload, folder, options, watch)
    stored = tuple(
        Stored(
            variant.name,
            resources.media.put(variant.path),
            _TYPES[variant.path.suffix],
            variant.path.stat().st_size,
            variant.width,
            variant.height,
        )
        for variant in variants_in(folder, answer)
    )
    found_paper = answer.get("paper_found")
    return Made(answer.get("pages"), answer.get("seconds"), stored, found_paper)
