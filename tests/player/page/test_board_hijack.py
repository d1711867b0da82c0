"""C18 on the page: a stolen server brings no alert to the glass that officers did not approve."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from content.alert import Alert
from content.targeting import Targets
from content.trust import Envelope, canonical, parse_json, sign
from tests.player.page.board_server import BoardServer, now
from tests.vectors.passkeys import PRESENT, Passkey, some_officers
from tests.vectors.statements import BOARD, Authority, an_alert, approved

HERE, STICK = Passkey("here"), Passkey("stick", "ed25519")
THERE, GONE, THIEF = Passkey("there"), Passkey("gone"), Passkey("thief")
OFFICERS = some_officers(
    HERE.officer("u-ba-to"),
    STICK.officer("u-province"),
    THERE.officer("u-other"),
    GONE.officer("u-ba-to"),
)
THERE_PATH = ("u-province", "u-other", "u-tra-bong")


class StolenServer(BoardServer):
    """Its root names officers; `revoked` goes into its heads."""

    revoked: tuple[str, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        expires = self.authority.expires
        self.authority = Authority(expires=expires, officers=OFFICERS)

    def approve(self, rotation: int = 0) -> None:
        super().approve(rotation)
        assert self.identity is not None
        self.identity = self.authority.identity_approved(self.identity, HERE)

    def head(self) -> Envelope:
        made = super().head()
        if not self.revoked:
            return made
        payload = parse_json(made.payload)
        assert isinstance(payload, dict)
        said = canonical({**payload, "revoked_officers": list(self.revoked)})
        return sign("head", said, self.authority.keys["state"])


@pytest.fixture
def server() -> Iterator[StolenServer]:
    made = StolenServer()
    made.start()
    yield made
    made.stop()


def fake(name: str, **more: object) -> Alert:
    return an_alert(name, at=now(), headline="TIN GIẢ", **more)  # type: ignore[arg-type]


def until(board: Page, server: StolenServer, alert: str, state: str) -> None:
    for _ in range(600):
        if state in server.states(alert):
            return
        board.wait_for_timeout(50)
    raise AssertionError(f"no receipt {state}: {server.states(alert)}")


def refused(board: Page, server: StolenServer, alert: Alert) -> None:
    """Fire it by push, list and head; the board says that it failed, and shows nothing of it."""
    server.fire(alert)
    server.announce()
    until(board, server, alert.id, "failed")
    expect(board.locator(".alert")).to_have_count(0)
    assert server.states(alert.id) == ["failed"]


def test_only_what_officers_approve_comes_to_the_glass(board: Page, server: StolenServer) -> None:
    refused(board, server, fake("bare"))
    refused(board, server, replace(fake("drill", status="Exercise"), silent=True))
    refused(board, server, approved(fake("stranger"), THIEF))
    refused(board, server, replace(approved(fake("altered"), HERE), event="Khác"))
    by_name = fake("foreign", targets=Targets(boards=(BOARD,)))
    refused(board, server, approved(by_name, THERE))
    site, touch = fake("site"), fake("touch")
    elsewhere = HERE.approve(site.to_dict(), rp_id="evil.example")
    refused(board, server, replace(site, approvals=(elsewhere,)))
    unverified = HERE.approve(touch.to_dict(), flags=PRESENT)
    refused(board, server, replace(touch, approvals=(unverified,)))
    forged = {**THIEF.approve(fake("forged").to_dict()), "keyid": HERE.key_id}
    refused(board, server, replace(fake("forged"), approvals=(forged,)))
    server.alerts.clear()
    for key in (HERE, STICK):
        server.fire(approved(an_alert(f"real-{key.type}", at=now()), key))
        until(board, server, f"real-{key.type}", "painted")
    expect(board.locator(".alert .what")).to_have_text("LŨ QUÉT")


def test_what_was_cancelled_or_approved_by_a_revoked_officer_stays_away(
    board: Page, server: StolenServer
) -> None:
    real = approved(an_alert("real", at=now()), HERE)
    server.fire(real)
    until(board, server, "real", "painted")
    server.alerts.clear()
    server.announce()
    until(board, server, "real", "ended")
    again = replace(real, sequence=server.sequence + 60_000, issued_at=now())
    server.fire(again)
    until(board, server, "real", "failed")
    expect(board.locator(".alert")).to_have_count(0)
    server.alerts.clear()
    server.revoked = (GONE.key_id,)
    server.push("head", server.head().to_dict())
    refused(board, server, approved(fake("gone"), GONE))
    server.revoked = ()
    server.push("head", server.head().to_dict())
    refused(board, server, approved(fake("gone-still"), GONE))


def test_a_page_that_is_moved_by_the_server_alone_stays_where_it_was(
    board: Page, server: StolenServer
) -> None:
    server.identity = server.authority.identity(
        unit=THERE_PATH[-1], path=THERE_PATH, public_key=server.public
    )
    server.announce()
    theirs = fake("theirs", targets=Targets(subtrees=("u-other",)))
    server.fire(approved(theirs, THERE))
    server.fire(approved(an_alert("real", at=now()), HERE))
    until(board, server, "real", "painted")
    expect(board.locator(".alert .what")).to_have_text("LŨ QUÉT")
    assert "painted" not in server.states("theirs")


def test_an_approved_alert_outlives_a_reload(board: Page, server: StolenServer) -> None:
    server.fire(approved(an_alert("real", at=now()), HERE))
    until(board, server, "real", "painted")
    board.reload()
    board.wait_for_selector(".alert .what >> text=LŨ QUÉT")
