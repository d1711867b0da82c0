"""Every route x every role x own, sibling and ancestor unit, walked from the app's own routes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from server.services.actor import Role
from server.services.feeds import add_feed
from server.services.permissions import RIGHTS_OF_ROLE, Right
from tests.server.api.conftest import Api, a_notice_body
from tests.server.api.test_alerts import by_template
from tests.server.cap_builders import a_cap, a_source
from tests.server.feed_builders import ADMIN, a_site, a_wish, allow_loopback

OWN, SIBLING, AREA, PROVINCE = "20857", "20860", "KV-522", "51"
ALLOWED = {200, 201, 202, 409}


@dataclass(frozen=True)
class Things:
    """What stands in the unit that is asked about."""

    board: str
    notice: str
    alert: str
    media: str
    feed: str
    source: str


@dataclass(frozen=True)
class Case:
    """How a route is called, and the right it takes over the unit."""

    right: Right
    body: Callable[[Things], dict[str, Any] | None] = lambda things: None
    is_open: bool = False
    """Answers everybody who may read anything."""


APPROVAL = {"revision": 99, "digest": "0" * 64}
INSIDE_FEED = {"name": "Cổng tỉnh", "url": "https://10.0.0.1/rss"}
CASES: dict[str, Case] = {
    "GET /categories": Case(Right.READ, is_open=True),
    "GET /alert-templates": Case(Right.READ, is_open=True),
    "GET /units": Case(Right.READ, is_open=True),
    "GET /units/<code>": Case(Right.READ, is_open=True),
    "POST /notices": Case(Right.WRITE_NOTICES, lambda things: a_notice_body()),
    "GET /notices": Case(Right.READ, is_open=True),
    "GET /notices/<notice_id>": Case(Right.READ),
    "PATCH /notices/<notice_id>": Case(Right.WRITE_NOTICES, lambda things: {"weight": 2}),
    "POST /notices/<notice_id>/submit": Case(Right.WRITE_NOTICES),
    "POST /notices/<notice_id>/approve": Case(Right.APPROVE_NOTICES, lambda things: APPROVAL),
    "POST /notices/<notice_id>/reject": Case(
        Right.APPROVE_NOTICES, lambda things: {"reason": "Sai"}
    ),
    "POST /notices/<notice_id>/withdraw": Case(
        Right.WITHDRAW_NOTICES, lambda things: {"reason": "Sai"}
    ),
    "GET /notices/<notice_id>/plays": Case(Right.READ),
    "GET /notices/<notice_id>/usage": Case(Right.READ),
    "GET /units/<code>/offers": Case(Right.READ),
    "POST /units/<code>/offers/<notice_id>": Case(
        Right.CHOOSE_FROM_ABOVE, lambda things: {"choice": "shown"}
    ),
    "DELETE /units/<code>/offers/<notice_id>": Case(Right.CHOOSE_FROM_ABOVE),
    "GET /units/<code>/subscriptions": Case(Right.READ),
    "POST /units/<code>/subscriptions": Case(
        Right.CHOOSE_FROM_ABOVE, lambda things: {"category": "market"}
    ),
    "DELETE /units/<code>/subscriptions/<subscription_id>": Case(Right.CHOOSE_FROM_ABOVE),
    "GET /units/<code>/feeds": Case(Right.READ),
    "POST /units/<code>/feeds": Case(Right.MANAGE_UNITS, lambda things: INSIDE_FEED),
    "PATCH /units/<code>/feeds/<feed_id>": Case(
        Right.MANAGE_UNITS, lambda things: {"keep_days": 4}
    ),
    "DELETE /units/<code>/feeds/<feed_id>": Case(Right.MANAGE_UNITS),
    "GET /units/<code>/posting-kinds": Case(Right.READ),
    "PUT /units/<code>/posting-kinds/<key>": Case(
        Right.MANAGE_UNITS, lambda things: {"name": "Đất đai", "days": 15}
    ),
    "DELETE /units/<code>/posting-kinds/<key>": Case(Right.MANAGE_UNITS),
    "GET /boards": Case(Right.READ, is_open=True),
    "GET /boards/<board_id>": Case(Right.READ),
    "GET /boards/<board_id>/schedule": Case(Right.READ),
    "GET /boards/<board_id>/plays": Case(Right.READ),
    "GET /boards/<board_id>/preview": Case(Right.READ),
    "POST /boards/<board_id>/commands": Case(
        Right.COMMAND_BOARDS, lambda things: {"name": "identify"}
    ),
    "POST /pairings/<user_code>/approve": Case(
        Right.PAIR_BOARDS,
        lambda things: {"unit": OWN, "name": "Bảng mới", "replaces": things.board},
    ),
    "POST /media": Case(Right.ADD_MEDIA),
    "GET /media/<media_id>": Case(Right.READ),
    "POST /media/<media_id>/cancel": Case(Right.ADD_MEDIA),
    "POST /uploads": Case(Right.ADD_MEDIA, lambda things: {"name": "a.jpg", "size": 9}),
    "GET /uploads/<upload_id>": Case(Right.ADD_MEDIA),
    "PATCH /uploads/<upload_id>": Case(Right.ADD_MEDIA),
    "DELETE /uploads/<upload_id>": Case(Right.ADD_MEDIA),
    "POST /alerts": Case(Right.FIRE_ALERTS, lambda things: by_template()),
    "GET /alerts": Case(Right.READ, is_open=True),
    "GET /loudspeaker/announcements": Case(Right.READ, is_open=True),
    "GET /loudspeaker/tones/<tone>": Case(Right.READ, is_open=True),
    "GET /audit": Case(Right.READ_AUDIT, is_open=True),
    "GET /alerts/<alert_id>": Case(Right.READ),
    "GET /alerts/<alert_id>/deliveries": Case(Right.READ),
    "GET /alerts/<alert_id>/ledger.csv": Case(Right.READ),
    "GET /alerts/<alert_id>/receipts.jsonl": Case(Right.READ),
    "POST /alerts/<alert_id>/approve": Case(Right.APPROVE_ALERTS, lambda things: APPROVAL),
    "POST /alerts/<alert_id>/cancel": Case(Right.CANCEL_ALERTS, lambda things: {"reason": "Hết"}),
    "POST /alerts/<alert_id>/review": Case(
        Right.APPROVE_ALERTS, lambda things: {"sentence": "Đúng"}
    ),
    "POST /alerts/<alert_id>/update": Case(Right.FIRE_ALERTS, lambda things: by_template()),
    "POST /cap": Case(Right.FIRE_ALERTS),
}


def routes_of(app: Flask) -> set[str]:
    """The API's routes as `METHOD /path`."""
    return {
        f"{method} {rule.rule.removeprefix('/api/v1')}"
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api_") and rule.endpoint != "api_document"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_has_its_case(app: Flask) -> None:
    assert routes_of(app) == set(CASES)


@pytest.fixture
def things(api: Api) -> Things:
    board = api.a_board(OWN)
    notice = api.a_notice(OWN)["id"]
    alert = api.call("POST", "/alerts", "duty_officer", OWN, json=by_template()).get_json()["id"]
    return Things(
        board, notice, alert, api.a_media(OWN), a_feed(api), a_source(api.resources, "commune")
    )


def a_feed(api: Api) -> str:
    """A feed of the commune, whose site is gone."""
    allow_loopback(api.resources)
    with a_site() as site:
        return add_feed(api.resources, ADMIN, "commune", a_wish(site)).feed.id


@pytest.mark.parametrize("unit", [OWN, SIBLING, AREA, PROVINCE])
def test_a_route_opens_to_its_right_over_the_unit_and_to_nobody_else(
    api: Api, things: Things, unit: str
) -> None:
    wrong = []
    for role in Role:
        for route, case in CASES.items():
            status = call(api, things, route, case, role, unit)
            if status not in expected(route, case, role, unit):
                wrong.append((route, str(role), status))
    assert wrong == []


def expected(route: str, case: Case, role: Role, unit: str) -> set[int]:
    has_right = case.right in RIGHTS_OF_ROLE[role]
    if route == "POST /media":
        return {415} if has_right else {403}  # into one's own unit, but it is no picture
    if route == "POST /uploads":
        return {201, 409} if has_right else {403}  # as above, twenty at most
    if "<upload_id>" in route:
        return {404}  # somebody else's
    if has_right and unit != SIBLING and ("<notice_id>" in route and "/offers/" in route):
        return {404}  # the unit's own notice comes from nobody above
    if "<subscription_id>" in route or route == "DELETE /units/<code>/feeds/<feed_id>":
        return {403, 404}  # there is none
    if route == "POST /units/<code>/feeds" and has_right and unit != SIBLING:
        return {422}  # may add one, but this address lies inside
    if not has_right or (unit == SIBLING and not case.is_open):
        return {403, 404}
    # the code is a wrong one; the alert is of a template and needs no review
    is_none = route.startswith("POST /pairings") or route.endswith("/review")
    return {404} if is_none else ALLOWED


def call(api: Api, things: Things, route: str, case: Case, role: Role, unit: str) -> int:
    method, _, path = route.partition(" ")
    for name, value in (
        ("<code>", OWN),
        ("<notice_id>", things.notice),
        ("<board_id>", things.board),
        ("<alert_id>", things.alert),
        ("<media_id>", things.media),
        ("<upload_id>", "0123456789abcdef"),
        ("<subscription_id>", "0123456789abcdef"),
        ("<feed_id>", "0123456789abcdef" if method == "DELETE" else things.feed),
        ("<user_code>", "BCDF-GHJK"),
        ("<key>", "land"),
        ("<tone>", "drill"),
    ):
        path = path.replace(name, value)
    if route == "POST /cap":
        path += f"?source={things.source}"
    options: dict[str, Any] = {}
    if route == "POST /cap":
        options = {"data": a_cap(), "content_type": "application/cap+xml"}
    elif route == "POST /media":
        options["data"] = {"file": (__file__, "no-picture.jpg")}
    elif method == "PATCH" and "<upload_id>" in route:
        options = {"data": b"x", "content_type": "application/octet-stream"}
        options["headers"] = {"Upload-Offset": "0"}
    elif case.body(things) is not None:
        options["json"] = case.body(things)
    return api.call(method, path, role, unit, **options).status_code
