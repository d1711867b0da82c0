import re

import pytest

from server.staff_web.security import allowed_names, is_our_host, is_same_origin
from tests.server.builders import some_settings
from tests.server.staff_web.conftest import ORIGIN, Staff, text_of


def test_a_post_without_a_token_is_refused_and_changes_nothing(staff: Staff) -> None:
    browser = staff.person("author")
    answer = browser.client.post("/staff/sign-out", headers=ORIGIN)
    assert answer.status_code == 400
    assert "Trang để mở quá lâu" in text_of(answer)
    assert browser.get("/staff/").status_code == 200


def test_another_persons_token_is_refused(staff: Staff) -> None:
    one, other = staff.person("author"), staff.person("author", number=2)
    one.get("/staff/account")
    other.get("/staff/account")
    answer = other.client.post("/staff/sign-out", data={"csrf_token": one.token}, headers=ORIGIN)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Referer": "https://evil.example/http://localhost/"},
    ],
)
def test_an_unsafe_request_from_elsewhere_is_refused(staff: Staff, headers: dict[str, str]) -> None:
    browser = staff.person("author")
    browser.get("/staff/account")
    data = {"csrf_token": browser.token}
    assert browser.client.post("/staff/sign-out", data=data, headers=headers).status_code == 403
    assert browser.get("/staff/").status_code == 200


def test_pages_carry_a_strict_policy_with_a_fresh_nonce(staff: Staff) -> None:
    browser = staff.person("author")
    first, second = browser.get("/staff/"), browser.get("/staff/")
    nonces = []
    for page in (first, second):
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        found = re.search(r"script-src 'nonce-([^']+)'", policy)
        assert found is not None
        nonces.append(found[1])
        scripts = re.findall(r"<script[^>]*>", page.get_data(as_text=True))
        assert scripts
        assert all(f'nonce="{found[1]}"' in tag for tag in scripts)
    assert nonces[0] != nonces[1]


def test_no_page_needs_inline_style_or_script(staff: Staff) -> None:
    browser = staff.person("administrator", "51")
    for path in ("/staff/", "/staff/notices/new", "/staff/boards", "/staff/alerts", "/staff/help"):
        page = browser.get(path).get_data(as_text=True)
        assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", page), path


def test_pages_carry_the_other_headers(staff: Staff) -> None:
    headers = staff.person("author").get("/staff/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Permissions-Policy" in headers
    assert "Strict-Transport-Security" not in headers


def test_an_unknown_host_is_refused(staff: Staff) -> None:
    client = staff.stranger().client
    assert client.get("/staff/sign-in", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 200


def test_hosts_are_our_names_and_bare_addresses(tmp_path) -> None:  # type: ignore[no-untyped-def]
    named = allowed_names(some_settings(tmp_path, public_url="https://bangtin.example"))
    for host in (
        "bangtin.example",
        "bangtin.example:8443",
        "localhost:8000",
        "192.168.1.9",
        "[::1]:8000",
    ):
        assert is_our_host(host, named), host
    for host in ("evil.example", "bangtin.example.evil.example", "127.0.0.1.evil.example", ""):
        assert not is_our_host(host, named), host


def test_an_origin_is_compared_whole() -> None:
    assert is_same_origin("https://a.example:8443", None, "a.example:8443")
    assert is_same_origin(None, "https://a.example/staff/", "a.example")
    assert not is_same_origin("https://a.example", None, "a.example:8443")
    assert not is_same_origin(None, None, "a.example")


def test_no_address_changes_anything_on_get(staff: Staff) -> None:
    """Every deed answers 405 (or leads back) to GET; addresses that show also show on POST only."""
    deeds = {"submit", "approve", "resume", "end", "sign-out", "language", "send", "audience"}
    for rule in staff.app.url_map.iter_rules():
        if rule.endpoint.startswith("staff.") and rule.rule.rsplit("/", 1)[-1] in deeds:
            methods = (rule.methods or set()) - {"OPTIONS"}
            assert methods == {"POST"}, rule


def test_every_staff_page_asks_for_signing_in(staff: Staff) -> None:
    client = staff.stranger().client
    open_pages = {"staff.sign_in", "staff.static", "staff.nothing_here"}
    open_pages |= {"staff.welcome", "staff.forgotten"}
    for rule in staff.app.url_map.iter_rules():
        if rule.endpoint.startswith("staff.") and rule.endpoint not in open_pages:
            if "GET" not in (rule.methods or set()):
                continue
            path = re.sub(r"<any\(([^,)]*)[^>]*>", r"\1", rule.rule)
            answer = client.get(re.sub(r"<[^>]*>", "x", path))
            assert answer.status_code == 303, rule
            assert answer.location.startswith("/staff/sign-in"), rule
