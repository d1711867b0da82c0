"""Handing alerts to loudspeakers that are there already: a folder of files for each revision.

Every folder takes its name when all of it is written and synced; what was handed over is noted
beside the database, so that nothing is announced twice when the other side clears up.
"""

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import structlog

from content.alert_tone import wav
from content.announcement import Announcement, Order
from content.errors import ContentError
from content.instant import format_instant, parse_instant
from server.render.isolation import run_child
from server.services.alert_book import BookAlert
from server.services.announcements import alert_in, announcement_of
from server.services.media_spool import working_folder
from server.storage.durable import take_name

if TYPE_CHECKING:
    from server.services.resources import Resources

EVERY_S = 2.0
KEPT = timedelta(days=7)
BROKEN_KEPT_S = 3600.0
LEAST_FREE_BYTES = 20 << 20
SIDECAR, TEXT, TONE = "announcement.json", "announcement.txt", "0-tone.wav"
_BEGUN = ".bangtin-"
log = structlog.get_logger(__name__)
Journal = dict[str, dict[str, object]]


@dataclass
class HandOverDesk:
    """Remember what was last said to be wrong, so that it is logged once, and for whom alerts are.

    `units` holds unit ids by the digest of the alert.
    """

    trouble: str | None = None
    units: dict[str, frozenset[str]] = field(default_factory=dict)


def hand_over(resources: "Resources") -> int:
    """Hand over what is new and clear away what is old; gives how many were handed over.

    Never raises for the folder's sake: what is wrong is logged, and tried again.
    """
    if not resources.settings.loudspeaker_dir:
        return 0
    folder = Path(resources.settings.loudspeaker_dir)
    trouble, done = trouble_of(folder), 0
    if trouble is None:
        try:
            done = _hand_over_all(resources, folder)
        except OSError as error:
            trouble = f"{folder} cannot be written: {error.strerror or error}"
    _say(resources, trouble)
    return done


def trouble_of(folder: Path) -> str | None:
    """Say what keeps the folder from being written, and what to do; None: nothing."""
    if not folder.is_dir():
        return f"{folder} is not there; make it, or mount what it lies on"
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"{folder} cannot be written; give the server's user the right to"
    if shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
        return f"{folder} has no room left; clear it up"
    return None


def _say(resources: "Resources", trouble: str | None) -> None:
    desk = resources.loudspeakers
    if trouble != desk.trouble:
        if trouble is not None:
            log.error("loudspeakers_not_told", reason=trouble)
        else:
            log.info("loudspeakers_told_again")
    desk.trouble = trouble


def _hand_over_all(resources: "Resources", folder: Path) -> int:
    now, journal, done = resources.clock.now(), _read_journal(resources), 0
    for held in resources.alerts.snapshot().officers:
        if not _is_new(journal, held, now):
            continue
        one = announcement_of(resources, held)
        _write(resources, folder, one)
        _note(resources, journal, one)
        done += 1
    _prune(resources, folder, journal, now)
    return done


def _is_new(journal: Journal, held: BookAlert, now: datetime) -> bool:
    """Tell whether it is to be handed over; to stop what was never announced is no news."""
    told = journal.get(held.id)
    if told is not None and cast(int, told["revision"]) >= held.revision:
        return False
    one = Announcement(alert_in(held), ())
    return one.is_due(now) and (told is not None or one.order is Order.ANNOUNCE)


def _write(resources: "Resources", folder: Path, one: Announcement) -> None:
    """Write a folder under a name of its own and give it the right one when it is whole."""
    target = folder / one.name
    if target.exists():
        return
    begun = folder / f"{_BEGUN}{secrets.token_hex(8)}"
    begun.mkdir(mode=0o755)
    try:
        for name, data in _files(resources, one):
            take_name(_written(begun / f".{name}", data), begun / name)
        take_name(begun, target)
    finally:
        shutil.rmtree(begun, ignore_errors=True)
    log.info("loudspeakers_told", identifier=one.alert.identifier, order=str(one.order))


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    path.chmod(0o644)
    return path


def _files(resources: "Resources", one: Announcement) -> Iterator[tuple[str, bytes]]:
    """Give the files of an announcement, the one that lists the others last."""
    sounds, listed = _sounds(resources, one), []
    if one.heard is not None and one.heard.tone is not None:
        yield TONE, wav(one.heard.tone)
        listed.append({"file": TONE, "language": None, "way": "tone"})
    for number, sound in enumerate(one.sounds(), 1):
        name = f"{number}-{sound.language}.wav"
        if name in sounds:
            yield name, sounds[name]
            listed.append({"file": name, "language": sound.language, "way": str(sound.way)})
    yield TEXT, one.to_text().encode()
    told = {**one.to_dict(), "sounds": listed, "text": TEXT}
    yield SIDECAR, (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _sounds(resources: "Resources", one: Announcement) -> dict[str, bytes]:
    """Give the sounds as WAV by file name; without those that cannot be had."""
    wanted = {
        f"{number}-{sound.language}.wav": str(resources.media.path(sound.sha256))
        for number, sound in enumerate(one.sounds(), 1)
        if resources.media.has(sound.sha256)
    }
    if not wanted:
        return {}
    with working_folder(resources) as folder:
        upload = folder / "sounds.json"
        upload.write_text(json.dumps(wanted), "utf-8")
        try:
            run_child("plain_sound", upload, folder)
        except (ContentError, OSError) as error:
            log.warning("loudspeakers_get_tone_alone", reason=str(error))
        made = [name for name in wanted if (folder / name).is_file()]
        return {name: (folder / name).read_bytes() for name in made}


def _prune(resources: "Resources", folder: Path, journal: Journal, now: datetime) -> None:
    """Clear away what ended days ago, and what a power cut left half written; nothing else."""
    old = [name for name, held in journal.items() if _until(held) + KEPT < now]
    for alert_id in old:
        for name in _names(journal.pop(alert_id)):
            shutil.rmtree(folder / name, ignore_errors=True)
    if old:
        _keep_journal(resources, journal)
    for path in folder.glob(f"{_BEGUN}*"):
        if now.timestamp() - path.stat().st_mtime > BROKEN_KEPT_S:
            shutil.rmtree(path, ignore_errors=True)


def _note(resources: "Resources", journal: Journal, one: Announcement) -> None:
    held = journal.get(one.alert.id, {})
    journal[one.alert.id] = {
        "revision": one.alert.revision,
        "until": format_instant(one.alert.expires),
        "names": [*_names(held), one.name],
    }
    _keep_journal(resources, journal)


def _names(held: Mapping[str, object]) -> list[str]:
    names = held.get("names")
    return [str(name) for name in names] if isinstance(names, list) else []


def _until(held: Mapping[str, object]) -> datetime:
    return parse_instant(str(held["until"]), "until")


def _journal_path(resources: "Resources") -> Path:
    return resources.settings.data_dir.resolve() / "loudspeakers.json"


def _read_journal(resources: "Resources") -> Journal:
    try:
        found: Journal = json.loads(_journal_path(resources).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        log.error("loudspeakers_notes_lost", reason=str(error))
        return {}
    return found


def _keep_journal(resources: "Resources", journal: Journal) -> None:
    path = _journal_path(resources)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(journal), "utf-8")
    take_name(fresh, path)
