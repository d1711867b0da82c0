import pytest

from server.services.known_devices import MOST_PEOPLE, device_of, remember
from server.services.resources import Resources


def test_a_device_is_known_for_who_signed_in_on_it_and_nobody_else(resources: Resources) -> None:
    cookie = remember(resources, "lan", "")
    device = device_of(resources, "lan", cookie)
    assert device
    assert device_of(resources, " LAN ", cookie) == device
    assert device_of(resources, "minh", cookie) is None
    assert device_of(resources, "lan", remember(resources, "minh", "")) is None


def test_people_who_share_a_device_are_all_known_and_the_first_drops_out(
    resources: Resources,
) -> None:
    cookie = ""
    for number in range(MOST_PEOPLE + 1):
        cookie = remember(resources, f"person{number}", cookie)
    cookie = remember(resources, "person3", cookie)
    known = [device_of(resources, f"person{n}", cookie) for n in range(MOST_PEOPLE + 1)]
    assert known[0] is None
    assert len(set(known[1:])) == 1
    assert len(cookie) < 200


@pytest.mark.parametrize("cookie", ["", "x", "a" * 22, "a" * 22 + "." + "b" * 22, "." * 9])
def test_a_cookie_that_is_none_knows_nobody_and_is_replaced(
    resources: Resources, cookie: str
) -> None:
    assert device_of(resources, "lan", cookie) is None
    assert device_of(resources, "lan", remember(resources, "lan", cookie))
