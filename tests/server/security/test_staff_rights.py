"""Every staff address, walked from the app's routes: as a stranger, a neighbour and a reader."""

import re

import pytest

from tests.server.security.staff_world import SECRETS, World, ask

DEED = {"reason": "Vì tôi muốn", "revision": "1", "digest": "0" * 64, "count": "1", "answer": "no"}


def test_a_stranger_is_led_to_the_sign_in_page(world: World) -> None:
    stranger = world.staff.stranger()
    stranger.get("/staff/sign-in")
    before, routes = world.rows(), world.routes()
    assert len(routes) > 80
    for route in routes:
        answer = ask(stranger, route.method, route.path(world.things), DEED)
        assert answer.status_code == 303, route.name
        assert answer.headers["Location"].startswith("/staff/sign-in"), route.name
    assert world.rows() == before


@pytest.mark.parametrize("role", ["administrator", "duty_officer", "approver", "inspector"])
def test_a_neighbour_is_shown_nothing_of_the_communes(world: World, role: str) -> None:
    neighbour = world.staff.person(role, "20860")
    routes = world.routes_to_things()
    assert len(routes) > 40
    for route in routes:
        answer = ask(neighbour, route.method, route.path(world.things), DEED)
        assert not re.search(SECRETS, answer.get_data(as_text=True)), route.name


def test_lists_and_searches_show_a_neighbour_nothing_of_the_communes(world: World) -> None:
    neighbour = world.staff.person("administrator", "20860")
    ids = [value for key, value in world.things.items() if key.endswith("_id")]
    for path in ("/staff/", "/staff/notices?q=nháp", "/staff/boards?q=văn", "/staff/alerts"):
        shown = neighbour.get(path).get_data(as_text=True)
        assert not re.search(SECRETS, shown), path
        assert not any(thing in shown for thing in ids if len(thing) == 16), path


def test_a_reader_changes_nothing(world: World) -> None:
    reader = world.staff.person("viewer")
    before = world.rows()
    for route in world.routes_to_things():
        if route.method == "POST":
            answer = ask(reader, route.method, route.path(world.things), DEED)
            assert answer.status_code in (303, 403, 404, 422), (route.name, answer.status_code)
    assert world.rows() == before
