"""Letting boards in over the API: the check number, wrong and used codes, foreign units."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from content import trust
from server.services import pairing
from tests.server.api.conftest import Api

TECHNICIAN = ("technician", "20857")
PLACE = {"unit": "20857", "name": "Bảng chợ", "phone": "0905 123 456", "groups": ["chợ"]}


@pytest.fixture
def public(api: Api) -> bytes:
    key = Ed25519PrivateKey.generate().public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


@pytest.fixture
def code(api: Api, public: bytes) -> str:
    return pairing.start_pairing(
        api.resources,
        public_key=base64.b64encode(public).decode(),
        width=1080,
        height=1920,
        software="test",
    ).user_code


def test_the_check_number_is_that_of_the_screen(api: Api, public: bytes, code: str) -> None:
    answer = api.call("POST", f"/pairings/{code}/approve", *TECHNICIAN, json=PLACE)
    assert answer.status_code == 201
    root = api.resources.keyring.root().digest
    assert answer.get_json()["check_number"] == trust.check_number(trust.key_id(public), root)
    board = api.call("GET", f"/boards/{answer.get_json()['board']}", *TECHNICIAN).get_json()
    assert (board["name"], board["groups"], board["unit"]) == ("Bảng chợ", ["chợ"], "20857")


def test_a_code_is_used_once(api: Api, code: str) -> None:
    path = f"/pairings/{code}/approve"
    assert api.call("POST", path, *TECHNICIAN, json=PLACE).status_code == 201
    again = api.call("POST", path, *TECHNICIAN, json=PLACE)
    assert (again.status_code, again.get_json()["code"]) == (409, "code_used")


def test_a_wrong_code_lets_nobody_in(api: Api) -> None:
    for code in ("BCDF-GHJK", "x", "%00", "%F0%9F%98%80"):
        answer = api.call("POST", f"/pairings/{code}/approve", *TECHNICIAN, json=PLACE)
        assert answer.status_code == 404


def test_guessing_codes_is_slowed(api: Api) -> None:
    statuses = [
        api.call("POST", "/pairings/BCDF-GHJK/approve", *TECHNICIAN, json=PLACE).status_code
        for _ in range(15)
    ]
    assert statuses[0] == 404
    assert statuses[-1] == 429


def test_only_into_ones_own_units(api: Api, code: str) -> None:
    for role, unit in (("technician", "20860"), ("author", "20857")):
        answer = api.call("POST", f"/pairings/{code}/approve", role, unit, json=PLACE)
        assert answer.status_code == 403
    assert api.call("POST", f"/pairings/{code}/approve", *TECHNICIAN, json=PLACE).status_code == 201
