"""The longest time the hub served nobody while a 24 MP photo came in and 1,000 receipts arrived.

The server watches itself: a greenlet sleeps 10 ms again and again and notes how late it woke.
"""

import io
import random
import threading
import time
import urllib.request

from PIL import Image

from tests.benchmarks.an_alert import alert_body
from tests.benchmarks.crowd import COMMUNE, RunningServer, SwarmProcess, make_token, running_server

BOARDS = 500
RECEIPTS = 1_000
PHOTO = (6_000, 4_000)
QUIET_S = 61.0
"""The server's figure covers its last minute: so long until the start is forgotten."""
ANSWERED_WITHIN_S = 60


def main() -> list[tuple[str, str]]:
    """Measure once."""
    photo = _photo()
    with running_server(BOARDS) as server:
        swarm = SwarmProcess(server.port, server.boards)
        try:
            swarm.ask("sign_in")
            swarm.ask("connect")
            token = make_token(server.resources, "author", COMMUNE)
            time.sleep(QUIET_S)
            before_s = server.metric("bangtin_hub_stall_seconds")
            upload_s, receipts_s = _both(server, swarm, token, photo)
            stall_s = server.metric("bangtin_hub_stall_seconds")
        finally:
            swarm.close()
    return [
        ("longest hub stall in a quiet minute", f"{before_s * 1000:.0f} ms"),
        ("longest hub stall with photo and receipts", f"{stall_s * 1000:.0f} ms"),
        (f"photo of {len(photo) >> 20} MB taken in after", f"{upload_s:.1f} s"),
        (f"{RECEIPTS:,} receipts acknowledged after", f"{receipts_s:.1f} s"),
    ]


def _both(
    server: RunningServer, swarm: SwarmProcess, token: str, photo: bytes
) -> tuple[float, float]:
    """Upload while the receipts of an alert come in; return both durations in s."""
    took: list[float] = []
    began = time.monotonic()
    upload = threading.Thread(target=lambda: took.append(_upload(server, token, photo)))
    upload.start()
    server.call("/api/v1/alerts", alert_body("Lũ quét"))
    deadline = began + ANSWERED_WITHIN_S
    while swarm.ask("acknowledged") < RECEIPTS and time.monotonic() < deadline:
        time.sleep(0.1)
    receipts_s = time.monotonic() - began
    upload.join(ANSWERED_WITHIN_S)
    return took[0], receipts_s


def _upload(server: RunningServer, token: str, photo: bytes) -> float:
    began = time.monotonic()
    body = (
        b'--edge\r\nContent-Disposition: form-data; name="file"; filename="anh.jpg"\r\n'
        b"Content-Type: image/jpeg\r\n\r\n" + photo + b"\r\n--edge--\r\n"
    )
    request = urllib.request.Request(
        f"{server.address}/api/v1/media",
        body,
        {
            "Authorization": f"Bearer {token}",
            "Content-Type": "multipart/form-data; boundary=edge",
        },
    )
    with urllib.request.urlopen(request, timeout=ANSWERED_WITHIN_S) as answer:
        assert answer.status == 201
    return time.monotonic() - began


def _photo() -> bytes:
    """A JPEG as large and as busy as a camera's."""
    small = Image.frombytes("RGB", (750, 500), random.Random(1).randbytes(750 * 500 * 3))
    target = io.BytesIO()
    small.resize(PHOTO, Image.Resampling.BICUBIC).save(target, "JPEG", quality=92)
    return target.getvalue()
