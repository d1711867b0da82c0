import subprocess
import sys

import pytest

from tests.server.realtime.conftest import ENGINES
from tests.server.running_server import ROOT

PATCHED = """
import sys
from server.realtime import engine
early = [name for name in ("flask", "sqlalchemy", "requests") if name in sys.modules]
engine.patch(sys.argv[1])
import socket, threading, time
hub = threading.get_ident()
offload = engine.offload_for(sys.argv[1])
seen = []
def work():
    seen.append(threading.get_ident())
    return offload(lambda: threading.get_ident())
inner = offload(work)
assert not early, early
assert socket.socket.__module__.split(".")[0] == sys.argv[1], socket.socket
assert seen[0] != hub and inner == seen[0]
try:
    offload(lambda: 1 / 0)
except ZeroDivisionError:
    print("good")
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_work_leaves_the_hub_for_a_native_thread_and_its_error_comes_back(engine: str) -> None:
    said = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PATCHED, engine],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert said.stdout == "good\n", said.stderr
