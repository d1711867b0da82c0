"""Files of a notice from a phone: sent in parts while one writes, resumed when the link broke."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, Route, expect


def a_photo(folder: Path) -> Path:
    path = folder / "ảnh chợ.jpg"
    Image.effect_noise((1600, 1200), 90).convert("RGB").save(path, "JPEG", quality=95)
    assert path.stat().st_size > 600_000
    return path


def test_files_are_sent_while_one_writes_and_go_on_after_a_break(
    signed_in: Callable[..., Page], tmp_path: Path
) -> None:
    page = signed_in("author")
    page.goto(page.url.split("/staff/")[0] + "/staff/notices/new")
    broken: list[str] = []

    def break_once(route: Route) -> None:
        if broken or "offset=0" in route.request.url:
            route.continue_()
        else:
            broken.append(route.request.url)
            route.abort()

    page.route("**/part?offset=*", break_once)
    page.evaluate("window.createImageBitmap = undefined")  # send it as large as it is
    page.set_input_files("#picture-file", a_photo(tmp_path))
    row = page.locator("#files li")
    expect(row).to_contain_text("Mất kết nối", timeout=60_000)
    page.fill("#title", "Chợ phiên dời sang sáng Chủ nhật")
    expect(row).to_contain_text("Đã sẵn sàng", timeout=60_000)
    assert len(broken) == 1
    expect(row.locator("img")).to_be_visible()
    assert page.locator("input[name=media]").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_large_photo_is_made_smaller_before_it_is_sent(
    signed_in: Callable[..., Page], tmp_path: Path
) -> None:
    page = signed_in("author")
    page.goto(page.url.split("/staff/")[0] + "/staff/notices/new")
    sizes: list[int] = []
    page.on("request", lambda asked: sizes.append(len(asked.post_data_buffer or b"")))
    path = tmp_path / "lớn.png"
    Image.effect_noise((4000, 1500), 60).convert("RGB").save(path)
    page.set_input_files("#picture-file", path)
    expect(page.locator("#files li")).to_contain_text("Đã sẵn sàng", timeout=60_000)
    assert sum(sizes) < path.stat().st_size / 2
    page.locator("#files button").click()
    assert page.locator("input[name=media]").count() == 0
