"""Every route of the staff pages x every role x own, sibling and upper unit: who may, who may not.

Whoever lacks the right sends the form filled in and is refused all the same; whoever has it sends
an empty one, so that the things stay as they are for the next person.
"""

import pytest

from server.services.actor import Role
from server.services.permissions import Right
from tests.server.builders import FixedClock
from tests.server.security.staff_case import SIBLING, Case, Reach, anywhere, over
from tests.server.security.staff_world import BOARD_NAME, Route, World, ask
from tests.server.staff_web.conftest import Browser

OWN, AREA, PROVINCE = "20857", "KV-522", "51"
ANYBODY, OWNERS = Case(None), Case(None, is_owners=True)
READ = over(Right.READ)
POSTED = over(Right.READ, things={"notice_id": "posted_id"})
SOUND = over(Right.READ, things={"alert_id": "heard_id", "language": "vi"})
VOICE = anywhere(Right.FIRE_ALERTS, things={"name": "voice_id"})
WORDS = {"event": "Lũ quét", "headline": "LŨ", "description": "Mưa", "where": "ven suối"}
FLOOD = {"template_id": "flash-flood"}
OWN_TEMPLATE = {"template_id": "own_template_id"}
TEMPLATE = {**WORDS, "name": "Vỡ kè", "kind": "Infra", "severity": "Severe"}
STEP = anywhere(Right.FIRE_ALERTS, things=FLOOD, deed={**WORDS, "subtree": OWN, "count": "1"})
NOTICE = {
    "title": "Tin mới", "body": "Lúc 7 giờ.", "category": "news", "unit": OWN, "where": "all",
    "until": "week", "priority": "normal",
}  # fmt: skip
PLANNED = {"title": "Tin", "category": "news", "period": "3"}
APPROVAL = {"count": "1", "revision": "1"}
SUBMITTED, WAITING = {"notice_id": "submitted_id"}, {"alert_id": "waiting_id"}
GLASS = {"alert_id": "glass_id"}
REASON = {"reason": "Sai ngày", "words": "Sai ngày"}
PLACE = {"name": "Bảng khác", "unit": OWN, "far": "8", "diagonal": "55"}
CHANGE = {"day": "01/02/2027", "code": "20998", "name": "Xã A", "level": "xa", "parent": OWN}
PERSON = {"login": "moi.batuong", "name": "Phạm Thị Mới", "role": "viewer", "unit": OWN}
FEED = {"name": "Cổng tỉnh", "url": "https://127.0.0.1:9/rss", "most": "5", "keep_days": "3"}
CAP_SOURCE = {
    "name": "Đài tỉnh", "kind": "push", "emergency": "Severe", "priority": "Moderate",
    "expiry_hours": "6",
}  # fmt: skip
DEPUTY = {"deputy": "viewer9.20857", "grant": "{role_id}", "deputy_until": "31/12/2026"}
SEVERAL = over(Right.WITHDRAW_NOTICES, query="?notice={notice_id}")
BY_UNIT = f"?unit={OWN}"
STOP = over(Right.STOP_BOARDS, query=BY_UNIT)

CASES: dict[str, Case] = {
    # one's own desk
    "GET home": ANYBODY,
    "GET account": ANYBODY,
    "GET my_messages": ANYBODY,
    "POST keep_my_messages": ANYBODY,
    "GET confirm": ANYBODY,
    "POST confirming": ANYBODY,
    "POST confirm_passkey_options": ANYBODY,
    "POST confirming_passkey": ANYBODY,
    "GET second_factor": ANYBODY,
    "POST begin_second_factor": ANYBODY,
    "POST confirm_second_factor": ANYBODY,
    "POST renew_second_factor_codes": ANYBODY,
    "POST remove_second_factor": ANYBODY,
    "POST second_factor_passkey_options": ANYBODY,
    "POST add_second_factor_passkey": ANYBODY,
    "POST remove_second_factor_passkey": OWNERS,
    "POST end_session": OWNERS,
    "GET lost_phone": ANYBODY,
    "POST losing_phone": ANYBODY,
    "GET person_lost_phone": over(Right.MANAGE_ACCOUNTS),
    "POST losing_person_phone": over(Right.MANAGE_ACCOUNTS),
    "GET more": ANYBODY,
    "GET help_index": ANYBODY,
    "GET help_topic": Case(None, things={"topic": "dang-tin"}),
    # notices
    "GET notice_list": ANYBODY,
    "GET notice": READ,
    "GET notice_history": READ,
    "GET notice_proof": POSTED,
    "GET notice_proof_csv": POSTED,
    "GET notice_picture": READ,
    "GET preview_saved": READ,
    "POST autosave": Case(Right.WRITE_NOTICES, Reach.ANYWHERE),
    "GET draft_worker": ANYBODY,
    "GET new_notice": anywhere(Right.WRITE_NOTICES),
    "POST create": over(Right.WRITE_NOTICES, deed=NOTICE),
    "POST preview_notice": over(Right.WRITE_NOTICES, deed=NOTICE),
    "GET notice_templates": anywhere(Right.WRITE_NOTICES),
    "GET fill_notice_template": anywhere(Right.WRITE_NOTICES, things={"template_id": "power-cut"}),
    "GET copy_notice": over(Right.WRITE_NOTICES),
    "GET edit_notice": over(Right.WRITE_NOTICES),
    "POST edit": over(Right.WRITE_NOTICES, deed=NOTICE),
    "POST submit_notice": over(Right.WRITE_NOTICES),
    "POST approve_notice": over(Right.APPROVE_NOTICES, things=SUBMITTED),
    "GET return_notice": over(Right.APPROVE_NOTICES, things=SUBMITTED),
    "POST send_back": over(Right.APPROVE_NOTICES, deed=REASON, things=SUBMITTED),
    "GET withdraw_notice": over(Right.WITHDRAW_NOTICES),
    "POST withdraw": over(Right.WITHDRAW_NOTICES, deed=REASON),
    "GET withdraw_several": SEVERAL,
    "POST withdrawing_several": over(
        Right.WITHDRAW_NOTICES, deed={**REASON, "notice": "{notice_id}"}
    ),
    # from above, and the pool
    "GET above": anywhere(Right.CHOOSE_FROM_ABOVE),
    "GET pool": anywhere(Right.CHOOSE_FROM_ABOVE),
    "POST choosing": over(Right.CHOOSE_FROM_ABOVE, deed={"unit": OWN, "deed": "show"}),
    "POST subscribing": over(Right.CHOOSE_FROM_ABOVE, deed={"unit": OWN, "category": "market"}),
    "POST ending_subscription": over(Right.CHOOSE_FROM_ABOVE, is_once=True),
    "GET notice_usage": READ,
    # files
    "GET media_file": READ,
    "GET media_thumb": READ,
    "GET media_full": READ,
    "GET media_state": READ,
    "POST media_cancel": over(Right.ADD_MEDIA),
    "POST begin": over(Right.ADD_MEDIA, deed={"name": "b.jpg", "size": "9", "unit": OWN}),
    "GET so_far": OWNERS,
    "POST part": OWNERS,
    "POST drop": OWNERS,
    # boards
    "GET board_list": ANYBODY,
    "GET board": READ,
    "GET board_items": READ,
    "GET board_picture": READ,
    "GET calendar": READ,
    "GET board_plays": READ,
    "GET board_time": READ,
    "POST set_board_time": over(Right.PAIR_BOARDS, deed={"volume": "50"}),
    "GET board_place": over(Right.PAIR_BOARDS),
    "POST change_board_place": over(Right.PAIR_BOARDS, deed=PLACE),
    "GET board_screenshot": READ,
    "POST command_board": over(Right.COMMAND_BOARDS, deed={"deed": "identify"}),
    "POST trying_board": over(Right.COMMAND_BOARDS),
    "GET stop_boards": anywhere(Right.STOP_BOARDS),
    "GET check_stop_boards": STOP,
    "POST stopping_boards": over(Right.STOP_BOARDS, deed={"reason": "check"}, query=BY_UNIT),
    "GET check_boards_go_on": STOP,
    "POST boards_go_on": STOP,
    "GET stopped_boards": STOP,
    "GET stopped_boards_now": STOP,
    "GET revoke_board": over(Right.PAIR_BOARDS),
    "POST revoking": over(Right.PAIR_BOARDS, deed={"reason": BOARD_NAME}),
    "GET pair": anywhere(Right.PAIR_BOARDS),
    "POST pairing": anywhere(Right.PAIR_BOARDS, deed={"code": "BCDF-GHJK"}),
    "GET pair_check": anywhere(Right.PAIR_BOARDS),
    "POST let_in": anywhere(Right.PAIR_BOARDS, deed=PLACE),
    # alerts
    "GET alert_list": ANYBODY,
    "GET alert": READ,
    "GET ledger": READ,
    "GET alert_report": READ,
    "GET alert_report_csv": READ,
    "GET ledger_csv": READ,
    "GET ledger_sheet": READ,
    "GET ledger_receipts": READ,
    "GET call_board": over(Right.STOP_BOARDS),
    "POST calling_board": over(Right.STOP_BOARDS, deed={"outcome": "shows"}),
    "POST approve_alert": over(Right.APPROVE_ALERTS, deed=APPROVAL, things=WAITING),
    "POST alert_touch_options": over(Right.APPROVE_ALERTS),
    "POST touch_alert": over(Right.APPROVE_ALERTS),
    "GET cancel_alert": over(Right.CANCEL_ALERTS),
    "POST cancelling": over(Right.CANCEL_ALERTS, deed=REASON),
    "POST review_alert": over(Right.APPROVE_ALERTS, deed={"sentence": "Đúng"}, things=GLASS),
    "GET new_alert": anywhere(Right.FIRE_ALERTS),
    "GET fill_alert": STEP,
    "GET start_over": STEP,
    "POST refill_alert": STEP,
    "POST reach_alert": STEP,
    "POST confirm_alert": STEP,
    "POST send_alert": STEP,
    "POST count_audience": STEP,
    "GET template_list": ANYBODY,
    "GET voice": VOICE,
    "GET voice_state": VOICE,
    "GET alert_sound": SOUND,
    "GET new_template": anywhere(Right.APPROVE_ALERTS),
    "POST write_template": over(Right.APPROVE_ALERTS, deed={**TEMPLATE, "unit": "commune"}),
    "GET own_template": over(Right.READ, things=OWN_TEMPLATE),
    "GET edit_template": over(Right.APPROVE_ALERTS, things=OWN_TEMPLATE),
    "POST change_template": over(Right.APPROVE_ALERTS, deed=TEMPLATE, things=OWN_TEMPLATE),
    "POST decide_template": over(Right.APPROVE_ALERTS, things={**OWN_TEMPLATE, "deed": "off"}),
    # alerts from outside
    "GET cap_held": ANYBODY,
    "GET cap_messages_list": ANYBODY,
    "GET cap_message": READ,
    "GET cap_raw": READ,
    "POST let_out_cap": over(Right.FIRE_ALERTS, deed={"count": "1"}),
    "GET set_aside_cap": over(Right.FIRE_ALERTS),
    "POST setting_aside_cap": over(Right.FIRE_ALERTS, deed=REASON),
    "GET cap_sources_list": ANYBODY,
    "GET new_cap_source": anywhere(Right.MANAGE_UNITS),
    "POST adding_cap_source": anywhere(Right.MANAGE_UNITS, deed={**CAP_SOURCE, "unit": OWN}),
    "GET cap_source": READ,
    "POST change_cap_source": over(Right.MANAGE_UNITS, deed=CAP_SOURCE),
    "POST switch_cap_source": over(Right.MANAGE_UNITS, deed={"deed": "off"}),
    # units, the plan, people, the log
    "GET unit_list": ANYBODY,
    "GET unit": READ,
    "GET unit_time": READ,
    "POST set_unit_time": over(Right.MANAGE_UNITS, deed={"volume": "50"}),
    "GET unit_accent": READ,
    "POST set_unit_accent": over(Right.MANAGE_UNITS, deed={"accent": "nowhere"}),
    "GET accent_sample": over(Right.READ, things={"accent": "north"}),
    "GET posting_kinds": READ,
    "POST set_posting_kind": over(Right.MANAGE_UNITS, deed={"name": "Niêm yết", "days": "15"}),
    "GET new_change": anywhere(Right.MANAGE_UNITS),
    "POST make_change": anywhere(Right.MANAGE_UNITS, deed={**CHANGE, "answer": "yes"}),
    "POST cancel_unit_change": over(Right.MANAGE_UNITS),
    "GET my_plan": ANYBODY,
    "GET plan": READ,
    "GET drill_year": READ,
    "GET drill_year_csv": READ,
    "GET plan_sheet": READ,
    "POST add_to_plan": over(Right.WRITE_NOTICES, deed=PLANNED),
    "POST tick_plan": over(Right.WRITE_NOTICES, deed={"deed": "tick", **REASON}),
    "GET my_feeds": ANYBODY,
    "GET feed_list": READ,
    "POST look_at_feed": over(Right.MANAGE_UNITS, deed=FEED),
    "GET feed": READ,
    "POST change_feed": over(Right.MANAGE_UNITS, deed=FEED),
    "POST start_feed": over(Right.MANAGE_UNITS),
    "POST hide_feed_headline": over(Right.WITHDRAW_NOTICES, deed={"headline": "x"}),
    "POST stop_feed": over(Right.WITHDRAW_NOTICES),
    "POST remove_feed": over(Right.MANAGE_UNITS, is_once=True),
    "GET audit_rows": anywhere(Right.READ_AUDIT),
    "GET audit_csv": anywhere(Right.READ_AUDIT),
    "POST check_audit": anywhere(Right.READ_AUDIT),
    "GET people_list": anywhere(Right.MANAGE_ACCOUNTS),
    "GET new_person": anywhere(Right.MANAGE_ACCOUNTS),
    "POST making_person": anywhere(Right.MANAGE_ACCOUNTS, deed=PERSON),
    "GET person": over(Right.MANAGE_ACCOUNTS),
    "POST add_role": over(Right.MANAGE_ACCOUNTS, deed=PERSON),
    "POST ending_role": over(Right.MANAGE_ACCOUNTS, deed={"answer": "yes"}),
    "POST making_deputy": over(Right.MANAGE_ACCOUNTS, deed=DEPUTY),
    "POST change_person": over(Right.MANAGE_ACCOUNTS, deed={"answer": "yes"}),
    "POST person_slip": over(Right.MANAGE_ACCOUNTS),
    "POST reset_second_factor": over(Right.MANAGE_ACCOUNTS),
    "GET waiting_boards": anywhere(Right.PAIR_BOARDS),
    "POST waiting_boards_options": anywhere(Right.PAIR_BOARDS),
    "POST touch_waiting_boards": anywhere(Right.PAIR_BOARDS),
    # officers' own keys: what one may make follows from one's roles
    "GET approval_keys": ANYBODY,
    "POST approval_key_options": ANYBODY,
    "POST propose_approval_key": ANYBODY,
    "POST confirm_approval_key": over(Right.MANAGE_ACCOUNTS),
    "POST revoke_approval_key": over(Right.MANAGE_ACCOUNTS),
}
LAST = ("POST sign_out",)


def test_every_route_has_its_case(world: World) -> None:
    assert {route.name for route in world.routes()} == {*CASES, *LAST}


@pytest.mark.parametrize("unit", [OWN, SIBLING, AREA, PROVINCE])
def test_whoever_lacks_the_right_is_refused_and_changes_nothing(world: World, unit: str) -> None:
    people = {role: world.staff.person(role.value, unit) for role in Role}
    before, wrong = world.rows(), []
    for role, browser in people.items():
        for route, case in _asked(world):
            if not case.may(role, unit):
                status = _ask(world, browser, route, case, is_complete=True)
                expected = {403} if unit != SIBLING and not case.is_owners else {403, 404}
                if status not in expected:
                    wrong.append((route.name, role.value, status))
    assert wrong == []
    assert world.rows() == before


@pytest.mark.parametrize("unit", [OWN, SIBLING])
def test_a_missing_right_is_said_before_a_password_is_asked_for(
    world: World, clock: FixedClock, unit: str
) -> None:
    people = {role: world.staff.person(role.value, unit) for role in Role}
    clock.advance(301)
    wrong, asked = [], set()
    for role, browser in people.items():
        for route, case in _asked(world):
            if route.method != "GET":
                continue
            answer = browser.get(case.address(route, world))
            if not case.may(role, unit) and answer.status_code not in (403, 404):
                wrong.append((route.name, role.value, answer.status_code))
            if answer.status_code == 303 and answer.location.startswith("/staff/confirm?"):
                asked.add(route.name)
    assert wrong == []
    assert asked >= {"GET new_alert", "GET pair", "GET new_person", "GET new_change"}


@pytest.mark.parametrize("unit", [OWN, SIBLING, AREA, PROVINCE])
def test_whoever_has_the_right_is_let_in(world: World, unit: str) -> None:
    wrong, done = [], set()
    for role in Role:
        browser = world.staff.person(role.value, unit)
        for route, case in _asked(world):
            is_asked = case.right is not None or unit == OWN
            if is_asked and case.may(role, unit) and route.name not in done:
                status = _ask(world, browser, route, case, is_complete=False)
                if case.is_once:
                    done.add(route.name)
                if status in (403, 404) or status >= 500:
                    wrong.append((route.name, role.value, status))
    assert wrong == []


def _asked(world: World) -> list[tuple[Route, Case]]:
    return [(route, CASES[route.name]) for route in world.routes() if route.name not in LAST]


def _ask(world: World, browser: Browser, route: Route, case: Case, *, is_complete: bool) -> int:
    deed = {
        key: value.format_map(world.things) if isinstance(value, str) else value
        for key, value in case.deed.items()
    }
    address = case.address(route, world)
    return ask(browser, route.method, address, deed if is_complete else {}).status_code
