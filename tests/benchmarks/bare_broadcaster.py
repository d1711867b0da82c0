"""The cheapest broadcaster one can write: upgraded sockets in a list, one frame sent to each.

It stands beside the server in the fan-out benchmark as the limit of this machine. A line on
standard input makes it write one frame; the line is the frame's text.
"""

import selectors
import socket
import struct
import sys

ACCEPT = "HCzdxrSXFdMfYBXcnBXvOMnTDVk="
UPGRADED = (
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    f"Sec-WebSocket-Accept: {ACCEPT}\r\n\r\n"
).encode()


def main() -> None:
    """Listen on the port given, admit everybody, broadcast what is told."""
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=4096)
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    selector.register(sys.stdin, selectors.EVENT_READ)
    clients: list[socket.socket] = []
    while True:
        for key, _ in selector.select():
            if key.fileobj is listener:
                client, _address = listener.accept()
                client.recv(4096)
                client.sendall(UPGRADED + frame(b'43/board,1[{"now":""}]'))
                clients.append(client)
            else:
                line = sys.stdin.readline()
                if not line:
                    return
                encoded = frame(line.strip().encode())
                for client in clients:
                    client.send(encoded)


def frame(text: bytes) -> bytes:
    """Return an unmasked text frame."""
    size = len(text)
    lead = bytes([0x81, size]) if size < 126 else b"\x81\x7e" + struct.pack("!H", size)
    return lead + text


if __name__ == "__main__":
    main()
