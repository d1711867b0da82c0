import io
import os
from datetime import timedelta

import pytest
from PIL import Image

from content.errors import NotFoundError
from server.services import media, publishing, uploads
from server.services.media_spool import spool
from server.services.media_sweep import sweep
from server.services.resources import Resources
from tests.server.notice_builders import AUTHOR, a_draft, pair_a_board
from tests.server.staff_builders import add_units


@pytest.fixture(autouse=True)
def units(resources: Resources) -> None:
    add_units(resources)


def added(resources: Resources, colour: str) -> media.MediaView:
    sink = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(sink, "PNG")
    return media.add_media(resources, AUTHOR, sink.getvalue(), "a.png", "commune")


def age_files(resources: Resources) -> None:
    """Make every file as old as the clock needs it."""
    long_ago = (resources.clock.now() - timedelta(days=40)).timestamp()
    paths = [resources.media.path(digest) for digest in resources.media.digests()]
    for path in (*paths, *spool(resources).iterdir()):
        os.utime(path, (long_ago, long_ago))


def test_what_no_notice_uses_goes_after_its_days_and_what_one_used_stays(
    resources: Resources,
) -> None:
    pair_a_board(resources)
    used, former, unused = (added(resources, c) for c in ("red", "green", "blue"))
    draft = publishing.create_notice(resources, AUTHOR, a_draft(media=[former.id]))
    publishing.submit_notice(resources, AUTHOR, draft.id)
    publishing.edit_notice(resources, AUTHOR, draft.id, {"media": [used.id]})
    assert sweep(resources) == 0
    resources.clock.advance(31 * 86_400)
    age_files(resources)
    assert sweep(resources) == 1
    for view in (used, former):
        kept = media.get_media(resources, AUTHOR, view.id)
        assert all(resources.media.has(digest) for digest in kept.files.values())
    with pytest.raises(NotFoundError):
        media.get_media(resources, AUTHOR, unused.id)
    assert not resources.media.has(unused.sha256)
    assert sweep(resources) == 0


def test_files_of_the_same_bytes_stay_while_one_media_needs_them(resources: Resources) -> None:
    added(resources, "red")
    resources.clock.advance(31 * 86_400)
    young = added(resources, "red")
    age_files(resources)
    assert sweep(resources) == 1
    assert all(resources.media.has(digest) for digest in young.files.values())


def test_files_without_rows_and_left_uploads_go_but_not_the_young(resources: Resources) -> None:
    stray = resources.media.put(b"nobody's")
    upload = uploads.begin_upload(resources, AUTHOR, name="a.mp4", size=10, unit_id="commune")
    left = uploads.part_path(resources, upload.id)
    now = resources.clock.now().timestamp()
    os.utime(resources.media.path(stray), (now, now))
    sweep(resources)
    assert resources.media.has(stray)
    assert left.exists()
    resources.clock.advance(4 * 86_400)
    age_files(resources)
    sweep(resources)
    assert not resources.media.has(stray)
    assert not left.exists()
    with pytest.raises(NotFoundError):
        uploads.get_upload(resources, AUTHOR, upload.id)
