"""Pairing: ask for a code, let a person compare the check number, keep what was signed."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from content.board_state import first_state
from content.errors import ContentError
from content.trust import Envelope, Root, check_number, first_root, next_root
from content.trusted_time import TrustedTime
from player.board_key import BoardKey
from player.cache import Folder
from player.clock import Clock
from player.errors import PlayerError, RejectedError, UnreachableError
from player.holding import save
from player.link import Road
from player.settings import PlayerSettings

_LONGEST_INTERVAL_S = 30.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Offer:
    """Hold what the screen shows while a person lets the board in."""

    device_code: str
    user_code: str
    check_number: str
    address: str
    interval_s: float
    expires_in_s: float
    root: Root
    root_envelope: Envelope


def ask_for_code(road: Road, key: BoardKey, settings: PlayerSettings) -> Offer:
    """Begin pairing. Raises: UnreachableError, RejectedError, PlayerError."""
    answer = road.post(
        "/api/v1/pairings",
        {
            "public_key": key.public,
            "width": settings.width,
            "height": settings.height,
            "software": settings.software,
        },
    )
    try:
        envelope = Envelope.from_dict(answer.get("root"), "root")
        root = first_root(envelope)
        return Offer(
            device_code=str(answer["device_code"]),
            user_code=str(answer["user_code"]),
            check_number=check_number(key.key_id, root.digest),
            address=str(answer.get("verification_uri", "")),
            interval_s=float(str(answer.get("interval", 5))),
            expires_in_s=float(str(answer.get("expires_in", 600))),
            root=root,
            root_envelope=envelope,
        )
    except (ContentError, KeyError, ValueError) as error:
        raise PlayerError(f"the server's offer of a pairing cannot be used: {error}") from error


def wait_for_approval(
    road: Road, offer: Offer, clock: Clock, pause: Callable[[float], bool]
) -> Mapping[str, object] | None:
    """Ask until a person has decided; None when the code has run out or `pause` says stop.

    Raises: RejectedError (access_denied and others that end it).
    """
    interval_s = offer.interval_s
    end_s = clock.mono_s() + offer.expires_in_s
    while clock.mono_s() < end_s and not pause(interval_s):
        try:
            return road.post("/api/v1/pairings/token", {"device_code": offer.device_code})
        except UnreachableError as error:
            log.info("%s", error)
        except RejectedError as error:
            if error.code == "slow_down":
                interval_s = min(_LONGEST_INTERVAL_S, interval_s + 5.0)
            elif error.code == "expired_token":
                return None
            elif error.code != "authorization_pending":
                raise
    return None


def keep_pairing(
    folder: Folder, clock: Clock, road: Road, offer: Offer, answer: Mapping[str, object]
) -> str:
    """Verify what came with the approval and write it to disk; give the board's id.

    Raises: PlayerError, UnreachableError, RejectedError.
    """
    board = answer.get("board_id")
    if not isinstance(board, str):
        raise PlayerError("the server's answer names no board")
    try:
        root_envelope = Envelope.from_dict(answer.get("root"), "root")
        identity = Envelope.from_dict(answer.get("identity"), "identity")
        _check_chain(road, offer.root, root_envelope, str(answer.get("access_token")))
        state = first_state(board, root_envelope, identity, clock.reading().wall)
    except ContentError as error:
        raise PlayerError(f"what the server signed cannot be believed: {error}") from error
    if state.identity.public_key != folder.key().signer.public:
        raise PlayerError("the server signed an identity for another key")
    time = TrustedTime().after_statement(clock.reading(), state.identity.issued_at)
    at = time.now(clock.reading()).at
    save(folder, first_state(board, root_envelope, identity, at), time, clock)
    return board


def pair_once(
    road: Road,
    folder: Folder,
    clock: Clock,
    settings: PlayerSettings,
    pause: Callable[[float], bool],
    show: Callable[[Offer], None],
) -> bool:
    """Show one code until somebody lets the board in; False when it ran out or `pause` says stop.

    Raises: UnreachableError, RejectedError, PlayerError.
    """
    offer = ask_for_code(road, folder.key(), settings)
    show(offer)
    answer = wait_for_approval(road, offer, clock, pause)
    if answer is None:
        return False
    board = keep_pairing(folder, clock, road, offer, answer)
    print(f"Paired as board {board}", flush=True)
    return True


def print_offer(offer: Offer) -> None:
    """Tell the person at the box what the screen shows."""
    print(f"Code:         {offer.user_code}")
    print(f"Check number: {offer.check_number}")
    print(f"Approve at:   {offer.address}", flush=True)


def is_paired(folder: Folder) -> bool:
    """Tell whether there is a board in the folder, whole or not."""
    try:
        folder.read("state")
    except FileNotFoundError:
        return False
    return True


def _check_chain(road: Road, offered: Root, envelope: Envelope, token: str) -> None:
    """Accept the root whose check number was compared, or one that chains from it."""
    if envelope.digest == offered.digest:
        return
    answer = road.get(f"/api/v1/board/roots?since={offered.version}", token)
    found = answer.get("roots")
    root = offered
    for value in found if isinstance(found, list) else []:
        root = next_root(root, Envelope.from_dict(value, "root"))
        if root.digest == envelope.digest:
            return
    next_root(root, envelope)
