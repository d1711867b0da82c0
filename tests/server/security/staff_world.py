"""Every staff address, walked from the app's routes, and one commune full of things to ask for."""

import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from content.alert_sound import DRILL
from content.alert_tone import wav
from content.category import CategoryKey
from content.speech_voice import Accent
from content.year_plan import PlanEntry
from server.services import screenshots
from server.services.alerting import issue_alert
from server.services.feeds import add_feed
from server.services.media import add_media
from server.services.publishing import create_notice
from server.services.resources import Resources
from server.services.speaking import Spoken
from server.services.subscriptions import subscribe
from server.services.unit_changes import change_units
from server.services.unit_plans import ChangeKind, ChangeRequest, Into
from server.services.uploads import begin_upload
from server.services.year_plans import add_entries, list_plan
from server.staff_web import unit_accent
from server.storage.columns import Base
from server.storage.tables import AccountRow, GrantRow, OfficerKeyRow
from tests.server.board_builders import a_board, a_key, fire, officer, own_words, start
from tests.server.cap_builders import a_cap, a_source, message_of, send
from tests.server.feed_builders import ADMIN, a_site, a_wish, allow_loopback
from tests.server.notice_builders import AUTHOR, a_draft, published, submitted
from tests.server.staff_web.conftest import Browser, Staff
from tests.server.template_builders import a_template

OPEN = (
    "/staff/sign-in",
    "/staff/welcome",
    "/staff/forgotten",
    "/staff/language",
    "/staff/static/",
    "/staff/<path:anything>",
)
SECRETS = "Bản nháp|Nhà văn hóa|LŨ QUÉT"
BOARD_NAME = "Nhà văn hóa"
ENTRY = PlanEntry(2026, "Phòng cháy", CategoryKey.SECURITY, date(2026, 1, 1), date(2026, 3, 31))
CHANGE = ChangeRequest(
    ChangeKind.CREATE, date(2027, 1, 1), (), (Into("20999", "Xã mới", "xa", "20857"),)
)


@dataclass(frozen=True)
class Route:
    """One method of one address of the staff pages."""

    method: str
    rule: Rule

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule.endpoint.removeprefix('staff.')}"

    def path(self, things: Mapping[str, str]) -> str:
        """The address with its places filled; of a choice, the first."""
        path = re.sub(r"<any\((\w+)[^)]*\):\w+>", r"\1", self.rule.rule)
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda m: things.get(m[1], "x"), path)


@dataclass(frozen=True)
class World:
    """The routes and what stands in the commune they are asked about."""

    staff: Staff
    things: Mapping[str, str]

    def routes(self) -> list[Route]:
        """Every route behind the sign-in."""
        return [
            Route(method, rule)
            for rule in self.staff.app.url_map.iter_rules()
            if rule.rule.startswith("/staff") and not rule.rule.startswith(OPEN)
            for method in sorted({"GET", "POST"} & (rule.methods or set()))
        ]

    def routes_to_things(self) -> list[Route]:
        """The routes whose address names something of the commune's."""
        return [route for route in self.routes() if set(self.things) & route.rule.arguments]

    def rows(self) -> str:
        """A digest of everything the database holds."""

        def digest(session: Session) -> str:
            held = hashlib.sha256()
            for table in Base.metadata.sorted_tables:
                rows = session.execute(select(table)).all()
                held.update(repr(sorted(map(repr, rows))).encode())
            return held.hexdigest()

        return self.staff.resources.database.read(digest)


def ask(browser: Browser, method: str, path: str, deed: Mapping[str, object]) -> TestResponse:
    """Send one request; what is typed goes only where something is posted."""
    return browser.get(path) if method == "GET" else browser.post(path, **deed)


def a_picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(made, "PNG")
    return made.getvalue()


def things_of(staff: Staff) -> dict[str, str]:
    """Fill the commune 20857 with one of everything; give the ids by the names in addresses."""
    resources, now = staff.resources, staff.resources.clock.now()
    staff.person("viewer", number=9)  # from another browser: that session can be ended
    shown = staff.person("viewer", number=9).get("/staff/account").get_data(as_text=True)
    session_id = re.search(r"/staff/sessions/([^/]+)/end", shown)
    assert session_id is not None
    board = a_board(resources, name=BOARD_NAME)
    screenshots.store(resources, board.id, b"\xff\xd8\xff picture \xff\xd9")
    add_entries(resources, AUTHOR, "commune", [ENTRY])
    role = _role_of(staff, staff.account("viewer", number=9))
    media = add_media(resources, AUTHOR, a_picture(), "a.png", "commune")
    source = a_source(resources, "commune")
    send(resources, a_cap(), source, officer("commune"))
    recording = add_media(resources, officer("commune"), wav(DRILL), "a.wav", "commune")
    voice = keep_voices(resources, recording.sha256)
    upload = begin_upload(resources, AUTHOR, name="a.jpg", size=9, unit_id="commune")
    return {
        "account_id": role.account_id,
        "person_id": role.account_id,
        "role_id": role.id,
        "alert_id": fire(resources, officer("commune")).id,
        "glass_id": issue_alert(resources, officer("commune"), own_words(now, break_glass=True)).id,
        "own_template_id": a_template(resources).id,
        "waiting_id": issue_alert(resources, officer("commune"), own_words(now)).id,
        "board_id": board.id,
        "heard_id": fire(resources, officer("commune"), audio={"vi": recording.id}).id,
        "voice_id": voice,
        "accent": "north",
        "change_id": change_units(resources, None, CHANGE).id,
        "code": start(resources, a_key()).user_code,
        "feed_id": a_waiting_feed(staff),
        "key": a_key_row(resources, role.account_id),
        "entry_id": list_plan(resources, AUTHOR, "commune", 2026)[0].id,
        "media_id": media.id,
        "message_id": message_of(resources, "QN-2026-001").id,
        "name": next(iter(media.files)),
        "notice_id": create_notice(resources, AUTHOR, a_draft(title="Bản nháp")).id,
        "posted_id": published(resources, title="Bản nháp đã đăng").id,
        "source_id": source,
        "submitted_id": submitted(resources, title="Bản nháp thứ hai").id,
        "session_id": session_id[1],
        "subscription_id": subscribe(resources, AUTHOR, "20857", "51").id,
        "unit_id": "commune",
        "upload_id": upload.id,
    }


def keep_voices(resources: Resources, sha256: str) -> str:
    """Let the voices that are asked for be there already; gives the name of one."""
    name = resources.units.tree().get("commune").name
    words = unit_accent.sample_words(name, Accent.NORTH)
    named = resources.speech.ask(words)
    resources.speech.spoken[named] = Spoken(sha256, 1, 1.0)
    return named


def a_waiting_feed(staff: Staff) -> str:
    allow_loopback(staff.resources)
    with a_site() as site:
        return add_feed(staff.resources, ADMIN, "commune", a_wish(site)).feed.id


def a_key_row(resources: Resources, account_id: str) -> str:
    """An approval key that waits to be confirmed."""
    row = OfficerKeyRow(
        id="a" * 64, account_id=account_id, unit_id="commune", credential_id="x", kind="es256",
        public=b"x", name="Điện thoại", rights=["alert"], rp_id="localhost",
        created_at=resources.clock.now(), sign_count=0,
    )  # fmt: skip
    resources.database.write(lambda session: session.add(row))
    return "a" * 64


def _role_of(staff: Staff, login: str) -> GrantRow:
    query = (
        select(GrantRow)
        .join(AccountRow, AccountRow.id == GrantRow.account_id)
        .where(AccountRow.login == login)
    )
    return staff.resources.database.read(lambda session: session.scalars(query).one())
