"""Every staff address, walked from the app's routes: as a stranger, a neighbour and a reader."""

import io
import re
from dataclasses import dataclass

import pytest
from PIL import Image
from sqlalchemy import func, select
from werkzeug.routing import Rule

from server.services.media import add_media
from server.services.publishing import NoticeDraft, create_notice
from server.storage.tables import (
    AccountRow,
    AlertRevisionRow,
    AuditRow,
    BoardRow,
    GrantRow,
    NoticeRevisionRow,
    SessionRow,
)
from tests.server.board_builders import a_board, fire, officer
from tests.server.notice_builders import AUTHOR
from tests.server.staff_web.conftest import Staff

OPEN = (
    "/staff/sign-in",
    "/staff/welcome",
    "/staff/forgotten",
    "/staff/language",
    "/staff/static/",
    "/staff/<path:anything>",
)
THINGS = (
    "person_id",
    "role_id",
    "notice_id",
    "board_id",
    "alert_id",
    "media_id",
    "session_id",
    "code",
)
DEED = {"reason": "Vì tôi muốn", "revision": "1", "digest": "0" * 64, "count": "1", "answer": "no"}


def a_picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(made, "PNG")
    return made.getvalue()


@dataclass(frozen=True)
class World:
    """The routes and what stands in the commune they are asked about."""

    staff: Staff
    things: dict[str, str]

    def addresses(self, *, with_things: bool) -> list[tuple[str, str]]:
        """Method and address of each route, its places filled with the commune's things."""
        found = []
        for rule in self.staff.app.url_map.iter_rules():
            is_open = rule.rule.startswith(OPEN) or not rule.rule.startswith("/staff")
            names_one = bool(set(THINGS) & rule.arguments)
            if not is_open and (names_one or not with_things):
                methods = sorted({"GET", "POST"} & (rule.methods or set()))
                found += [(method, self._filled(rule)) for method in methods]
        return found

    def _filled(self, rule: Rule) -> str:
        path = re.sub(r"<any\((\w+)[^)]*\):\w+>", r"\1", rule.rule)
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda m: self.things.get(m[1], "x"), path)

    def rows(self) -> tuple[int, ...]:
        tables = (AuditRow, NoticeRevisionRow, AlertRevisionRow, BoardRow, SessionRow)
        return self.staff.resources.database.read(
            lambda session: tuple(
                session.scalar(select(func.count()).select_from(table)) or 0 for table in tables
            )
        )


@pytest.fixture
def world(staff: Staff) -> World:
    resources = staff.resources
    board = a_board(resources)
    draft = NoticeDraft(
        title="Bản nháp",
        body="Chưa ai được xem.",
        category="news",
        language="vi",
        unit="20857",
        targets={"subtrees": ["20857"]},
    )
    owner = staff.person("viewer", number=9)
    shown = owner.get("/staff/account").get_data(as_text=True)
    session = re.search(r"/staff/sessions/([^/]+)/end", shown)
    role = resources.database.read(
        lambda session: session.scalars(
            select(GrantRow).join(AccountRow, AccountRow.id == GrantRow.account_id)
            .where(AccountRow.login == staff.account("viewer", number=9))
        ).one()
    )  # fmt: skip
    things = {
        "person_id": role.account_id,
        "role_id": role.id,
        "board_id": board.id,
        "notice_id": create_notice(resources, AUTHOR, draft).id,
        "alert_id": fire(resources, officer("commune")).id,
        "media_id": add_media(resources, AUTHOR, a_picture(), "a.png", "commune").id,
        "session_id": session[1] if session else "x",
        "code": "BCDF-GHJK",
    }
    return World(staff, things)


def test_a_stranger_is_led_to_the_sign_in_page(world: World) -> None:
    stranger = world.staff.stranger()
    stranger.get("/staff/sign-in")
    before = world.rows()
    addresses = world.addresses(with_things=False)
    assert len(addresses) > 40
    for method, path in addresses:
        answer = stranger.get(path) if method == "GET" else stranger.post(path, **DEED)
        assert answer.status_code == 303, (method, path)
        assert answer.headers["Location"].startswith("/staff/sign-in"), path
    assert world.rows() == before


@pytest.mark.parametrize("role", ["administrator", "duty_officer", "approver", "inspector"])
def test_a_neighbour_finds_nothing_of_the_communes(world: World, role: str) -> None:
    neighbour = world.staff.person(role, "20860")
    before = world.rows()
    addresses = world.addresses(with_things=True)
    assert len(addresses) > 25
    for method, path in addresses:
        answer = neighbour.get(path) if method == "GET" else neighbour.post(path, **DEED)
        assert answer.status_code in (403, 404), (method, path, answer.status_code)
        shown = answer.get_data(as_text=True)
        assert not re.search("Bản nháp|Nhà văn hóa|LŨ QUÉT", shown), path
    assert world.rows() == before


def test_lists_and_searches_show_a_neighbour_nothing_of_the_communes(world: World) -> None:
    neighbour = world.staff.person("administrator", "20860")
    for path in ("/staff/", "/staff/notices?q=nháp", "/staff/boards?q=văn", "/staff/alerts"):
        shown = neighbour.get(path).get_data(as_text=True)
        assert not re.search("Bản nháp|Nhà văn hóa|LŨ QUÉT", shown), path
        assert not any(thing in shown for thing in list(world.things.values())[:4]), path


def test_a_reader_changes_nothing(world: World) -> None:
    reader = world.staff.person("viewer")
    before = world.rows()
    for method, path in world.addresses(with_things=True):
        if method == "POST":
            answer = reader.post(path, **DEED)
            assert answer.status_code in (303, 403, 404, 422), (path, answer.status_code)
    assert world.rows() == before
