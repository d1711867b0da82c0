"""A board's verified state as a JSON value for the disk, and back; every envelope is kept."""

from collections.abc import Mapping

from content.alert import Alert
from content.board_state import BoardState, HeldAlert, only_approved
from content.ended import Ended
from content.head import Head, Mark
from content.identity import Identity
from content.instant import format_instant
from content.payload_fields import read_instant, read_list, read_name, read_names, read_object
from content.trust import Envelope, first_root, parse_json, verify, verify_alert


def state_to_dict(state: BoardState) -> dict[str, object]:
    """Write the whole state."""
    return {
        "board": state.board,
        "root": state.root_envelope.to_dict(),
        "identity": state.identity_envelope.to_dict(),
        "head_at": format_instant(state.head_at),
        "mark": state.mark.to_dict() if state.mark else None,
        "head": state.head_envelope.to_dict() if state.head_envelope else None,
        "alerts": [held.envelope.to_dict() for held in state.alerts.values()],
        "revoked": sorted(state.revoked),
        "ended": {name: entry.to_dict() for name, entry in state.ended.items()},
    }


def state_from_dict(value: Mapping[str, object]) -> BoardState:
    """Read it back; signatures are checked again under the held root.

    The head is the exception: it was accepted when it came, maybe under the root before. Alerts
    that an older program took without the officers whom the root names are left behind.
    Raises: TrustError.
    """
    board = read_name(value, "board")
    root_envelope = Envelope.from_dict(value.get("root"), "root")
    root = first_root(root_envelope)
    identity_envelope = Envelope.from_dict(value.get("identity"), "identity")
    identity = Identity.from_payload(
        verify(identity_envelope, root, "state"), identity_envelope.digest
    )
    identity.check_board(board)
    head, head_envelope = _head(value)
    envelopes = [Envelope.from_dict(entry, "alert") for entry in read_list(value, "alerts")]
    held = [HeldAlert(Alert.from_payload(verify_alert(entry, root)), entry) for entry in envelopes]
    state = BoardState(
        board=board,
        root=root,
        root_envelope=root_envelope,
        identity=identity,
        identity_envelope=identity_envelope,
        head_at=read_instant(value, "head_at"),
        mark=Mark.from_dict(read_object(value, "mark")) if value.get("mark") else None,
        head=head,
        head_envelope=head_envelope,
        alerts={entry.alert.id: entry for entry in held},
        revoked=frozenset(read_names(value, "revoked")) if "revoked" in value else frozenset(),
        ended=_ended(value),
    )
    return only_approved(state)


def _ended(value: Mapping[str, object]) -> dict[str, Ended]:
    found = read_object(value, "ended") if "ended" in value else {}
    return {name: Ended.from_dict(read_object(found, name)) for name in found}


def _head(value: Mapping[str, object]) -> tuple[Head | None, Envelope | None]:
    if not value.get("head"):
        return None, None
    envelope = Envelope.from_dict(value["head"], "head")
    payload = parse_json(envelope.payload)
    return Head.from_payload(read_object({"head": payload}, "head"), envelope.digest), envelope
