import io
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from content.errors import InvalidInputError
from server.board_api.content import media_type
from server.services import media
from server.services.notice_recordings import require_recordings
from server.services.publishing import create_notice, edit_notice
from server.services.resources import Resources
from server.storage.tables.media import MediaRow
from tests.server.media_builders import a_sound
from tests.server.notice_builders import AUTHOR, a_draft, pair_a_board, published
from tests.server.staff_builders import add_units

ENGLISH = {"language": "en", "title": "Vaccination", "body": "Bring your cattle."}


@pytest.fixture(autouse=True)
def board(resources: Resources) -> str:
    add_units(resources)
    return pair_a_board(resources)


def a_voice(resources: Resources, folder: Path) -> str:
    sent = media.add_media(resources, AUTHOR, a_sound(folder), "hrê.wav", "commune")
    return sent.id


def test_a_bilingual_notice_reaches_its_board(
    resources: Resources, board: str, tmp_path: Path
) -> None:
    voice = a_voice(resources, tmp_path)
    spoken = {"language": "hre", "audio": voice}
    view = published(resources, translations=[ENGLISH, spoken])
    score = resources.scores.score_for(board)
    item = next(iter(score.items.values()))
    assert b'"tag":"en"' in item and b'"tag":"hre"' in item
    (heard,) = score.media
    with resources.media.open(heard) as stream:
        assert media_type(stream.read(16)) == "audio/mp4"
    assert view.content.translations[1].audio == voice


def test_letters_the_type_lacks_are_refused_and_nothing_is_kept(resources: Resources) -> None:
    view = create_notice(resources, AUTHOR, a_draft())
    khmer = {"language": "km", "title": "ការចាក់", "body": "ភូមិ"}
    with pytest.raises(InvalidInputError) as caught:
        edit_notice(resources, AUTHOR, view.id, {"translations": [khmer]})
    assert (caught.value.code, caught.value.field) == ("cannot_be_drawn", "translations.0.body")
    minority = {"language": "jra", "title": "Bơ̆ng kơtor", "body": "Ƀuôn sang, čư̆, ñu ĕ"}
    edited = edit_notice(resources, AUTHOR, view.id, {"translations": [minority]})
    assert edited.content.translations[0].language == "jra"


def test_a_picture_is_no_recording(resources: Resources) -> None:
    sink = io.BytesIO()
    Image.new("RGB", (40, 30)).save(sink, "PNG")
    picture = media.add_media(resources, AUTHOR, sink.getvalue(), "a.png", "commune").id
    with pytest.raises(InvalidInputError) as caught:
        create_notice(resources, AUTHOR, a_draft(audio=picture))
    assert (caught.value.code, caught.value.field) == ("not_a_recording", "audio")
    with pytest.raises(InvalidInputError) as caught:
        create_notice(resources, AUTHOR, a_draft(audio="nothing"))
    assert caught.value.code == "unknown_media"


def test_a_long_recording_is_refused(resources: Resources, tmp_path: Path) -> None:
    voice = a_voice(resources, tmp_path)
    content = create_notice(resources, AUTHOR, a_draft(audio=voice)).content

    def work(session: Session) -> None:
        session.get_one(MediaRow, voice).seconds = 181.0
        session.flush()
        require_recordings(session, content)

    with pytest.raises(InvalidInputError) as caught:
        resources.database.write(work)
    assert caught.value.code == "recording_too_long"
