"""A server in memory that speaks the link's protocol; it can expire, roll back, corrupt, vanish."""

import json
import random
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from content.alert import Alert
from content.instant import format_instant
from content.trust import (
    SIZE_LIMITS,
    Envelope,
    decode_base64,
    digest,
    is_signed,
    play_message,
    receipt_message,
    token_message,
)
from player.agent import Agent
from player.answers import Target
from player.board_socket import Listener
from player.cache import Folder
from player.errors import RejectedError, UnreachableError
from player.pairing import ask_for_code, keep_pairing, wait_for_approval
from player.settings import PlayerSettings
from tests.player.fake_clock import FakeClock as FakeClock
from tests.vectors.passkeys import Passkey
from tests.vectors.statements import BOARD, NOON, Authority, an_alert, unix_ms

_WITH_TOKEN = ("board_status", "board_receipts", "board_plays")


class SimulatedServer:
    """The road to it is the server itself; `down` and the other switches make it misbehave."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock, self.authority = clock, Authority()
        self.roots: list[Envelope] = [self.authority.root()]
        self.down = self.socket_blocked = self.socket_deaf = self.push_off = False
        self.refusals: dict[str, RejectedError] = {}
        self.decision = "authorization_pending"
        self.public, self.identity = b"", None
        self.alerts: dict[str, tuple[Alert, Envelope]] = {}
        self.slate: str | None = None
        self.files: dict[str, bytes] = {}
        self.manifest: str | None = None
        self.receipts: dict[tuple[object, object], Mapping[str, object]] = {}
        self.plays: dict[tuple[object, object], Mapping[str, object]] = {}
        self.plays_lost = False
        self.shots: list[bytes] = []
        self.ranges: list[int] = []
        self.breaks_after: int | None = None
        self.asked: list[str] = []
        self.statuses: list[Mapping[str, object]] = []
        self.tokens: set[str] = set()
        self.nonces: set[str] = set()
        self.listener: Listener | None = None
        self.head_given: str | None = None
        self.as_of = 0
        self.approved_by: tuple[Passkey, ...] = ()
        self.revoked: tuple[str, ...] = ()

    # What a test does to the server.

    def publish(self, notices: Mapping[str, str], *, seconds: int = 10, **hours: object) -> str:
        """Make a score with one page per notice; give the manifest's digest."""
        items, cycle = {}, []
        for name, text in sorted(notices.items()):
            page = {
                "template": "text",
                "title": [text],
                "blocks": [],
                "picture": None,
                "seconds": seconds,
            }
            raw = json.dumps(
                {"notice": name, "revision": 1, "title": text, "pages": [page]}
            ).encode()
            self.files[digest(raw)] = raw
            items[name] = {
                "digest": digest(raw),
                "from": "2026-01-01T00:00:00Z",
                "until": "9999-12-31T23:59:59Z",
            }
            cycle.append([name, 0, seconds])
        origin = format_instant(NOON - timedelta(hours=1))
        made = self.authority.manifest({
            "issued_at": origin, "items": items, "media": {},
            "zones": {"main": {"cycles": {"c": cycle}, "timeline": [[origin, "c"]]}}, **hours,
        })  # fmt: skip
        self.manifest = made.digest
        self.files[made.digest] = made.to_bytes()
        return made.digest

    def fire(self, alert: Alert) -> Envelope:
        envelope = self.authority.alert(alert)
        self.alerts[alert.id] = (alert, envelope)
        self.as_of = max(self.as_of, alert.sequence)
        self.push("alert", envelope.to_dict())
        return envelope

    def cancel(self, alert_id: str) -> None:
        del self.alerts[alert_id]
        self.push("changed", {"spread_s": 0})

    def push(self, event: str, data: object) -> None:
        if self.listener is not None and not self.push_off and not self.down:
            self.listener(event, json.loads(json.dumps(data)))

    def rotate(self, **how: object) -> None:
        before = self.authority
        self.authority = before.successor(**how)  # type: ignore[arg-type]
        self.roots.append(self.authority.root_after(before))
        self.identity = self.own_identity()
        self.alerts = {
            name: (alert, self.authority.alert(alert)) for name, (alert, _) in self.alerts.items()
        }

    def vanish(self) -> None:
        gone, self.down, self.listener = self.listener, True, None
        if gone is not None:
            gone("closed", None)

    def head(self) -> Envelope:
        assert self.identity is not None
        return self.authority.head(
            self.identity,
            at=self.clock.true,
            manifest=self.manifest,
            alerts=[envelope for _, envelope in self.alerts.values()],
            slate=self.slate,
            as_of=self.as_of,
            revoked=self.revoked,
        )

    def own_identity(self) -> Envelope:
        return self.authority.identity(public_key=self.public, approved_by=self.approved_by)

    def states(self, alert_id: str) -> list[str]:
        """The states of an alert in the order they were told, each with its revision."""
        told = sorted(self.receipts.values(), key=lambda record: int(str(record["seq"])))
        return [f"{entry['state']}/{entry['revision']}" for entry in told
                if entry["alert"] == alert_id]  # fmt: skip

    # The road.

    def get(self, path: str, token: str | None = None) -> dict[str, object]:
        self._ask(path, token)
        if path == "/api/v1/board/head":
            return {"head": self.head().to_dict(), "now": format_instant(self.clock.true)}
        if path == "/api/v1/board/alerts":
            return {"alerts": [envelope.to_dict() for _, envelope in self.alerts.values()]}
        if path == "/api/v1/board/identity":
            assert self.identity is not None
            return self.identity.to_dict()
        assert path.startswith("/api/v1/board/roots?since=")
        since = int(path.rpartition("=")[2])
        return {"roots": [envelope.to_dict() for envelope in self.roots[since:]]}

    def post(
        self, path: str, body: Mapping[str, object], token: str | None = None
    ) -> dict[str, object]:
        name = path.removeprefix("/api/v1/").replace("/", "_")
        self._ask(path, token if name in _WITH_TOKEN else "")
        answer: dict[str, object] = getattr(self, f"_{name}")(body)
        return json.loads(json.dumps(answer))  # type: ignore[no-any-return]

    def post_bytes(
        self, path: str, data: bytes, kind: str, token: str | None = None
    ) -> dict[str, object]:
        self._ask(path, token)
        assert (path, kind) == ("/api/v1/board/screenshot", "image/jpeg")
        self.shots.append(data)
        return {"stored": True}

    def fetch(self, path: str, limit: int) -> bytes:
        self._ask(path, "")
        raw = self.files.get(path.rpartition("/")[2])
        if raw is None:
            raise RejectedError("gone", 410)
        if len(raw) > limit:
            raise RejectedError("too_large", 200)
        return raw

    def download(self, path: str, target: Target, *, is_urgent: bool = False) -> None:
        raw = self.fetch(path, SIZE_LIMITS["media"])
        begun, self.ranges = target.size, [*self.ranges, target.size]
        for start in range(begun, len(raw), 1000):
            if self.breaks_after is not None and start - begun >= self.breaks_after:
                raise UnreachableError("broke off")
            target.write(raw[start : start + 1000])

    def open_socket(self, token: str, listener: Listener) -> None:
        self._ask("socket", token)
        if self.socket_blocked:
            raise UnreachableError("blocked")
        self.listener = listener

    def call(self, event: str, data: object, timeout_s: float) -> dict[str, object]:
        if self.down or self.socket_deaf or self.listener is None:
            raise UnreachableError("no answer")
        self.asked.append(f"call {event}")
        made: object
        if event == "status":
            assert isinstance(data, Mapping)
            made = self._board_status(data)
        else:
            made = self._board_receipts({"receipts": data})
        return json.loads(json.dumps(made))  # type: ignore[no-any-return]

    @property
    def is_open(self) -> bool:
        return self.listener is not None

    def close_socket(self) -> None:
        self.listener = None

    def _ask(self, path: str, token: str | None) -> None:
        self.asked.append(path)
        if self.down:
            raise UnreachableError("nobody there")
        if path in self.refusals:
            raise self.refusals[path]
        if token != "" and token not in self.tokens:
            raise RejectedError("token_expired", 401)

    def _pairings(self, body: Mapping[str, object]) -> dict[str, object]:
        self.public = decode_base64(body["public_key"])
        self.identity = self.own_identity()
        return {
            "device_code": "d", "user_code": "BCDF-GHJK", "verification_uri": "http://s/pair",
            "expires_in": 600, "interval": 5, "root": self.roots[0].to_dict(),
        }  # fmt: skip

    def _pairings_token(self, body: Mapping[str, object]) -> dict[str, object]:
        if self.decision != "approved":
            raise RejectedError(self.decision, 400)
        assert self.identity is not None
        return {
            "board_id": BOARD, "access_token": self._token(), "expires_in": 900,
            "root": self.roots[-1].to_dict(), "identity": self.identity.to_dict(),
        }  # fmt: skip

    def _board_challenge(self, body: Mapping[str, object]) -> dict[str, object]:
        nonce = secrets.token_hex(4)
        self.nonces.add(nonce)
        return {"nonce": nonce}

    def _board_token(self, body: Mapping[str, object]) -> dict[str, object]:
        nonce = str(body["nonce"])
        self.nonces.remove(nonce)
        message = token_message(str(body["board_id"]), nonce)
        assert is_signed(self.public, message, decode_base64(body["sig"]))
        return {"access_token": self._token(), "expires_in": 900}

    @property
    def item(self) -> object:
        """What the board last named as on its glass."""
        return next(said["item"] for said in reversed(self.statuses) if "item" in said)

    def _board_status(self, body: Mapping[str, object]) -> dict[str, object]:
        self.statuses.append(body)
        answer: dict[str, object] = {"now": format_instant(self.clock.true)}
        head = self.head()
        told = (self.manifest, tuple(self.alerts), self.slate, self.authority.version,
                self.identity and self.identity.digest, self.revoked)  # fmt: skip
        stale = unix_ms(self.clock.true) - int(str(body["sequence"])) >= 300_000
        if stale or self.head_given != str(told):
            self.head_given = str(told)
            answer["head"] = head.to_dict()
        return answer

    def _board_receipts(self, body: Mapping[str, object]) -> dict[str, object]:
        records = body["receipts"]
        assert isinstance(records, list)
        for entry in records:
            fields = ("log", "seq", "alert", "revision", "state", "at", "clock_trusted")
            message = receipt_message(BOARD, *(entry[name] for name in fields))
            assert is_signed(self.public, message, decode_base64(entry["sig"]))
            self.receipts[entry["log"], entry["seq"]] = entry
        return {"acknowledged": [[entry["log"], entry["seq"]] for entry in records],
                "rejected": []}  # fmt: skip

    def _board_plays(self, body: Mapping[str, object]) -> dict[str, object]:
        """Store what is signed once, as the real one does; its answer may be lost."""
        records = body["plays"]
        assert isinstance(records, list)
        for entry in records:
            assert is_signed(self.public, play_message(entry), decode_base64(entry["sig"]))
            self.plays.setdefault((entry["log"], entry["seq"]), entry)
        if self.plays_lost:
            raise UnreachableError("the answer was lost")
        return {"acknowledged": [[entry["log"], entry["seq"]] for entry in records],
                "rejected": []}  # fmt: skip

    def _token(self) -> str:
        token = secrets.token_hex(4)
        self.tokens.add(token)
        return token


def a_paired_folder(path: Path, server: SimulatedServer) -> Folder:
    """Pair over the simulated protocol."""
    folder, key = Folder(path), Folder(path).key()
    offer = ask_for_code(server, key, PlayerSettings("http://s", path))
    server.decision = "approved"
    answer = wait_for_approval(server, offer, server.clock, lambda seconds: False)
    assert answer is not None
    keep_pairing(folder, server.clock, server, offer, answer)
    return folder


def an_agent(folder: Folder, server: SimulatedServer) -> Agent:
    """Start the program anew: the socket of the one before is gone."""
    server.listener = None
    return Agent(folder, server.clock, server, random.Random(7))


def settle(agent: Agent, seconds: float = 3.0) -> None:
    """Let everything that is due happen, in small steps of the clock."""
    clock = agent.holding.clock
    assert isinstance(clock, FakeClock)
    for _ in range(round(seconds / 0.5)):
        agent.courier.step()
        agent.fetch_once()
        agent.show_once()
        clock.advance(0.5)


def now_alert(server: SimulatedServer, alert_id: str = "flood", **more: object) -> Alert:
    return an_alert(alert_id, at=server.clock.true, **more)  # type: ignore[arg-type]


def names(agent: Agent, seconds: int) -> list[str]:
    """What is shown, second by second."""
    clock = agent.holding.clock
    assert isinstance(clock, FakeClock)
    shown = []
    for _ in range(seconds):
        agent.show_once()
        shown.append(agent.glass.shown.name)
        clock.advance(1)
    return shown
