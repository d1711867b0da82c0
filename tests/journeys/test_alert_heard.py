"""An officer on a phone hears an alert before it goes: static/voices.js and its players."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conftest import SECONDS
from tests.server.media_builders import a_sound

LOADED = """audio => new Promise((done, fail) => {
    audio.addEventListener("loadedmetadata", () => done(audio.duration));
    audio.addEventListener("error", () => fail(new Error(audio.error.message)));
    audio.preload = "auto";
    audio.load();
})"""


def to_the_last_check(officer: Page) -> str:
    """Fill in a flood for the whole area; gives the number of boards to type."""
    officer.get_by_role("link", name="Cảnh báo").last.click()
    officer.get_by_role("link", name="Cảnh báo thật").click()
    officer.get_by_role("link", name="Lũ quét").click()
    officer.get_by_label("Ở đâu").fill("ven sông Liêng, xã Ba Tơ")
    officer.get_by_role("button", name="Tiếp: chọn nơi nhận").click()
    officer.get_by_label("Cả khu vực Ba Tơ").check()
    expect(officer.locator("#reach b.num")).not_to_have_text("0")
    count = officer.locator("#reach b.num").inner_text()
    officer.get_by_role("button", name="Tiếp: kiểm tra lần cuối").click()
    return count


def test_voices_are_made_while_the_officer_reads_heard_and_sent(
    signed_in: Callable[..., Page], tmp_path: Path
) -> None:
    officer = signed_in("duty_officer")
    count = to_the_last_check(officer)
    rows = officer.locator("#heard .heard li")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("Giọng máy đọc", timeout=60 * SECONDS)
    expect(rows.nth(1)).to_contain_text("Giọng máy đọc", timeout=60 * SECONDS)
    assert rows.nth(0).locator("audio").evaluate(LOADED) > 5
    rows.nth(0).get_by_text("Đọc lời sẽ phát").press("Enter")
    expect(rows.nth(0).locator(".said")).to_contain_text("Khẩn cấp. Khẩn cấp.")

    a_sound(tmp_path, "mp3", seconds=2)
    officer.get_by_label("Bản ghi âm: Tiếng Việt").set_input_files(tmp_path / "made.mp3")
    officer.get_by_role("button", name="Gắn vào rồi nghe thử").click()
    expect(rows.nth(0)).to_contain_text("made.mp3")
    expect(rows.nth(1)).to_contain_text("Giọng máy đọc", timeout=60 * SECONDS)
    assert 1.5 < rows.nth(0).locator("audio").evaluate(LOADED) < 2.5

    officer.get_by_label("Gõ số bảng sẽ nhận để xác nhận").fill(count)
    officer.get_by_role("button", name="Phát cảnh báo THẬT").click()
    officer.get_by_text("Nghe lại").press("Enter")
    heard = officer.locator("main .heard li")
    expect(heard.nth(0)).to_contain_text("Bản ghi âm")
    expect(heard.nth(1)).to_contain_text("Giọng máy đọc")
    assert heard.nth(1).locator("audio").evaluate(LOADED) > 5
    officer.get_by_role("link", name="Hủy").click()
    officer.get_by_label("Lý do").fill("Xong")
    officer.get_by_role("button", name="Hủy cảnh báo THẬT").click()
