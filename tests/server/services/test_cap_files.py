"""A message's files as its page lists them; what is no longer kept has no address."""

import pytest

from content.errors import NotFoundError
from server.services.actor import Role
from server.services.cap_file_fetching import fetch_files
from server.services.cap_files import list_files
from server.services.media_sweep import sweep
from server.services.resources import Resources
from tests.server.board_builders import a_board, officer
from tests.server.builders import FixedClock
from tests.server.cap_builders import a_cap, a_source, message_of, send
from tests.server.cap_file_builders import a_png, inside
from tests.server.staff_builders import add_units, an_actor


@pytest.fixture
def message(resources: Resources) -> str:
    add_units(resources)
    a_board(resources)
    source = a_source(resources, is_automatic=True)
    send(resources, a_cap(resource=inside(a_png(), "image/png")), source)
    return message_of(resources, "QN-2026-001").id


def test_before_it_is_here_it_is_listed_without_an_address(
    resources: Resources, message: str
) -> None:
    [one] = list_files(resources, officer(), message)
    assert (one.kind, one.state, one.media_id) == ("picture", "waits", None)
    assert one.description == "Bản đọc"


def test_once_swept_it_is_still_listed(
    resources: Resources, message: str, clock: FixedClock
) -> None:
    fetch_files(resources)
    assert list_files(resources, officer(), message)[0].media_id is not None
    clock.advance(40 * 86_400)
    assert sweep(resources) == 1
    [one] = list_files(resources, officer(), message)
    assert (one.state, one.media_id) == ("kept", None)


def test_who_may_not_read_the_message_sees_none_of_its_files(
    resources: Resources, message: str
) -> None:
    with pytest.raises(NotFoundError):
        list_files(resources, an_actor(Role.DUTY_OFFICER, "commune"), message)
