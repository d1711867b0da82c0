import base64
import json

import pytest

from content import trust
from content.errors import ContentError, InvalidInputError
from content.identity import Identity
from content.trust import Envelope
from server.services import pairing, pairing_approval
from server.services.board_places import BoardPlace
from server.services.pairing import PairingError
from server.services.resources import Resources
from tests.server.board_builders import a_key, start, technician
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units

PLACE = BoardPlace(unit="20857", name="Nhà văn hóa Làng Teng", lat=14.76, lon=108.73, tags=["chợ"])


@pytest.fixture(autouse=True)
def _units(resources: Resources) -> None:
    add_units(resources)


def refused(code: str) -> "pytest.RaisesExc[PairingError]":
    return pytest.raises(PairingError, check=lambda error: error.code == code)


def test_waiting_board_is_told_to_wait_and_to_slow_down(
    resources: Resources, clock: FixedClock
) -> None:
    device = start(resources, a_key()).device_code
    with refused("authorization_pending"):
        pairing.collect(resources, device)
    clock.advance(1)
    with refused("slow_down"):
        pairing.collect(resources, device)
    clock.advance(5)
    with refused("authorization_pending"):
        pairing.collect(resources, device)


def test_board_that_was_let_in_gets_token_root_and_signed_identity(resources: Resources) -> None:
    key = a_key()
    started = start(resources, key)
    let_in = pairing_approval.approve(resources, technician(), started.user_code, PLACE)
    paired = pairing.collect(resources, started.device_code)
    assert paired.board_id == let_in.board
    assert paired.root == started.root
    root = trust.first_root(Envelope.from_dict(paired.root, "root"))
    envelope = Envelope.from_dict(paired.identity, "identity")
    identity = Identity.from_payload(trust.verify(envelope, root, "state"), envelope.digest)
    assert identity.public_key == key.public
    assert identity.addressee.path == ("province", "area", "commune")
    assert (identity.addressee.lat, identity.addressee.lon) == (14.76, 108.73)
    assert identity.header["title"] == "Xã Ba Tơ"
    assert identity.header["issuer"] == "Ủy ban nhân dân xã Ba Tơ"
    assert identity.header["parent"] == "tỉnh Quảng Ngãi"
    assert let_in.check_number == trust.check_number(key.key_id, root.digest)


def test_answer_that_was_lost_can_be_had_again(resources: Resources) -> None:
    started = start(resources, a_key())
    pairing_approval.approve(resources, technician(), started.user_code, PLACE)
    first = pairing.collect(resources, started.device_code)
    assert pairing.collect(resources, started.device_code).board_id == first.board_id


def test_code_runs_out_after_ten_minutes(resources: Resources, clock: FixedClock) -> None:
    started = start(resources, a_key())
    clock.advance(600)
    with refused("expired_token"):
        pairing.collect(resources, started.device_code)
    with pytest.raises(ContentError, check=lambda error: error.code == "code_expired"):
        pairing_approval.approve(resources, technician(), started.user_code, PLACE)


def test_denied_board_is_told_so(resources: Resources) -> None:
    started = start(resources, a_key())
    pairing_approval.deny(resources, technician(), started.user_code)
    with refused("access_denied"):
        pairing.collect(resources, started.device_code)


@pytest.mark.parametrize("device", [None, 7, "", "no such", "ô" * 300])
def test_unknown_device_code_counts_as_run_out(resources: Resources, device: object) -> None:
    with refused("expired_token"):
        pairing.collect(resources, device)


@pytest.mark.parametrize(
    "asked",
    [
        {"public_key": None},
        {"public_key": "too short"},
        {"public_key": base64.b64encode(b"x" * 31).decode()},
        {"width": 0},
        {"width": "1920"},
        {"height": 99999},
        {"height": True},
        {"software": 7},
    ],
)
def test_junk_starts_no_pairing(resources: Resources, asked: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        start(resources, a_key(), **asked)


def test_device_code_is_stored_as_a_hash_only(resources: Resources) -> None:
    from sqlalchemy import select

    from server.storage.tables import PairingRow

    started = start(resources, a_key())
    row = resources.database.read(lambda session: session.scalars(select(PairingRow)).one())
    assert started.device_code not in json.dumps([str(value) for value in vars(row).values()])
