"""Long work on media: server.services.media_making and server.services.media_rows through it."""

import errno
from pathlib import Path

import pytest
from sqlalchemy import select

from content.errors import ConflictError, ContentError, InvalidInputError, NotFoundError
from server.render.isolation import CancelledError
from server.services import media, media_jobs, media_making, publishing
from server.services.actor import Role
from server.services.media_jobs import cancel_media, work_off_films, work_off_others
from server.services.media_spool import waiting_path
from server.services.resources import Resources
from server.storage.tables import AuditRow, MediaJobRow, MediaVariantRow
from tests.server.builders import FixedClock
from tests.server.media_builders import a_docx, a_film, a_pdf, a_sound
from tests.server.notice_builders import AUTHOR, a_draft, pair_a_board
from tests.server.staff_builders import add_units, an_actor


@pytest.fixture(autouse=True)
def units(resources: Resources) -> None:
    add_units(resources)


@pytest.fixture
def film(resources: Resources, tmp_path: Path) -> media.MediaView:
    return media.add_media(resources, AUTHOR, a_film(tmp_path), "phim.mp4", "commune")


def job(resources: Resources, media_id: str) -> MediaJobRow:
    return resources.database.read(lambda session: session.get_one(MediaJobRow, media_id))


def test_a_film_is_answered_at_once_and_made_later(
    resources: Resources, film: media.MediaView
) -> None:
    assert (film.state, film.progress, film.kind) == ("processing", 0, "film")
    assert (film.width, film.height) == (320, 180)
    assert film.seconds == pytest.approx(1.0, abs=0.2)
    assert work_off_others(resources) == 0
    assert work_off_films(resources) == 1
    made = media.get_media(resources, AUTHOR, film.id)
    assert (made.state, made.progress, made.type) == ("ready", 100, "video/mp4")
    assert all(resources.media.has(digest) for digest in made.files.values())
    assert not waiting_path(resources, film.id).exists()
    actions = resources.database.read(
        lambda s: list(s.scalars(select(AuditRow.action).order_by(AuditRow.seq)))
    )
    assert actions[-2:] == ["media.added", "media.ready"]


def test_short_documents_and_recordings_are_ready_at_once(
    resources: Resources, tmp_path: Path
) -> None:
    short = media.add_media(resources, AUTHOR, a_pdf(2), "a.pdf", "commune")
    assert (short.state, short.pages, short.kind) == ("ready", 2, "document")
    assert short.thumbnail_sha256 == short.files["small-page-1"]
    sound = media.add_media(resources, AUTHOR, a_sound(tmp_path), "a.wav", "commune")
    assert (sound.state, sound.type, sound.width) == ("ready", "audio/mp4", None)


def test_a_long_document_waits_for_its_turn(resources: Resources) -> None:
    pages = media_making.MOST_PAGES_AT_ONCE + 1
    view = media.add_media(resources, AUTHOR, a_pdf(pages), "a.pdf", "commune")
    assert (view.state, view.pages, view.width) == ("processing", pages, 1357)
    assert work_off_others(resources) == 1
    found = media.get_media(resources, AUTHOR, view.id)
    assert (found.state, len(found.files)) == ("ready", 3 * pages)


def test_a_word_document_needs_the_office_program(
    resources: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = a_docx(tmp_path / "a.docx")
    monkeypatch.setattr(media_making.shutil, "which", lambda name: None)
    with pytest.raises(ContentError, match="no LibreOffice; save the document as PDF"):
        media.add_media(resources, AUTHOR, data, "a.docx", "commune")
    (tmp_path / "sample.pdf").write_bytes(a_pdf(2))
    program = tmp_path / "soffice"
    program.write_text(f'#!/bin/sh\ncp {tmp_path}/sample.pdf "$PWD/document.pdf"\n')
    program.chmod(0o700)
    monkeypatch.setattr(media_making.shutil, "which", lambda name: str(program))
    view = media.add_media(resources, AUTHOR, data, "a.docx", "commune")
    assert view.state == "processing"
    assert work_off_others(resources) == 1
    assert media.get_media(resources, AUTHOR, view.id).pages == 2


def test_the_same_bytes_are_worked_on_once(
    resources: Resources, tmp_path: Path, film: media.MediaView, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = (tmp_path / "made.mp4").read_bytes()
    assert media.add_media(resources, AUTHOR, data, "b.mp4", "commune").id == film.id
    work_off_films(resources)
    monkeypatch.setattr(media, "look_into", None)
    again = media.add_media(resources, AUTHOR, data, "c.mp4", "commune")
    first = media.get_media(resources, AUTHOR, film.id)
    assert (again.state, again.files) == ("ready", first.files)
    assert again.id != first.id


def test_what_was_running_when_the_server_stopped_is_tried_again_three_times(
    resources: Resources, film: media.MediaView, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(media_jobs, "make", stop)
        for tries in (1, 2, 3):
            with pytest.raises(KeyboardInterrupt):
                work_off_films(resources)
            assert (job(resources, film.id).state, job(resources, film.id).tries) == (
                "running",
                tries,
            )
    assert work_off_films(resources) == 0
    failed = media.get_media(resources, AUTHOR, film.id)
    assert failed.state == "failed"
    assert "stopped again and again" in str(failed.reason)


def test_a_restart_takes_up_the_work(
    resources: Resources, film: media.MediaView, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(media_jobs, "make", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            work_off_films(resources)
    assert work_off_films(resources) == 1
    assert media.get_media(resources, AUTHOR, film.id).is_ready


def test_work_can_be_cancelled_before_and_while_it_runs(
    resources: Resources, film: media.MediaView, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = an_actor(Role.AUTHOR, "elsewhere")
    with pytest.raises(NotFoundError):
        cancel_media(resources, stranger, film.id)

    def make_half(*args: object) -> None:
        cancel_media(resources, AUTHOR, film.id)
        watch = args[-1]
        resources.clock.advance(seconds=10)
        assert not watch(50)
        raise CancelledError("This was cancelled.")

    monkeypatch.setattr(media_jobs, "make", make_half)
    assert work_off_films(resources) == 1
    assert media.get_media(resources, AUTHOR, film.id).state == "cancelled"
    assert not waiting_path(resources, film.id).exists()
    with pytest.raises(ConflictError):
        cancel_media(resources, AUTHOR, film.id)


def test_a_failure_is_told_in_words_and_leaves_nothing(
    resources: Resources, film: media.MediaView
) -> None:
    waiting_path(resources, film.id).write_bytes(b"no film any more")
    work_off_films(resources)
    failed = media.get_media(resources, AUTHOR, film.id)
    assert (failed.state, failed.reason and failed.reason.code) == ("failed", "media_failed")
    assert "damaged" in str(failed.reason)
    rows = resources.database.read(lambda s: list(s.scalars(select(MediaVariantRow))))
    assert rows == []
    assert list(resources.media.digests()) == []


def test_a_notice_waits_for_its_film_before_it_is_submitted(
    resources: Resources, film: media.MediaView
) -> None:
    pair_a_board(resources)
    draft = publishing.create_notice(resources, AUTHOR, a_draft(media=[film.id]))
    with pytest.raises(InvalidInputError, match="still being prepared") as refused:
        publishing.submit_notice(resources, AUTHOR, draft.id)
    assert (refused.value.code, refused.value.field) == ("media_not_ready", "media")
    work_off_films(resources)
    assert publishing.submit_notice(resources, AUTHOR, draft.id).stored_state == "submitted"


def test_a_film_that_finds_no_room_is_kept_and_goes_on_by_itself(
    resources: Resources, film: media.MediaView, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(media_jobs, "make", no_room)
        for _ in range(media_jobs.MOST_TRIES + 1):
            assert work_off_films(resources) == 1
            assert work_off_films(resources) == 0, "it is tried again too soon"
            waiting = media.get_media(resources, AUTHOR, film.id)
            assert (waiting.state, waiting.reason and waiting.reason.message) == (
                "processing",
                media_jobs.NO_ROOM,
            )
            assert waiting_path(resources, film.id).is_file()
            clock.advance(media_jobs.ROOM_AGAIN.total_seconds())
    assert work_off_films(resources) == 1
    made = media.get_media(resources, AUTHOR, film.id)
    assert (made.state, made.reason) == ("ready", None)
