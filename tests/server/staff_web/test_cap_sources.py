from server.services import cap_sources
from server.services.actor import Role
from server.services.resources import Resources
from tests.server.cap_builders import a_cap, a_signer, a_source, send
from tests.server.staff_builders import an_actor
from tests.server.staff_web.conftest import Staff, text_of

ADMIN = an_actor(Role.ADMINISTRATOR, "province")
FIELDS = {
    "name": "Đài Khí tượng Thủy văn tỉnh",
    "kind": "atom",
    "url": "https://kttv.example/cap.atom",
    "unit": "51",
    "emergency": "Severe",
    "priority": "Moderate",
    "expiry_hours": "6",
    "issuers": "",
    "senders": "",
}


def test_an_administrator_adds_a_source_changes_it_and_switches_it_off(
    staff: Staff, resources: Resources
) -> None:
    admin = staff.person("administrator", "51")
    assert "Thêm nguồn" in text_of(admin.get("/staff/cap/sources"))
    assert admin.get("/staff/cap/sources/new").status_code == 200
    added = admin.post("/staff/cap/sources/new", **FIELDS)
    assert added.status_code == 303, text_of(added)
    page = text_of(admin.get(added.location))
    assert "Chưa lấy lần nào" in page and "chờ cán bộ trực" in page
    pem = a_signer().pem
    changed = {**FIELDS, "issuers": pem, "senders": "a@b.vn\r\nc@d.vn", "automatic": "yes"}
    assert admin.post(added.location, **changed).status_code == 303
    [view] = cap_sources.list_sources(resources, ADMIN)
    assert view.wish.senders == ("a@b.vn", "c@d.vn") and view.wish.issuers == (pem,)
    page = text_of(admin.get(added.location))
    assert "Chi cục PCTT" in page and "tự chiếm màn hình" in page
    assert admin.post(f"{added.location}/switch", deed="off").status_code == 303
    assert "Đã tắt" in text_of(admin.get("/staff/cap/sources"))
    assert admin.post(f"{added.location}/switch", deed="on").status_code == 303
    [view] = cap_sources.list_sources(resources, ADMIN)
    assert view.is_enabled


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    staff: Staff, resources: Resources
) -> None:
    admin = staff.person("administrator", "51")
    for bad in (
        {"url": "kttv.example"},
        {"name": ""},
        {"kind": "fax"},
        {"issuers": "không phải chứng thư"},
        {"expiry_hours": "100"},
        {"unit": "00000"},
        {"emergency": "Minor", "priority": "Severe"},
    ):
        answer = admin.post("/staff/cap/sources/new", **{**FIELDS, **bad})
        assert answer.status_code == 422 and "chỗ cần sửa" in text_of(answer).lower(), bad
    assert cap_sources.list_sources(resources, ADMIN) == ()


def test_an_administrator_of_a_commune_adds_none_for_the_province(staff: Staff) -> None:
    admin = staff.person("administrator", "20857")
    assert admin.post("/staff/cap/sources/new", **FIELDS).status_code == 403


def test_an_account_s_own_source_is_called_after_it(staff: Staff, resources: Resources) -> None:
    send(resources, a_cap())
    page = text_of(staff.person("administrator", "51").get("/staff/cap/sources"))
    assert "Tin do" in page


def test_a_source_that_fails_says_why(staff: Staff, resources: Resources) -> None:
    from datetime import timedelta

    from server.storage.tables import CapSourceRow

    source = a_source(resources, kind=cap_sources.CapSourceKind.CAP, url="https://a.example/x")

    def fail(session: object) -> None:
        row = session.get(CapSourceRow, source)  # type: ignore[attr-defined]
        row.error, row.error_params = (
            "{host} cannot be reached. Is the address right?",
            {"host": "a.example"},
        )
        row.failing_since = resources.clock.now() - timedelta(hours=2)

    resources.database.write(fail)
    page = text_of(staff.person("administrator", "51").get(f"/staff/cap/sources/{source}"))
    assert "a.example" in page and "Mất liên lạc" in page
