"""The staff pages as a browser without script sees them: cookies, forms, redirects."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.services import accounts
from server.services.resources import Resources
from tests.server.staff_builders import PASSWORD, add_units, cheap_hashes

ORIGIN = {"Origin": "http://localhost"}
TITLE = "Lịch cắt điện thôn Nước Nẻ"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def text_of(answer: TestResponse) -> str:
    """What a page says, no-break spaces as blanks, tags left out."""
    body = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))
    return re.sub(r"\s+", " ", unescape(body).replace("\u00a0", " "))


@dataclass
class Browser:
    """One person's browser."""

    client: FlaskClient
    resources: Resources
    token: str = ""

    def get(self, path: str) -> TestResponse:
        return self._seen(self.client.get(path, buffered=True))

    def post(self, path: str, **fields: Any) -> TestResponse:
        if not self.token:
            self.get("/staff/account")
        data = {"csrf_token": self.token, **fields}
        return self._seen(self.client.post(path, data=data, headers=ORIGIN, buffered=True))

    def _seen(self, answer: TestResponse) -> TestResponse:
        """Remember the newest form token, as a page that is open in the browser does."""
        if answer.mimetype == "text/html":
            found = _TOKEN.search(answer.get_data(as_text=True))
            self.token = found[1] if found else self.token
        return answer

    def sign_in(self, login: str, password: str = PASSWORD, **fields: str) -> TestResponse:
        self.get("/staff/sign-in")
        answer = self.post("/staff/sign-in", login=login, password=password, **fields)
        self.token = ""
        return answer


@dataclass
class Staff:
    """Everybody's browsers beside one server."""

    app: Flask
    resources: Resources
    made: set[str] = field(default_factory=set)

    def stranger(self) -> Browser:
        return Browser(self.app.test_client(), self.resources)

    def account(self, role: str, unit: str = "20857", number: int = 1) -> str:
        login = f"{role}{number}.{unit}".lower()
        if login not in self.made:
            self.made.add(login)
            accounts.create_account(
                self.resources,
                login=login,
                name=f"{role} {number}",
                password=PASSWORD,
                role=role,
                unit_code=unit,
            )
        return login

    def person(self, role: str, unit: str = "20857", number: int = 1) -> Browser:
        browser = self.stranger()
        answer = browser.sign_in(self.account(role, unit, number))
        assert answer.status_code == 303, text_of(answer)
        return browser


def notice_fields(**changes: object) -> dict[str, object]:
    return {
        "title": TITLE,
        "body": "Lúc: 7:30 thứ Năm\r\nỞ: thôn Nước Nẻ\r\n\r\nBà con chuẩn bị đèn.",
        "category": "security",
        "unit": "20857",
        "where": "all",
        "until": "week",
        "priority": "normal",
        "deed": "submit",
        **changes,
    }


def id_of(location: str) -> str:
    found = re.search(r"/staff/notices/([0-9a-f]{16})$", location)
    assert found is not None, location
    return found[1]


def written(browser: Browser, **changes: object) -> str:
    browser.get("/staff/notices/new")
    answer = browser.post("/staff/notices/new", **notice_fields(**changes))
    assert answer.status_code == 303, text_of(answer)
    return id_of(answer.location)


@pytest.fixture
def staff(app: Flask, resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Staff:
    cheap_hashes(monkeypatch)
    add_units(resources)
    return Staff(app, resources)
