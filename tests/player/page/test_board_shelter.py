"""A browser board in a secure context: reload and power-on without the server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from content.trust import canonical, digest
from tests.conftest import CHROMIUM
from tests.player.page.board_server import BoardServer
from tests.player.page.sample_items import a_page, a_picture, an_item, titled

ON = ".zone-main .layer:not(.waiting)"
KEPT = """async (paths) => {
  const cache = await caches.open("bangtin-content-1");
  const found = await Promise.all(paths.map((path) => cache.match(path)));
  return found.every(Boolean);
}"""
FLIP = """async (path) => {
  const cache = await caches.open("bangtin-content-1");
  const bytes = new Uint8Array(await (await cache.match(path)).arrayBuffer());
  bytes[bytes.length >> 1] ^= 1;
  await cache.put(path, new Response(bytes));
}"""


@pytest.fixture
def power_on(
    browser: Browser, tmp_path: Path, built_page: Path
) -> Iterator[Callable[[], BrowserContext]]:
    """Start the browser, anew each time, on the one profile."""
    running: list[BrowserContext] = []

    def start() -> BrowserContext:
        for context in running:
            context.close()
        running[:] = [
            browser.browser_type.launch_persistent_context(
                tmp_path / "profile",
                executable_path=CHROMIUM,
                args=["--no-sandbox"],
                viewport={"width": 1280, "height": 720},
            )
        ]
        return running[0]

    yield start
    for context in running:
        context.close()


def path_of(item: object) -> str:
    return f"/items/{digest(canonical(item))}"


def a_board(context: BrowserContext, server: BoardServer, paths: list[str]) -> Page:
    """Paired, playing, and kept whole by its worker."""
    page = context.new_page()
    page.goto(f"{server.url}/board#pair={server.link}")
    page.wait_for_selector(f"{ON} h1")
    wait_for(page, KEPT, paths)
    return page


def wait_for(page: Page, question: str, paths: list[str]) -> None:
    for _ in range(600):
        if page.evaluate(question, paths):
            return
        page.wait_for_timeout(100)
    raise AssertionError("the worker did not keep what is played")


def titles(page: Page, seconds: float) -> set[str]:
    """Every title that is on the glass within some seconds."""
    page.wait_for_selector(f"{ON} h1")
    seen = set()
    for _ in range(round(seconds * 5)):
        seen |= set(page.locator(f"{ON} h1").all_inner_texts())
        page.wait_for_timeout(200)
    return {title.strip() for title in seen}


def test_after_reload_and_power_on_without_a_server_the_board_shows_what_it_had(
    power_on: Callable[[], BrowserContext], server: BoardServer
) -> None:
    picture = a_picture()
    photo = {"media": digest(picture), "focus": [0.5, 0.4], "credit": "Hội Nông dân xã"}
    with_photo = an_item("role-models", a_page("photo", ["Trồng rừng"], picture=photo))
    items = {"a": titled("Tin thường"), "b": with_photo}
    manifest = server.publish(items, media=(picture,), seconds=2)
    paths = [f"/manifests/{manifest}", f"/media/{digest(picture)}", *map(path_of, items.values())]
    page = a_board(power_on(), server, paths)
    server.stop()
    page.reload()
    assert titles(page, 6) == {"Tin thường", "Trồng rừng"}
    assert page.evaluate("document.querySelector('.zone-main img') !== null")
    again = power_on().new_page()
    again.goto(f"{server.url}/board")
    assert titles(again, 6) == {"Tin thường", "Trồng rừng"}
    server.start()
    server.publish({"c": titled("Tin mới")}, seconds=2)
    again.wait_for_selector(f"{ON} >> text=Tin mới", timeout=60_000)


def test_one_flipped_byte_of_what_is_kept_is_not_painted(
    power_on: Callable[[], BrowserContext], server: BoardServer
) -> None:
    good, bad = titled("Còn nguyên"), titled("Đã bị sửa")
    manifest = server.publish({"a": good, "b": bad}, seconds=2)
    page = a_board(power_on(), server, [f"/manifests/{manifest}", path_of(good), path_of(bad)])
    page.evaluate(FLIP, path_of(bad))
    server.stop()
    page.reload()
    assert titles(page, 6) == {"Còn nguyên"}
    assert not page.evaluate(KEPT, [path_of(bad)])


def test_a_flipped_byte_of_the_score_is_fetched_anew_and_not_believed(
    power_on: Callable[[], BrowserContext], server: BoardServer
) -> None:
    item = titled("Còn nguyên")
    score = f"/manifests/{server.publish({'a': item}, seconds=2)}"
    page = a_board(power_on(), server, [score, path_of(item)])
    page.evaluate(FLIP, score)
    server.stop()
    page.reload()
    page.wait_for_selector(".slate")
    page.wait_for_timeout(3000)
    assert page.locator(ON).count() == 0
    server.start()
    page.wait_for_selector(f"{ON} h1", timeout=60_000)
    wait_for(page, KEPT, [score, path_of(item)])


def test_a_score_that_is_not_whole_yet_leaves_the_one_before_on_after_power_on(
    power_on: Callable[[], BrowserContext], server: BoardServer
) -> None:
    old, new = titled("Bản trước"), titled("Bản sau")
    before = server.publish({"a": old}, seconds=2)
    page = a_board(power_on(), server, [f"/manifests/{before}", path_of(old)])
    server.corrupt = {digest(canonical(new))}
    after = server.publish({"b": new}, seconds=2)
    wait_for(page, KEPT, [f"/manifests/{after}"])
    server.stop()
    again = power_on().new_page()
    again.goto(f"{server.url}/board")
    assert titles(again, 3) == {"Bản trước"}


def test_what_no_score_needs_any_more_is_let_go(
    power_on: Callable[[], BrowserContext], server: BoardServer
) -> None:
    old, new = titled("Bản trước"), titled("Bản sau")
    before = server.publish({"a": old}, seconds=2)
    page = a_board(power_on(), server, [f"/manifests/{before}", path_of(old)])
    after = server.publish({"b": new}, seconds=2)
    page.wait_for_selector(f"{ON} >> text=Bản sau")
    wait_for(page, KEPT, [f"/manifests/{after}", path_of(new)])
    gone = f"async (paths) => !(await ({KEPT})(paths))"
    wait_for(page, gone, [f"/manifests/{before}"])
    wait_for(page, gone, [path_of(old)])


def test_a_browser_without_room_plays_on_and_says_so(
    power_on: Callable[[], BrowserContext], server: BoardServer
) -> None:
    old = titled("Bản trước")
    before = server.publish({"a": old}, seconds=2)
    context = power_on()
    page = a_board(context, server, [f"/manifests/{before}", path_of(old)])
    quota = {"origin": server.url, "quotaSize": 1}
    context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", quota)
    server.publish({"b": titled("Bản sau")}, seconds=2)
    page.wait_for_selector(f"{ON} >> text=Bản sau")
    for _ in range(300):
        if server.faults == ["storage_full", "sound_locked"]:  # nobody touched it
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the fault is not told: {server.faults}")


def test_a_wiped_store_begins_anew_with_a_fresh_log(
    power_on: Callable[[], BrowserContext], server: BoardServer
) -> None:
    item = titled("Tin thường")
    score = f"/manifests/{server.publish({'a': item}, seconds=2)}"
    page = a_board(power_on(), server, [score, path_of(item)])
    page.evaluate("localStorage.clear()")
    server.is_approved = False
    page.goto(f"{server.url}/board")
    page.reload()
    page.wait_for_selector(".pair .big i")
    server.approve()
    page.wait_for_selector(f"{ON} h1", timeout=60_000)
