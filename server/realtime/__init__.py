"""Sockets and engine: what is pushed to boards and what they say over the socket.

Law: only here are Socket.IO and the engine named. Pushes are hints written after commit;
a failed push never fails what was committed, for the head is the truth.
"""

from server.realtime.wiring import attach

__all__ = ["attach"]
