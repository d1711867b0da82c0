"""What the guard of the staff pages lets through."""

import pytest

from server.staff_web.access import own_path
from tests.server.staff_web.conftest import Staff


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/staff//evil", "/staff/\\evil", "/u/1", ""],
)
def test_no_way_leads_out_of_the_staff_pages(target: str) -> None:
    assert own_path(target, "/staff/") == "/staff/"


def test_a_stranger_is_led_to_sign_in_and_back(staff: Staff) -> None:
    answer = staff.stranger().get("/staff/more?a=1")
    assert answer.status_code == 303
    assert answer.location == "/staff/sign-in?next=%2Fstaff%2Fmore%3Fa%3D1"
    assert own_path("/staff/more?a=1", "/staff/") == "/staff/more?a=1"
