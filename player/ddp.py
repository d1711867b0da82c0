"""Frames to an LED controller in the Distributed Display Protocol, over UDP.

UDP tells nothing of what arrived. What the network does tell is heard: that nobody listens on the
port, that the machine cannot be reached.
"""

import contextlib
import itertools
import logging
import os
import select
import socket
import struct
import time
from collections.abc import Callable, Iterator

from player.settings import PanelColour

MOST_DATA = 1440
DATA_TYPES = {PanelColour.RGB: 0x0B, PanelColour.GREY: 0x23, PanelColour.BIT: 0x21}
"""Standard types: 001 RGB or 100 greyscale, then 011 for 8 bits or 001 for one bit an element."""
# A machine in the same network that is off is noticed only after three questions for its address.
SETTLES_S = 4.0
_HEADER = struct.Struct(">BBBBLH")
_VERSION_1, _PUSH, _DEFAULT_OUTPUT = 0x40, 0x01, 1
_LARGEST_NUMBER = 15
# Controllers have small buffers: a frame goes out in this many bursts with a pause after each.
_BURSTS, _LEAST_BURST, _PAUSE_S = 200, 10, 0.001
_SEND_WITHIN_MS, _ANSWER_WITHIN_MS = 200, 20
_LOOK_UP_AGAIN_S = 30.0
# Source: ip(7); Python 3.13 has no name for it yet.
_IP_RECVERR = 11
log = logging.getLogger(__name__)


def packets(frame: bytes, colour: PanelColour, numbers: Iterator[int]) -> Iterator[bytes]:
    """Cut a frame into packets; the last one tells the panel to show it.

    `numbers` goes round from 1 to 15, one for each packet. Source: 3waylabs.com/ddp.
    """
    kind = DATA_TYPES[colour]
    for offset in range(0, max(1, len(frame)), MOST_DATA):
        data = frame[offset : offset + MOST_DATA]
        is_last = offset + MOST_DATA >= len(frame)
        flags = _VERSION_1 | (_PUSH if is_last else 0)
        yield _HEADER.pack(flags, next(numbers), kind, _DEFAULT_OUTPUT, offset, len(data)) + data


def packet_numbers() -> Iterator[int]:
    """Number packets from 1 to 15, round and round."""
    return itertools.cycle(range(1, _LARGEST_NUMBER + 1))


class DdpSender:
    """Send frames to one controller, and tell whether anything was heard against it."""

    def __init__(
        self,
        address: tuple[str, int],
        colour: PanelColour,
        mono_s: Callable[[], float],
        settles_s: float = SETTLES_S,
    ) -> None:
        """Take host and port; nothing is opened yet."""
        self._address, self._colour, self._mono_s = address, colour, mono_s
        self._settles_s = settles_s
        self._numbers = packet_numbers()
        self._socket: socket.socket | None = None
        self._opened_s = 0.0
        self._fine_since_s: float | None = None
        self._was_told = False

    def send(self, frame: bytes) -> bool:
        """Send a frame; tell whether it can be taken to be on the panel."""
        began_s = self._mono_s()
        try:
            self._send(frame)
        except OSError as error:
            self._complain(error)
            return False
        if self._fine_since_s is None:
            self._fine_since_s = began_s
        is_settled = self._mono_s() - self._fine_since_s >= self._settles_s
        if is_settled and self._was_told:
            log.warning("the LED panel %s:%d is reached again", *self._address)
            self._was_told = False
        return is_settled

    def close(self) -> None:
        """Let go of the socket."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, frame: bytes) -> None:
        """Send all of it, whatever came back against the frame before. Raises: OSError at last."""
        opened = self._open()
        heard = _told(opened)
        count = max(1, -(-len(frame) // MOST_DATA))
        burst = max(_LEAST_BURST, -(-count // _BURSTS))
        for number, packet in enumerate(packets(frame, self._colour, self._numbers), start=1):
            heard = _send_one(opened, packet) or heard
            if number % burst == 0 and number < count:
                time.sleep(_PAUSE_S)
        if _poll(opened, 0, _ANSWER_WITHIN_MS):
            heard = _told(opened) or heard
        if heard is not None:
            raise heard

    def _open(self) -> socket.socket:
        """Give the socket; a name is looked up again now and then while nobody is there."""
        now_s = self._mono_s()
        if self._fine_since_s is None and now_s - self._opened_s >= _LOOK_UP_AGAIN_S:
            self.close()
        if self._socket is None:
            opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            try:
                opened.setsockopt(socket.IPPROTO_IP, _IP_RECVERR, 1)
                opened.connect(self._address)
                opened.setblocking(False)
            except OSError:
                opened.close()
                raise
            self._socket, self._opened_s = opened, now_s
        return self._socket

    def _complain(self, error: OSError) -> None:
        self._fine_since_s = None
        if not self._was_told:
            why = error.strerror or error
            log.warning("the LED panel %s:%d is not reached: %s", *self._address, why)
            self._was_told = True


def _send_one(opened: socket.socket, packet: bytes) -> OSError | None:
    """Send a packet; give what came back against earlier ones. Raises: OSError."""
    try:
        opened.send(packet)
    except BlockingIOError:
        _poll(opened, select.POLLOUT, _SEND_WITHIN_MS)
        opened.send(packet)
    except OSError as error:
        opened.send(packet)
        return error
    return None


def _poll(opened: socket.socket, events: int, within_ms: int) -> bool:
    """Wait until something happens, an error always; tell whether anything did."""
    waiting = select.poll()
    waiting.register(opened, events)
    return bool(waiting.poll(within_ms))


def _told(opened: socket.socket) -> OSError | None:
    """Give the last error that came back against packets; all of them are taken."""
    found = None
    with contextlib.suppress(BlockingIOError):
        while True:
            _, told, _, _ = opened.recvmsg(1, 512, socket.MSG_ERRQUEUE)
            for _, _, data in told:
                found = struct.unpack_from("=I", data)[0]
    return OSError(found, os.strerror(found)) if found else None
