import pytest

from content.errors import NotFoundError
from server.services import pairing, pairing_links
from server.services.board_places import BoardPlace
from server.services.pairing import PairingError
from server.services.resources import Resources
from tests.server.board_builders import a_key, start
from tests.server.builders import FixedClock
from tests.server.staff_builders import add_units


@pytest.fixture
def slot(resources: Resources) -> str:
    add_units(resources)
    return pairing_links.prepare_board(resources, BoardPlace(unit="20857", name="Bảng mẫu"))


def secret_of(link: str) -> str:
    address, _, secret = link.partition("#pair=")
    assert address.endswith("/board") and secret
    return secret


def test_link_lets_one_browser_in_at_once(resources: Resources, slot: str) -> None:
    key = a_key()
    secret = secret_of(pairing_links.make_link(resources, slot))
    started = start(resources, key, link=secret)
    assert pairing.collect(resources, started.device_code).board_id == slot
    assert resources.boards.get(slot).public_key == key.public
    assert resources.boards.get(slot).name == "Bảng mẫu"


def test_link_works_once(resources: Resources, slot: str) -> None:
    secret = secret_of(pairing_links.make_link(resources, slot))
    start(resources, a_key(), link=secret)
    second = start(resources, a_key(), link=secret)
    with pytest.raises(PairingError):
        pairing.collect(resources, second.device_code)


@pytest.mark.parametrize("wrong", ["", "no such link", "x" * 5000])
def test_wrong_link_leaves_the_board_waiting_for_a_person(
    resources: Resources, slot: str, wrong: str
) -> None:
    started = start(resources, a_key(), link=wrong)
    with pytest.raises(PairingError, check=lambda error: error.code == "authorization_pending"):
        pairing.collect(resources, started.device_code)


def test_link_runs_out(resources: Resources, slot: str, clock: FixedClock) -> None:
    secret = secret_of(pairing_links.make_link(resources, slot))
    clock.advance(8 * 86_400)
    started = start(resources, a_key(), link=secret)
    with pytest.raises(PairingError):
        pairing.collect(resources, started.device_code)


def test_secret_of_a_link_is_no_device_code(resources: Resources, slot: str) -> None:
    secret = secret_of(pairing_links.make_link(resources, slot))
    with pytest.raises(PairingError, check=lambda error: error.code == "expired_token"):
        pairing.collect(resources, secret)


def test_link_is_for_a_board_that_exists(resources: Resources, slot: str) -> None:
    with pytest.raises(NotFoundError):
        pairing_links.make_link(resources, "no such board")
