"""A server in an attacker's hands: its database, code and online keys, but no officer's key."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from content.alert import Alert
from content.officers import Officers
from content.trust import Envelope, canonical, parse_json, sign
from tests.player.simulated_server import (
    FakeClock,
    SimulatedServer,
    a_paired_folder,
    an_agent,
    now_alert,
    settle,
)
from tests.vectors.passkeys import Passkey, some_officers
from tests.vectors.statements import Authority, approved, unix_ms

HERE, PROVINCE = Passkey("Ba Tơ"), Passkey("Quảng Ngãi", "ed25519")
THERE, GONE, THIEF = Passkey("Trà Bồng"), Passkey("gone"), Passkey("thief")
OFFICERS = some_officers(
    HERE.officer("u-ba-to"),
    PROVINCE.officer("u-province"),
    THERE.officer("u-other"),
    GONE.officer("u-ba-to"),
)
THERE_PATH = ("u-province", "u-other", "u-tra-bong")
FAKE = "TIN GIẢ"


class StolenServer(SimulatedServer):
    """Numbers heads as the real one does, and as the attacker must to be heard."""

    last = 0

    def head(self) -> Envelope:
        self.last = max(self.last + 1, unix_ms(self.clock.true))
        payload = parse_json(super().head().payload)
        assert isinstance(payload, dict)
        made = canonical({**payload, "sequence": self.last, **self.said})
        return sign("head", made, self.authority.keys["state"])

    @property
    def said(self) -> dict[str, object]:
        """What the attacker writes into every head."""
        return self.__dict__.setdefault("_said", {})


class Hijacked:
    """One board, its server, and what was seen since `watch`."""

    def __init__(
        self,
        path: Path,
        officers: Officers | None = OFFICERS,
        approved_by: tuple[Passkey, ...] = (HERE,),
    ) -> None:
        self.clock = FakeClock()
        self.server = StolenServer(self.clock)
        self.server.authority = Authority(officers=officers)
        self.server.roots = [self.server.authority.root()]
        self.server.approved_by = approved_by
        self.server.publish({"a": "Tiêm chủng"})
        self.path = path
        self.folder = a_paired_folder(path / "board", self.server)
        self.seen: set[str] = set()
        self.fired = 0
        self.start()

    def start(self) -> None:
        """Switch the board on, or off and on again."""
        self.agent = an_agent(self.folder, self.server)
        self.agent.after_look.append(self.look)
        settle(self.agent)

    def look(self) -> None:
        """Note what is on the glass, and what waits for its turn."""
        found = list(self.agent.holding.alerts_now())
        if self.agent.glass.shown.alert:
            found.append(self.agent.glass.shown.alert)
        self.seen |= {f"{one.id}/{one.revision} {one.info[0].headline}" for one in found}

    def watch(self, seconds: float = 30.0) -> set[str]:
        """Let the board do all it does, by push and by poll; give what was seen meanwhile."""
        self.seen = set()
        settle(self.agent, seconds)
        return self.seen

    def an_alert(self, **more: object) -> Alert:
        self.fired += 1
        return now_alert(self.server, f"alert-{self.fired}", headline=FAKE, **more)

    def put(self, alert: Alert, envelope: Envelope | None = None, role: str | None = None) -> None:
        """Put an alert into the database, into every head from now on, and onto the sockets."""
        newest = replace(alert, sequence=max(alert.sequence, self.server.as_of + 1))
        made = envelope or self.server.authority.alert(newest, role=role)
        self.server.alerts[alert.id] = (newest, made)
        self.server.as_of = newest.sequence
        self.server.push("alert", made.to_dict())
        settle(self.agent, 1)

    def put_payload(self, payload: Mapping[str, object]) -> None:
        """Put what no program of ours would write, signed by every key that signs alerts."""
        keys = self.server.authority.keys
        envelope = sign("alert", canonical(payload), keys["alert"], keys["drill"])
        self.server.push("alert", envelope.to_dict())
        settle(self.agent, 0.5)

    def put_identity(self, envelope: Envelope) -> None:
        """Tell the board that it is another one."""
        self.server.identity = envelope
        self.server.push("changed", {"spread_s": 0})
        settle(self.agent, 3)

    def recover(self) -> None:
        """The server is in good hands again."""
        self.server.alerts, self.server.identity = {}, self.server.own_identity()
        self.server.push("changed", {"spread_s": 0})
        settle(self.agent, 30)

    def captured(self, *keys: Passkey, **more: object) -> Alert:
        """What officers approved and was never sent: it lies in the database."""
        return approved(self.an_alert(**more), *(keys or (HERE,)))
