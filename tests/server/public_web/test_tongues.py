from pathlib import Path

from flask.testing import FlaskClient

from server.services import media
from server.services.resources import Resources
from tests.server.media_builders import a_sound
from tests.server.notice_builders import AUTHOR, pair_a_board, published
from tests.server.staff_builders import add_units


def test_citizens_choose_the_language_and_listen(
    resources: Resources, client: FlaskClient, tmp_path: Path
) -> None:
    add_units(resources)
    board = pair_a_board(resources)
    voice = media.add_media(resources, AUTHOR, a_sound(tmp_path), "a.wav", "commune").id
    english = {"language": "en", "title": "Vaccination", "body": "Bring your cattle."}
    view = published(resources, translations=[english, {"language": "hre", "audio": voice}])
    resources.scores.score_for(board)
    main = client.get(f"/n/{view.id}").get_data(as_text=True)
    assert "lang=en" in main and "<audio" not in main
    page = client.get(f"/n/{view.id}?lang=en").get_data(as_text=True)
    assert '<h1 lang="en">Vaccination</h1>' in page and "Bring your cattle." in page
    spoken = client.get(f"/n/{view.id}?lang=hre")
    assert "media-src 'self'" in spoken.headers["Content-Security-Policy"]
    page = spoken.get_data(as_text=True)
    assert '<h1 lang="vi">' in page
    address = page.partition('<audio controls preload="none" src="')[2].partition('"')[0]
    heard = client.get(address)
    assert (heard.status_code, heard.content_type) == (200, "audio/mp4")
    heard.close()
    assert client.get(f"/n/{view.id}?lang=xx").status_code == 200
