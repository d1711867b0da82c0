"""A browser board from pairing to play: what it shows, keeps and refuses."""

import re
from datetime import timedelta

from playwright.sync_api import BrowserContext, Page, expect

from content.instant import format_instant
from content.trust import canonical, digest
from tests.player.page.board_server import BoardServer, now
from tests.player.page.sample_items import a_page, a_picture, an_item, titled


def title_of(page: Page) -> str:
    return page.locator(".layer h1").last.inner_text()


def test_new_board_shows_code_check_number_and_qr(page: Page, server: BoardServer) -> None:
    page.goto(f"{server.url}/board")
    page.wait_for_selector(".big i")
    assert "".join(page.locator(".big i").all_inner_texts()) == server.user_codes[0].replace(
        "-", ""
    )
    expect(page.locator(".checkno .v")).to_have_text(server.check_number)
    assert page.locator(".scan .code svg").count() == 1
    expect(page.locator(".time")).to_have_text(re.compile(r"^(10:00|9:5\d) phút$"))


def test_code_that_ran_out_is_replaced(page: Page, server: BoardServer) -> None:
    server.expires_in = 2
    page.goto(f"{server.url}/board")
    page.wait_for_selector(".big i")
    page.wait_for_function("() => document.querySelectorAll('.big i')[7].textContent === 'D'")
    assert len(server.user_codes) >= 2


def test_approved_board_plays(page: Page, server: BoardServer) -> None:
    server.publish({"a": titled("Tiêm phòng trâu, bò")})
    page.goto(f"{server.url}/board")
    page.wait_for_selector(".big i")
    server.approve()
    page.wait_for_selector(".layer h1")
    assert title_of(page) == "Tiêm phòng trâu, bò"


def test_one_time_link_pairs_at_once_and_survives_a_reload(
    board: Page, server: BoardServer
) -> None:
    server.publish({"a": titled("Giá keo hôm nay")})
    board.wait_for_selector(".layer h1")
    assert server.link not in board.url
    board.reload()
    board.wait_for_selector(".layer h1")
    assert len(server.user_codes) == 1


def test_notice_appears_soon_after_it_is_published(board: Page, server: BoardServer) -> None:
    server.publish({"a": titled("Tin cũ")})
    board.wait_for_selector("h1 >> text=Tin cũ")
    server.publish({"b": titled("Tin mới")})
    board.wait_for_selector("h1 >> text=Tin mới")


def test_pages_follow_the_score_and_two_layers_are_on_the_glass_while_they_fade(
    board: Page, server: BoardServer
) -> None:
    board.evaluate("""() => {
        window.most = 0; window.bare = 0;
        const zone = document.querySelector('.zone-main');
        const look = () => {
            const layers = [...zone.querySelectorAll('.layer')];
            const solid = layers.filter((one) => getComputedStyle(one).opacity === '1').length;
            if (window.started && !solid) window.bare += 1;
            const shades = layers.map((one) => +getComputedStyle(one).opacity);
            if (shades.some((shade) => shade > 0 && shade < 1))
                window.most = Math.max(window.most, layers.length);
            requestAnimationFrame(look);
        };
        look();
    }""")
    server.publish({"a": titled("Trang một"), "b": titled("Trang hai")}, seconds=2)
    board.wait_for_selector("h1 >> text=Trang một")
    board.wait_for_timeout(800)
    board.evaluate("window.started = true")
    for title in ("Trang hai", "Trang một", "Trang hai"):
        board.wait_for_function(
            "t => { const l = document.querySelectorAll('.layer:not(.waiting) h1');"
            " return l.length && l[l.length - 1].textContent === t; }",
            arg=title,
        )
    assert board.evaluate("window.most") >= 2
    assert board.evaluate("window.bare") == 0


def test_photo_page_shows_only_verified_bytes(board: Page, server: BoardServer) -> None:
    picture = a_picture()
    photo = {"media": digest(picture), "focus": [0.5, 0.4], "credit": "Hội Nông dân xã"}
    item = an_item("role-models", a_page("photo", ["Trồng rừng gỗ lớn"], picture=photo))
    server.publish({"a": item}, media=(picture,))
    board.wait_for_selector(".layer:not(.waiting) .frame img")
    assert board.get_attribute(".frame img", "src").startswith("blob:")  # type: ignore[union-attr]
    assert board.evaluate("document.querySelector('.frame img').naturalWidth") == 320


def test_corrupt_item_is_never_shown(board: Page, server: BoardServer) -> None:
    server.publish({"a": titled("Tin lành")})
    board.wait_for_selector("h1 >> text=Tin lành")
    spoilt = titled("Tin hỏng")
    server.corrupt = {digest(canonical(spoilt))}
    server.publish({"b": spoilt})
    board.wait_for_timeout(1500)
    assert title_of(board) == "Tin lành"


def test_a_score_goes_on_without_an_item_that_came_wrong_three_times(
    board: Page, server: BoardServer
) -> None:
    server.publish({"a": titled("Tin cũ")})
    board.wait_for_selector("h1 >> text=Tin cũ")
    spoilt = titled("Tin hỏng")
    server.corrupt = {digest(canonical(spoilt))}
    server.publish({"a": titled("Tin lành"), "b": spoilt}, seconds=1)
    shown = board.locator(".layer:not(.waiting) h1").last
    expect(shown).to_have_text("Tin lành", timeout=120_000)
    for _ in range(30):
        board.wait_for_timeout(100)
        assert shown.inner_text() == "Tin lành"
    expect(board.locator(".slate")).to_be_hidden()
    server.corrupt = set()
    board.wait_for_selector("h1 >> text=Tin hỏng", timeout=120_000)


def test_forged_manifest_is_refused_and_the_old_score_goes_on(
    board: Page, server: BoardServer
) -> None:
    server.publish({"a": titled("Tin thật")})
    board.wait_for_selector("h1 >> text=Tin thật")
    server.authority.keys["content"] = server.authority.keys["drill"]
    server.publish({"b": titled("Tin giả mạo")})
    board.wait_for_timeout(1500)
    assert title_of(board) == "Tin thật"


def test_board_goes_on_without_server_and_comes_back(board: Page, server: BoardServer) -> None:
    server.publish({"a": titled("Trang một"), "b": titled("Trang hai")}, seconds=2)
    board.wait_for_selector("h1 >> text=Trang một")
    board.wait_for_selector("h1 >> text=Trang hai")
    server.stop()
    board.wait_for_timeout(2500)
    first = title_of(board)
    board.wait_for_function(
        "t => { const l = document.querySelectorAll('.layer:not(.waiting) h1');"
        " return l[l.length - 1].textContent !== t; }",
        arg=first,
    )
    server.start()
    server.publish({"c": titled("Đã có mạng lại")})
    board.wait_for_selector("h1 >> text=Đã có mạng lại")


def test_status_exchange_alone_delivers_when_sockets_are_refused(
    page: Page, server: BoardServer
) -> None:
    server.is_socket_refused = True
    server.publish({"a": titled("Qua HTTP")})
    page.goto(f"{server.url}/board#pair={server.link}")
    page.wait_for_selector("h1 >> text=Qua HTTP")
    assert "POST /api/v1/board/status" in server.asked


def test_nothing_to_play_shows_the_slate_with_numbers(board: Page, server: BoardServer) -> None:
    expect(board.locator(".slate")).to_be_visible()
    expect(board.locator(".slate .help")).to_contain_text("112")


def test_expired_item_yields_to_the_slate_without_server(board: Page, server: BoardServer) -> None:
    until = format_instant(now() + timedelta(seconds=4))
    server.publish({"a": titled("Sắp hết hạn")}, until={"a": until})
    board.wait_for_selector("h1 >> text=Sắp hết hạn")
    server.stop()
    expect(board.locator(".slate")).to_be_visible(timeout=60_000)


def test_stop_slate_takes_the_screen_and_leaves_it(board: Page, server: BoardServer) -> None:
    server.publish({"a": titled("Tin thường")})
    board.wait_for_selector("h1 >> text=Tin thường")
    server.slate = "Tạm dừng phát tin."
    server.announce()
    expect(board.locator(".slate .say")).to_have_text("Tạm dừng phát tin.")
    expect(board.locator(".slate")).to_be_visible()
    told(board, server, "stop")
    server.slate = None
    server.announce()
    expect(board.locator(".slate")).to_be_hidden()
    told(board, server, "a")


def told(board: Page, server: BoardServer, item: str) -> None:
    """Wait until the board itself has said what is on its glass; it does so within 2 s."""
    while server.item != item:
        board.wait_for_timeout(20)


def test_priority_notice_runs_in_the_ticker(board: Page, server: BoardServer) -> None:
    ticker = an_item("policy", a_page("ticker", ["Chiều tối nay mưa to, đề phòng ngập"]))
    server.publish({"a": titled("Tin"), "t": ticker}, ticker=("t",))
    expect(board.locator(".foot .ride").last).to_have_text("Chiều tối nay mưa to, đề phòng ngập")
    expect(board.locator(".foot .tag")).to_have_text("Tin ưu tiên")


def test_revoked_board_shows_a_new_code_and_has_a_new_key(board: Page, server: BoardServer) -> None:
    server.publish({"a": titled("Tin")})
    board.wait_for_selector(".layer h1")
    old = server.public
    server.is_revoked, server.is_approved = True, False
    for sid in server._sids():
        server._sockets.disconnect(sid, namespace="/board")
    board.wait_for_selector(".big i")
    assert server.public != old


def test_two_links_in_one_browser_are_two_boards(
    context: BrowserContext, server: BoardServer
) -> None:
    first, second = context.new_page(), context.new_page()
    first.goto(f"{server.url}/board#pair={server.link}")
    first.wait_for_selector(".unit >> text=Xã Ba Tơ")
    one = server.public
    server.link = "another-link"
    second.goto(f"{server.url}/board?link={server.link}")
    second.wait_for_selector(".unit >> text=Xã Ba Tơ")
    assert server.public != one
    assert first.url != second.url


def test_identify_names_the_board_on_the_glass(board: Page, server: BoardServer) -> None:
    server.push("command", {"id": "1", "name": "identify"})
    expect(board.locator(".identify b")).to_have_text("b1")


def test_junk_on_the_socket_changes_nothing(board: Page, server: BoardServer) -> None:
    server.publish({"a": titled("Vẫn chạy")})
    board.wait_for_selector("h1 >> text=Vẫn chạy")
    for junk in (None, 7, "x", [], {}, {"payload": 7}, {"payload": "AAAA", "signatures": []}):
        server.push("alert", junk)
        server.push("head", junk)
        server.push("changed", junk)
        server.push("command", junk)
    server.publish({"b": titled("Không hề gì")})
    board.wait_for_selector("h1 >> text=Không hề gì")
