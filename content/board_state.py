"""All that one board holds and has verified: root, identity, mark and head, alerts.

Pure: each `apply_` gives the next state or raises TrustError and changes nothing. What is in
force follows from the state and an instant; fetching, disks and screens lie in the player.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from content.alert import Alert, AlertState, in_force, precedence
from content.approvals import check_alert_approvals, check_identity_approvals
from content.ended import Ended, ended_with, is_cancelled_by, still_ended
from content.envelope import payload_of
from content.errors import TrustError
from content.head import Head, Mark, Slate, accept
from content.identity import Identity
from content.manifest_check import check_shape
from content.payload_fields import Payload, read_instant
from content.trust import Envelope, Root, first_root, next_root, verify, verify_alert

WITHOUT_HEAD_H = 24
AHEAD_OF_HEAD = timedelta(days=1)


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
    """Hold the verified state of one board; `head_at` is when its last head was accepted.

    `revoked`: officers whom a head under this root took out; only a later root brings them back.
    `ended`: alerts that are over for good, by id.
    """

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
    revoked: frozenset[str] = frozenset()
    ended: Mapping[str, Ended] = field(default_factory=dict)

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
    """Begin after pairing; an officer must have approved where. Raises: TrustError."""
    root = first_root(root_envelope)
    identity = _identity(board, root, identity_envelope)
    payload = payload_of(identity_envelope)
    check_identity_approvals(identity, payload, root.officers, None, at)
    return BoardState(board, root, root_envelope, identity, identity_envelope, head_at=at)


def apply_head(state: BoardState, envelope: Envelope, at: datetime) -> BoardState:
    """Take a head: alerts that it leaves out and knew of are over, at once.

    Raises: TrustError, as `verify` and `head.accept`.
    """
    head = Head.from_payload(verify(envelope, state.root, "state"), envelope.digest)
    mark = accept(state.mark, head, state.root, state.board)
    if mark == state.mark:
        return state
    over = {name: held for name, held in state.alerts.items() if _is_over(held.alert, head)}
    kept = {name: held for name, held in state.alerts.items() if name not in over}
    moved = replace(
        state,
        mark=mark,
        head=head,
        head_envelope=envelope,
        head_at=at,
        alerts=kept,
        revoked=_revoked(state, head),
        ended=still_ended(state.ended, at),
    )
    for held in over.values():
        if state.root.officers and is_cancelled_by(head, held.alert, state.identity):
            moved = replace(moved, ended=ended_with(moved.ended, held.alert))
    return only_approved(moved)


def apply_alert(state: BoardState, envelope: Envelope, at: datetime | None = None) -> BoardState:
    """Take an alert revision; the same one again may bring newer signatures.

    `at` is now, as the board believes it, for officers' delegations; without it that of the head.
    Raises: TrustError, as `verify_alert`; over (the head knew of it and does not list it),
    rolled_back (a higher revision is known), replayed (the same revision with other content),
    ended (it was cancelled), and those of `check_alert_approvals`.
    """
    payload = verify_alert(envelope, state.root)
    alert = Alert.from_payload(payload)
    _refuse_older(state, alert, envelope.digest)
    if state.head is not None and _is_over(alert, state.head):
        raise TrustError("This alert is over.", code="over")
    held = _rival(state, alert)
    if held is not None and held.envelope == envelope:
        return state
    _check_approved(state, payload, at or state.head_at)
    taken = replace(state, alerts={**state.alerts, alert.id: HeldAlert(alert, envelope)})
    if state.root.officers is None or alert.state is not AlertState.CANCELLED:
        return taken
    ended = ended_with(state.ended, alert, held.alert if held else None)
    return replace(taken, ended=ended)


def apply_identity(state: BoardState, envelope: Envelope, at: datetime | None = None) -> BoardState:
    """Take the identity that the head names, and no other.

    Raises: TrustError, as `verify`; wrong_board, not_named, identity_unapproved.
    """
    identity = _identity(state.board, state.root, envelope)
    named = state.head.identity if state.head else state.identity.digest
    if identity.digest != named:
        raise TrustError("The head names another identity.", code="not_named")
    _check_moved(state, state.root, identity, envelope, at or state.head_at)
    return only_approved(replace(state, identity=identity, identity_envelope=envelope))


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
    last root, else the step is refused (identity) or the alert dropped. An identity that no
    officer of the last root approved is passed over for the one held. Raises: TrustError.
    """
    root = state.root
    for envelope in envelopes:
        root = next_root(root, envelope)
    identity, kept_identity = _identity_under(state, root, identity_envelope)
    moved = replace(
        state,
        root=root,
        root_envelope=envelopes[-1] if envelopes else state.root_envelope,
        identity=identity,
        identity_envelope=kept_identity,
        alerts={},
        revoked=frozenset() if envelopes else state.revoked,
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

    Raises: TrustError, as `verify` and `check_shape`; wrong_digest; wrong_root: made under
    another root; from_future: issued more than a day after the head.
    """
    if envelope.digest != digest:
        raise TrustError("The manifest is not the one named.", code="wrong_digest")
    payload = verify(envelope, state.root, "content")
    if payload.get("root") != state.root.version:
        raise TrustError("The manifest belongs to another root.", code="wrong_root")
    check_shape(payload)
    _refuse_future(state.head, payload)
    return payload


def _identity(board: str, root: Root, envelope: Envelope) -> Identity:
    identity = Identity.from_payload(verify(envelope, root, "state"), envelope.digest)
    identity.check_board(board)
    return identity


def _identity_under(
    state: BoardState, root: Root, envelope: Envelope | None
) -> tuple[Identity, Envelope]:
    """Give the identity that a new root vouches for: the one handed in, else the one held."""
    held = state.identity_envelope
    if envelope is None:
        return _identity(state.board, root, held), held
    identity = _identity(state.board, root, envelope)
    try:
        _check_moved(state, root, identity, envelope, state.head_at)
    except TrustError:
        return _identity(state.board, root, held), held
    return identity, envelope


def _check_moved(
    state: BoardState, root: Root, identity: Identity, envelope: Envelope, at: datetime
) -> None:
    revoked = state.revoked if root is state.root else frozenset[str]()
    payload = payload_of(envelope)
    check_identity_approvals(identity, payload, root.officers, state.identity, at, revoked)


def _check_approved(state: BoardState, payload: Payload, at: datetime | None) -> None:
    path = state.identity.addressee.path
    check_alert_approvals(payload, state.root.officers, path, at, state.revoked)


def _rival(state: BoardState, alert: Alert) -> HeldAlert | None:
    """Give the revision held of this alert; where officers approve, no test counts against theirs.

    Raises: TrustError (unapproved) for a test that would take the place of what is none.
    """
    held = state.alerts.get(alert.id)
    if held is None or state.root.officers is None:
        return held
    if alert.is_bare_test and not held.alert.is_bare_test:
        raise TrustError("A test does not take an alert's place.", code="unapproved")
    return None if held.alert.is_bare_test and not alert.is_bare_test else held


def only_approved(state: BoardState) -> BoardState:
    """Drop the alerts that officers of this board no longer stand for; delegations run on."""
    if state.root.officers is None:
        return state
    kept = {name: held for name, held in state.alerts.items() if _is_approved(state, held.envelope)}
    return state if len(kept) == len(state.alerts) else replace(state, alerts=kept)


def _is_approved(state: BoardState, envelope: Envelope) -> bool:
    """Tell whether officers stand for an alert that this board took once."""
    try:
        _check_approved(state, payload_of(envelope), None)
    except TrustError:
        return False
    return True


def _revoked(state: BoardState, head: Head) -> frozenset[str]:
    officers = state.root.officers
    named = officers.keys.keys() & set(head.revoked_officers) if officers else set[str]()
    return state.revoked | named


def _refuse_future(head: Head | None, payload: Payload) -> None:
    if head is None or "issued_at" not in payload:
        return
    if read_instant(payload, "issued_at") - head.issued_at > AHEAD_OF_HEAD:
        raise TrustError("The manifest is from the future.", code="from_future")


def _is_over(alert: Alert, head: Head) -> bool:
    """Tell whether the head knew of the alert and left it out; wall clocks decide nothing."""
    return alert.sequence <= head.alerts_as_of and head.listed(alert.id) is None


def _satisfies(held: HeldAlert | None, revision: int, digest: str) -> bool:
    if held is None:
        return False
    return held.alert.revision > revision or held.digest == digest


def _refuse_older(state: BoardState, alert: Alert, digest: str) -> None:
    listed = state.head.listed(alert.id) if state.head else None
    held = _rival(state, alert)
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
    ended = state.ended.get(alert.id)
    if alert.state is AlertState.IN_FORCE and ended and alert.revision <= ended.revision:
        raise TrustError("This alert was cancelled.", code="ended")


def _with_alert_if_good(state: BoardState, envelope: Envelope) -> BoardState:
    try:
        return apply_alert(state, envelope)
    except TrustError:
        return state
