"""`server doctor`: looks at everything a server needs and says what to mend."""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PIL import features

from content.errors import ContentError
from server.clock import Clock
from server.operator_error import OperatorError
from server.services import audit, loudspeakers
from server.services.key_files import KeyFiles
from server.services.keyring import Keyring
from server.settings import Settings
from server.storage import copying, engines, schema
from server.storage.database import Database

FONTS = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf")
PAGE = "board.html"
LEAST_FREE_MB = 200
GOOD_FREE_MB = 2000


class Health(StrEnum):
    """How one thing stands."""

    OK = "ok"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    health: Health
    about: str
    says: str


def examine(settings: Settings, clock: Clock) -> list[Finding]:
    """Return what was found, changing nothing."""
    found = list(_database(settings))
    if all(finding.health is Health.OK for finding in found):
        found += _with_database(settings, clock)
    for look in (
        _data_dir,
        _disk,
        _fonts,
        _raqm,
        _voice,
        _loudspeakers,
        _board_page,
        _address,
        _telling,
    ):
        found.append(look(settings))
    return found


def _database(settings: Settings) -> Iterator[Finding]:
    database = Database(settings.database_address)
    try:
        schema.require_current(database)
        yield _ok("database", f"reachable, at revision {schema.newest_revision()}")
        path = engines.sqlite_path(database.engine)
        if path is not None and not copying.is_sound(path):
            yield _failure("database", f"{path} is damaged; restore a backup")
    except (OperatorError, ContentError) as error:
        yield _failure("database", str(error))
    finally:
        database.close()


def _with_database(settings: Settings, clock: Clock) -> list[Finding]:
    database = Database(settings.database_address)
    try:
        return [*_keys(settings, database, clock), _audit(database)]
    finally:
        database.close()


def _keys(settings: Settings, database: Database, clock: Clock) -> Iterator[Finding]:
    if not settings.keys_dir.exists():
        yield _warning("keys", "none yet; the first start makes them")
        return
    try:
        keyring = Keyring(KeyFiles(settings.keys_dir), database)
    except OperatorError as error:
        yield _failure("keys", str(error))
        return
    yield _ok("keys", "all there, owner-only")
    yield _root_key(keyring)
    if keyring.trusted.is_expired(clock.now()):
        yield _warning("root", "has expired; boards play on but show a fault: rotate it")


def _root_key(keyring: Keyring) -> Finding:
    here = keyring.files.all_of("root")
    if not here:
        return _ok("root key", "offline, as it should be")
    if keyring.is_root_online:
        says = "is online; have its holders make keys of their own: python -m server keys guide"
    else:
        says = f"{here[0]} of an old root is still here; run: python -m server keys forget-root"
    return _warning("root key", says)


def _audit(database: Database) -> Finding:
    result = database.read(audit.verify)
    if result.is_good:
        return _ok("audit", f"{result.rows} rows hold")
    return _failure("audit", f"row {result.first_bad} is bad: {result.reason}")


def _data_dir(settings: Settings) -> Finding:
    folder = settings.data_dir.resolve()
    if not folder.is_dir():
        return _warning("data folder", f"{folder} is not there yet")
    if folder.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return _failure("data folder", f"others may write in it; run: chmod 700 {folder}")
    if folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return _warning("data folder", f"others may read in it; run: chmod 700 {folder}")
    return _ok("data folder", f"{folder}, owner-only")


def _disk(settings: Settings) -> Finding:
    folder = settings.data_dir.resolve()
    while not folder.exists():
        folder = folder.parent
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    if free_mb < LEAST_FREE_MB:
        return _failure("disk", f"{free_mb} MB free at {folder}; make room")
    make: Callable[[str, str], Finding] = _warning if free_mb < GOOD_FREE_MB else _ok
    return make("disk", f"{free_mb} MB free")


def _fonts(settings: Settings) -> Finding:
    missing = [name for name in FONTS if not (settings.fonts_dir / name).is_file()]
    if missing:
        return _failure(
            "fonts", f"{missing[0]} is not in {settings.fonts_dir}; install fonts-noto-core"
        )
    return _ok("fonts", "Noto Sans is there")


def _raqm(settings: Settings) -> Finding:
    if features.check("raqm"):
        return _ok("pictures", "Pillow sets text with Raqm")
    return _failure("pictures", "Pillow lacks Raqm; install it from its wheel")


def _voice(settings: Settings) -> Finding:
    if not settings.voice_program:
        return _ok("voice", "none is wanted: alerts go with their tone alone")
    program = shutil.which(settings.voice_program)
    if program is None:
        return _warning(
            "voice",
            f"{settings.voice_program} is missing: alerts go with their tone alone;"
            " install espeak-ng",
        )
    return _ok("voice", f"{program} speaks alerts")


def _loudspeakers(settings: Settings) -> Finding:
    if not settings.loudspeaker_dir:
        return _ok("loudspeakers", "no folder is set: alerts are handed to none")
    trouble = loudspeakers.trouble_of(Path(settings.loudspeaker_dir))
    if trouble is not None:
        return _failure("loudspeakers", trouble)
    return _ok("loudspeakers", f"alerts are handed over in {settings.loudspeaker_dir}")


def _board_page(settings: Settings) -> Finding:
    page: Path = settings.board_page_dir / PAGE
    if page.is_file():
        return _ok("board page", "built")
    return _failure("board page", f"{page} is missing; build it with: npm ci && npm run build")


def _address(settings: Settings) -> Finding:
    if settings.address.startswith("https:") or "127.0.0.1" in settings.address:
        return _ok("address", settings.address)
    return _warning(
        "address", f"{settings.address} is plain http: boards there play live only; use https"
    )


def _telling(settings: Settings) -> Finding:
    ways = [
        way
        for way, is_set in (("mail", settings.smtp_url), ("gateway", settings.webhook_url))
        if is_set
    ]
    if ways:
        return _ok("messages", f"sent by {' and '.join(ways)}")
    return _ok(
        "messages",
        "none are sent: people see what waits for them only on the staff pages;"
        " set BANGTIN_SMTP_URL or BANGTIN_WEBHOOK_URL",
    )


def _ok(about: str, says: str) -> Finding:
    return Finding(Health.OK, about, says)


def _warning(about: str, says: str) -> Finding:
    return Finding(Health.WARNING, about, says)


def _failure(about: str, says: str) -> Finding:
    return Finding(Health.FAILURE, about, says)
