import pytest

from content.errors import NotFoundError
from content.notice import NoticeState
from server.services.publishing_views import (
    content_of,
    load_notice,
    load_revision,
    put_content,
    view_of,
)
from server.services.resources import Resources
from server.storage.tables import NoticeRevisionRow, NoticeRow
from tests.builders import a_notice
from tests.server.builders import START
from tests.server.staff_builders import add_units


def a_row(revision: int, **changes: str) -> NoticeRevisionRow:
    row = NoticeRevisionRow(notice_id="n", revision=revision, created_by="a", created_at=START)
    return put_content(row, a_notice(unit_id="commune", **changes))


def test_content_written_into_a_row_comes_back_and_is_found_by_its_words() -> None:
    row = a_row(1, title="Giá SẮN")
    assert content_of(row).title == row.title == "Giá SẮN"
    assert content_of(row).digest() == row.digest
    assert row.search_text.startswith("gia san dua trau")
    assert (row.category, row.priority) == ("policy", "normal")


def test_a_view_shows_the_newest_revision_and_the_one_on_the_boards(
    resources: Resources,
) -> None:
    add_units(resources)

    def work(session: object) -> None:
        notice = NoticeRow(
            id="n",
            unit_id="commune",
            issuer_name="Ủy ban nhân dân xã Ba Tơ",
            author_id="a",
            state="draft",
            revision=2,
            shown_revision=1,
            created_at=START,
            updated_at=START,
        )
        session.add(notice)  # type: ignore[attr-defined]
        session.flush()  # type: ignore[attr-defined]
        session.add_all([a_row(1, title="cũ"), a_row(2, title="mới")])  # type: ignore[attr-defined]

    resources.database.write(work)
    view = resources.database.read(lambda s: view_of(s, load_notice(s, "n"), START))
    assert (view.state, view.content.title) == (NoticeState.DRAFT, "mới")
    assert view.shown_content is not None and view.shown_content.title == "cũ"
    assert view.shown_state is NoticeState.LIVE
    with pytest.raises(NotFoundError):
        resources.database.read(lambda s: load_notice(s, "x"))
    with pytest.raises(NotFoundError):
        resources.database.read(lambda s: load_revision(s, load_notice(s, "n"), 3))
