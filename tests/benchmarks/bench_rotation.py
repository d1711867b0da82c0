"""Eight hours of a board's pages in some minutes: does the page in Chromium grow?

The board page of a browser board with photos, tables and a film, each ten seconds on the glass,
its time hurried (`hurried_board`). What it holds is looked at after four hours, when code has been
compiled and the browser's caches of pictures have filled, four hours later, and after eight; the
run ends early when the machine is too slow for all of it.
"""

import io
import logging
import os
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from content.trust import digest
from tests.benchmarks.hurried_board import Held, HurriedPage, HurriedServer
from tests.player.page.sample_items import a_page, an_item, one_of_each, some_lines
from tests.server.media_builders import a_film

CHROMIUM = os.environ.get("BANGTIN_CHROMIUM", "/usr/bin/chromium")
SHOWN_S, HOURS = 10, 8
WARM_TURNS = 1440
TURNS = WARM_TURNS + HOURS * 3600 // SHOWN_S
RATE = 60.0
LONGEST_S = 1500.0
LIMIT = 5.0


def main() -> list[tuple[str, str]]:
    """Turn all pages."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = HurriedServer()
    server.start()
    began_s = time.monotonic()
    try:
        _publish(server)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            board = HurriedPage(browser, server)
            board.open()
            marks = (WARM_TURNS, (WARM_TURNS + TURNS) // 2, TURNS)
            held = [_turn_to(board, turns, began_s + LONGEST_S) for turns in marks]
            films = board.films
            assert board.thrown == [], board.thrown
            browser.close()
    finally:
        server.stop()
    return [
        *_rows(held),
        ("films that began to play", str(films)),
        ("took", f"{time.monotonic() - began_s:.0f} s, load {os.getloadavg()[1]:.1f}"),
    ]


def _turn_to(board: HurriedPage, turns: int, until_s: float) -> Held:
    board.pace(RATE)
    while board.turns < turns and time.monotonic() < until_s:
        board.page.wait_for_timeout(250)
    return board.held()


def _rows(held: list[Held]) -> list[tuple[str, str]]:
    def row(label: str, values: list[float], unit: str) -> tuple[str, str]:
        growth = (values[-1] / values[0] - 1) * 100 if values[0] else 0.0
        shown = " / ".join(f"{value:.4g}" for value in values)
        verdict = "within" if growth <= LIMIT else "BEYOND"
        return label, f"{shown}{unit}, {growth:+.1f} %: {verdict} {LIMIT:.0f} %"

    return [
        ("pages turned: start / half / end", " / ".join(str(one.turns) for one in held)),
        row("JS heap after garbage collection", [one.heap_bytes / 1e6 for one in held], " MB"),
        row("DOM nodes", [one.nodes for one in held], ""),
        row("blob URLs", [one.blobs for one in held], ""),
        row("memory of the renderer (PSS)", [one.renderer_kb / 1e3 for one in held], " MB"),
    ]


def _publish(server: HurriedServer) -> None:
    photos = [_photo(number) for number in range(4)]
    with tempfile.TemporaryDirectory() as folder:
        film = a_film(Path(folder), float(SHOWN_S), "640x360")
    items = one_of_each(digest(photos[0]))
    for number, photo in enumerate(photos):
        told = {"media": digest(photo), "focus": [0.5, 0.5], "credit": "Hội Nông dân xã"}
        title = [f"Trồng rừng gỗ lớn, đợt {number + 1}"]
        items[f"photo-{number}"] = an_item("news", a_page("photo", title, picture=told))
    poster = {"media": digest(photos[1]), "focus": [0.5, 0.5], "credit": None}
    page = a_page("film", ["Lễ hội đua thuyền"], picture=poster, film={"media": digest(film)})
    items["film"] = an_item("news", page)
    items["ticker"] = an_item("policy", a_page("ticker", ["Chiều tối nay mưa to, đề phòng ngập"]))
    items["last"] = an_item("market", a_page("text", ["Giá keo"], some_lines("1.450.000 đồng")))
    server.publish(items, ticker=("ticker",), seconds=SHOWN_S, media=(*photos, film))


def _photo(number: int) -> bytes:
    """A picture that does not shrink: grain over a colour."""
    grain = Image.effect_noise((1280, 720), 60.0)
    tint = Image.new("L", grain.size, 60 * number)
    out = io.BytesIO()
    Image.merge("RGB", (grain, tint, grain)).save(out, "PNG")
    return out.getvalue()
