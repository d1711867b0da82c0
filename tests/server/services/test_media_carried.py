"""From an upload to the boards: server.services.media_carried, and which board gets which file."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from server.services import media
from server.services.media_jobs import work_off_films
from server.services.resources import Resources
from tests.server.media_builders import a_film, a_pdf
from tests.server.notice_builders import AUTHOR, pair_a_board, published
from tests.server.staff_builders import add_units


@pytest.fixture(autouse=True)
def units(resources: Resources) -> None:
    add_units(resources)


def score(resources: Resources, board: str):
    found = resources.scores.score_for(board)
    return json.loads(found.payload), [json.loads(item) for item in found.items.values()], found


def thin_board(resources: Resources) -> str:
    return pair_a_board(resources, name="Bảng sóng yếu", profile={"link": "thin"})


def test_a_documents_sheets_follow_the_text(resources: Resources) -> None:
    board = pair_a_board(resources)
    view = media.add_media(resources, AUTHOR, a_pdf(2), "a.pdf", "commune")
    published(resources, media=[view.id])
    manifest, (item,), _ = score(resources, board)
    assert [page["template"] for page in item["pages"]] == ["text", *["document"] * 4]
    assert set(manifest["media"]) == {view.files["page-1"], view.files["page-2"]}
    assert resources.scores.media_is_public(view.files["page-1"])
    assert not resources.scores.media_is_public(view.files["thin-page-1"])


def test_a_film_is_played_with_its_length(resources: Resources, tmp_path: Path) -> None:
    board = pair_a_board(resources)
    view = media.add_media(resources, AUTHOR, a_film(tmp_path, 2.0), "a.mp4", "commune")
    work_off_films(resources)
    files = media.get_media(resources, AUTHOR, view.id).files
    published(resources, media=[view.id])
    manifest, (item,), _ = score(resources, board)
    page = item["pages"][-1]
    assert (page["template"], page["film"]["media"]) == ("film", files["film"])
    assert page["picture"]["media"] == files["poster"]
    assert page["seconds"] in (2, 3)
    assert manifest["media"][files["film"]]["seconds"] == pytest.approx(2.0, abs=0.2)
    assert manifest["media"][files["film"]]["type"] == "video/mp4"


def test_a_board_on_a_thin_link_gets_the_small_files(resources: Resources) -> None:
    ordinary, thin = pair_a_board(resources), thin_board(resources)
    sink = io.BytesIO()
    Image.linear_gradient("L").resize((2400, 1600)).convert("RGB").save(sink, "JPEG")
    view = media.add_media(resources, AUTHOR, sink.getvalue(), "a.jpg", "commune")
    published(resources, media=[view.id])
    assert set(score(resources, ordinary)[0]["media"]) == {view.files["board"]}
    assert set(score(resources, thin)[0]["media"]) == {view.files["thin"]}


def test_boards_share_a_score_where_their_files_are_the_same(resources: Resources) -> None:
    ordinary, thin = pair_a_board(resources), thin_board(resources)
    published(resources)
    assert score(resources, ordinary)[2] is score(resources, thin)[2]
