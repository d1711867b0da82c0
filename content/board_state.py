"""All that one board holds and has verified: root, identity, mark and head, alerts.

Pure: each `apply_` gives the next state or raises TrustError and changes nothing. What is in
force follows from the state and an instant; fetching, disks and screens lie in the player.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from content.alert import Alert, in_force, precedence
from content.errors import TrustError
from content.head import Head, Mark, Slate, accept
from content.identity import Identity
from content.trust import Envelope, Root, first_root, next_root, verify, verify_alert

WITHOUT_HEAD_H = 24


@dataclass(frozen=True, slots=True)
class HeldAlert:
    """Keep an alert together with the envelope that proves it."""

    alert: Alert
    envelope: Envelope

    @property
    def digest(self) -> str:
        """Name the revision's bytes."""
        return self.envelope.digest


@dataclass(frozen=True, slots=True)
class Wanted:
    """Say what the head names and the board does not hold yet."""

    identity: str | None
    alerts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoardState:
    """Hold the verified state of one board; `head_at` is when its last head was accepted."""

    board: str
    root: Root
    root_envelope: Envelope
    identity: Identity
    identity_envelope: Envelope
    head_at: datetime
    mark: Mark | None = None
    head: Head | None = None
    head_envelope: Envelope | None = None
    alerts: Mapping[str, HeldAlert] = field(default_factory=dict)

    @property
    def slate(self) -> Slate | None:
        """Give the stop slate, if the head orders it."""
        return self.head.slate if self.head else None

    def wanted(self) -> Wanted:
        """Tell what is still to be fetched for the head to be whole, manifest apart."""
        if self.head is None:
            return Wanted(None, ())
        identity = self.head.identity if self.head.identity != self.identity.digest else None
        missing = [
            entry.digest
            for entry in self.head.alerts
            if not _satisfies(self.alerts.get(entry.id), entry.revision, entry.digest)
        ]
        return Wanted(identity, tuple(missing))


def first_state(
    board: str, root_envelope: Envelope, identity_envelope: Envelope, at: datetime
) -> BoardState:
    """Begin after pairing. Raises: TrustError."""
    root = first_root(root_envelope)
    identity = _identity(board, root, identity_envelope)
    return BoardState(board, root, root_envelope, identity, identity_envelope, head_at=at)


def apply_head(state: BoardState, envelope: Envelope, at: datetime) -> BoardState:
    """Take a head: alerts that it leaves out and knew of are over, at once.

    Raises: TrustError, as `verify` and `head.accept`.
    """
    head = Head.from_payload(verify(envelope, state.root, "state"), envelope.digest)
    mark = accept(state.mark, head, state.root, state.board)
    if mark == state.mark:
        return state
    kept = {name: held for name, held in state.alerts.items() if not _is_over(held.alert, head)}
    return replace(state, mark=mark, head=head, head_envelope=envelope, head_at=at, alerts=kept)


def apply_alert(state: BoardState, envelope: Envelope) -> BoardState:
    """Take an alert revision; the same one again may bring newer signatures.

    Raises: TrustError, as `verify_alert`; over (the head knew of it and does not list it),
    rolled_back (a higher revision is known), replayed (the same revision with other content).
    """
    alert = Alert.from_payload(verify_alert(envelope, state.root))
    _refuse_older(state, alert, envelope.digest)
    if state.head is not None and _is_over(alert, state.head):
        raise TrustError("This alert is over.", code="over")
    return replace(state, alerts={**state.alerts, alert.id: HeldAlert(alert, envelope)})


def apply_identity(state: BoardState, envelope: Envelope) -> BoardState:
    """Take the identity that the head names, and no other.

    Raises: TrustError, as `verify`; wrong_board, not_named.
    """
    identity = _identity(state.board, state.root, envelope)
    named = state.head.identity if state.head else state.identity.digest
    if identity.digest != named:
        raise TrustError("The head names another identity.", code="not_named")
    return replace(state, identity=identity, identity_envelope=envelope)


def apply_root(
    state: BoardState,
    envelope: Envelope,
    identity_envelope: Envelope | None = None,
    alert_envelopes: Iterable[Envelope] = (),
) -> BoardState:
    """Follow the chain by one root, as `apply_roots`. Raises: TrustError."""
    return apply_roots(state, (envelope,), identity_envelope, alert_envelopes)


def apply_roots(
    state: BoardState,
    envelopes: Sequence[Envelope],
    identity_envelope: Envelope | None = None,
    alert_envelopes: Iterable[Envelope] = (),
) -> BoardState:
    """Follow the chain to its end. What the last root does not vouch for is not kept.

    Identity and alerts signed anew are handed in; without them those held must verify under the
    last root, else the step is refused (identity) or the alert dropped. Raises: TrustError.
    """
    root = state.root
    for envelope in envelopes:
        root = next_root(root, envelope)
    kept_identity = identity_envelope or state.identity_envelope
    moved = replace(
        state,
        root=root,
        root_envelope=envelopes[-1] if envelopes else state.root_envelope,
        identity=_identity(state.board, root, kept_identity),
        identity_envelope=kept_identity,
        alerts={},
    )
    held = [entry.envelope for entry in state.alerts.values()]
    for candidate in (*alert_envelopes, *held):
        moved = _with_alert_if_good(moved, candidate)
    return moved


def alerts_now(state: BoardState, at: datetime) -> tuple[Alert, ...]:
    """Give the alerts in force on this board, the gravest and newest first."""
    if at - state.head_at > timedelta(hours=WITHOUT_HEAD_H):
        return ()
    addressee = state.identity.addressee
    held = (entry.alert for entry in state.alerts.values())
    return precedence(alert for alert in held if in_force(alert, addressee, at))


def check_manifest(state: BoardState, envelope: Envelope, digest: str) -> dict[str, object]:
    """Read a manifest that bears the digest the head names.

    Raises: TrustError, as `verify`; wrong_digest, or wrong_root: made under another root.
    """
    if envelope.digest != digest:
        raise TrustError("The manifest is not the one named.", code="wrong_digest")
    payload = verify(envelope, state.root, "content")
    if payload.get("root") != state.root.version:
        raise TrustError("The manifest belongs to another root.", code="wrong_root")
    return payload


def _identity(board: str, root: Root, envelope: Envelope) -> Identity:
    identity = Identity.from_payload(verify(envelope, root, "state"), envelope.digest)
    identity.check_board(board)
    return identity


def _is_over(alert: Alert, head: Head) -> bool:
    """Tell whether the head knew of the alert and left it out; wall clocks decide nothing."""
    return alert.sequence <= head.alerts_as_of and head.listed(alert.id) is None


def _satisfies(held: HeldAlert | None, revision: int, digest: str) -> bool:
    if held is None:
        return False
    return held.alert.revision > revision or held.digest == digest


def _refuse_older(state: BoardState, alert: Alert, digest: str) -> None:
    listed = state.head.listed(alert.id) if state.head else None
    held = state.alerts.get(alert.id)
    known = max(listed.revision if listed else 0, held.alert.revision if held else 0)
    if alert.revision < known:
        raise TrustError("A later revision of this alert is known.", code="rolled_back")
    named = digest
    if listed and listed.revision == alert.revision:
        named = listed.digest
    elif held and held.alert.revision == alert.revision:
        named = held.digest
    if digest != named:
        raise TrustError("Two alerts bear the same revision.", code="replayed")


def _with_alert_if_good(state: BoardState, envelope: Envelope) -> BoardState:
    try:
        return apply_alert(state, envelope)
    except TrustError:
        return state
