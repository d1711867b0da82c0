"""Whether officers have let an alert through by their own keys: the one place that decides.

Where the newest root names no officers, nothing here is asked for. What waits holds the touches
until now in its payload; they are part of no hash, so the next officer approves the same words.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from content.alert import Alert
from content.approvals import check_approvals
from content.errors import ConflictError, TrustError
from content.officers import ALERT, Officers
from server.services.actor import Actor
from server.services.boards import BoardRecord
from server.services.touches import Approvals, ask_for, own_keys, require_counts, touch_refused
from server.storage.tables import OfficerKeyRow
from server.storage.tables.alerts import AlertRevisionRow

if TYPE_CHECKING:
    from server.services.resources import Resources

MOST_APPROVALS = 16


@dataclass(frozen=True, slots=True)
class Standing:
    """Say who has touched, how many each board needs, and which boards nobody speaks for."""

    names: tuple[str, ...]
    threshold: int
    unspoken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """Hold an alert with its touches, and the boards that wait for others' all the same."""

    alert: Alert
    awaits: tuple[str, ...] = ()
    reaches_any: bool = True


def standing_of(
    resources: "Resources", alert: Alert, boards: Iterable[BoardRecord]
) -> Standing | None:
    """Tell how an alert that waits stands; None where no touch is asked for."""
    officers = resources.keyring.officers()
    if officers is None:
        return None
    revoked = resources.officers.revoked()
    _, unspoken = _split(officers, revoked, boards)
    names = tuple(
        officers.keys[str(entry["keyid"])].name
        for entry in alert.approvals
        if entry.get("keyid") in officers.keys
    )
    return Standing(names, officers.threshold, tuple(board.name for board in unspoken))


def touch_options(
    resources: "Resources",
    actor: Actor,
    digest: str,
    *,
    is_touched: Collection[str] = (),
    boards: Iterable[BoardRecord] | None = None,
) -> dict[str, Any]:
    """Ask the browser for a touch of one of one's own keys; the challenge is the alert's hash.

    With `boards`, of a key that speaks for one of them.
    Raises: ConflictError without a key that counts on the boards.
    """
    officers = resources.keyring.officers()
    held = [] if officers is None else own_keys(resources, actor, officers, ALERT)
    held = [row for row in held if row.id not in is_touched]
    if officers is not None and boards is not None:
        paths = {board.addressee.path for board in boards}
        held = [row for row in held if any(map(officers.keys[row.id].covers, paths))]
    if officers is None or not held:
        raise ConflictError("You have no approval key that counts yet.", code="no_approval_key")
    return ask_for(officers, bytes.fromhex(digest), held)


def take(
    session: Session,
    resources: "Resources",
    waiting: AlertRevisionRow,
    alert: Alert,
    approvals: Approvals,
    boards: Sequence[BoardRecord],
) -> Taken | None:
    """Add touches to what waits; give the alert with all of them once it may go out.

    Each must be good for one of the boards at least, by a key that counts today. None: more
    officers must touch. Raises: ConflictError without a touch, ForbiddenError for a bad one.
    """
    if resources.keyring.officers() is None:
        return Taken(alert)
    taken = add_touches(session, resources, alert, approvals, boards)
    waiting.payload = taken.alert.to_payload()
    owners = _owners(session, taken.alert.approvals)
    if not goes_alone(waiting) and set(owners.values()) <= {waiting.created_by}:
        return None
    return taken if taken.reaches_any else None


def add_touches(
    session: Session,
    resources: "Resources",
    alert: Alert,
    approvals: Approvals,
    boards: Sequence[BoardRecord],
) -> Taken:
    """Add touches to an alert and tell which of these boards go on waiting for their officers.

    Raises: ConflictError without a touch, ForbiddenError for a bad one.
    """
    officers = resources.keyring.officers()
    if officers is None or not approvals:
        raise ConflictError("An officer must approve this by a touch.", code="approval_needed")
    spoken, _ = _split(officers, resources.officers.revoked(), boards)
    if not spoken:
        raise ConflictError("No officer's key speaks for these boards.", code="approval_needed")
    for approval in approvals:
        _check_one(session, resources, officers, alert, approval, spoken)
    kept = {str(one["keyid"]): one for one in (*alert.approvals, *approvals)}
    alert = replace(alert, approvals=tuple(kept.values())[:MOST_APPROVALS])
    owners = _owners(session, alert.approvals)
    awaits = tuple(
        board.id
        for path, group in _groups(officers, spoken)
        if not _is_complete(resources, officers, alert, path, owners)
        for board in group
    )
    return Taken(alert, awaits, reaches_any=len(awaits) < len(spoken))


def spoken_ways(
    resources: "Resources", officers: Officers, boards: Iterable[BoardRecord]
) -> list[tuple[str, ...]]:
    """Give a path for each set of officers who together can let an alert onto some boards."""
    return _ways(officers, _split(officers, resources.officers.revoked(), boards)[0])


def goes_alone(waiting: AlertRevisionRow) -> bool:
    """Tell whether its author's own touch may do: what is prepared, or sent in an emergency."""
    return waiting.template_id is not None or waiting.break_glass


def _check_one(
    session: Session,
    resources: "Resources",
    officers: Officers,
    alert: Alert,
    approval: Mapping[str, object],
    boards: Sequence[BoardRecord],
) -> None:
    require_counts(session, resources, approval, ALERT)
    alone = replace(officers, threshold=1)
    payload = replace(alert, approvals=(approval,)).to_dict()
    refusal: TrustError | None = None
    for path in _ways(officers, boards):
        try:
            check_approvals(payload, alone, right=ALERT, path=path, at=resources.clock.now())
            return
        except TrustError as error:
            refusal = error
    raise touch_refused(refusal)


def _is_complete(
    resources: "Resources",
    officers: Officers,
    alert: Alert,
    path: tuple[str, ...],
    owners: Mapping[str, str | None],
) -> bool:
    """Tell whether boards with this path accept it, by as many people as the root asks for."""
    try:
        good = check_approvals(
            alert.to_dict(), officers, right=ALERT, path=path, at=resources.clock.now(),
            revoked=resources.officers.revoked(),
        )  # fmt: skip
    except TrustError:
        return False
    return len({owners.get(key) for key in good}) >= officers.threshold


def _ways(officers: Officers, boards: Iterable[BoardRecord]) -> list[tuple[str, ...]]:
    """Give a path for each set of officers who speak for a board: a country has few of them."""
    return [path for path, _ in _groups(officers, boards)]


def _groups(
    officers: Officers, boards: Iterable[BoardRecord]
) -> list[tuple[tuple[str, ...], list[BoardRecord]]]:
    """Part boards by who speaks for them, with one path that stands for each part."""
    by_path: dict[tuple[str, ...], list[BoardRecord]] = {}
    for board in boards:
        by_path.setdefault(board.addressee.path, []).append(board)
    found: dict[frozenset[str], tuple[tuple[str, ...], list[BoardRecord]]] = {}
    for path, group in by_path.items():
        who = frozenset(key for key, one in officers.keys.items() if one.covers(path))
        found.setdefault(who, (path, []))[1].extend(group)
    return list(found.values())


def _split(
    officers: Officers, revoked: Collection[str], boards: Iterable[BoardRecord]
) -> tuple[list[BoardRecord], list[BoardRecord]]:
    """Part the boards for which enough officers are named from those that would refuse anyway."""
    able = [
        one for keyid, one in officers.keys.items() if keyid not in revoked and ALERT in one.rights
    ]
    spoken: list[BoardRecord] = []
    unspoken: list[BoardRecord] = []
    for board in boards:
        count = sum(1 for officer in able if officer.covers(board.addressee.path))
        (spoken if count >= officers.threshold else unspoken).append(board)
    return spoken, unspoken


def _owners(session: Session, approvals: Approvals) -> dict[str, str | None]:
    """Give whose keys they are."""
    found: dict[str, str | None] = {}
    for entry in approvals:
        row = session.get(OfficerKeyRow, str(entry.get("keyid"))[:64])
        found[str(entry.get("keyid"))] = row.account_id if row is not None else None
    return found
