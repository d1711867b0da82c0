"""Units and categories over the API."""

from tests.server.api.conftest import Api


def test_units_are_those_of_the_day(api: Api) -> None:
    today = api.call("GET", "/units").get_json()
    assert [unit["code"] for unit in today["items"]] == ["51", "KV-522", "20860", "20857", "20900"]
    assert today["next"] is None
    before = api.call("GET", "/units?at=2025-06-30").get_json()["items"]
    assert [unit["code"] for unit in before] == ["99999"]


def test_a_unit_names_the_one_above(api: Api) -> None:
    unit = api.call("GET", "/units/20857", "viewer", "20857").get_json()
    assert (unit["name"], unit["level"]) == ("Xã Ba Tơ", "xa")
    assert (unit["parent"], unit["parent_code"]) == ("area", "KV-522")


def test_a_code_of_another_day_is_not_found_and_says_until_when(api: Api) -> None:
    answer = api.call("GET", "/units/99999", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert answer.get_json()["code"] == "unit_retired"
    assert "01/07/2025" in answer.get_json()["detail"]
    assert api.call("GET", "/units/99999?at=2025-01-01").status_code == 200
    assert api.call("GET", "/units/11111").get_json()["code"] == "not_found"


def test_units_are_paged(api: Api) -> None:
    codes, cursor = [], ""
    while cursor is not None:
        page = api.call("GET", f"/units?limit=2{cursor}").get_json()
        codes += [unit["code"] for unit in page["items"]]
        cursor = page["next"] and f"&cursor={page['next']}"
    assert len(codes) == len(set(codes)) == 5
