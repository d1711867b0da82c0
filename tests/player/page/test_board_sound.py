"""What a board lets be heard and when, by the state of its media elements in a real browser."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from content.instant import format_instant
from content.trust import digest
from tests.conftest import CHROMIUM
from tests.player.page.board_server import BoardServer, now
from tests.player.page.conftest import Show
from tests.player.page.sample_items import a_page, a_picture, an_item, titled
from tests.player.page.test_board_films import a_film_item
from tests.server.media_builders import a_film, a_sound
from tests.vectors.statements import an_alert

LOCKED = "--autoplay-policy=user-gesture-required"
# The page's one loudspeaker, where a test can look at it.
CAUGHT = "const Real = Audio; window.Audio = function () { return (window.voice = new Real()); };"
SPEAKS = "voice.src && !voice.paused && voice.currentTime > 0"
VOICE = "window.voice && [voice.paused, voice.currentTime, voice.duration, voice.error].join()"
PAIRING_SIGN = "Chạm vào màn hình một lần để bật âm thanh"
MARK = "Chạm để bật tiếng"


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return a_sound(tmp_path_factory.mktemp("sound"), "m4a", seconds=300.0)


@pytest.fixture
def board(loud: Browser, server: BoardServer) -> Iterator[Page]:
    page = loud.new_page(viewport={"width": 1280, "height": 720})
    page.add_init_script(CAUGHT)
    page.goto(f"{server.url}/board#pair={server.link}")
    page.wait_for_selector(".unit >> text=Xã Ba Tơ")
    while not server.is_connected:
        page.wait_for_timeout(20)
    yield page
    page.close()


def spoken(recording: bytes, *more: dict[str, Any], title: str = "Tiêm phòng") -> dict[str, Any]:
    page = a_page("text", [title], audio={"media": digest(recording)})
    return an_item("policy", page, *more)


def wait_for(board: Page, told: str) -> None:
    board.wait_for_function(f"() => {told}", polling=50, timeout=120_000)


def test_a_recording_is_heard_by_the_hours_and_by_nothing_that_covers_its_page(
    board: Page, server: BoardServer, recording: bytes
) -> None:
    def publish(**hours: object) -> None:
        server.publish({"a": spoken(recording)}, seconds=600, media=(recording,), **hours)

    ago = format_instant(now() - timedelta(hours=1))
    publish()
    wait_for(board, f"{SPEAKS} && voice.volume === 1")
    before = float(board.evaluate("voice.currentTime"))
    wait_for(board, f"voice.currentTime > {before} + 0.3")
    publish(volume=[[ago, 40]])
    wait_for(board, f"{SPEAKS} && voice.volume === 0.4")
    publish(volume=[[ago, 0]])
    wait_for(board, "voice.paused")
    publish()
    wait_for(board, SPEAKS)
    server.fire(an_alert("flood", at=now()))
    wait_for(board, "voice.paused")
    server.alerts.clear()
    server.sequence += 1000
    server.announce()
    wait_for(board, SPEAKS)
    server.push("command", {"id": "1", "name": "power", "on": False})
    wait_for(board, "voice.paused")
    server.push("command", {"id": "2", "name": "power"})
    wait_for(board, SPEAKS)
    board.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    wait_for(board, "voice.paused")
    board.evaluate("delete document.hidden")
    wait_for(board, SPEAKS)
    server.slate = "Tạm dừng"
    server.announce()
    wait_for(board, "voice.paused")


def test_a_recording_goes_on_with_its_notice_and_ends_with_the_next(
    board: Page, server: BoardServer, recording: bytes
) -> None:
    items = {"a": spoken(recording, a_page("text", ["Trang hai"])), "b": titled("Giá lúa")}
    server.publish(items, seconds=2, media=(recording,))

    def shows(title: str) -> str:
        layers = "[...document.querySelectorAll('.zone-main > .layer:not(.waiting) h1')]"
        return f"{layers}.map((one) => one.textContent).pop() === '{title}'"

    wait_for(board, f"{shows('Trang hai')} && {SPEAKS} && voice.currentTime > 2")
    wait_for(board, f"{shows('Giá lúa')} && voice.paused")
    wait_for(board, f"{shows('Tiêm phòng')} && {SPEAKS} && voice.currentTime < 1.9")


def test_a_film_is_heard_at_the_volume_and_in_quiet_hours_plays_muted(
    board: Page, server: BoardServer, tmp_path: Path
) -> None:
    poster, film = a_picture(), a_film(tmp_path, 5.0)
    item = {"a": a_film_item(poster, film, 5)}
    ago = format_instant(now() - timedelta(hours=1))
    server.publish(item, media=(poster, film), volume=[[ago, 30]])
    seen = "document.querySelector('.zone-main > .layer:not(.waiting) video')"
    plays = f"{seen} && {seen}.currentTime > 0 && !{seen}.paused"
    wait_for(board, f"{plays} && !{seen}.muted && {seen}.volume === 0.3")
    server.publish(item, media=(poster, film), volume=[[ago, 0]])
    wait_for(board, f"{plays} && {seen}.muted")


class Unheard:
    """Look into a page as nobody does who could unlock its sound: Playwright's own looks count."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session

    def ask(self, told: str) -> object:
        answer = self._session.send("Runtime.evaluate", {"expression": told})
        return answer["result"].get("value")

    def wait(self, is_so: Callable[[], object], told: Callable[[], object] = str) -> None:
        for _ in range(1800):  # a status comes every 20 s
            if is_so():
                return
            time.sleep(0.05)
        seen, voice = self.ask("document.body.innerText"), self.ask(VOICE)
        raise AssertionError(f"{told()} on {seen!r} with {voice}")

    def wait_for_text(self, text: str, is_there: bool = True) -> None:
        is_so = f"document.body.innerText.includes('{text}')"
        self.wait(lambda: self.ask(is_so) is is_there, lambda: f"{text} {is_there}")


def test_locked_sound_is_said_from_pairing_on_and_a_touch_opens_it_for_good(
    browser: Browser, built_page: Path, server: BoardServer, recording: bytes
) -> None:
    server.publish({"a": spoken(recording)}, seconds=600, media=(recording,))

    def faults() -> list[object]:
        return list(server.faults)  # type: ignore[call-overload, no-any-return]

    strict = browser.browser_type.launch(executable_path=CHROMIUM, args=["--no-sandbox", LOCKED])
    try:
        page = strict.new_page(viewport={"width": 1280, "height": 720})
        page.add_init_script(CAUGHT)
        page.goto(f"{server.url}/board")
        look = Unheard(page.context.new_cdp_session(page))
        look.wait_for_text(PAIRING_SIGN)
        server.approve()
        look.wait_for_text(MARK)
        assert look.ask("voice.paused") is True
        look.wait(lambda: server.is_connected)
        server.cut()
        look.wait(lambda: "sound_locked" in faults(), faults)
        page.mouse.click(600, 300)
        look.wait(lambda: look.ask(SPEAKS))
        look.wait_for_text(MARK, is_there=False)
        look.wait(lambda: server.is_connected)
        server.cut()
        look.wait(lambda: "sound_locked" not in faults(), faults)
    finally:
        strict.close()


def test_a_preview_is_silent(show: Show) -> None:
    picture = {"media": "p", "focus": [0.5, 0.5], "credit": None}
    page = a_page("film", ["Lễ hội"], picture=picture, film={"media": "f"})
    dot = "/board/static/icon.svg"
    page_shown = show(item=an_item("news", page), page=0, media={"p": dot, "f": dot})
    film = page_shown.frame_locator("iframe").locator("video")
    expect(film).to_have_js_property("muted", True)
    page_shown.wait_for_timeout(500)
    expect(film).to_have_js_property("muted", True)
