from typing import Any

import pytest

from content.alert_tone import wav
from server.services.accounts import create_token
from tests.server.api.conftest import Api
from tests.server.api.test_alerts import by_template
from tests.server.voice_builders import give_voice

PATH = "/loudspeaker/announcements"


@pytest.fixture(autouse=True)
def board(api: Api) -> str:
    return api.a_board()


def fire(api: Api, **fields: Any) -> dict[str, Any]:
    answer = api.call("POST", "/alerts", "duty_officer", "51", json=by_template(**fields))
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return dict(answer.get_json())


def test_an_announcement_has_links_to_its_sounds(api: Api) -> None:
    give_voice(api.resources)
    alert = fire(api, status="Actual", voice_within_s=8)
    assert alert["heard"] == {"vi": "voice", "en": "voice"}
    (one,) = api.call("GET", PATH, "viewer", "20857").get_json()["items"]
    assert (one["order"], one["identifier"]) == ("announce", alert["identifier"])
    assert [sound["language"] for sound in one["audio"]] == ["vi", "en"]
    for sound in one["audio"]:
        assert sound["way"] == "voice" and sound["url"].startswith("http://127.0.0.1:8000/media/")
        with api.client.get(sound["url"].removeprefix("http://127.0.0.1:8000")) as fetched:
            assert fetched.status_code == 200 and len(fetched.data) == sound["bytes"]
    tone = one["tone_url"].removeprefix("http://127.0.0.1:8000/api/v1")
    fetched = api.call("GET", tone, "viewer", "20857")
    assert fetched.mimetype == "audio/wav" and fetched.data == wav("attention")


def test_nothing_new_is_304_and_a_cancel_is_new(api: Api) -> None:
    alert = fire(api)
    first = api.call("GET", PATH, "viewer", "20857")
    mark = {"If-None-Match": first.headers["ETag"]}
    again = api.call("GET", PATH, "viewer", "20857", headers=mark)
    assert again.status_code == 304 and again.data == b""
    cursor = first.get_json()["cursor"]
    assert api.call("GET", f"{PATH}?since={cursor}", "viewer", "20857").get_json()["items"] == []
    ending = {"reason": "Xong"}
    api.call("POST", f"/alerts/{alert['id']}/cancel", "duty_officer", "51", json=ending)
    answer = api.call("GET", f"{PATH}?since={cursor}", "viewer", "20857", headers=mark)
    (one,) = answer.get_json()["items"]
    assert (one["order"], one["drill"], one["audio"]) == ("stop", True, [])


def test_only_ones_own_units_are_told(api: Api) -> None:
    fire(api)
    assert api.call("GET", PATH, "viewer", "20860").get_json()["items"] == []
    answer = api.call("GET", f"{PATH}?unit=20860", "viewer", "20857")
    assert answer.status_code == 403
    assert len(api.call("GET", f"{PATH}?unit=20857", "viewer", "51").get_json()["items"]) == 1


def test_a_token_must_be_there_and_may_read(api: Api) -> None:
    assert api.client.get(f"/api/v1{PATH}").status_code == 401
    api.token("viewer", "20857")
    token = create_token(api.resources, "viewer.20857", ("media",))
    answer = api.client.get(f"/api/v1{PATH}", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 403


@pytest.mark.parametrize("query", ["since=-1", "since=x", "unit=99999", "other=1"])
def test_a_wrong_question_is_refused_in_words(api: Api, query: str) -> None:
    answer = api.call("GET", f"{PATH}?{query}")
    assert answer.status_code == 422 and answer.get_json()["detail"]


def test_there_are_two_tones(api: Api) -> None:
    assert api.call("GET", "/loudspeaker/tones/drill").data == wav("drill")
    assert api.call("GET", "/loudspeaker/tones/other").status_code == 404
