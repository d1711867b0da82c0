"""The server's part in a new root: say what it shall hold, take it over once it is signed.

The private root keys are elsewhere; see `root_keys` for what their holders do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.alert import AlertState
from content.approvals import check_alert_approvals
from content.errors import TrustError
from content.officers import ALERT, Officer, Officers
from content.root import ROLES, Root, root_payload
from content.root_request import RootRequest
from content.schedule import TIMEZONE
from content.trust import key_id
from server.operator_error import OperatorError
from server.services import audit, passkeys
from server.services.actor import Actor
from server.services.alert_book import read_payload
from server.services.keyring import ROOT_LIFE, Keyring, store_root
from server.services.officer_rows import confirmed_keys, live_rights, revoked_keyids
from server.services.root_keys import PublicRootKey
from server.storage.tables import AccountRow, AlertRevisionRow, OfficerKeyRow

if TYPE_CHECKING:
    from server.services.resources import Resources

# A root that has expired silences nobody: its officers approve for a year beyond.
GRACE = timedelta(days=365)
LONGEST_LIFE = timedelta(days=10 * 365)


@dataclass(frozen=True, slots=True)
class Wish:
    """Say what the next root shall be like; without `holders` the root keys stay.

    `threshold` and `officer_threshold` None: as they are (a single one for a first ceremony).
    """

    holders: Sequence[PublicRootKey] = ()
    threshold: int | None = None
    officer_threshold: int | None = None
    fresh_online_keys: bool = False
    new_epoch: bool = False
    without_officers: bool = False
    life: timedelta = ROOT_LIFE


def request_root(resources: "Resources", wish: Wish) -> RootRequest:
    """Make what the holders are to sign; a root key that lies here has signed already.

    Raises: OperatorError.
    """
    keyring, now = resources.keyring, resources.clock.now()
    held = keyring.trusted
    if not timedelta(0) < wish.life <= LONGEST_LIFE:
        raise OperatorError("A root lasts one to ten years")
    named, labels = _officers(resources, held, wish, now + wish.life)
    roles = {"root": _root_role(held, wish), **_online_roles(keyring, wish)}
    labels.update({key_id(holder.public): holder.name for holder in wish.holders})
    payload = root_payload(
        version=held.version + 1,
        epoch=held.epoch + int(wish.new_epoch),
        expires=now + wish.life,
        roles=roles,
        officers=named,
    )
    made = RootRequest(keyring.root(), payload, labels)
    for keyid in held.roles["root"].keyids:
        if keyring.files.has("root", keyid):
            made = made.signed_by(keyring.files.load("root", keyid))
    return made


def adopt_root(resources: "Resources", request: RootRequest, actor: Actor | None = None) -> Root:
    """Take a signed root over; server, boards and what they hold follow.

    Raises: OperatorError, saying why and what to do; nothing is changed then.
    """
    keyring, now = resources.keyring, resources.clock.now()
    held = keyring.trusted
    _require_next(request, held)
    try:
        root = request.complete()
    except TrustError as error:
        raise OperatorError(f"The request is not signed by enough holders: {error}") from error
    if root.is_expired(now):
        raise OperatorError("The new root has expired already; make a new request")
    for role in ROLES:
        if role != "root":
            keyring.files.load(role, root.roles[role].keyids[0])

    def work(session: Session) -> None:
        _require_fresh(session, resources, root)
        _require_shown_on(session, resources, root)
        store_root(session, request.envelope, held, actor, now)

    resources.database.write(work)
    return root


def forget_root_keys(resources: "Resources") -> list[Path]:
    """Remove the private root keys from this machine, those of old roots included.

    Raises: OperatorError while the newest root is signed by a key that lies here.
    """
    keyring = resources.keyring
    here = keyring.files.all_of("root")
    named = keyring.trusted.roles["root"].keyids
    if any(keyring.files.has("root", keyid) for keyid in named):
        raise OperatorError(
            "The newest root is still signed by a key on this machine; adopt a root of keys that"
            " are kept offline first"
        )
    for path in here:
        keyring.files.wipe(path)
    if here:
        names = [path.name for path in here]
        resources.database.write(
            lambda session: audit.record(
                session, at=resources.clock.now(), actor=None, action="keys.root_removed",
                subject="keys", details={"files": names},
            )
        )  # fmt: skip
    return here


def _root_role(held: Root, wish: Wish) -> tuple[list[bytes], int]:
    publics = [holder.public for holder in wish.holders]
    threshold = wish.threshold or (1 if publics else held.roles["root"].threshold)
    if not publics:
        publics = list(held.signers("root")[0].values())
    if len(set(publics)) != len(publics):
        raise OperatorError("Two of the root keys are the same; each holder makes an own one")
    if not 1 <= threshold <= len(publics):
        raise OperatorError(
            f"{threshold} of {len(publics)} root keys cannot sign; give a lower --threshold"
        )
    return publics, threshold


def _online_roles(keyring: Keyring, wish: Wish) -> dict[str, tuple[list[bytes], int]]:
    found = {}
    for role in (name for name in ROLES if name != "root"):
        if wish.fresh_online_keys:
            found[role] = ([keyring.files.create(role).public], 1)
        else:
            found[role] = (list(keyring.trusted.signers(role)[0].values()), 1)
    return found


def _officers(
    resources: "Resources", held: Root, wish: Wish, until: datetime
) -> tuple[Officers | None, dict[str, str]]:
    """Give the officers that count today, and what their ids mean."""
    if wish.without_officers:
        return None, {}
    rows = resources.database.read(lambda session: _counting(session, resources))
    if not rows and held.officers is not None:
        raise OperatorError(
            "No officer's key is confirmed any more; confirm one first, or say --without-officers"
        )
    if not rows:
        return None, {}
    site = passkeys.site_of(resources)
    if site is None:
        raise OperatorError(
            "Officers approve by passkeys, which need https and a name; set BANGTIN_PUBLIC_URL"
        )
    foreign = [row.name for row, _, _ in rows if row.rp_id != site[0]]
    if foreign:
        raise OperatorError(
            f"The key of {foreign[0]} was made for another address; revoke it and make it anew"
        )
    labels, keys = {}, {}
    mains = resources.units.mains(resources.clock.now().astimezone(TIMEZONE).date())
    for row, owner, rights in rows:
        unit = resources.units.tree().get(mains.get(row.unit_id, row.unit_id))
        labels[unit.id] = f"{unit.code} {unit.name}"
        keys[row.id] = Officer(
            type=row.kind, public=row.public, name=f"{owner} ({row.name})", units=(unit.id,),
            rights=rights, until=until + GRACE,
        )  # fmt: skip
    threshold = wish.officer_threshold or (held.officers.threshold if held.officers else 1)
    if threshold > sum(1 for officer in keys.values() if ALERT in officer.rights):
        raise OperatorError("There are fewer officers for alerts than --officer-threshold asks for")
    return Officers(rp_id=site[0], origins=(site[1],), threshold=threshold, keys=keys), labels


def _counting(
    session: Session, resources: "Resources"
) -> list[tuple[OfficerKeyRow, str, tuple[str, ...]]]:
    found = []
    for row in confirmed_keys(session):
        rights = live_rights(session, resources, row)
        if rights:
            found.append((row, session.get_one(AccountRow, row.account_id).name, rights))
    return found


def _require_next(request: RootRequest, held: Root) -> None:
    if request.held.digest == held.digest:
        return
    if request.held_root.version < held.version:
        raise OperatorError(
            f"The request follows root {request.held_root.version}, but root {held.version} counts"
            " by now; make a new request"
        )
    raise OperatorError("The request follows a root that is not this server's; nothing was changed")


def _require_fresh(session: Session, resources: "Resources", root: Root) -> None:
    """Refuse a root that names an officer whose key was revoked since the request."""
    named = root.officers.keys if root.officers else {}
    gone = revoked_keyids(session, named)
    if gone:
        raise OperatorError(
            f"The key of {named[gone[0]].name} was revoked since the request; make a new one"
        )


def _require_shown_on(session: Session, resources: "Resources", root: Root) -> None:
    """Refuse a root under which boards would drop an alert that is in force."""
    query = select(AlertRevisionRow).where(
        AlertRevisionRow.state == AlertState.IN_FORCE,
        AlertRevisionRow.expires > resources.clock.now(),
    )
    for row in session.scalars(query):
        payload = read_payload(row)
        boards = (resources.boards.find(board) for board in {*row.audience} - {*row.awaits})
        paths = {board.addressee.path for board in boards if board is not None}
        try:
            for path in paths:
                check_alert_approvals(payload, root.officers, path, resources.clock.now())
        except TrustError as error:
            raise OperatorError(
                f"An alert in force ({payload.get('event')}) is not approved by the new root's"
                " officers; adopt the root when the alert is over, or cancel it first"
            ) from error
