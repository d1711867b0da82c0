import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from server.services.gateway import Gateway, signature
from server.services.letters import Letter, Outcome
from tests.server.builders import START
from tests.server.outside_builders import SECRET, GatewaySink, a_gateway

LETTER = Letter(
    id="m1", kind="ask.alert", created_at=START, language="vi", subject="Có cảnh báo chờ duyệt",
    text="Lũ quét", link="https://bangtin.example/staff/alerts/a1", login="lan", name="Lan",
    email="", phone="0912345678",
)  # fmt: skip


def send(gateway: GatewaySink, url: str = "") -> list[Outcome]:
    return list(Gateway(url or gateway.url, SECRET).send(START, [LETTER]))


def test_a_gateway_can_prove_who_sent_it_and_what() -> None:
    with a_gateway() as gateway:
        assert send(gateway) == [Outcome("m1")]
    headers, body = gateway.posts[0]
    stamp = headers["bangtin-timestamp"]
    made = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["bangtin-signature"] == f"v1={made}"
    assert headers["bangtin-message"] == "m1"
    assert int(stamp) == START.timestamp()
    said = json.loads(body)
    assert said["to"] == {"login": "lan", "name": "Lan", "email": None, "phone": "0912345678"}
    assert said["subject"] == "Có cảnh báo chờ duyệt"


def test_another_body_or_time_has_another_signature() -> None:
    good = signature(SECRET, "1", b"a")
    assert good not in (signature(SECRET, "1", b"b"), signature(SECRET, "2", b"a"))


@pytest.mark.parametrize(("status", "is_final"), [(500, False), (503, False), (410, True)])
def test_a_gateway_that_fails_is_asked_again_unless_it_says_never(
    status: int, is_final: bool
) -> None:
    with a_gateway() as gateway:
        gateway.status = status
        (outcome,) = send(gateway)
    assert (outcome.reason, outcome.is_final) == (f"the gateway answers {status}", is_final)


def test_a_redirect_is_not_followed() -> None:
    with a_gateway() as gateway, a_gateway() as elsewhere:
        gateway.status, gateway.location = 307, elsewhere.url
        (outcome,) = send(gateway)
    assert outcome.reason == "the gateway answers 307"
    assert elsewhere.posts == []


def test_a_gateway_that_is_not_there_is_an_outage_for_all() -> None:
    letters = [LETTER, LETTER]
    found = list(Gateway("http://127.0.0.1:1/", SECRET).send(START + timedelta(1), letters))
    assert [outcome.is_outage for outcome in found] == [True, True]


def test_the_secret_is_in_no_text_about_the_gateway() -> None:
    assert SECRET not in repr(Gateway("https://g.example/", SECRET))
