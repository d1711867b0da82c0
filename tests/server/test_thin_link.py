"""What goes over a thin link: how much, compressed, and never twice."""

import gzip
import re

from flask import Flask
from flask.testing import FlaskClient

from server import thin_link
from tests.server.staff_web.conftest import Staff, staff

__all__ = ["staff"]

GZIP = {"Accept-Encoding": "gzip"}
# 400 kbit/s bring 150 KB in 3 s; connecting and asking takes four turns of 400 ms of that.
MOST_BYTES = (3_000 - 4 * 400) * 400 // 8
PAGES = ("/staff/", "/staff/notices", "/staff/notices/new", "/staff/alerts/new", "/staff/more")
_LINKED = re.compile(r'(?:<link rel="stylesheet" href|<script[^>]* src)="([^"]+)"')


def transferred(client: FlaskClient, path: str) -> tuple[int, list[str]]:
    """Return the bytes of a page's answer, and the styles and scripts it asks for."""
    answer = client.get(path, headers=GZIP, buffered=True)
    assert answer.status_code == 200, path
    assert answer.headers["Content-Encoding"] == "gzip", path
    page = gzip.decompress(answer.data).decode()
    return len(answer.data) + len(str(answer.headers)), _LINKED.findall(page)


def first_visit(client: FlaskClient, path: str) -> int:
    """Return the bytes of a page with all its styles and scripts."""
    size, linked = transferred(client, path)
    return size + sum(
        len(answer.data) + len(str(answer.headers))
        for answer in (client.get(address, headers=GZIP, buffered=True) for address in linked)
    )


def test_the_first_page_and_those_of_a_deed_fit_what_a_thin_link_brings(staff: Staff) -> None:
    person = staff.person("duty_officer")
    author = staff.person("author")
    sizes = {"/staff/sign-in": first_visit(staff.stranger().client, "/staff/sign-in")}
    for path in PAGES:
        who = author if path == "/staff/notices/new" else person
        sizes[path] = first_visit(who.client, path)
    assert {path: size for path, size in sizes.items() if size > MOST_BYTES} == {}
    assert all(size > 5_000 for size in sizes.values())


def test_styles_and_scripts_are_kept_for_good_under_an_address_of_their_own(
    client: FlaskClient,
) -> None:
    _, linked = transferred(client, "/staff/sign-in")
    assert len(linked) >= 4
    for address in linked:
        answer = client.get(address, headers=GZIP, buffered=True)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", address
        assert answer.status_code == 200
    stale = client.get("/staff/static/staff.css?v=000000000000", buffered=True)
    assert "immutable" not in stale.headers["Cache-Control"]
    assert client.get("/staff/static/none.css?v=1").status_code == 404


def test_an_address_changes_with_what_it_names(app: Flask) -> None:
    style = thin_link.digest_of(app, "staff.static", "staff.css")
    assert re.fullmatch("[0-9a-f]{12}", style)
    assert style != thin_link.digest_of(app, "staff.static", "pages.css")
    assert thin_link.digest_of(app, "staff.static", "none.css") == ""


def test_who_takes_no_gzip_gets_none_and_a_copy_is_never_mixed_up(client: FlaskClient) -> None:
    plain, packed = (
        client.get("/staff/sign-in"),
        client.get("/staff/sign-in", headers=GZIP, buffered=True),
    )
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    style = client.get("/staff/static/staff.css", headers=GZIP, buffered=True)
    assert gzip.decompress(style.data) == client.get("/staff/static/staff.css", buffered=True).data
    again = client.get(
        "/staff/static/staff.css",
        headers={**GZIP, "If-None-Match": style.headers["ETag"]},
        buffered=True,
    )
    assert again.status_code == 304


def test_the_length_of_a_page_tells_nothing_of_what_is_on_it() -> None:
    lengths = {len(thin_link.in_gzip(b"secret" * 500)) for _ in range(40)}
    assert len(lengths) > 5
    assert gzip.decompress(thin_link.in_gzip(b"secret" * 500)) == b"secret" * 500
