import errno
import hashlib
import io
from dataclasses import replace

import pytest
from PIL import Image

from content.errors import ConflictError, ContentError, InvalidInputError, NotFoundError
from server.services import media, uploads
from server.services.resources import Resources
from server.services.uploads import add_part, begin_upload, drop_upload, get_upload, part_path
from tests.server.notice_builders import AUTHOR
from tests.server.staff_builders import add_units


@pytest.fixture(autouse=True)
def units(resources: Resources) -> None:
    add_units(resources)


def a_jpeg() -> bytes:
    sink = io.BytesIO()
    Image.linear_gradient("L").resize((800, 600)).convert("RGB").save(sink, "JPEG")
    return sink.getvalue()


def begun(resources: Resources, data: bytes, **more: object):
    values = {"name": "ảnh.jpg", "size": len(data), "unit_id": "commune", **more}
    return begin_upload(resources, AUTHOR, **values)


def test_parts_become_a_media_and_leave_nothing_behind(resources: Resources) -> None:
    data = a_jpeg()
    upload = begun(resources, data, sha256=hashlib.sha256(data).hexdigest())
    half = add_part(resources, AUTHOR, upload.id, 0, data[:1000])
    assert (half.offset, half.media_id) == (1000, None)
    whole = add_part(resources, AUTHOR, upload.id, 1000, data[1000:])
    assert media.get_media(resources, AUTHOR, whole.media_id).is_ready
    assert not part_path(resources, upload.id).exists()
    assert add_part(resources, AUTHOR, upload.id, 1000, data[1000:]) == whole
    assert get_upload(resources, AUTHOR, upload.id) == whole


def test_an_upload_that_broke_off_goes_on_where_it_ended(resources: Resources) -> None:
    data = a_jpeg()
    upload = begun(resources, data)
    add_part(resources, AUTHOR, upload.id, 0, data[:700])
    assert get_upload(resources, AUTHOR, upload.id).offset == 700
    for offset in (0, 701):
        with pytest.raises(ConflictError) as refused:
            add_part(resources, AUTHOR, upload.id, offset, data[offset:])
        assert (refused.value.code, refused.value.params["offset"]) == ("wrong_offset", 700)
    assert add_part(resources, AUTHOR, upload.id, 700, data[700:]).media_id


def test_a_full_disk_keeps_what_had_come(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = a_jpeg()
    upload = begun(resources, data)
    add_part(resources, AUTHOR, upload.id, 0, data[:500])

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as broken:
        broken.setattr(uploads.os, "fsync", full)
        with pytest.raises(ContentError) as refused:
            add_part(resources, AUTHOR, upload.id, 500, data[500:])
        assert refused.value.code == "storage_full"
    assert get_upload(resources, AUTHOR, upload.id).offset == 500
    assert add_part(resources, AUTHOR, upload.id, 500, data[500:]).media_id


@pytest.mark.parametrize("data", [b"hello", a_jpeg()[:400]])
def test_a_file_that_is_refused_is_gone(resources: Resources, data: bytes) -> None:
    upload = begun(resources, data)
    with pytest.raises(ContentError):
        add_part(resources, AUTHOR, upload.id, 0, data)
    assert not part_path(resources, upload.id).exists()
    with pytest.raises(NotFoundError):
        get_upload(resources, AUTHOR, upload.id)


def test_what_arrives_otherwise_than_it_was_sent_is_refused(resources: Resources) -> None:
    data = a_jpeg()
    upload = begun(resources, data, sha256="0" * 64)
    with pytest.raises(InvalidInputError, match="did not arrive as it was sent"):
        add_part(resources, AUTHOR, upload.id, 0, data)
    with pytest.raises(InvalidInputError, match="more bytes"):
        add_part(resources, AUTHOR, begun(resources, data).id, 0, data + b"!")


def test_an_upload_is_its_senders_own(resources: Resources) -> None:
    upload = begun(resources, a_jpeg())
    other = replace(AUTHOR, account_id="other")
    for deed in (get_upload, drop_upload):
        with pytest.raises(NotFoundError):
            deed(resources, other, upload.id)
    drop_upload(resources, AUTHOR, upload.id)
    with pytest.raises(NotFoundError):
        get_upload(resources, AUTHOR, upload.id)


def test_too_many_and_too_large_uploads_are_refused(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_OPEN", 1)
    begun(resources, b"x")
    with pytest.raises(ConflictError, match="being sent already"):
        begun(resources, b"x")
    for size, code in ((0, "empty_file"), (10**10, "too_large")):
        with pytest.raises(ContentError) as refused:
            begun(resources, b"x", size=size)
        assert refused.value.code == code
