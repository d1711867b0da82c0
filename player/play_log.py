"""Proof of play: what was on the glass, added up by the hour and signed once the hour is over.

What is being counted lies in one small record, what is signed in a sheet of its own. A sheet is
written first and goes out only when the counting has been written without it: whenever the
power is cut, the same numbers are signed again, and the server stores each number once.
"""

import logging
import random
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from content.errors import ContentError
from content.play import Play
from content.trusted_time import Moment
from player.board_key import BoardKey
from player.cache import Folder
from player.errors import DamagedError
from player.play_count import HOUR_S, Counts, Showing, name_of, written
from player.play_sheets import PlaySheets, Record
from player.proof_log import settled

RECORD = "plays"
BATCH = 100
SPREAD_S = 240.0
"""With the minute in which the courier looks, all is sent within 5 minutes of the hour."""
KEEP_S = 60.0
MOST_SHEETS = 2_000
"""More than 80 days of hours; then the oldest goes."""
# A tick that comes late, from a process that was held up, counts no more than this.
_LONGEST_TICK_S = 2.0
_MOST_LOGS = 50
log = logging.getLogger(__name__)


class PlayLog:
    """Count what is on the glass, and keep what was signed; safe to use from several threads."""

    def __init__(self, folder: Folder, key: BoardKey, board: str, chance: random.Random) -> None:
        """Go on where the disk says; a lost or damaged log begins anew under another name."""
        self._folder, self._key, self._board, self._chance = folder, key, board, chance
        self._lock = threading.RLock()
        self._sheets = PlaySheets(folder.path / RECORD)
        self._before: Showing | None = None
        self._last: Showing | None = None
        self._mono_s = self._kept_at_s = 0.0
        self._close_at_s: float | None = None
        self._hour: int | None = None
        self._is_new = False
        self._log, self._next, self._turn = secrets.token_hex(8), 1, 0
        self._counts, self._taken = Counts(), dict[str, int]()
        self._load()

    def tick(self, showing: Showing | None, moment: Moment, mono_s: float) -> None:
        """Count what was on since the last tick; while the time is a guess, nothing."""
        with self._lock:
            passed_s = min(_LONGEST_TICK_S, max(0.0, mono_s - self._mono_s))
            self._mono_s = mono_s
            self.mind_the_hour(moment, mono_s)
            if not moment.trusted:
                self._before = None
                return
            at = moment.at.timestamp()
            if self._before is not None and passed_s:
                self._counts.pass_time(self._before, at, passed_s)
                self._is_new = True
            self._before = showing
            if showing is not None and showing.begins_after(self._last):
                self._counts.begin(showing, at)
                self._is_new = True
            self._last = showing or self._last

    def take(self, records: Sequence[object], moment: Moment) -> dict[str, object]:
        """Count what the page on loopback reports; answers as the server does, once on disk.

        A page sends its records in order: what is not above the last number was taken before.
        Raises: OSError when the disk takes nothing, and then nothing is counted.
        """
        acknowledged: list[object] = []
        rejected: list[dict[str, object]] = []
        with self._lock:
            counts, taken = self._counts.copy(), dict(self._taken)
            for record in records:
                fields = record if isinstance(record, Mapping) else {}
                name, seq = name_of(fields)
                try:
                    if not isinstance(name, str) or not isinstance(seq, int):
                        raise ContentError("A record has a log and a number.", code="malformed")
                    play = Play.from_dict(fields)
                    play.check(moment.at)
                except ContentError as error:
                    rejected.append({"log": name, "seq": seq, "code": error.code})
                    continue
                if seq > taken.get(name, 0):
                    taken[name] = seq
                    counts.add(play, fields.get("instead"))
                acknowledged.append([name, seq])
            taken = dict(list(taken.items())[-_MOST_LOGS:])
            self._write(counts, self._next, self._turn, taken)
            self._counts, self._taken = counts, taken
        return {"acknowledged": acknowledged, "rejected": rejected}

    def mind_the_hour(self, moment: Moment, mono_s: float) -> None:
        """Sign hours that are over, some minutes later so that not all boards come at once."""
        with self._lock:
            hour = int(moment.at.timestamp() // HOUR_S)
            if moment.trusted and hour != self._hour:
                spread_s = 0.0 if self._hour is None else self._chance.uniform(0.0, SPREAD_S)
                self._hour, self._close_at_s = hour, mono_s + spread_s
            is_over = self._close_at_s is not None and mono_s >= self._close_at_s
            if not is_over and not (self._is_new and mono_s - self._kept_at_s >= KEEP_S):
                return
            self._kept_at_s = mono_s
            try:
                self._keep(is_over=is_over)
            except OSError as error:
                log.error("plays cannot be written to disk: %s", error)
                self._close_at_s = mono_s + KEEP_S if is_over else self._close_at_s

    def batch(self) -> list[Record]:
        """Give the oldest signed records that wait, at most `BATCH`."""
        with self._lock:
            return list(islice(self.waiting(), BATCH))

    def waiting(self) -> Iterator[Record]:
        """Go through all signed records that wait, the oldest first."""
        for number in self._ready():
            yield from self._sheets.read(number)

    def settle(self, answer: Mapping[str, object]) -> int:
        """Drop what the server has stored or refused for good; give how many that were.

        Raises: OSError.
        """
        done, gone = settled(answer), 0
        with self._lock:
            for number in self._ready():
                records = self._sheets.read(number)
                left = [record for record in records if name_of(record) not in done]
                if len(left) == len(records) > 0:
                    break
                self._sheets.replace(number, left)
                gone += len(records) - len(left)
        return gone

    def _ready(self) -> list[int]:
        return [number for number in self._sheets.numbers() if number < self._turn]

    def _keep(self, *, is_over: bool) -> None:
        if is_over and self._hour is not None:
            self._sign(self._hour)
            self._close_at_s = None
        if self._is_new:
            self._write(self._counts, self._next, self._turn, self._taken)
            self._is_new = False

    def _sign(self, hour: int) -> None:
        """Sign what belongs to hours before. Raises: OSError, and then nothing has changed."""
        plays = [count.play() for count in self._counts if count.hour < hour]
        shown = [play for play in plays if play.seconds or play.count]
        if not plays:
            return
        records = [
            self._key.play(self._log, self._next + place, play) for place, play in enumerate(shown)
        ]
        left, following = self._counts.since(hour), self._next + len(records)
        self._sheets.put(self._turn, self._board, hour, records)
        self._write(left, following, self._turn + 1, self._taken)
        self._counts, self._next, self._turn = left, following, self._turn + 1
        for number in self._sheets.numbers()[:-MOST_SHEETS]:
            log.warning("the oldest plays are dropped: nobody took any for too long")
            self._sheets.drop(number)

    def _load(self) -> None:
        try:
            value = self._folder.read(RECORD)
        except (FileNotFoundError, DamagedError):
            value = {}
        if value.get("board") != self._board:
            value = {}
            self._sheets.keep_only_of(self._board)
        self._log = str(value.get("log") or self._log)
        self._next, self._turn = _number(value, "next", 1), _number(value, "turn", 0)
        self._counts, self._taken = Counts(value.get("counting")), written(value.get("taken"))
        signed = [number for number in self._sheets.numbers() if number >= self._turn]
        if signed:
            self._go_past(signed[-1])

    def _go_past(self, number: int) -> None:
        """The power was cut between the sheet and the counting: its hours are signed already."""
        self._counts = self._counts.since(self._sheets.before(number))
        seqs = [_number(record, "seq", 0) for record in self._sheets.read(number)]
        self._next, self._turn = max([self._next - 1, *seqs]) + 1, number + 1
        try:
            self._write(self._counts, self._next, self._turn, self._taken)
        except OSError as error:
            log.error("plays cannot be written to disk: %s", error)

    def _write(self, counts: Counts, following: int, turn: int, taken: Mapping[str, int]) -> None:
        self._folder.write(
            RECORD,
            {
                "board": self._board,
                "log": self._log,
                "next": following,
                "turn": turn,
                "taken": [list(pair) for pair in taken.items()],
                "counting": counts.to_list(),
            },
        )


def _number(value: Mapping[str, object], name: str, otherwise: int) -> int:
    found = value.get(name)
    return found if isinstance(found, int) else otherwise
