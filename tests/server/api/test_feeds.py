"""News feeds over the API."""

from typing import Any

import pytest

from server.services.resources import Resources
from tests.server.api.conftest import Api
from tests.server.builders import FixedClock
from tests.server.feed_builders import Site, allow_loopback
from tests.server.services.test_feeds import ticker

FEEDS = "/units/20857/feeds"
ADMIN = {"role": "administrator", "unit": "20857"}


@pytest.fixture
def board(api: Api, resources: Resources, clock: FixedClock) -> str:
    allow_loopback(resources)
    board = api.a_board("20857")
    for role in ("administrator", "author", "viewer"):
        api.token(role, "20857")
    clock.advance(1)
    return board


def added(api: Api, site: Site, **fields: Any) -> dict[str, Any]:
    body = {"name": "Cổng tỉnh", "url": site.url, **fields}
    answer = api.call("POST", FEEDS, **ADMIN, json=body)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def run(site: Site) -> dict[str, str]:
    return {"state": "running", "seen_url": site.url}


def test_a_feed_is_added_seen_started_and_removed(
    api: Api, resources: Resources, board: str, site: Site
) -> None:
    feed = added(api, site, most=3)
    assert (feed["state"], feed["most"], feed["error"]) == ("waiting", 3, None)
    assert [one["title"] for one in feed["headlines"]] == [
        "Áp thấp nhiệt đới gần bờ", "Mở đường mới",
    ]  # fmt: skip
    assert ticker(resources, board) == []
    path = f"{FEEDS}/{feed['id']}"
    assert api.call("PATCH", path, **ADMIN, json=run(site)).status_code == 200
    assert len(ticker(resources, board)) == 2
    listed = api.call("GET", FEEDS, "viewer", "20857").get_json()["items"]
    assert [one["state"] for one in listed] == ["running"]
    assert api.call("DELETE", path, **ADMIN).get_json() == {"items": []}
    assert ticker(resources, board) == []


def test_an_author_hides_and_stops_but_changes_nothing_else(
    api: Api, resources: Resources, board: str, site: Site
) -> None:
    feed = added(api, site)
    path, author = f"{FEEDS}/{feed['id']}", {"role": "author", "unit": "20857"}
    api.call("PATCH", path, **ADMIN, json=run(site))
    key = feed["headlines"][0]["key"]
    hidden = api.call("PATCH", path, **author, json={"hide": [key]}).get_json()
    assert hidden["headlines"][0]["why_not"] == "hidden"
    assert len(ticker(resources, board)) == 1
    shown = api.call("PATCH", path, **author, json={"show": [key]}).get_json()
    assert shown["headlines"][0]["why_not"] is None
    assert api.call("PATCH", path, **author, json={"name": "Khác"}).status_code == 403
    assert api.call("DELETE", path, **author).status_code == 403
    assert api.call("PATCH", path, **author, json={"state": "stopped"}).status_code == 200
    assert ticker(resources, board) == []


def test_words_and_days_change_what_is_shown(
    api: Api, resources: Resources, board: str, site: Site
) -> None:
    path = f"{FEEDS}/{added(api, site)['id']}"
    api.call("PATCH", path, **ADMIN, json=run(site))
    body = {"refused": ["áp thấp"], "name": "Tỉnh"}
    changed = api.call("PATCH", path, **ADMIN, json=body).get_json()
    assert (changed["refused"], changed["state"]) == (["áp thấp"], "running")
    assert ticker(resources, board) == ["Mở đường mới · Nguồn: Tỉnh"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "A", "url": "ftp://a.vn"}, "url"),
        ({"name": "A", "url": "https://192.168.0.1/rss"}, "url"),
        ({"name": "A", "url": "https://a.vn", "most": 11}, "most"),
        ({"name": "A", "url": "https://a.vn", "keep_days": 0}, "keep_days"),
        ({"name": "A", "url": "https://a.vn", "refused": ["x"] * 51}, "refused"),
        ({"name": "A", "url": "https://a.vn", "evil": 1}, "evil"),
    ],
)
def test_bad_bodies_are_refused_at_their_field(
    api: Api, board: str, body: dict[str, Any], field: str
) -> None:
    answer = api.call("POST", FEEDS, **ADMIN, json=body)
    assert answer.status_code == 422
    assert field in {answer.get_json().get("field"), *(
        part["field"] for part in answer.get_json().get("errors", ())
    )}  # fmt: skip


def test_a_feed_belongs_to_its_unit(api: Api, board: str, site: Site) -> None:
    feed = added(api, site)
    upper = {"role": "administrator", "unit": "51"}
    assert api.call("GET", f"/units/51/feeds/{feed['id']}", **upper).status_code in (404, 405)
    answer = api.call("DELETE", f"/units/51/feeds/{feed['id']}", **upper)
    assert answer.status_code == 404
    sibling = {"role": "administrator", "unit": "20860"}
    assert api.call("PATCH", f"{FEEDS}/{feed['id']}", **sibling, json={}).status_code == 404
    assert api.call("GET", FEEDS, **sibling).status_code == 403


def test_another_address_does_not_run_before_its_headlines_were_seen(
    api: Api, resources: Resources, board: str, site: Site
) -> None:
    path = f"{FEEDS}/{added(api, site)['id']}"
    both = {"url": f"{site.url}?muc=2", "state": "running"}
    answer = api.call("PATCH", path, **ADMIN, json=both)
    assert (answer.status_code, answer.get_json()["field"]) == (422, "state")
    unseen = api.call("PATCH", path, **ADMIN, json={"state": "running"})
    assert (unseen.status_code, unseen.get_json()["field"]) == (422, "seen_url")
    other = {"state": "running", "seen_url": f"{site.url}?muc=2"}
    assert api.call("PATCH", path, **ADMIN, json=other).get_json()["code"] == "feed_changed"
    assert api.call("PATCH", path, **ADMIN, json={"seen_url": site.url}).status_code == 200
    assert ticker(resources, board) == []
