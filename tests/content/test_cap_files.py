"""Which files of a CAP message are taken, and whether their bytes are what was meant."""

import base64
import hashlib
from typing import Any

import pytest

from content.cap import CapInfo, CapMessage, CapResource
from content.cap_files import MOST_FILES, CapFile, FileKind, check_bytes, files_of
from content.errors import InvalidInputError
from tests.cap_samples import a_message, an_info

AT = "https://kttv.example/"


def a_resource(mime: str = "image/png", **fields: Any) -> CapResource:
    return CapResource(**{"description": "Bản đồ", "mime_type": mime, "uri": AT + "b.png"} | fields)


def message_of(*infos: CapInfo) -> CapMessage:
    return a_message(infos=infos)


def info_with(*resources: CapResource, **fields: Any) -> CapInfo:
    return an_info(resources=resources, **fields)


def one_of(*resources: CapResource) -> CapFile:
    (found,) = files_of(message_of(info_with(*resources)))
    return found


def test_pictures_and_recordings_are_taken_and_nothing_else() -> None:
    found = files_of(
        message_of(
            info_with(
                a_resource(),
                a_resource("Audio/MPEG ", uri=AT + "loa.mp3"),
                a_resource("text/html"),
                a_resource("application/pdf"),
                a_resource("video/mp4"),
                a_resource("image/png", uri=None),
            )
        )
    )
    assert [(one.kind, one.name) for one in found] == [
        (FileKind.PICTURE, "b.png"), (FileKind.SOUND, "loa.mp3"),
    ]  # fmt: skip


def test_each_goes_with_the_words_of_its_own_block() -> None:
    found = files_of(
        message_of(
            info_with(
                a_resource("audio/mpeg", uri=AT + "vi.mp3"), language="vi-VN", headline="LŨ QUÉT"
            ),
            info_with(
                a_resource("audio/mpeg", uri=AT + "en.mp3"), language="en-GB", headline="FLOOD"
            ),
        )
    )
    assert [(one.headline, one.name) for one in found] == [
        ("LŨ QUÉT", "vi.mp3"), ("FLOOD", "en.mp3"),
    ]  # fmt: skip
    assert found[0].language.startswith("vi") and found[1].language.startswith("en")


def test_the_same_picture_in_two_languages_is_taken_once_and_words_have_one_voice() -> None:
    picture, voice = a_resource(), a_resource("audio/mpeg", uri=AT + "1.mp3")
    second = a_resource("audio/mpeg", uri=AT + "2.mp3")
    found = files_of(
        message_of(info_with(picture, voice, second), info_with(picture, headline="FLOOD"))
    )
    assert [one.name for one in found] == ["b.png", "1.mp3"]


def test_no_more_than_a_few_are_taken() -> None:
    many = [a_resource(uri=f"{AT}{n}.png") for n in range(MOST_FILES + 5)]
    assert len(files_of(message_of(info_with(*many)))) == MOST_FILES


def test_what_lies_inside_is_read_and_goes_before_the_address() -> None:
    inside = base64.b64encode(b"ten bytes!").decode()
    file = one_of(a_resource(deref_uri=f"{inside[:5]}\n  {inside[5:]}"))
    assert file.content() == b"ten bytes!"
    assert one_of(a_resource()).content() is None


def test_what_is_no_base64_is_refused() -> None:
    file = one_of(a_resource(deref_uri="không phải"))
    with pytest.raises(InvalidInputError) as refused:
        file.content()
    assert refused.value.code == "file_damaged"


@pytest.mark.parametrize("make", [hashlib.sha1, hashlib.sha256])
def test_a_digest_must_be_that_of_the_bytes(make: Any) -> None:
    file = one_of(a_resource(digest=f" {make(b'true').hexdigest().upper()} "))
    check_bytes(file, b"true")
    with pytest.raises(InvalidInputError) as refused:
        check_bytes(file, b"false")
    assert refused.value.code == "file_other"


def test_a_digest_nobody_can_check_lets_nothing_pass() -> None:
    with pytest.raises(InvalidInputError):
        check_bytes(one_of(a_resource(digest="abc")), b"any")
    check_bytes(one_of(a_resource()), b"any")


@pytest.mark.parametrize(
    ("mime", "uri", "name"),
    [
        ("audio/mp4", AT + "loa.mp4", "loa.mp4.m4a"),
        ("audio/mp4", AT + "loa.m4a", "loa.m4a"),
        ("audio/mpeg", AT + "nghe.mp3?lan=1#x", "nghe.mp3"),
        ("audio/x-m4a", None, "file.m4a"),
    ],
)
def test_a_recording_in_mp4_is_told_from_a_film_by_its_name(
    mime: str, uri: str | None, name: str
) -> None:
    assert one_of(a_resource(mime, uri=uri, deref_uri="AAAA")).name == name
