"""Officers with software keys, and roots whose holders keep their keys in folders."""

import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cbor2
from sqlalchemy.orm import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from server.services import officer_keys, root_ceremony, root_keys
from server.services.accounts import Account, create_account
from server.services.actor import Actor
from server.services.actors import actor_of_account
from server.services.officer_keys import Proposal
from server.services.resources import Resources
from server.services.root_ceremony import Wish
from server.storage.tables import AccountRow
from tests.server.staff_builders import PASSWORD
from tests.vectors.passkeys import ORIGIN, PRESENT, VERIFIED, Passkey

PASSPHRASE = "cánh diều chín ngọn tre vàng"
_MADE = 0x40


def with_name(resources: Resources) -> Resources:
    """Give the server a name of its own: browsers keep no passkey for a number."""
    resources.settings = resources.settings.model_copy(update={"public_url": ORIGIN})
    return resources


def a_person(resources: Resources, login: str, role: str, unit: str) -> Actor:
    """Make somebody with this role over the unit of this code."""
    made: Account = create_account(
        resources, login=login, name=login.title(), password=PASSWORD, role=role, unit_code=unit
    )
    return actor_of(resources, made.id)


def actor_of(resources: Resources, account_id: str) -> Actor:
    found = resources.database.read(lambda session: actor_of_account(session, account_id))
    assert found is not None
    return found


def registered(
    passkey: Passkey,
    options: dict[str, Any],
    *,
    origin: str = ORIGIN,
    flags: int = PRESENT | VERIFIED,
) -> dict[str, Any]:
    """Answer as a browser does that has just made this key."""
    client = json.dumps(
        {
            "type": "webauthn.create",
            "challenge": options["challenge"],
            "origin": origin,
            "crossOrigin": False,
        }
    ).encode()
    identity = hashlib.sha256(b"credential" + passkey.public).digest()
    data = (
        hashlib.sha256(options["rp"]["id"].encode()).digest()
        + bytes([flags | _MADE]) + bytes(4) + bytes(16)
        + len(identity).to_bytes(2, "big") + identity + cbor2.dumps(_cose(passkey))
    )  # fmt: skip
    attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
    named = bytes_to_base64url(identity)
    return {
        "id": named,
        "rawId": named,
        "type": "public-key",
        "response": {
            "clientDataJSON": bytes_to_base64url(client),
            "attestationObject": bytes_to_base64url(attested),
        },
    }


def touched(passkey: Passkey, options: dict[str, Any], **how: Any) -> dict[str, Any]:
    """Answer as a browser does whose user has touched this key for the challenge."""
    challenge = base64url_to_bytes(options["challenge"])
    made = passkey.approve({}, challenge=challenge, **how)
    identity = bytes_to_base64url(hashlib.sha256(b"credential" + passkey.public).digest())
    return {
        "id": identity,
        "rawId": identity,
        "type": "public-key",
        "response": {
            "authenticatorData": _url(made["authenticator_data"]),
            "clientDataJSON": _url(made["client_data_json"]),
            "signature": _url(made["sig"]),
        },
    }


def propose_key(
    resources: Resources, actor: Actor, passkey: Passkey, unit: str, rights: Sequence[str]
) -> str:
    """Have a person propose this key."""
    options = officer_keys.registration_options(resources, actor, actor.account_id)
    return officer_keys.propose(
        resources, actor, actor.account_id, registered(passkey, options),
        Proposal(passkey.name, unit, rights),
    )  # fmt: skip


def an_officer(
    resources: Resources, admin: Actor, actor: Actor, passkey: Passkey, unit: str,
    rights: Sequence[str] = ("alert",),
) -> str:  # fmt: skip
    """Have a person propose this key and an administrator confirm it."""
    key = propose_key(resources, actor, passkey, unit, rights)
    officer_keys.confirm(resources, admin, key)
    return key


def somebody_for_alerts(resources: Resources, admin: Actor) -> None:
    """Make an officer for alerts: no root without one, for it would silence every board."""
    duty = a_person(resources, "truc.tinh", "duty_officer", "51")
    an_officer(resources, admin, duty, Passkey("truc tinh"), "51")


def hold_ceremony(resources: Resources, **wish: Any) -> None:
    """Make a root of the officers confirmed by now, signed by the root key that lies here."""
    request = root_ceremony.request_root(resources, Wish(**wish))
    root_ceremony.adopt_root(resources, request)


def holder(folder: Path, name: str) -> root_keys.MadeRootKey:
    """Make a holder's key on a stick of its own."""
    return root_keys.make_root_key(folder / name, name, PASSPHRASE)


def disable(resources: Resources, actor: Actor) -> None:
    """Shut somebody's account."""

    def work(session: Session) -> None:
        session.get_one(AccountRow, actor.account_id).disabled_at = resources.clock.now()

    resources.database.write(work)


def _cose(passkey: Passkey) -> dict[int, object]:
    if passkey.type == "ed25519":
        return {1: 1, 3: -8, -1: 6, -2: passkey.public}
    return {1: 2, 3: -7, -1: 1, -2: passkey.public[1:33], -3: passkey.public[33:]}


def _url(standard: object) -> str:
    return bytes_to_base64url(base64.b64decode(str(standard)))
