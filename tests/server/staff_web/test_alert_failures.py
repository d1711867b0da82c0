"""What a board says of an alert that it does not show, as an officer reads it."""

import pytest
from flask import Flask

from content.approvals import REFUSALS
from server.locale import install
from server.staff_web.alert_failures import failure_text, failure_words


@pytest.fixture
def app() -> Flask:
    made = Flask("words")
    made.secret_key = "test"
    install(made)
    return made


def test_a_refusal_is_said_in_words(app: Flask) -> None:
    with app.test_request_context():
        say = failure_words()
        for reason in REFUSALS:
            told = failure_text(reason)
            assert told == say(reason) and "_" not in told and "approv" not in told
        assert failure_text("unapproved") == "Cán bộ ở đó chưa phê duyệt"
        assert failure_text("approval_revoked").endswith("đã bị thu hồi")


def test_what_could_not_be_drawn_names_what_went_wrong(app: Flask) -> None:
    with app.test_request_context():
        say = failure_words()
        for told in (failure_text("TypeError"), say("TypeError")):
            assert told == "Bảng không vẽ được: TypeError"
        assert failure_text("") == say("") == ""
