"""The outside that messages go to, on loopback: a mail server and a gateway."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "0f3c9a7be1d24586c0ffee1234567890ab"


@dataclass
class MailSink:
    """A mail server that keeps what it is given and refuses whom it is told to."""

    port: int = 0
    mails: list[str] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?tls=none"


@contextmanager
def a_mail_server() -> Iterator[MailSink]:
    sink = MailSink()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 sink")
            for raw in self.rfile:
                line = raw.decode().strip()
                sink.commands.append(line)
                verb = line.split(" ")[0].upper()
                if verb == "QUIT":
                    return self.say("221 bye")
                if verb == "DATA":
                    self.say("354 go on")
                    sink.mails.append(self.read_mail())
                refusal = next((said for who, said in sink.refuses.items() if who in line), "")
                self.say(refusal if verb in ("RCPT", "MAIL") and refusal else "250 ok")
            return None

        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def read_mail(self) -> str:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line.decode())
            return "".join(lines)

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        sink.port = port
        yield sink


@dataclass
class GatewaySink:
    """A gateway that keeps what is posted; `answers` with a status, `drips` or sends elsewhere."""

    port: int = 0
    status: int = 204
    drips: bool = False
    location: str = ""
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?from=bangtin"


@contextmanager
def a_gateway() -> Iterator[GatewaySink]:
    sink = GatewaySink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sink.posts.append(({k.lower(): v for k, v in self.headers.items()}, body))
            if sink.drips:
                return self.drip()
            self.send_response(sink.status)
            if sink.location:
                self.send_header("Location", sink.location)
            self.send_header("Content-Length", "0")
            return self.end_headers()

        def drip(self) -> None:
            try:
                for letter in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1000:
                    self.wfile.write(bytes([letter]))
                    time.sleep(0.05)
            except OSError:
                return

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    with _serving(server) as port:
        sink.port = port
        yield sink


@contextmanager
def _serving(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
