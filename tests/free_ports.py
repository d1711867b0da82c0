"""Ports for servers that tests start, each for one test process alone until it ends."""

import socket

# Below those that Linux gives to outgoing connections (32768 on).
PORTS = range(20_000, 32_000)
_claims: list[socket.socket] = []


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on and no other test process is given.

    The claim is an abstract Unix socket, so that the server itself can bind the port.
    """
    for port in PORTS:
        claim = socket.socket(socket.AF_UNIX)
        if _binds(claim, f"\0bangtin-test-port-{port}"):
            _claims.append(claim)
            with socket.socket() as probe:
                if _binds(probe, ("127.0.0.1", port)):
                    return port
        else:
            claim.close()
    raise RuntimeError(f"All ports from {PORTS.start} to {PORTS.stop - 1} are taken")


def _binds(probe: socket.socket, address: str | tuple[str, int]) -> bool:
    try:
        probe.bind(address)
    except OSError:
        return False
    return True
