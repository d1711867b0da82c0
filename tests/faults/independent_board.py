"""A board that knows only the protocol page: it shares no code with the server or the player."""

import base64
import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import requests
import socketio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.faults import independent_score as score
from tests.faults import independent_trust as trust
from tests.faults.independent_trust import RefusedError, Statement

WAIT_S = 10.0


def until(true: Callable[[], Any], within_s: float = WAIT_S) -> Any:
    """Ask again and again; the answer, or an assertion after the deadline."""
    deadline = time.monotonic() + within_s
    while not (answer := true()):
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)
    return answer


class IndependentBoard:
    def __init__(self, address: str, size: tuple[int, int] = (1920, 1080)) -> None:
        self.address, self.size = address, size
        self.key = Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes_raw()
        self.id = self.token = self.device_code = self.user_code = ""
        self.root: Statement = {}
        self.identity: Statement = {}
        self.identity_digest = ""
        self.head: Statement = {}
        self.head_digest = ""
        self.alerts: dict[str, Statement] = {}
        self.events: list[tuple[str, Any]] = []
        self.refusal: Any = None
        self.log, self.seq = secrets.token_hex(8), 0
        self._socket: socketio.Client | None = None
        self._lock = threading.Lock()

    # HTTP

    def call(self, method: str, path: str, body: Any = None, **kept: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= kept.pop("headers", {})
        return requests.request(
            method, self.address + path, json=body, headers=headers, timeout=20, **kept
        )

    def answer(self, method: str, path: str, body: Any = None) -> Any:
        answered = self.call(method, path, body)
        assert answered.status_code in (200, 201), (method, path, answered.text)
        return answered.json()

    def sign(self, *fields: object) -> str:
        text = "\n".join(str(field) for field in fields)
        return base64.b64encode(self.key.sign(text.encode())).decode()

    # Pairing and tokens

    def begin_pairing(self) -> Statement:
        begun: Statement = self.answer("POST", "/api/v1/pairings", {
            "public_key": base64.b64encode(self.public).decode(),
            "width": self.size[0], "height": self.size[1], "software": "independent 1",
        })  # fmt: skip
        self.device_code, self.user_code = begun["device_code"], begun["user_code"]
        self.root_envelope = begun["root"]
        self.root = trust.first_root(begun["root"])
        self.check_number = trust.check_number(self.public, begun["root"])
        return begun

    def pair(self, approve: Callable[[str], Statement]) -> Statement:
        """Pair whole; `approve` is what a technician does with the code, and its answer."""
        self.begin_pairing()
        approved = approve(self.user_code)
        self.finish_pairing()
        return approved

    def ask_for_pairing(self) -> requests.Response:
        return self.call("POST", "/api/v1/pairings/token", {"device_code": self.device_code})

    def finish_pairing(self) -> Statement:
        paired: Statement = self.ask_for_pairing().json()
        if trust.payload(paired["root"]) != trust.payload(self.root_envelope):
            self.root = trust.next_root(self.root, paired["root"])
        self.id, self.token = paired["board_id"], paired["access_token"]
        self.take_identity(paired["identity"])
        return paired

    def get_token(self) -> Statement:
        asked = self.answer("POST", "/api/v1/board/challenge", {"board_id": self.id})
        sig = self.sign("bangtin-token-1", self.id, asked["nonce"])
        answer = self.answer("POST", "/api/v1/board/token", {
            "board_id": self.id, "nonce": asked["nonce"], "sig": sig,
        })  # fmt: skip
        self.token = answer["access_token"]
        return {**asked, **answer, "sig": sig}

    # Statements

    def take_identity(self, envelope: Statement) -> None:
        identity = trust.verified(envelope, self.root, "identity")
        if identity["board"] != self.id or base64.b64decode(identity["public_key"]) != self.public:
            raise RefusedError("this identity is another board's")
        self.identity, self.identity_digest = identity, trust.digest(trust.payload(envelope))

    def take_alert(self, envelope: Statement) -> Statement:
        alert = trust.verified(envelope, self.root, "alert")
        with self._lock:
            held = self.alerts.get(alert["id"])
            if held is None or held["revision"] < alert["revision"]:
                self.alerts[alert["id"]] = alert | {"digest": trust.digest(trust.payload(envelope))}
        return alert

    def pull_alerts(self) -> None:
        for envelope in self.answer("GET", "/api/v1/board/alerts")["alerts"]:
            self.take_alert(envelope)

    def take_head(self, envelope: Statement) -> Statement:
        head = trust.verified(envelope, self.root, "head")
        digest = trust.digest(trust.payload(envelope))
        if head["board"] != self.id:
            raise RefusedError("this head is another board's")
        if head["epoch"] != self.root["epoch"]:
            self.follow_roots()
            if head["epoch"] != self.root["epoch"]:
                raise RefusedError("this head is of another epoch")
        if self.head:
            self._compare(head, digest)
        self.head, self.head_digest = head, digest
        if head["identity"] != self.identity_digest:
            self.fetch_identity()
        if any(self._is_missing(one["id"], one["revision"]) for one in head["alerts"]):
            self.pull_alerts()
        return head

    def _compare(self, head: Statement, digest: str) -> None:
        held = (self.head["epoch"], self.head["sequence"])
        if (head["epoch"], head["sequence"]) < held:
            raise RefusedError("this head is older than the one held")
        if (head["epoch"], head["sequence"]) == held and digest != self.head_digest:
            raise RefusedError("two heads with one sequence")

    def _is_missing(self, alert: str, revision: int) -> bool:
        held = self.alerts.get(alert)
        return held is None or held["revision"] < revision

    def fetch_head(self) -> Statement:
        return self.take_head(self.answer("GET", "/api/v1/board/head")["head"])

    def fetch_identity(self) -> None:
        self.take_identity(self.answer("GET", "/api/v1/board/identity"))

    def follow_roots(self) -> None:
        path = f"/api/v1/board/roots?since={self.root['version']}"
        for envelope in self.answer("GET", path)["roots"]:
            self.root = trust.next_root(self.root, envelope)

    # What is on the glass

    def in_force(self, now: datetime | None = None) -> set[str]:
        now = now or datetime.now(UTC)
        listed = {one["id"] for one in self.head["alerts"]} if self.head else set()
        as_of = self.head["alerts_as_of"] if self.head else -1
        with self._lock:
            held = list(self.alerts.values())
        return {
            alert["id"] for alert in held
            if alert["state"] == "in_force"
            and score.instant(alert["effective"]) <= now < score.instant(alert["expires"])
            and score.addressed(alert["targets"], self.identity)
            and (alert["sequence"] > as_of or alert["id"] in listed)
        }  # fmt: skip

    def fetch_manifest(self) -> Statement:
        answered = self.call("GET", f"/manifests/{self.head['manifest']}")
        assert answered.status_code == 200, answered.text
        envelope = answered.json()
        if trust.digest(trust.payload(envelope)) != self.head["manifest"]:
            raise RefusedError("this is not the manifest the head names")
        return trust.verified(envelope, self.root, "manifest")

    def fetch_named(self, kind: str, digest: str) -> requests.Response:
        answered = self.call("GET", f"/{kind}/{digest}")
        assert answered.status_code == 200, (kind, digest, answered.text)
        if trust.digest(answered.content) != digest:
            raise RefusedError(f"these bytes are not {digest}")
        return answered

    # The socket

    def connect(self, **auth: object) -> None:
        """Open /board; the refusal, if any, is in `refusal`."""
        client = socketio.Client(reconnection=False)
        self.refusal = None
        for name in ("alert", "head", "changed", "command"):
            client.on(name, self._heard(name), namespace="/board")
        client.on("connect_error", self._refused, namespace="/board")
        try:
            client.connect(
                self.address, namespaces=["/board"], transports=["websocket"], wait_timeout=10,
                auth={"token": self.token, "protocol": 1} | auth,
            )  # fmt: skip
        except socketio.exceptions.ConnectionError as error:
            self.refusal = self.refusal or str(error)
            client.disconnect()
            return
        self._socket = client

    def _refused(self, data: object = None) -> None:
        self.refusal = data

    def _heard(self, name: str) -> Callable[[Any], None]:
        def hear(data: Any) -> None:
            if name == "alert":
                data = self.take_alert(data) if "payload" in data else self._pull_hinted(data)
            elif name == "head":
                data = self.take_head(data)
            self.events.append((name, data))

        return hear

    def _pull_hinted(self, hint: Statement) -> Statement:
        self.pull_alerts()
        return hint

    def heard(self, event: str, /, **fields: object) -> list[Any]:
        """What came with an event and carries these fields."""
        return [
            data for name, data in list(self.events)
            if event == name and all(data.get(key) == value for key, value in fields.items())
        ]  # fmt: skip

    @property
    def connected(self) -> bool:
        return self._socket is not None and "/board" in self._socket.namespaces

    def say(self, event: str, data: object) -> Any:
        assert self._socket is not None
        return self._socket.call(event, data, namespace="/board", timeout=5)

    def status(self, **more: object) -> Statement:
        """One status over the socket; a head in the answer is adopted."""
        sequence = self.head["sequence"] if self.head else 0
        answer: Statement = self.say("status", {"sequence": sequence, **more})
        if "head" in answer:
            self.take_head(answer["head"])
        return answer

    def close(self) -> None:
        if self._socket is not None:
            self._socket.disconnect()
            self._socket = None

    # Receipts and plays

    def receipt(self, alert: Statement, state: str, **other: object) -> Statement:
        self.seq += 1
        record: Statement = {
            "log": self.log, "seq": self.seq, "alert": alert["id"],
            "revision": alert["revision"], "state": state,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "clock_trusted": True,
        } | other  # fmt: skip
        record["sig"] = self.sign(
            "bangtin-receipt-1", self.id, record["log"], record["seq"], record["alert"],
            record["revision"], record["state"], record["at"],
            "true" if record["clock_trusted"] else "false",
        )  # fmt: skip
        return record

    def play(self, item: str, revision: int, begun: str, ended: str, seconds: int) -> Statement:
        self.seq += 1
        record: Statement = {
            "log": self.log, "seq": self.seq, "manifest": self.head["manifest"], "item": item,
            "revision": revision, "from": begun, "to": ended, "seconds": seconds, "count": 1,
        }  # fmt: skip
        return record | {"sig": self.sign("bangtin-play-1", *record.values())}
