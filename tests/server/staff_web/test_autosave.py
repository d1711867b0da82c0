import re

from server.services.publishing import edit_notice, get_notice
from tests.server.notice_builders import AUTHOR, pair_a_board
from tests.server.staff_web.conftest import Staff, notice_fields, written

KEY = "0123456789abcdef" * 2
PATH = "/staff/notices/autosave"


def test_a_form_makes_one_draft_however_often_it_saves(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    first = author.post(PATH, **notice_fields(draft_key=KEY)).get_json()
    lost = author.post(PATH, **notice_fields(draft_key=KEY)).get_json()
    assert (lost["id"], lost["read"]) == (first["id"], first["read"])
    author.post(PATH, **notice_fields(draft_key=KEY, read=first["read"], title="Tiêu đề mới"))
    view = get_notice(staff.resources, AUTHOR, first["id"])
    assert (view.content.title, view.stored_state) == ("Tiêu đề mới", "draft")
    answer = author.post("/staff/notices/new", **notice_fields(draft_key=KEY))
    assert answer.location.endswith(first["id"])


def test_another_version_is_told_and_not_overwritten(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    saved = author.post(PATH, **notice_fields(draft_key=KEY)).get_json()
    edit_notice(staff.resources, AUTHOR, saved["id"], {"title": "Của người khác"})
    answer = author.post(
        PATH, **notice_fields(notice=saved["id"], read=saved["read"], title="Của tôi")
    )
    assert (answer.status_code, answer.get_json()["code"]) == (409, "overtaken")
    assert get_notice(staff.resources, AUTHOR, saved["id"]).content.title == "Của người khác"


def test_what_cannot_be_a_draft_yet_changes_nothing(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    unfinished = author.post(PATH, **notice_fields(draft_key=KEY, title=""))
    assert (unfinished.status_code, unfinished.get_json()["code"]) == (422, "unfinished")
    damaged = author.post(PATH, **notice_fields(draft_key="../x"))
    assert damaged.status_code == 422
    listed = author.get("/staff/notices?state=draft").get_data(as_text=True)
    assert re.findall(r"/staff/notices/[0-9a-f]{16}", listed) == []


def test_what_waits_for_approval_is_not_changed_in_the_background(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    notice = written(author)
    assert author.post(PATH, **notice_fields(notice=notice, title="Khác")).status_code == 409
    assert "data-autosave" not in author.get(f"/staff/notices/{notice}/edit").get_data(True)


def test_the_worker_is_served_where_its_scope_is_the_form(staff: Staff) -> None:
    answer = staff.person("author").get("/staff/notices/draft-worker.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]


def test_other_languages_are_saved_too(staff: Staff) -> None:
    pair_a_board(staff.resources)
    author = staff.person("author")
    words = {"tongue_1": "hre", "tongue_title_1": "Hrê", "tongue_body_1": "Hrê."}
    saved = author.post(PATH, **notice_fields(draft_key=KEY, tongues="yes", **words)).get_json()
    (translation,) = get_notice(staff.resources, AUTHOR, saved["id"]).content.translations
    assert (translation.language, translation.body) == ("hre", "Hrê.")
