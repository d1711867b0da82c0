"""What the agent answers its page on loopback: the board protocol, from what it holds itself.

Statements go on as the server signed them, for the page verifies them again. Eight fields are the
agent's own word, for this page alone: `now` and `clock_trusted` (its time), `head_at` (when it
last heard of the server), `manifest` (the score it plays: the last one that is whole), `alerts`
(the digests of those it holds: one that was pushed is in no head yet), `painted` and `heard` (those
of them, as [id, revision], that were on the glass and called out before, by whatever page) and
`power` (the screen was switched on or off by command; null: the hours decide).
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from content.board_state import BoardState
from content.errors import ContentError
from content.instant import format_instant
from content.trust import decode_base64, is_digest, is_signed, receipt_message
from player.cache import Objects
from player.errors import RejectedError
from player.heard_log import HeardLog
from player.holding import Holding, Score
from player.local_pages import TOKEN_S, LocalPage, LocalPages
from player.pairing import Offer
from player.play_log import PlayLog
from player.proof_log import ProofLog

# What a page may tell of an alert; that it was received the agent knows before the page.
_TOLD = frozenset({"painted", "ended", "failed"})
_MOST_AT_ONCE = 200
_STOP_ITEM, _UNSAID = "stop", object()
# A page tells its status every 20 s.
_PAGE_SILENT_S = 60.0
Answer = dict[str, object]


class Relay:
    """Answer for one paired board."""

    def __init__(
        self,
        pages: LocalPages,
        holding: Holding,
        objects: Objects,
        proof: ProofLog,
        plays: PlayLog,
        heard: HeardLog,
    ) -> None:
        """Take the agent's parts."""
        self._pages, self._holding, self._objects = pages, holding, objects
        self._proof, self._plays, self._heard = proof, plays, heard
        self.power: Callable[[], bool | None] = lambda: None
        # When, in monotonic seconds, a page that may report last said that it shows the stop slate.
        self._shows_stop, self._stop_said_s = False, 0.0
        self._announced: tuple[BoardState, Score | None, bool | None]
        self._announced = holding.state, holding.score, None

    def news(self) -> list[tuple[str, object]]:
        """Give the events that bring a page from what was announced last to what is held now.

        After a turn of the root each page pairs anew, for it cannot follow more than one step.
        """
        before, score, power = self._announced
        now = self._holding.state, self._holding.score, self.power()
        if now[0] is before and now[1] is score and now[2] is power:
            return []
        self._announced = now
        if now[0].root.version != before.root.version:
            self._pages.send_away()
        alerts: list[tuple[str, object]] = [
            ("alert", held.envelope.to_dict())
            for name, held in now[0].alerts.items()
            if before.alerts.get(name) is not held
        ]
        return [*alerts, ("changed", {"spread_s": 0})]

    def begin(self, body: Mapping[str, object]) -> Answer:
        """Take a page in, without asking anybody. Raises: RejectedError."""
        device = self._pages.begin(body.get("public_key"), body.get("link"))
        root = self._holding.state.root_envelope.to_dict()
        return offered(device, root) | {"user_code": "", "verification_uri": "", "interval": 0}

    def collect(self, body: Mapping[str, object]) -> Answer:
        """Give a page who it is. Raises: RejectedError."""
        state = self._holding.state
        return {
            "board_id": state.board,
            "access_token": self._pages.collect(body.get("device_code")),
            "expires_in": TOKEN_S,
            "root": state.root_envelope.to_dict(),
            "identity": state.identity_envelope.to_dict(),
        }

    def renew(self, body: Mapping[str, object]) -> Answer:
        """Give a page that signed the nonce another token. Raises: RejectedError."""
        board = self._holding.state.board
        token = self._pages.renew(board, body.get("nonce"), body.get("sig"))
        return {"access_token": token, "expires_in": TOKEN_S}

    def head(self) -> Answer:
        """Give the head that is held, and what the agent makes of it."""
        state, moment, score = self._holding.state, self._holding.now(), self._holding.score
        held = {(one.alert.id, one.alert.revision) for one in state.alerts.values()}
        painted = (one for one in held if self._proof.has(one, "painted"))
        return {
            "head": state.head_envelope.to_dict() if state.head_envelope else None,
            "now": format_instant(moment.at),
            "clock_trusted": moment.trusted,
            "head_at": format_instant(state.head_at),
            "manifest": score.digest if score else None,
            "alerts": [one.digest for one in state.alerts.values()],
            "painted": sorted(map(list, painted)),
            "heard": sorted(map(list, held & self._heard.all())),
            "power": self.power(),
        }

    def alerts(self) -> Answer:
        """Give the alerts that are held."""
        held = self._holding.state.alerts.values()
        return {"alerts": [alert.envelope.to_dict() for alert in held]}

    def identity(self) -> Answer:
        """Give the identity that is held."""
        return {"identity": self._holding.state.identity_envelope.to_dict()}

    def roots(self, since: int) -> Answer:
        """Give the root that is held, if it is the next one after `since`."""
        state = self._holding.state
        is_next = state.root.version == since + 1
        return {"roots": [state.root_envelope.to_dict()] if is_next else []}

    def manifest(self, name: str) -> bytes:
        """Give the score that is played. Raises: FileNotFoundError."""
        score = self._holding.score
        if score is None or score.digest != name:
            raise FileNotFoundError(name)
        return score.envelope.to_bytes()

    def item(self, name: str) -> bytes:
        """Give an item, verified. Raises: FileNotFoundError, DamagedError."""
        return self._objects.get(_digest(name))

    def media(self, name: str) -> Path:
        """Give the path of a picture or film, verified. Raises: as `item`."""
        self._objects.verify(_digest(name))
        return self._objects.path / name

    def take_receipts(self, page: LocalPage, records: Sequence[object]) -> Answer:
        """Write down what the page painted, as this board's own receipts, each once."""
        acknowledged: list[object] = []
        rejected: list[Answer] = []
        for record in records[:_MOST_AT_ONCE]:
            fields: Mapping[str, object] = record if isinstance(record, dict) else {}
            name, seq = fields.get("log"), fields.get("seq")
            try:
                self._take_receipt(page, fields)
                acknowledged.append([name, seq])
            except RejectedError as error:
                rejected.append({"log": name, "seq": seq, "code": error.code})
        return {"acknowledged": acknowledged, "rejected": rejected}

    def take_status(self, page: LocalPage, said: object) -> Answer:
        """Note whether the page shows the stop slate; give the head that is held."""
        item = said.get("item") if isinstance(said, dict) and "item" in said else _UNSAID
        if page.may_report and item is not _UNSAID:
            self._shows_stop = item == _STOP_ITEM
        if page.may_report and self._shows_stop:
            self._stop_said_s = self._holding.clock.mono_s()
        return self.head()

    @property
    def shows_stop(self) -> bool:
        """Tell whether the page shows the stop slate; one long unheard of says nothing."""
        silent_s = self._holding.clock.mono_s() - self._stop_said_s
        return self._shows_stop and silent_s < _PAGE_SILENT_S

    def take_plays(self, page: LocalPage, records: Sequence[object]) -> Answer:
        """Count what the page showed. Raises: RejectedError, OSError when the disk is full."""
        if not page.may_report:
            raise RejectedError("forbidden", 403)
        return self._plays.take(records[:_MOST_AT_ONCE], self._holding.now())

    def take_heard(self, page: LocalPage, revisions: Sequence[object]) -> Answer:
        """Write down what the page called out, so that no page begins it again.

        Raises: RejectedError.
        """
        if not page.may_report:
            raise RejectedError("forbidden", 403)
        held = {(one.alert.id, one.alert.revision) for one in self._holding.state.alerts.values()}
        for entry in revisions[:_MOST_AT_ONCE]:
            for revision in held:
                if entry == list(revision):
                    self._heard.note(revision)
        return {"heard": sorted(map(list, held & self._heard.all()))}

    def _take_receipt(self, page: LocalPage, fields: Mapping[str, object]) -> None:
        if not page.may_report:
            raise RejectedError("forbidden", 403)
        _check_signature(page.public, self._holding.state.board, fields)
        alert, revision, state = fields.get("alert"), fields.get("revision"), fields.get("state")
        held = self._holding.state.alerts.get(str(alert))
        told = (str(alert), int(str(revision)))
        is_known = held is not None and held.alert.revision == told[1]
        if not is_known and not self._proof.has(told, "received"):
            raise RejectedError("unknown_alert")
        reason = fields.get("reason")
        if state in _TOLD:
            self._proof.note(
                told, str(state), self._holding.now(), str(reason)[:200] if reason else None
            )


class Waiting:
    """Answer while the board itself is not paired: the page shows the agent's own code."""

    def __init__(self, pages: LocalPages, key_id: str) -> None:
        """Take the board's key; there is no code to show yet."""
        self._pages, self._key_id = pages, key_id
        self._shown: dict[str, Offer] = {}
        self.offer: Offer | None = None
        # What the board holds cannot be read; a technician is needed.
        self.is_damaged = False

    def begin(self, body: Mapping[str, object]) -> Answer:
        """Take a page in and give it the code. Raises: RejectedError while there is none."""
        if self.is_damaged:
            raise RejectedError("data_damaged", 409)
        offer = self.offer
        if offer is None:
            raise RejectedError("no_code_yet", 503)
        device = self._pages.begin(body.get("public_key"), body.get("link"))
        self._shown[device] = offer
        return offered(device, offer.root_envelope.to_dict()) | {
            "user_code": offer.user_code,
            "verification_uri": offer.address,
            "expires_in": int(offer.expires_in_s),
            "board_key_id": self._key_id,
        }

    def collect(self, body: Mapping[str, object]) -> Answer:
        """Tell the page to wait, or to take the code that came after. Raises: RejectedError."""
        is_current = self._shown.get(str(body.get("device_code"))) is self.offer
        raise RejectedError("authorization_pending" if is_current else "expired_token", 400)


def offered(device: str, root: Mapping[str, object]) -> Answer:
    """Give what every answer to a page that wants in has."""
    return {"device_code": device, "expires_in": 600, "interval": 1, "root": dict(root)}


def _digest(name: str) -> str:
    if not is_digest(name):
        raise FileNotFoundError(name)
    return name


def _check_signature(public: bytes, board: str, fields: Mapping[str, object]) -> None:
    try:
        message = receipt_message(
            board,
            str(fields["log"]),
            int(str(fields["seq"])),
            str(fields["alert"]),
            int(str(fields["revision"])),
            str(fields["state"]),
            str(fields["at"]),
            fields["clock_trusted"] is True,
        )
        signature = decode_base64(fields.get("sig"))
    except (KeyError, ValueError, ContentError) as error:
        raise RejectedError("malformed") from error
    if not is_signed(public, message, signature):
        raise RejectedError("bad_signature")
