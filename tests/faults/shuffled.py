"""A network that doubles, delays and mixes up what a server says, and a board that must not mind.

A simulation: the statements are signed and verified for real, the time and the network are not.
"""

import random
from dataclasses import dataclass, field
from datetime import timedelta

from content.alert import AlertState
from content.board_state import BoardState, alerts_now, apply_alert, apply_head, first_state
from content.errors import TrustError
from content.trust import Envelope
from tests.vectors.statements import BOARD, NOON, Authority, an_alert, unix_ms

RECENT = 12
"""How many of the newest statements are on their way at any time."""
_LIVE_AT_ONCE = 8
_REFUSALS = frozenset({"over", "rolled_back"})


@dataclass(slots=True)
class Said:
    """One alert as the server has it: its newest revision."""

    revision: int
    state: AlertState
    envelope: Envelope


@dataclass
class World:
    """A server, a board, and all that was ever said, oldest first."""

    seed: int
    chance: random.Random = field(init=False)
    state: BoardState = field(init=False)
    said: list[tuple[str, Envelope]] = field(default_factory=list)
    alerts: dict[str, Said] = field(default_factory=dict)
    deliveries: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance, self.authority, self.at = random.Random(self.seed), Authority(), NOON
        self.identity = self.authority.identity()
        self.state = first_state(BOARD, self.authority.root(), self.identity, NOON)
        self._highest: dict[str, int] = {}
        self._ended: dict[str, int] = {}

    def run(self, deliveries: int) -> None:
        """Say and deliver in any order, then let the network settle."""
        while self.deliveries < deliveries:
            self.at += timedelta(seconds=self.chance.choice((0, 0.001, 1, 40)))
            if self.chance.random() < 0.3:
                self._say_something()
            self._deliver_something()
        self._settle()

    def _say_something(self) -> None:
        live = [name for name, one in self.alerts.items() if one.state is AlertState.IN_FORCE]
        roll = self.chance.random()
        if roll < 0.35:
            self._say_head()
        elif roll < 0.6 and len(live) < _LIVE_AT_ONCE:
            self._say_alert(f"a{len(self.alerts)}", AlertState.IN_FORCE)
        elif live:
            state = AlertState.CANCELLED if roll > 0.8 else AlertState.IN_FORCE
            self._say_alert(self.chance.choice(live), state)

    def _say_alert(self, name: str, state: AlertState) -> None:
        self.at += timedelta(milliseconds=1)
        held = self.alerts.get(name)
        alert = an_alert(
            name, revision=held.revision + 1 if held else 1, at=self.at, state=str(state),
            lasts_min=60 * 24 * 20, status="Exercise" if name.endswith("7") else "Actual",
        )  # fmt: skip
        envelope = self.authority.alert(alert)
        self.alerts[name] = Said(alert.revision, state, envelope)
        self.said.append(("alert", envelope))

    def _say_head(self) -> None:
        self.at += timedelta(milliseconds=1)
        listed = [one.envelope for one in self._in_force().values()]
        head = self.authority.head(self.identity, at=self.at, alerts=listed, as_of=unix_ms(self.at))
        self.said.append(("head", head))

    def _in_force(self) -> dict[str, Said]:
        return {n: one for n, one in self.alerts.items() if one.state is AlertState.IN_FORCE}

    def _deliver_something(self) -> None:
        if not self.said:
            return
        among = self.said[-RECENT:] if self.chance.random() < 0.7 else self.said
        self._deliver(*self.chance.choice(among))

    def _deliver(self, kind: str, envelope: Envelope) -> None:
        self.deliveries += 1
        before = self.state
        try:
            if kind == "head":
                self.state = apply_head(before, envelope, self.at)
            else:
                self.state = apply_alert(before, envelope)
        except TrustError as error:
            self.refused += 1
            if error.code not in _REFUSALS:
                self._blame(f"{kind} refused as {error.code}")
        self._compare(before)

    def _compare(self, before: BoardState) -> None:
        """Look for anything that went back."""
        now, then = self.state.mark, before.mark
        if then is not None and (
            now is None or (now.epoch, now.sequence) < (then.epoch, then.sequence)
        ):
            self._blame("the mark went back")
        for name in before.alerts.keys() - self.state.alerts.keys():
            self._ended[name] = max(self._ended.get(name, 0), before.alerts[name].alert.revision)
        for name, held in self.state.alerts.items():
            revision = held.alert.revision
            if revision < self._highest.get(name, 0):
                self._blame(f"{name} went back to revision {revision}")
            self._highest[name] = revision
            if held.alert.state is AlertState.CANCELLED:
                self._ended[name] = revision
        for alert in alerts_now(self.state, self.at):
            if alert.revision <= self._ended.get(alert.id, 0):
                self._blame(f"the ghost of {alert.id} is on the glass")

    def _settle(self) -> None:
        """The network is good at last: one head, and what it names."""
        self._say_head()
        self._deliver(*self.said[-1])
        wanted = self.state.wanted().alerts
        for kind, envelope in self.said:
            if envelope.digest in wanted:
                self._deliver(kind, envelope)
        shown = {alert.id: alert.revision for alert in alerts_now(self.state, self.at)}
        due = {name: one.revision for name, one in self._in_force().items()}
        if shown != due:
            self._blame(f"shows {shown} instead of {due}")

    def _blame(self, what: str) -> None:
        self.wrong.append(f"seed {self.seed}, delivery {self.deliveries}: {what}")


def _reached(state: BoardState) -> tuple[int, int]:
    return (state.mark.epoch, state.mark.sequence) if state.mark else (0, 0)
