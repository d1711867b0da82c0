import errno
import io
from pathlib import Path
from unittest.mock import Mock

import pytest
from PIL import Image
from sqlalchemy import func, select

from content.errors import (
    ContentError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    TooLargeError,
    UnsupportedMediaError,
)
from server.render import kinds
from server.services import media, media_quota, media_spool
from server.services.actor import Role
from server.services.resources import Resources
from server.storage.tables import AuditRow, MediaRow
from tests.server.notice_builders import AUTHOR, pair_a_board, published
from tests.server.staff_builders import add_units, an_actor


@pytest.fixture(autouse=True)
def units(resources: Resources) -> None:
    add_units(resources)


def a_jpeg(size: tuple[int, int] = (800, 600)) -> bytes:
    sink = io.BytesIO()
    Image.new("RGB", size, "#1E5A38").save(sink, "JPEG")
    return sink.getvalue()


def count(resources: Resources) -> tuple[int, int]:
    def work(session) -> tuple[int, int]:
        rows = session.scalar(select(func.count()).select_from(MediaRow))
        return rows, session.scalar(select(func.count()).select_from(AuditRow))

    return resources.database.read(work)


def test_picture_is_kept_by_digest_with_a_thumbnail_and_an_audit_row(
    resources: Resources,
) -> None:
    before = count(resources)
    view = media.add_media(resources, AUTHOR, io.BytesIO(a_jpeg()), "ảnh.jpg", "commune")
    assert (view.type, view.width, view.height, view.name) == ("image/webp", 800, 600, "ảnh.jpg")
    assert resources.media.has(view.sha256)
    assert resources.media.has(view.thumbnail_sha256)
    assert count(resources) == (before[0] + 1, before[1] + 1)
    assert media.get_media(resources, AUTHOR, view.id) == view
    assert (view.state, view.progress, view.kind) == ("ready", 100, "picture")


def test_picture_of_a_live_notice_is_public_and_no_other(resources: Resources) -> None:
    board = pair_a_board(resources)
    shown = media.add_media(resources, AUTHOR, a_jpeg(), "a.jpg", "commune")
    hidden = media.add_media(resources, AUTHOR, a_jpeg((60, 50)), "b.jpg", "commune")
    published(resources, media=[shown.id])
    resources.scores.manifest_for(board)
    assert resources.scores.media_is_public(shown.sha256)
    assert not resources.scores.media_is_public(hidden.sha256)
    assert not resources.scores.was_public(hidden.sha256)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", InvalidInputError),
        (b"hello", UnsupportedMediaError),
        (a_jpeg()[:300], InvalidInputError),
    ],
)
def test_refused_upload_changes_nothing(
    resources: Resources, data: bytes, error: type[ContentError]
) -> None:
    before = count(resources)
    with pytest.raises(error):
        media.add_media(resources, AUTHOR, data, "a.jpg", "commune")
    assert count(resources) == before
    assert list(resources.media.digests()) == []


def test_too_many_bytes_are_refused_while_they_are_read(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(kinds.MOST_BYTES, kinds.UploadKind.PICTURE, 1000)
    for source in (a_jpeg(), io.BytesIO(a_jpeg())):
        with pytest.raises(TooLargeError):
            media.add_media(resources, AUTHOR, source, "a.jpg", "commune")


def test_full_quota_and_full_disk_refuse_uploads(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    media.add_media(resources, AUTHOR, a_jpeg((70, 50)), "a.jpg", "commune")
    with monkeypatch.context() as full:
        full.setattr(media_quota, "_GB", 1)
        with pytest.raises(TooLargeError) as refused:
            media.add_media(resources, AUTHOR, a_jpeg(), "a.jpg", "commune")
        assert refused.value.code == "quota_full"
    with monkeypatch.context() as full:
        full.setattr(resources.media, "put", Mock(side_effect=OSError(errno.ENOSPC, "full")))
        with pytest.raises(TooLargeError) as refused:
            media.add_media(resources, AUTHOR, a_jpeg(), "a.jpg", "commune")
        assert refused.value.code == "storage_full"
    monkeypatch.setattr(media_spool, "LEAST_FREE_BYTES", 1 << 60)
    with pytest.raises(TooLargeError) as refused:
        media.add_media(resources, AUTHOR, a_jpeg(), "a.jpg", "commune")
    assert refused.value.code == "storage_full"


def test_picture_for_another_unit_needs_the_right_there(resources: Resources) -> None:
    with pytest.raises(ForbiddenError):
        media.add_media(resources, AUTHOR, a_jpeg(), "a.jpg", "sibling")


def test_picture_of_another_unit_is_not_found(resources: Resources) -> None:
    view = media.add_media(resources, AUTHOR, a_jpeg(), "a.jpg", "commune")
    stranger = an_actor(Role.AUTHOR, "elsewhere")
    for actor, name in ((stranger, view.id), (AUTHOR, "unknown")):
        with pytest.raises(NotFoundError):
            media.get_media(resources, actor, name)


def test_place_is_given_back_after_a_refusal(resources: Resources, tmp_path: Path) -> None:
    for _ in range(media.MOST_AT_ONCE + 1):
        with pytest.raises(UnsupportedMediaError):
            media.add_media(resources, AUTHOR, b"no", "a.jpg", "commune")
