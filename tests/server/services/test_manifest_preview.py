import io

import pytest
from PIL import Image

from content.layout import Shape
from content.manifest import Layout
from server.services import media, publishing
from server.services.manifest_preview import board_preview, draft_item
from server.services.resources import Resources
from tests.server.builders import FixedClock
from tests.server.notice_builders import AUTHOR, a_draft, pair_a_board, published
from tests.server.staff_builders import add_units


@pytest.fixture(autouse=True)
def units(resources: Resources) -> None:
    add_units(resources)


def opened(png: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(png))
    assert image.format == "PNG"
    return image.convert("RGB")


def test_preview_shows_the_slate_where_nothing_is_on(
    resources: Resources, clock: FixedClock
) -> None:
    image = opened(board_preview(resources, pair_a_board(resources), clock.now()))
    assert image.size == (1280, 720)
    assert image.getpixel((5, 700)) == (75, 12, 19)


def test_preview_shows_the_notice_in_its_category_colour(
    resources: Resources, clock: FixedClock
) -> None:
    board = pair_a_board(resources)
    published(resources)
    image = opened(board_preview(resources, board, clock.now()))
    assert image.getpixel((10, 300)) == (0x24, 0x3F, 0x80)


def test_preview_of_an_upright_board_shows_its_picture(
    resources: Resources, clock: FixedClock
) -> None:
    board = pair_a_board(resources, profile={"width": 1080, "height": 1920})
    sink = io.BytesIO()
    Image.new("RGB", (640, 480), (0, 0, 200)).save(sink, "PNG")
    picture = media.add_media(resources, AUTHOR, sink.getvalue(), "a.png", "commune")
    published(resources, media=[picture.id])
    image = opened(board_preview(resources, board, clock.now()))
    assert image.size == (720, 1280)
    assert image.getpixel((360, 400))[2] > 150


def test_draft_is_set_in_pages_as_its_board_would_get_it(resources: Resources) -> None:
    pair_a_board(resources)
    view = publishing.create_notice(resources, AUTHOR, a_draft())
    item = draft_item(resources, view.content, Layout(Shape.LANDSCAPE, 8.8, 8))
    assert item["notice"] == "draft"
    assert item["pages"][0]["title"] == ["Tiêm phòng trâu, bò đợt\u00a02"]
