"""A site with a feed on loopback, and feeds of the commune that run."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from content.feed import FeedWish
from server.services.actor import Role
from server.services.feeds import FeedView, add_feed, start_feed
from server.services.resources import Resources
from tests.server.builders import START
from tests.server.staff_builders import an_actor

ADMIN = an_actor(Role.ADMINISTRATOR, "commune")
HOST = "127.0.0.1"


@dataclass
class Site:
    """What the site answers, and what it was asked."""

    port: int = 0
    body: bytes = b""
    status: int = 200
    type: str = "application/rss+xml; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/rss/tin-moi.rss"

    def says(self, *titles: str, at: datetime = START) -> None:
        """Hold these headlines, the first the newest, an hour between two."""
        items = "".join(
            f"<item><title>{title}</title><guid>{title}</guid>"
            f"<pubDate>{format_datetime(at - timedelta(hours=n + 1))}</pubDate></item>"
            for n, title in enumerate(titles)
        )
        self.body = f"<rss><channel><title>Cổng tỉnh</title>{items}</channel></rss>".encode()


@contextmanager
def a_site() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = {name.lower(): value for name, value in self.headers.items()}
            site.asked.append(asked)
            etag = site.headers.get("ETag")
            is_known = etag is not None and asked.get("if-none-match") == etag
            self.send_response(304 if is_known else site.status)
            for name, value in {"Content-Type": site.type, **site.headers}.items():
                self.send_header(name, value)
            body = b"" if is_known else site.body
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    site.port = server.server_address[1]
    site.says("Áp thấp nhiệt đới gần bờ", "Mở đường mới")
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def allow_loopback(resources: Resources) -> None:
    """Let the server call this machine, as an operator would name it."""
    resources.settings = resources.settings.model_copy(update={"inside_hosts": HOST})


def a_wish(site: Site, **fields: Any) -> FeedWish:
    return FeedWish(**{"name": "Cổng tỉnh", "url": site.url, **fields})


def running(resources: Resources, site: Site, unit_id: str = "commune", **fields: Any) -> FeedView:
    """Add a feed and let it run."""
    admin = an_actor(Role.ADMINISTRATOR, unit_id)
    added = add_feed(resources, admin, unit_id, a_wish(site, **fields))
    return start_feed(resources, admin, added.feed.id, added.feed.wish.url)
