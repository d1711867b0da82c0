"""Staff of a province at the documented HTTP interface, with accounts made by the commands."""

import html
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from tests.server.running_server import ROOT, RunningServer

PEOPLE = {
    "author": "author", "approver": "approver", "duty_officer": "duty_officer",
    "second_officer": "duty_officer", "technician": "technician", "administrator": "administrator",
}  # fmt: skip
SCOPES = "read,notices,media,boards,alerts,admin"
PASSWORD = "Bánh-xèo-tôm-nhảy-9\n"


def soon(minutes: float) -> str:
    at = datetime.now(UTC) + timedelta(minutes=minutes)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Staff:
    """One account per name in PEOPLE, each with its role over the province."""

    def __init__(self, server: RunningServer, *names: str) -> None:
        self.server = server
        units = server.command("units", "import", str(ROOT / "server" / "demo" / "units.csv"))
        assert units.returncode == 0, units.stderr
        names = names or tuple(PEOPLE)
        self._author = "author" if "author" in names else "administrator"
        with ThreadPoolExecutor(3) as pool:
            self.tokens = dict(zip(names, pool.map(self._account, names), strict=True))

    def _account(self, login: str) -> str:
        made = self.server.command(
            "account", "create", "--login", login, "--role", PEOPLE[login], "--unit", "51",
            "--password-stdin", said=PASSWORD,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        token = self.server.command("token", "create", "--login", login, "--scopes", SCOPES)
        assert token.returncode == 0, token.stderr
        return token.stdout.splitlines()[-1]

    def call(
        self, who: str, method: str, path: str, body: Any = None, **more: Any
    ) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}
        headers |= more.pop("headers", {})
        return requests.request(
            method, self.server.address + path, json=body, headers=headers, timeout=30, **more
        )

    def answer(self, who: str, method: str, path: str, body: Any = None, **more: Any) -> Any:
        answered = self.call(who, method, path, body, **more)
        assert answered.status_code in (200, 201, 202), (method, path, answered.text)
        return answered.json()

    def problem(
        self, who: str, method: str, path: str, body: Any = None, **more: Any
    ) -> tuple[int, str]:
        """Status and code of an answer that has to be a problem."""
        answered = self.call(who, method, path, body, **more)
        assert answered.headers["Content-Type"] == "application/problem+json", answered.text
        problem = answered.json()
        assert problem["status"] == answered.status_code
        assert problem["title"] and problem["type"]
        return answered.status_code, problem["code"]

    def draft(self, **other: object) -> dict[str, Any]:
        notice: dict[str, Any] = self.answer(self._author, "POST", "/api/v1/notices", {
            "title": "Tiêm chủng", "body": "Sáng thứ Bảy tại trạm y tế.", "category": "policy",
            "language": "vi", "unit": "21484", "targets": {"subtrees": ["21484"]},
        } | other)  # fmt: skip
        return notice

    def publish(self, **other: object) -> dict[str, Any]:
        notice = f"/api/v1/notices/{self.draft(**other)['id']}"
        self.answer(self._author, "POST", notice + "/submit")
        read = self.answer("approver", "GET", notice)
        named = {"revision": read["revision"], "digest": read["digest"]}
        approved: dict[str, Any] = self.answer("approver", "POST", notice + "/approve", named)
        return approved

    def fire(self, key: str, **other: object) -> dict[str, Any]:
        fired: dict[str, Any] = self.answer(
            "duty_officer", "POST", "/api/v1/alerts", an_alert(**other),
            headers={"Idempotency-Key": key},
        )  # fmt: skip
        return fired

    def ledger(self, alert: str) -> dict[str, Any]:
        path = f"/api/v1/alerts/{alert}/deliveries"
        found: dict[str, Any] = self.answer("duty_officer", "GET", path)
        return found


class StaffPages:
    """One person in a browser at /staff/, for what only the pages do."""

    def __init__(self, address: str, login: str) -> None:
        self._address, self._browser = address, requests.Session()
        self.submit("/staff/sign-in", login=login, password=PASSWORD.strip())

    def submit(self, page: str, to: str = "", **fields: str) -> None:
        """Fill in the form of a page and send it; it must lead on."""
        shown = self._browser.get(self._address + page, timeout=20)
        assert shown.status_code == 200, shown.text
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown.text)
        kept = {name: html.unescape(value) for name, value in hidden}
        sent = self._browser.post(
            self._address + (to or page), kept | fields, allow_redirects=False, timeout=20,
            headers={"Origin": self._address, "Referer": self._address + page},
        )  # fmt: skip
        assert sent.status_code == 303, (sent.status_code, sent.text)


def an_alert(**other: object) -> dict[str, object]:
    alert: dict[str, object] = {
        "event": "Lũ quét", "category": "Met", "urgency": "Immediate", "severity": "Severe",
        "certainty": "Observed", "status": "Actual", "targets": {"units": ["21484"]},
        "expires": soon(60), "break_glass": True,
        "info": [{
            "language": "vi", "headline": "Lũ quét trên sông Liên",
            "description": "Nước đang lên nhanh.", "instruction": "Lên chỗ cao ngay.",
        }],
    } | other  # fmt: skip
    return {name: value for name, value in alert.items() if value is not None}
