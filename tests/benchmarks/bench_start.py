"""From the start of a board's program to the first notice on the glass, and what the program holds.

A real server with 100 notices, the player's process, Chromium on a display in memory. Cold: the
board is paired but has nothing of its content; warm: all is on its disk, and the server is away.
"""

import os
import tempfile
import time
from pathlib import Path
from statistics import median

from content.palette import LACQUER
from player.picture import grab, look
from tests.benchmarks.commune import Commune
from tests.benchmarks.crowd import running_server
from tests.faults.real_board import RealBoard, until
from tests.free_ports import free_port
from tests.player.virtual_display import virtual_display

NOTICES, TIMES = 100, 3
WIDTH, HEIGHT = 1280, 720
BOX = (0, 0, WIDTH, HEIGHT)
START_LIMIT_S, MEMORY_LIMIT_MB = 10.0, 80
PLAYS_S, WITHIN_S = 20.0, 60.0
_NEAR = 12
Rows = list[tuple[str, str]]


def main() -> Rows:
    """Start each way a few times."""
    with (
        running_server(0) as server,
        virtual_display(WIDTH, HEIGHT) as display,
        tempfile.TemporaryDirectory(prefix="bangtin-start-") as folder,
    ):
        commune = Commune(server)
        boards = [
            RealBoard(Path(folder) / f"b{number}", server.address, commune.approve_board)
            for number in range(TIMES)
        ]
        for number in range(NOTICES):
            commune.publish(number)
        nobody = f"http://127.0.0.1:{free_port()}"
        cold = [_start(board, server.address, display) for board in boards]
        warm = [_start(board, nobody, display) for board in boards]
        bare = [_memory_mb(board, server.address) for board in boards]
    return [
        ("to the first notice, nothing here before", _times([took for took, _ in cold])),
        ("to the first notice, no server", _times([took for took, _ in warm])),
        ("memory of the program, watching a display", _memory([mb for _, mb in cold])),
        ("memory of the program, without a display", _memory(bare)),
        ("load", f"{os.getloadavg()[0]:.2f} over a minute"),
    ]


def _start(board: RealBoard, address: str, display: str) -> tuple[float, float]:
    """Give the seconds to a notice on the glass, and then the program's memory in MB."""
    began_s = time.monotonic()
    board.start(address, "--display", "chromium", "--size", f"{WIDTH}x{HEIGHT}", DISPLAY=display)
    try:
        until(lambda: look(display, BOX) is not None and _is_notice(display), WITHIN_S)
        took_s = time.monotonic() - began_s
        time.sleep(PLAYS_S)
        return took_s, _held_mb(board)
    finally:
        board.stop()


def _memory_mb(board: RealBoard, address: str) -> float:
    board.start(address)
    try:
        time.sleep(PLAYS_S)
        return _held_mb(board)
    finally:
        board.stop()


def _held_mb(board: RealBoard) -> float:
    """Give the resident memory of the player's own process."""
    assert board.pid is not None
    for line in Path(f"/proc/{board.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    raise AssertionError("the player has ended")


def _is_notice(display: str) -> bool:
    """Tell a notice from the slate and the code, which are dark red where a notice is light."""
    slate = tuple(int(LACQUER[place : place + 2], 16) for place in (1, 3, 5))
    picture = grab(display, BOX)
    points = [(WIDTH * x // 10, HEIGHT * y // 10) for x in (5, 6, 8) for y in (3, 5, 7)]
    found = [picture.getpixel(point) for point in points]
    light = [
        pixel for pixel in found
        if isinstance(pixel, tuple)
        and sum(pixel) > 3 * 128
        and max(abs(a - b) for a, b in zip(pixel, slate, strict=True)) > _NEAR
    ]  # fmt: skip
    return len(light) > len(points) // 2


def _times(took_s: list[float]) -> str:
    worst = max(took_s)
    beside = f"{worst / START_LIMIT_S:.2f} of {START_LIMIT_S:.0f}"
    return f"p50 {median(took_s):.1f} s, worst {worst:.1f} s, {beside}"


def _memory(held_mb: list[float]) -> str:
    most = max(held_mb)
    return f"{most:.0f} MB at most, {most / MEMORY_LIMIT_MB:.2f} of {MEMORY_LIMIT_MB}"
