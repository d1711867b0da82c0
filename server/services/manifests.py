"""Scores: which manifest each board plays, shared by boards of equal content and layout.

Built off the event hub when a board asks, from approved notices alone: a restart builds the
same bytes again. A change touches only the boards it is for.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import TypeVar

from content.item import ItemSource
from content.rotation import NO_SHARES
from content.schedule import TIMEZONE
from content.targeting import is_offered
from server.clock import Clock
from server.services.boards import BoardDirectory, BoardRecord
from server.services.changes import Change, ChangeFeed
from server.services.choice_book import PREFIX as CHOICE_PREFIX
from server.services.choice_book import ChoiceBook
from server.services.feed_book import FeedBook, is_feed_change
from server.services.keyring import Keyring
from server.services.manifest_builder import Order, ScoreBuilder, layout_of, order_for
from server.services.manifest_schedule import schedule_of
from server.services.manifest_shelf import Score, Shelf
from server.services.manifest_sources import Audience, read_sources
from server.services.published import PublishedBook
from server.services.time_rules import TimeRuleBook
from server.services.units import UnitDirectory
from server.settings import Settings
from server.storage.database import Database
from server.storage.offload import Offload

WAIT_S = 0.005
_NOTICE_ACTIONS = frozenset({"notice.approved", "notice.withdrawn"})
_QUIET_ACTIONS = frozenset({"board.slate", "board.command"})
FoundT = TypeVar("FoundT", bytes | None, bool)


class Scores:
    """Hold the approved notices, whom they are for, and the scores made of them."""

    def __init__(
        self,
        *,
        settings: Settings,
        clock: Clock,
        offload: Offload,
        database: Database,
        changes: ChangeFeed,
        keyring: Keyring,
        boards: BoardDirectory,
        units: UnitDirectory,
        rules: TimeRuleBook,
        choices: ChoiceBook,
        feeds: FeedBook,
    ) -> None:
        """Read what is approved; subscribes after the other books, before whoever pushes."""
        self._address = settings.address
        self._clock, self._offload = clock, offload
        self._database, self._keyring, self._boards = database, keyring, boards
        self._units, self._rules, self._choices = units, rules, choices
        self._feeds = feeds
        self._builder = ScoreBuilder(keyring, settings.fonts_dir)
        self._published = PublishedBook(database)
        self._shelf = Shelf()
        self._lock = threading.Lock()
        self._is_building = False
        self._sources: dict[str, ItemSource] = {}
        self._addressed: dict[str, set[str]] = {}
        self._unread: set[str] = set()
        self._moved: dict[str, set[str]] = {}
        self._versions: dict[str, int] = defaultdict(int)
        self._touched: tuple[int, frozenset[str]] = (0, frozenset())
        self._load()
        changes.subscribe(self._heed)

    def manifest_for(self, board_id: str) -> str:
        """Name the manifest the board is to play now, building it when there is none yet.

        Raises: NotFoundError.
        """
        return self.score_for(board_id).digest

    def score_for(self, board_id: str) -> Score:
        """Give the board's score as of now. Raises: NotFoundError, DatabaseUnavailableError."""
        self._refresh()
        while True:
            held = self._shelf.of_board(board_id, self._clock.now())
            if held is not None:
                return held
            self._settle(self._boards.get(board_id))

    def manifest(self, digest: str) -> bytes | None:
        """Give a public manifest's envelope; None: never there, or gone (`was_public`)."""
        return self._look_up(self._shelf.manifest, digest)

    def item(self, digest: str) -> bytes | None:
        """Give a public item's bytes; None: never there, or gone (`was_public`)."""
        return self._look_up(self._shelf.item, digest)

    def media_is_public(self, sha256: str) -> bool:
        """Tell whether a board may show this file within the next 24 hours."""
        return bool(self._look_up(self._shelf.has_media, sha256))

    def was_public(self, digest: str) -> bool:
        """Tell whether a manifest, item or file of this digest was ever public."""
        return self._published.has(digest)

    def boards_touched(self, change: Change) -> Collection[str]:
        """List the boards whose score or identity this change may alter."""
        seq, boards = self._touched
        return boards if seq == change.seq else frozenset()

    def source(self, notice_id: str) -> ItemSource | None:
        """Give an approved notice; None for one that is not on any board."""
        self._refresh()
        return self._sources.get(notice_id)

    def schedule(self, board_id: str, at: datetime) -> dict[str, object]:
        """Tell what each zone of the board shows at an instant. Raises: NotFoundError."""
        return schedule_of(self.score_at(board_id, at), board_id, at)

    def score_at(self, board_id: str, at: datetime, waiting: Collection[ItemSource] = ()) -> Score:
        """Give the score the board will play at an instant, by what is approved now.

        What is `waiting` takes part as if it were approved. Raises: NotFoundError.
        """
        now = self._clock.now()
        if at <= now and not waiting:
            return self.score_for(board_id)
        sources = {source.notice: source for source in self.sources_for(board_id)}
        sources |= {source.notice: source for source in self._chosen(board_id, waiting)}
        order = self._order(self._boards.get(board_id), sources.values(), max(at, now))
        known = None if waiting else self._shelf.find(order.key)
        return known or self._offload(lambda: self._builder.compose(order))

    def score_of(
        self, board_id: str, sources: Iterable[ItemSource], at: datetime
    ) -> tuple[Score, datetime]:
        """Give the score of these sources at any instant, and until when it holds. Heavy.

        Raises: NotFoundError.
        """
        order = self._order(self._boards.get(board_id), self._chosen(board_id, sources), at)
        return self._shelf.find(order.key) or self._builder.compose(order), order.good_until

    def sources_for(self, board_id: str) -> list[ItemSource]:
        """List the approved notices a board shows, as its units chose. Raises: NotFoundError."""
        return self._chosen(board_id, self.offered(board_id))

    def offered(self, board_id: str) -> list[ItemSource]:
        """List the approved notices meant for a board, whatever its units chose of them."""
        self._refresh()
        names = tuple(self._addressed.get(board_id, ()))
        return [self._sources[name] for name in names if name in self._sources]

    def warm(self) -> int:
        """Build every board's score; gives the number of distinct manifests."""
        for board in self._boards.in_service():
            self.score_for(board.id)
        return self._shelf.count()

    def _look_up(self, ask: Callable[[str, datetime], FoundT], digest: str) -> FoundT:
        """Ask the shelf; build what is due first when a digest once public is not on it."""
        found = ask(digest, self._clock.now())
        if not found and self._published.has(digest):
            self.warm()
            found = ask(digest, self._clock.now())
        return found

    def _settle(self, board: BoardRecord) -> None:
        """Give the board its score, made now unless another board has the same."""
        now, version = self._clock.now(), self._versions[board.id]
        order = self._order(board, self.sources_for(board.id), now)
        score = self._shelf.find(order.key)
        if score is None:
            if self._begin():
                self._build(order, now)
            else:
                self._clock.sleep(WAIT_S)
            return
        with self._lock:
            if self._versions[board.id] == version:
                self._shelf.hold(board.id, score, order.good_until, now)

    def _chosen(self, board_id: str, sources: Iterable[ItemSource]) -> list[ItemSource]:
        addressee = self._boards.get(board_id).addressee
        judged = (self._choices.as_chosen(source, addressee) for source in sources)
        return [source for source in judged if source is not None]

    def _order(self, board: BoardRecord, sources: Iterable[ItemSource], at: datetime) -> Order:
        rules = self._rules.of_board(board)
        return order_for(
            sources,
            layout_of(board.profile),
            self._keyring.trusted.version,
            at,
            is_thin=board.profile.takes_thin_files,
            shares=rules.shares or NO_SHARES,
            hours=rules.hours,
            headlines=self._feeds.headlines_of(board, at),
        )

    def _begin(self) -> bool:
        with self._lock:
            if self._is_building:
                return False
            self._is_building = True
            return True

    def _build(self, order: Order, now: datetime) -> None:
        try:
            score = self._offload(lambda: self._builder.build(order))
            kinds = {score.digest: "manifest"} | dict.fromkeys(score.items, "item")
            self._published.note(kinds | dict.fromkeys(score.media, "media"), now)
            self._shelf.put(score, now)
            self._shelf.sweep(now)
        finally:
            self._is_building = False

    def _load(self) -> None:
        self._sources = self._read()
        self._addressed = {}
        audience = Audience(self._boards.in_service())
        for notice, source in self._sources.items():
            for board_id in audience.of(source.content.unit_id, source.content.targets):
                self._addressed.setdefault(board_id, set()).add(notice)

    def _read(self, wanted: Collection[str] | None = None) -> dict[str, ItemSource]:
        lineage = self._units.lineage()
        day = self._clock.now().astimezone(TIMEZONE).date()
        return self._database.read(
            lambda session: read_sources(
                session, self._address, wanted, lambda content: lineage.carry(content, day)
            )
        )

    def _heed(self, change: Change) -> None:
        touched: frozenset[str] = frozenset()
        if change.action in _NOTICE_ACTIONS:
            self._unread.add(change.subject)
            self._refresh()
            touched = frozenset(self._moved.pop(change.subject, ()))
        elif change.action == "unit.changed":
            self._load()
            touched = frozenset(board.id for board in self._boards.in_service())
            self._release(touched)
        elif change.action == "unit.time_rules" or is_feed_change(change):
            touched = frozenset(
                board.id
                for board in self._boards.in_service()
                if change.unit_id in board.addressee.path
            )
            self._release(touched)
        elif change.action == "keys.rotated":
            touched = frozenset(board.id for board in self._boards.in_service())
            self._release(touched)
        elif change.action.startswith(CHOICE_PREFIX):
            touched = self._boards_choosing(change)
            self._release(touched)
        elif change.action.startswith("board.") and change.action not in _QUIET_ACTIONS:
            listed = change.details.get("boards")
            touched = frozenset(listed if isinstance(listed, list) else [change.subject])
            for board_id in touched:
                self._heed_board(board_id)
            self._release(touched)
        self._touched = (change.seq, touched)

    def _boards_choosing(self, change: Change) -> frozenset[str]:
        """List the boards below the units that chose; of one notice, only those it is for."""
        units = set(change.details.get("units", [change.unit_id]))
        return frozenset(
            board.id
            for board in self._boards.in_service()
            if not units.isdisjoint(board.addressee.path)
            and (
                "units" not in change.details or change.subject in self._addressed.get(board.id, ())
            )
        )

    def _refresh(self) -> None:
        """Read again the notices known to have changed, and let go of the scores they alter."""
        unread = frozenset(self._unread)
        if not unread:
            return
        found = self._read(unread)
        for notice in unread:
            touched = self._replace(notice, found.get(notice))
            self._moved.setdefault(notice, set()).update(touched)
            self._release(frozenset(touched))
        self._builder.forget(unread)
        self._unread -= unread

    def _replace(self, notice: str, source: ItemSource | None) -> set[str]:
        before = {board for board, names in self._addressed.items() if notice in names}
        after: set[str] = set()
        if source is None:
            self._sources.pop(notice, None)
        else:
            after = {
                board.id
                for board in self._boards.in_service()
                if is_offered(source.content.targets, source.content.unit_id, board.addressee)
            }
            self._sources[notice] = source
        for board_id in before - after:
            self._addressed[board_id].discard(notice)
        for board_id in after - before:
            self._addressed.setdefault(board_id, set()).add(notice)
        return before | after

    def _release(self, boards: frozenset[str]) -> None:
        with self._lock:
            for board_id in boards:
                self._versions[board_id] += 1
            self._shelf.release(boards, self._clock.now())

    def _heed_board(self, board_id: str) -> None:
        board = self._boards.find(board_id)
        if board is None or board.is_revoked:
            self._addressed.pop(board_id, None)
            return
        self._addressed[board_id] = {
            notice
            for notice, source in self._sources.items()
            if is_offered(source.content.targets, source.content.unit_id, board.addressee)
        }
