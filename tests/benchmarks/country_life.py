"""What goes on in the country: its people, plans, choices, past alerts and the audit of it all."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.alert import Alert
from content.category import CategoryKey
from content.schedule import TIMEZONE
from content.targeting import Targets
from server.services import alerting, audit
from server.services.actor import Actor, Grant, Role
from server.services.alert_requests import AlertRequest
from server.services.alert_rows import alert_of
from server.services.resources import Resources
from server.storage import counters
from server.storage.ids import new_id
from server.storage.tables import AccountRow, AlertRow, AuditRow, GrantRow
from server.storage.tables.alerts import AlertRevisionRow
from server.storage.tables.choices import AttendedUnitRow, NoticeChoiceRow, SubscriptionRow
from server.storage.tables.ledger import DeliveryRow
from server.storage.tables.plans import PlanEntryRow

PEOPLE = 7_000
PAST_ALERTS = 300
CHOICES_OF_EACH = 5
PLANNED_BY_EACH = 12
FAMILY = ("Phạm Văn", "Đinh Thị", "Nguyễn Hữu", "Hồ Văn", "Trần Thị Mỹ")
GIVEN = ("Thanh", "Rế", "Hạnh", "Đức", "Yến", "Nga", "Hùng", "Ly", "Quyền", "Ới", "Bình")
ROLES = ("author", "approver", "duty_officer", "technician")
ACTIONS = ("notice.submitted", "notice.approved", "board.placed", "account.opened", "unit.settings")

Put = Callable[[Any, dict[str, Any]], None]
Many = Callable[[Resources], AbstractContextManager[Put]]


def put_people(put: Put, units: list[str], now: datetime) -> None:
    """Put 7,000 accounts with a role each in one of the units."""
    for number in range(PEOPLE):
        name = f"{FAMILY[number % len(FAMILY)]} {GIVEN[number % len(GIVEN)]}"
        account = {"id": f"a{number}", "login": f"canbo{number}", "name": name}
        put(AccountRow, account | {"password_hash": "none", "language": "vi", "created_at": now})
        role = ROLES[number // len(units) % len(ROLES)]
        unit = units[number % len(units)]
        put(
            GrantRow,
            {"id": f"g{number}", "account_id": f"a{number}", "role": role, "unit_id": unit},
        )
    for unit in units:  # in each one somebody chooses, and has for long
        put(AttendedUnitRow, {"unit_id": unit, "since": now - timedelta(days=400)})


def put_choices(
    put: Put, from_above: list[tuple[str, str]], units: list[str], now: datetime
) -> None:
    """Have some units decide on each notice from above, and take from the pool by themselves."""
    for number, (notice, above) in enumerate(from_above):
        below = units[int(above[2:]) :: 34]
        for step in range(CHOICES_OF_EACH):
            row = {"notice_id": notice, "unit_id": below[(number + step) % len(below)]}
            choice = "declined" if step % 2 else "shown"
            put(NoticeChoiceRow, row | {"choice": choice, "via": "hand", "decided_at": now})
    for unit in units:
        put(SubscriptionRow, {"id": new_id(), "unit_id": unit, "created_at": now})


def put_plans(put: Put, units: list[str], now: datetime) -> None:
    """Give each unit an entry a month."""
    year = now.astimezone(TIMEZONE).year
    for unit in units:
        for month in range(1, PLANNED_BY_EACH + 1):
            row = {
                "id": new_id(), "unit_id": unit, "year": year, "title": f"Tiêm phòng tháng {month}",
                "category": CategoryKey.KNOW_HOW.value, "first_day": date(year, month, 1),
                "last_day": date(year, month, 28), "planned": 1, "responsible": "Cán bộ thú y",
                "note": "", "created_at": now, "done_reason": "Đã làm" if month % 2 else None,
            }  # fmt: skip
            put(PlanEntryRow, row)


def put_alerts(resources: Resources, many: Many, provinces: list[tuple[str, str]]) -> None:
    """Fire one alert for the country, and put those that provinces had before it."""
    now = resources.clock.now()
    officer = Actor("bench", "bench", "Cán bộ trực", (Grant(Role.DUTY_OFFICER, "uVN"),))
    request = AlertRequest(
        targets={"subtrees": ["VN"]},
        expires=(now + timedelta(hours=6)).isoformat(),
        template_id="flash-flood",
        template_slots={"where": "ven suối các xã miền núi"},
    )
    fired = alerting.issue_alert(resources, officer, request)
    revision = resources.database.read(
        lambda session: session.scalars(
            select(AlertRevisionRow).where(AlertRevisionRow.alert_id == fired.id)
        ).one()
    )
    with many(resources) as put:
        _deliver(put, fired.id, revision.audience, now)
    with many(resources) as put:
        for number in range(PAST_ALERTS):
            unit, _ = provinces[number % len(provinces)]
            _past_alert(resources, put, alert_of(revision), number, unit)


def _past_alert(resources: Resources, put: Put, like: Alert, number: int, unit: str) -> None:
    at = resources.clock.now() - timedelta(days=PAST_ALERTS - number)
    targets = Targets(subtrees=(unit,))
    boards = [board.id for board in resources.boards.matching(targets)]
    alert = replace(
        like, id=f"alert-{number}", identifier=f"urn:bench:{number}", sequence=number + 1,
        targets=targets, issued_at=at, effective=at, expires=at + timedelta(hours=1),
    )  # fmt: skip
    row = {"id": alert.id, "identifier": alert.identifier, "unit_id": unit, "created_at": at}
    put(AlertRow, row | {"created_by": f"a{number}"})
    revision = {
        "alert_id": alert.id, "revision": 1, "sequence": alert.sequence, "state": "in_force",
        "status": alert.status, "payload": alert.to_payload(), "digest": f"{number:064x}",
        "effective": at, "expires": alert.expires, "severity": alert.severity, "audience": boards,
        "created_by": f"a{number}", "created_at": at, "decided_at": at, "break_glass": False,
        "template_id": "flash-flood",
    }  # fmt: skip
    put(AlertRevisionRow, revision)
    _deliver(put, alert.id, boards, at)


def _deliver(put: Put, alert_id: str, boards: list[str], at: datetime) -> None:
    """Have two of three boards paint it; the third was never reached."""
    for number, board in enumerate(boards):
        row: dict[str, Any] = {"alert_id": alert_id, "revision": 1, "board_id": board}
        seen = at if number % 3 else None
        put(DeliveryRow, row | {"sent_at": at, "received_at": seen, "painted_at": seen})


def put_audit(resources: Resources, many: Many, units: list[str], rows: int) -> None:
    """Go on with the chain for so many rows."""
    first, previous = resources.database.read(
        lambda session: (counters.value_of(session, counters.AUDIT), audit.latest_hash(session))
    )
    now = resources.clock.now()
    names = AuditRow.__table__.columns.keys()
    with many(resources) as put:
        for number, seq in zip(range(rows), count(first + 1)):
            person = number % PEOPLE
            row = AuditRow(
                seq=seq, at=now - timedelta(minutes=rows - number), actor_id=f"a{person}",
                actor_login=f"canbo{person}", address="10.0.0.7",
                action=ACTIONS[number % len(ACTIONS)], subject=f"subject-{number}",
                unit_id=units[person % len(units)],
                details='{"title":"Tiêm phòng trâu, bò"}', previous_hash=previous,
            )  # fmt: skip
            previous = row.hash = audit.hash_of(row)
            put(AuditRow, {name: getattr(row, name) for name in names})

    def keep(session: Session) -> None:
        counters.raise_to(session, counters.AUDIT, first + rows)

    resources.database.write(keep)
