"""An X display in memory."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def virtual_display(width: int, height: int) -> Iterator[str]:
    """Start it on the first number that is free."""
    for number in range(60, 160):
        if Path(f"/tmp/.X{number}-lock").exists():
            continue
        screen = ["-screen", "0", f"{width}x{height}x24"]
        command = ["Xvfb", f":{number}", *screen, "-nolisten", "tcp", "-noreset"]
        server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while server.poll() is None and time.monotonic() < deadline:
            if Path(f"/tmp/.X11-unix/X{number}").exists():
                break
            time.sleep(0.02)
        if server.poll() is None:
            break
    try:
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)
