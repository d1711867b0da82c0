"""Everything a use case needs, opened once and handed in; nothing here connects on import."""

from dataclasses import dataclass, field

from server.clock import Clock
from server.services import attending, replacing, resigning, subscriptions, telling
from server.services.alert_book import AlertBook
from server.services.audit_check import AuditChecks
from server.services.audit_witness import AuditWitness
from server.services.board_test_book import BoardTestBook
from server.services.boards import BoardDirectory
from server.services.changes import ChangeFeed
from server.services.choice_book import ChoiceBook
from server.services.feed_book import FeedBook
from server.services.heads import HeadDesk
from server.services.key_files import KeyFiles
from server.services.keyring import Keyring
from server.services.loudspeakers import HandOverDesk
from server.services.manifests import Scores
from server.services.officer_book import OfficerBook
from server.services.pairing import PairingDesk
from server.services.presence import Presence
from server.services.sent_log import SentLog
from server.services.speaking import SpeechDesk
from server.services.throttle import Throttle
from server.services.time_rules import TimeRuleBook
from server.services.tokens import UsedNonces
from server.services.units import UnitDirectory
from server.settings import Settings
from server.storage import schema
from server.storage.database import Database
from server.storage.head_clock import HeadClock
from server.storage.media_store import MediaStore
from server.storage.offload import Offload, run_here


@dataclass
class Resources:
    """The open doors to the outside and the caches over them."""

    settings: Settings
    clock: Clock
    offload: Offload
    database: Database
    media: MediaStore
    keyring: Keyring
    changes: ChangeFeed
    witness: AuditWitness
    units: UnitDirectory
    boards: BoardDirectory
    alerts: AlertBook
    officers: OfficerBook
    choices: ChoiceBook
    feeds: FeedBook
    head_clock: HeadClock
    rules: TimeRuleBook
    scores: Scores
    tests: BoardTestBook
    presence: Presence = field(default_factory=Presence, kw_only=True)
    heads: HeadDesk = field(default_factory=HeadDesk, kw_only=True)
    pairing: PairingDesk = field(default_factory=PairingDesk, kw_only=True)
    nonces: UsedNonces = field(default_factory=UsedNonces, kw_only=True)
    sent: SentLog = field(default_factory=SentLog, kw_only=True)
    speech: SpeechDesk = field(default_factory=SpeechDesk, kw_only=True)
    loudspeakers: HandOverDesk = field(default_factory=HandOverDesk, kw_only=True)
    audit_checks: AuditChecks = field(default_factory=AuditChecks, kw_only=True)
    throttle: Throttle = field(default_factory=Throttle, kw_only=True)

    def close(self) -> None:
        """Give back what was opened."""
        self.database.close()


def open_resources(
    settings: Settings, *, clock: Clock | None = None, offload: Offload | None = None
) -> Resources:
    """Open the database, media and keys, and load the caches.

    Raises: DatabaseUnavailableError; OperatorError when the tables or keys are not in order.
    """
    clock = clock or Clock()
    offload = offload or run_here
    database = Database(settings.database_address, offload=offload)
    schema.require_current(database)
    keyring = Keyring.open(KeyFiles(settings.keys_dir), database, clock.now())
    changes = ChangeFeed(database, clock.sleep)
    changes.subscribe(keyring.on_change)
    witness = AuditWitness(settings.witness_path, keyring, database, clock, offload)
    changes.subscribe(witness.on_change)
    database.after_commit.append(changes.catch_up)
    units = UnitDirectory(database, changes)
    boards = BoardDirectory(database, changes)
    alerts = AlertBook(database, changes, clock)
    officers = OfficerBook(database, changes, keyring)
    rules = TimeRuleBook(database, changes)
    choices = ChoiceBook(database, changes, units, clock)
    feeds = FeedBook(database, changes)
    scores = Scores(
        settings=settings,
        clock=clock,
        offload=offload,
        database=database,
        changes=changes,
        keyring=keyring,
        boards=boards,
        units=units,
        rules=rules,
        choices=choices,
        feeds=feeds,
    )
    opened = Resources(
        settings=settings,
        clock=clock,
        offload=offload,
        database=database,
        media=MediaStore(settings.media_dir),
        keyring=keyring,
        changes=changes,
        witness=witness,
        units=units,
        boards=boards,
        alerts=alerts,
        officers=officers,
        choices=choices,
        feeds=feeds,
        head_clock=HeadClock(database, clock),
        rules=rules,
        scores=scores,
        tests=BoardTestBook(database, clock),
    )
    resigning.listen(opened)
    attending.listen(opened)
    subscriptions.listen(opened)
    replacing.listen(opened)
    telling.listen(opened)
    return opened
