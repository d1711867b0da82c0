"""Where the frame of a page leads: tabs under the thumb and the page of everything."""

import re

from server.staff_web import navigation
from tests.server.staff_web.conftest import Browser, Staff, text_of


def tabs_of(person: Browser, path: str = "/staff/") -> list[tuple[str, str]]:
    """Return the tabs of a page as (address, whether it is the current one)."""
    page = person.get(path).get_data(as_text=True)
    bar = page.split('<nav class="tabs"')[1].split("</nav>")[0]
    found = re.findall(r'<a href="([^"]+)"(?: class="deed")?(?: aria-current="(\w+)")?', bar)
    return [(address, current) for address, current in found]


def test_sections_follow_the_page() -> None:
    expected = {
        "staff.home": "home",
        "staff.new_notice": "notices",
        "staff.pair_check": "boards",
        "staff.fill_alert": "alerts",
        "staff.plan_sheet": "plan",
        "staff.new_change": "units",
        "staff.help_topic": "help",
        "staff.more": "more",
        "staff.account": "",
    }
    assert {name: navigation.section_of(name) for name in expected} == expected


def test_five_tabs_and_the_last_leads_to_everything(staff: Staff) -> None:
    for role in ("author", "duty_officer", "administrator", "viewer"):
        places = [address for address, _ in tabs_of(staff.person(role))]
        assert len(places) == 5
        assert places[-1] == "/staff/more"


def test_who_posts_keeps_alerts_or_boards_by_what_they_may_do(staff: Staff) -> None:
    writer = [address for address, _ in tabs_of(staff.person("author"))]
    assert writer[:4] == ["/staff/", "/staff/notices", "/staff/notices/new", "/staff/boards"]
    looker = [address for address, _ in tabs_of(staff.person("viewer"))]
    assert looker[:4] == ["/staff/", "/staff/notices", "/staff/boards", "/staff/alerts"]


def test_every_section_is_on_the_page_of_everything(staff: Staff) -> None:
    administrator = staff.person("administrator")
    page = administrator.get("/staff/more").get_data(as_text=True).split("<main")[1]
    for place in (
        "notices",
        "boards",
        "alerts",
        "plan",
        "audit",
        "units",
        "people",
        "help",
        "account",
    ):
        assert f'href="/staff/{place}"' in page, place
    assert 'href="/staff/audit"' not in staff.person("author").get("/staff/more").get_data(
        as_text=True
    )


def test_a_place_without_a_tab_of_its_own_lights_the_last(staff: Staff) -> None:
    administrator = staff.person("administrator")
    assert tabs_of(administrator, "/staff/audit")[-1] == ("/staff/more", "true")
    assert tabs_of(administrator, "/staff/more")[-1] == ("/staff/more", "page")
    assert tabs_of(administrator)[0] == ("/staff/", "page")
    assert "Thêm" in text_of(administrator.get("/staff/"))
