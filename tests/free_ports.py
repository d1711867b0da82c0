"""Ports for servers that tests start, each for one test process alone until it ends."""

import socket

# Below those that Linux gives to outgoing connections (32768 on).
PORTS = range(20_000, 32_000)
_claims: list[socket.socket] = []


def free_port(count: int = 1) -> int:
    """Return a port of 127.0.0.1 that nobody listens on and no other test process is given.

    With a `count` it is the first of so many in a row. The claim is an abstract Unix socket, so
    that the server itself can bind the port.
    """
    found = 0
    for port in PORTS:
        found = found + 1 if _is_claimed(port) else 0
        if found == count:
            return port - count + 1
    raise RuntimeError(f"All ports from {PORTS.start} to {PORTS.stop - 1} are taken")


def _is_claimed(port: int) -> bool:
    claim = socket.socket(socket.AF_UNIX)
    if not _binds(claim, f"\0bangtin-test-port-{port}"):
        claim.close()
        return False
    _claims.append(claim)
    with socket.socket() as probe:
        return _binds(probe, ("127.0.0.1", port))


def _binds(probe: socket.socket, address: str | tuple[str, int]) -> bool:
    try:
        probe.bind(address)
    except OSError:
        return False
    return True
