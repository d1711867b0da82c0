"""The slip: its code for the eye and for a camera, never in an address the server sees."""

from datetime import timedelta

from flask import Flask, g

from server.services.entry_codes import EntryCode
from server.services.resources import Resources
from server.staff_web.slips import slip_page


def test_a_slip_tells_address_code_and_name(app: Flask, resources: Resources) -> None:
    code = EntryCode("abcd-2345-efgh", resources.clock.now() + timedelta(days=7))
    with app.test_request_context("/staff/people"):
        g.actor = None
        page = slip_page("Đinh Thị Lan", "lan", code, "/staff/people")
    for part in ("Đinh Thị Lan", "abcd-2345-efgh", "/staff/welcome", "<svg"):
        assert part in page
    assert "/staff/welcome#" not in page
    assert "/staff/welcome?" not in page
