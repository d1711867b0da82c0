import subprocess
import sys

import pytest

from tests.server.running_server import ROOT

FLOODED = """
import sys
import eventlet
from eventlet import hubs
if sys.argv[1] == "fair":
    from server.realtime import fair_hub
    hubs.use_hub(fair_hub)
from eventlet.green import socket
pairs = [socket.socketpair() for _ in range(200)]
heard, rounds = [], []
def listen(ours):
    ours.recv(1)
    heard.append(ours)
for ours, _ in pairs:
    eventlet.spawn(listen, ours)
eventlet.sleep(0)
for _, theirs in pairs:
    theirs.send(b"x")
while len(heard) < len(pairs):
    before = len(heard)
    eventlet.sleep(0)
    rounds.append(len(heard) - before)
from server.realtime.fair_hub import SOCKETS_PER_TURN
print(max(rounds) <= SOCKETS_PER_TURN)
"""


@pytest.mark.parametrize(("hub", "is_fair"), [("fair", True), ("usual", False)])
def test_a_timer_waits_for_few_sockets_and_every_socket_is_served(hub: str, is_fair: bool) -> None:
    said = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FLOODED, hub],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert said.stdout == f"{is_fair}\n", said.stderr
