"""A running server with its sample, and its people signed in, for benchmarks with a browser."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.server.running_server import RunningServer

CHROMIUM = os.environ.get("BANGTIN_CHROMIUM", "/usr/bin/chromium")
PHONE = {"width": 390, "height": 844}
_LOGIN = re.compile(r"^ +(\w+) +(\S+) +(\S+) +\(", re.MULTILINE)
_LINK = re.compile(r"^Board: http://[^/]+(/board#pair=\S+) ", re.MULTILINE)


@dataclass(frozen=True)
class Sample:
    """Where it is, who signs in with what by role, a board's one-time path, a browser."""

    address: str
    logins: dict[str, tuple[str, str]]
    board: str
    browser: Browser

    def session_of(self, role: str) -> Any:
        """Sign in; give what the browser then keeps."""
        context = self.browser.new_context(locale="vi-VN")
        page = context.new_page()
        page.goto(f"{self.address}/staff/sign-in")
        login, password = self.logins[role]
        page.get_by_label("Tên đăng nhập").fill(login)
        page.get_by_label("Mật khẩu").fill(password)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url("**/staff/")
        state = context.storage_state()
        context.close()
        return state


@contextmanager
def sample() -> Iterator[Sample]:
    """Start it with a browser, and stop both."""
    with tempfile.TemporaryDirectory(prefix="bangtin-sample-") as folder:
        server = RunningServer(Path(folder) / "var")
        server.environment["BANGTIN_PORT"] = str(server.port)
        made = server.command("demo")
        assert made.returncode == 0, made.stderr
        logins = {role: (login, word) for role, login, word in _LOGIN.findall(made.stdout)}
        server.start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=CHROMIUM, args=["--no-sandbox"]
                )
                yield Sample(server.address, logins, _LINK.findall(made.stdout)[0], browser)
                browser.close()
        finally:
            server.stop()
