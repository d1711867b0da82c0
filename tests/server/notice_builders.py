"""Builders of paired boards and of notices that went the whole way."""

import base64
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from content.errors import ConflictError
from server.services import pairing, pairing_approval, publishing
from server.services.actor import Role
from server.services.board_places import BoardPlace
from server.services.publishing import NoticeDraft, NoticeView
from server.services.resources import Resources
from tests.server.staff_builders import an_actor

AUTHOR = an_actor(Role.AUTHOR, "commune")
APPROVER = an_actor(Role.APPROVER, "commune")


def pair_a_board(resources: Resources, unit: str = "20857", **place: Any) -> str:
    """Pair a board at this place; give its id."""
    key = Ed25519PrivateKey.generate().public_key()
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    started = pairing.start_pairing(
        resources,
        public_key=base64.b64encode(raw).decode(),
        width=1920,
        height=1080,
        software="test",
    )
    technician = an_actor(Role.TECHNICIAN, "province")
    where = BoardPlace(**{"unit": unit, "name": f"Bảng {unit}", **place})
    return pairing_approval.approve(resources, technician, started.user_code, where).board


def a_draft(**fields: Any) -> NoticeDraft:
    """A notice of the commune for its own boards, as the API gives it."""
    values: dict[str, Any] = {
        "title": "Tiêm phòng trâu, bò đợt 2",
        "body": "Đưa trâu, bò đến nhà văn hóa thôn.",
        "category": "policy",
        "language": "vi",
        "unit": "20857",
        "targets": {"units": ["20857"]},
        **fields,
    }
    return NoticeDraft(**values)


def submitted(resources: Resources, **fields: Any) -> NoticeView:
    """A notice that waits for its approver."""
    view = publishing.create_notice(resources, AUTHOR, a_draft(**fields))
    return publishing.submit_notice(resources, AUTHOR, view.id)


def published(resources: Resources, **fields: Any) -> NoticeView:
    """A notice that is on its boards."""
    view = submitted(resources, **fields)
    return publishing.approve_notice(resources, APPROVER, view.id, view.revision, view.digest)


def approve_at_once(resources: Resources, view: NoticeView, people: int) -> list[str]:
    """So many approvers press the button together; tell who was refused as overtaken."""
    together = Barrier(people)

    def press(number: int) -> str:
        approver = replace(APPROVER, account_id=f"approver-{number}")
        together.wait(timeout=20)
        try:
            publishing.approve_notice(resources, approver, view.id, view.revision, view.digest)
        except ConflictError:
            return "refused"
        return "approved"

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(press, range(people)))
