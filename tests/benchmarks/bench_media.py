"""What uploads cost: a 24 MP photo, a 40-page document, and a minute of 1080p film.

The children's own peak memory is asked for; the film is worked on by a running server, which
watches its hub meanwhile.
"""

import json
import random
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from PIL import Image

from server.render.isolation import run_child
from tests.benchmarks.crowd import COMMUNE, RunningServer, make_token, running_server
from tests.server.media_builders import a_pdf, a_recording

PHOTO = (6_000, 4_000)
PAGES = 40
FILM_S = 60
BOARDS = 10
ASK_EVERY_S = 0.5
READY_WITHIN_S = 300
QUIET_S = 61.0
"""The server's figure covers its last minute: so long until the start is forgotten."""


def main() -> list[tuple[str, str]]:
    """Measure once."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [*_photo(folder), *_document(folder), *_film(folder)]


def _child(task: str, folder: Path, upload: Path) -> tuple[float, int]:
    began = time.monotonic()
    answer = run_child(task, upload, folder)
    return time.monotonic() - began, answer["peak_kb"]


def _photo(folder: Path) -> list[tuple[str, str]]:
    small = Image.frombytes("RGB", (750, 500), random.Random(1).randbytes(750 * 500 * 3))
    upload = folder / "photo"
    small.resize(PHOTO, Image.Resampling.BICUBIC).save(upload, "JPEG", quality=92)
    took_s, peak_kb = _child("picture", folder, upload)
    told = f"{took_s:.2f} s, {peak_kb / 1000:.0f} MB"
    return [(f"photo of 24 MP, {upload.stat().st_size >> 20} MB: in three sizes", told)]


def _document(folder: Path) -> list[tuple[str, str]]:
    upload = folder / "document"
    line = b"BT /F1 11 Tf 60 %d Td (The notice says so in line after line of plain text.) Tj ET\n"
    upload.write_bytes(a_pdf(PAGES, drawing=b"".join(line % (700 - 14 * n) for n in range(45))))
    took_s, peak_kb = _child("document", folder, upload)
    return [(f"PDF of {PAGES} pages: as pictures", f"{took_s:.1f} s, {peak_kb / 1000:.0f} MB")]


def _film(folder: Path) -> list[tuple[str, str]]:
    pictures = f"testsrc2=size=1920x1080:rate=30:duration={FILM_S}"
    fast = ("-c:v", "libx264", "-preset", "ultrafast", "-b:v", "4M", "-pix_fmt", "yuv420p")
    film = a_recording(
        folder / "film.mp4", pictures, "sine=frequency=440", seconds=FILM_S, more=fast
    )
    with running_server(BOARDS) as server:
        token = make_token(server.resources, "author", COMMUNE)
        time.sleep(QUIET_S)
        before_s = server.metric("bangtin_hub_stall_seconds")
        stalls: list[float] = []
        over = threading.Event()
        watch = threading.Thread(target=_watch, args=(server, over, stalls))
        watch.start()
        began = time.monotonic()
        made = _upload(server, token, film)
        answered_s = time.monotonic() - began
        told = _follow(server, token, made["id"])
        ready_s = time.monotonic() - began
        over.set()
        watch.join()
    return [
        (f"film of {FILM_S} s at 1080p: answered after", f"{answered_s:.1f} s"),
        ("ready after", f"{ready_s:.0f} s"),
        ("different figures of progress seen", str(len(told))),
        ("longest hub stall in a quiet minute", f"{before_s * 1000:.0f} ms"),
        ("longest hub stall while it was made", f"{max(stalls) * 1000:.0f} ms"),
    ]


def _watch(server: RunningServer, over: threading.Event, stalls: list[float]) -> None:
    while not over.wait(ASK_EVERY_S):
        stalls.append(server.metric("bangtin_hub_stall_seconds"))


def _upload(server: RunningServer, token: str, film: bytes) -> dict[str, str]:
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="phim.mp4"\r\n\r\n'
    request = urllib.request.Request(
        f"{server.address}/api/v1/media",
        head + film + b"\r\n--edge--\r\n",
        {
            "Authorization": f"Bearer {token}",
            "Content-Type": "multipart/form-data; boundary=edge",
        },
    )
    with urllib.request.urlopen(request, timeout=READY_WITHIN_S) as answer:
        assert answer.status == 201
        return dict(json.load(answer))


def _follow(server: RunningServer, token: str, media_id: str) -> set[int]:
    """Ask until it is ready; return the figures of progress that were told."""
    told: set[int] = set()
    address = f"{server.address}/api/v1/media/{media_id}"
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        with urllib.request.urlopen(request, timeout=READY_WITHIN_S) as answer:
            found = json.load(answer)
        told.add(found["progress"])
        if found["state"] != "processing":
            assert found["state"] == "ready", found
            return told
        time.sleep(ASK_EVERY_S)
    raise AssertionError("the film was not ready in time")
