"""Alerts called out by a real browser: tone, voices, how loud, when still, and begun once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from content.alert import Alert, AlertState
from content.instant import format_instant
from content.trust import digest
from player.screens import Screen
from player.settings import PlayerSettings
from tests.conftest import CHROMIUM
from tests.free_ports import free_port
from tests.player.alert_voices import spoken
from tests.player.local_builders import running
from tests.player.page.board_server import BoardServer, now
from tests.player.page.sample_items import a_page, an_item, titled
from tests.player.page.test_board_alerts import fired, until
from tests.player.page.test_board_shelter import KEPT
from tests.player.page.test_board_sound import LOCKED, MARK, Unheard
from tests.server.media_builders import a_sound

# What the page's loudspeaker began to play, each by its whole seconds, and how loud it was.
LISTENS = """const Real = Audio;
window.heard = [];
window.loudness = [];
window.Audio = function () {
  const made = (window.voice = new Real());
  let isNew = false;
  made.addEventListener('loadstart', () => { isNew = true; });
  made.addEventListener('playing', () => {
    if (!isNew) return;
    isNew = false;
    window.heard.push(Math.round(made.duration));
    window.loudness.push(made.volume);
  });
  return made;
};"""
ON_ALERT = "Boolean(document.querySelector('.marks.on-alert .silent'))"
TONE, DRILL, VI, HRE, NOTICE = 5, 2, 3, 4, 60


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> dict[int, bytes]:
    folder = tmp_path_factory.mktemp("sounds")
    return {seconds: a_sound(folder, "m4a", float(seconds)) for seconds in (VI, HRE, NOTICE)}


def listening(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
    page.add_init_script(LISTENS)
    page.goto(address)
    return page


@pytest.fixture
def board(loud: Browser, server: BoardServer) -> Iterator[Page]:
    page = listening(loud, f"{server.url}/board#pair={server.link}")
    page.wait_for_selector(".unit >> text=Xã Ba Tơ")
    while not server.is_connected:
        page.wait_for_timeout(20)
    yield page
    page.context.close()


def called(
    server: BoardServer, sounds: dict[int, bytes], *voices: int, **more: Any
) -> tuple[Alert, list[str]]:
    """An alert to fire, with voices that the server has; and their names."""
    recordings = [sounds[seconds] for seconds in voices]
    server.files |= {digest(one): one for one in recordings}
    return spoken(fired(), *recordings, **more), [digest(one) for one in recordings]


def hears(board: Page, *seconds: int) -> None:
    """Wait until these were heard, one after another, and nothing since."""
    told = ",".join(map(str, seconds))
    is_so = f"() => heard.slice(-{len(seconds)}).join() === '{told}'"
    try:
        board.wait_for_function(is_so, polling=50, timeout=60_000)
    except Exception as error:
        raise AssertionError(f"{board.evaluate('heard')}, not {seconds}") from error


def heard(board: Page) -> list[int]:
    """All but the moment of silence by which a page finds out whether it may be heard."""
    found: list[int] = board.evaluate("heard")
    return [seconds for seconds in found if seconds]


def hour_ago() -> str:
    return format_instant(now() - timedelta(hours=1))


def with_recording(sounds: dict[int, bytes]) -> dict[str, Any]:
    page = a_page("text", ["Tiêm phòng"], audio={"media": digest(sounds[NOTICE])})
    return {"a": an_item("policy", page)}


def test_tone_and_languages_go_before_a_notice_and_a_cancel_silences_them_at_once(
    board: Page, server: BoardServer, sounds: dict[int, bytes]
) -> None:
    volume = [[hour_ago(), 40]]
    server.publish(with_recording(sounds), seconds=600, media=(sounds[NOTICE],), volume=volume)
    hears(board, NOTICE)
    alert, _ = called(server, sounds, VI, HRE)
    server.fire(alert)
    hears(board, NOTICE, TONE, VI, HRE)
    board.wait_for_function("() => voice.paused", polling=50)  # until the next round
    server.fire(replace(alert, revision=2, sequence=alert.sequence + 1))
    hears(board, HRE, TONE)
    server.fire(replace(alert, revision=3, state=AlertState.CANCELLED))
    hears(board, HRE, TONE, NOTICE)
    assert board.evaluate("loudness.slice(-6)") == [0.4, 1, 1, 1, 1, 0.4]


def test_in_quiet_hours_a_drill_is_not_heard_and_an_alert_is(
    board: Page, server: BoardServer, sounds: dict[int, bytes]
) -> None:
    server.publish({"a": titled("Tin")}, volume=[[hour_ago(), 0]])
    board.wait_for_selector("h1 >> text=Tin")
    drill, _ = called(server, sounds, VI, status="Exercise", id="drill")
    server.fire(drill)
    until(board, server, "drill", "painted")
    alert, _ = called(server, sounds, VI)
    server.fire(alert)
    hears(board, TONE, VI)
    assert heard(board) == [TONE, VI]
    assert set(board.evaluate("loudness.slice(-2)")) == {1}


def test_by_day_a_drill_has_its_own_tone_at_the_volume_of_notices(
    board: Page, server: BoardServer, sounds: dict[int, bytes]
) -> None:
    server.publish({"a": titled("Tin")}, volume=[[hour_ago(), 30]])
    board.wait_for_selector("h1 >> text=Tin")
    drill, _ = called(server, sounds, VI, status="Exercise", id="drill")
    server.fire(drill)
    hears(board, DRILL, VI)
    assert board.evaluate("loudness.slice(-2)") == [0.3, 0.3]


def test_silent_alerts_and_tests_that_are_not_seen_make_no_sound(
    board: Page, server: BoardServer, sounds: dict[int, bytes]
) -> None:
    for name, how in (("silent", {"silent": True}), ("unseen", {"unseen": True})):
        alert, _ = called(server, sounds, VI, id=name, status="Exercise", **how)
        server.fire(alert)
        until(board, server, name, "painted")
    # The next one is heard, and nothing was before it.
    loud, _ = called(server, sounds, VI)
    server.fire(loud)
    hears(board, TONE, VI)
    assert heard(board) == [TONE, VI]


def test_a_forged_voice_and_one_that_is_no_sound_are_passed_over_and_hold_nothing_up(
    board: Page, server: BoardServer, sounds: dict[int, bytes]
) -> None:
    alert, (forged, _, _) = called(server, {**sounds, 0: b"no sound at all"}, VI, 0, HRE)
    server.corrupt = {forged}
    board.context.route(f"**/{forged}", lambda route: None)  # not answered yet
    server.fire(alert)
    expect(board.locator(".alert .what")).to_have_text("LŨ QUÉT")
    until(board, server, alert.id, "painted")
    hears(board, TONE)  # and no voice has come yet
    board.context.unroute(f"**/{forged}")
    hears(board, TONE, HRE)
    assert heard(board) == [TONE, HRE]
    server.cut()
    for _ in range(300):
        if server.faults == ["media_bad"]:
            return
        board.wait_for_timeout(100)
    raise AssertionError(server.faults)


def test_an_alert_whose_voices_are_missing_is_called_out_by_its_tone(
    board: Page, server: BoardServer, sounds: dict[int, bytes]
) -> None:
    alert, names = called(server, sounds, VI)
    for name in names:
        del server.files[name]
    server.fire(alert)
    hears(board, TONE)
    board.wait_for_function("() => voice.ended", polling=50)
    until(board, server, "flood", "painted")
    assert heard(board) == [TONE]


def test_loaded_anew_without_a_server_the_voices_go_on_and_nothing_begins_again(
    board: Page, server: BoardServer, sounds: dict[int, bytes]
) -> None:
    server.publish({"a": titled("Tin")})
    board.wait_for_selector("h1 >> text=Tin")
    alert, names = called(server, sounds, VI, HRE)
    server.fire(alert)
    hears(board, TONE, VI)
    for _ in range(200):
        if board.evaluate(KEPT, [f"/media/{name}" for name in names]):
            break
        board.wait_for_timeout(50)
    else:
        raise AssertionError("the worker does not keep the voices")
    server.stop()
    board.reload()
    hears(board, VI, HRE)
    assert heard(board) == [VI, HRE]


def test_nobody_touched_the_board_so_an_alert_waits_for_the_touch_to_be_heard(
    browser: Browser, built_page: Path, server: BoardServer, sounds: dict[int, bytes]
) -> None:
    strict = browser.browser_type.launch(executable_path=CHROMIUM, args=["--no-sandbox", LOCKED])
    try:
        page = listening(strict, f"{server.url}/board#pair={server.link}")
        look = Unheard(page.context.new_cdp_session(page))
        look.wait_for_text(MARK)
        look.wait(lambda: server.is_connected)
        server.cut()
        look.wait(lambda: server.faults == ["sound_locked"], lambda: server.faults)
        drill, _ = called(server, sounds, VI, status="Exercise", id="drill")
        server.fire(drill)
        look.wait(lambda: "painted" in server.states("drill"))
        look.wait(lambda: look.ask(ON_ALERT) is False)  # its frame is full of words
        alert, _ = called(server, sounds, VI)
        server.fire(alert)
        look.wait(lambda: "painted" in server.states("flood"))
        look.wait(lambda: look.ask(ON_ALERT) is True)
        assert look.ask("heard.length") == 0
        page.mouse.click(600, 300)
        look.wait(lambda: look.ask("heard.join()") == f"{TONE},{VI}", lambda: look.ask("heard"))
    finally:
        strict.close()


def test_an_agents_browser_started_anew_goes_on_and_does_not_call_out_again(
    loud: Browser, server: BoardServer, sounds: dict[int, bytes], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(Screen, "_watched", lambda screen: None)
    server.publish({"a": titled("Tin")})
    screen = Screen(
        PlayerSettings(server.url, tmp_path / "b", display="chromium", port=free_port())
    )
    with running(screen):
        glass = listening(loud, screen.web.address)
        glass.wait_for_selector(".big i", timeout=60_000)
        server.approve()
        glass.wait_for_selector("h1 >> text=Tin", timeout=60_000)
        alert, _ = called(server, sounds, VI, HRE)
        server.fire(alert)
        hears(glass, TONE, VI)
        glass.context.close()
        anew = listening(loud, screen.web.address)
        hears(anew, VI, HRE)
        assert heard(anew) == [VI, HRE]
        anew.context.close()
