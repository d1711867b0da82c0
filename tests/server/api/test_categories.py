"""The categories over the API."""

from content.category import CATEGORIES
from server.api import categories
from tests.server.api.conftest import Api


def test_all_nine_are_listed_in_the_askers_language(api: Api) -> None:
    assert categories.blueprint.url_prefix == "/api/v1"
    vietnamese = api.call("GET", "/categories").get_json()["items"]
    english = api.call("GET", "/categories", headers={"Accept-Language": "en"}).get_json()["items"]
    assert [row["key"] for row in vietnamese] == [key.value for key in CATEGORIES]
    assert english[1]["label"] == "News"
    assert vietnamese[1]["label"] == "Thời sự"
