import pytest

from tests.server.api.conftest import Api


def test_an_inspector_reads_rows_as_they_were_written(api: Api) -> None:
    api.a_board()
    notice = api.a_notice()
    answer = api.call("GET", f"/audit?subject={notice['id']}", "inspector", "20857").get_json()
    row = answer["items"][0]
    assert (row["action"], row["login"], row["unit"]) == (
        "notice.created", "author.20857", "commune",
    )  # fmt: skip
    assert row["details"]["title"] == notice["title"]
    assert len(row["hash"]) == len(row["previous_hash"]) == 64


def test_pages_follow_each_other(api: Api) -> None:
    api.a_board()
    api.a_notice()
    first = api.call("GET", "/audit?limit=1", "inspector", "51").get_json()
    second = api.call("GET", f"/audit?limit=1&cursor={first['next']}", "inspector", "51")
    assert second.get_json()["items"][0]["seq"] < first["items"][0]["seq"]


@pytest.mark.parametrize(
    "query",
    ["cursor=abc", "cursor=" + "9" * 40, "about=gossip", "since=yesterday", "limit=0", "unit=x"],
)
def test_wrong_questions_are_refused(api: Api, query: str) -> None:
    assert api.call("GET", f"/audit?{query}", "inspector", "51").status_code == 422
