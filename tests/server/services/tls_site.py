"""A small https site of its own certificate, for calls that go out."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.server.certificates import self_made_certificate


@contextmanager
def a_tls_site(folder: Path, talk: Callable[[ssl.SSLSocket], None]) -> Iterator[str]:
    """Serve one call with `talk`; give the address. Its certificate is `folder`/cert.pem."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_made_certificate(folder))

    def serve() -> None:
        with suppress(OSError):
            plain, _ = listening.accept()
            plain.settimeout(10)
            with plain, context.wrap_socket(plain, server_side=True) as tls:
                talk(tls)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(10)
        serving = threading.Thread(target=serve)
        serving.start()
        try:
            yield f"https://127.0.0.1:{listening.getsockname()[1]}/"
        finally:
            serving.join()
