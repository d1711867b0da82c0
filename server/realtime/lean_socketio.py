"""Socket.IO with what boards need and no more: no rooms to search, no binary packets."""

from typing import Any

from socketio import Manager
from socketio.packet import BINARY_ACK, BINARY_EVENT, Packet


class TextPacket(Packet):  # type: ignore[misc]  # ships no types
    """A packet of JSON alone; nothing is searched for bytes, and none are taken."""

    uses_binary_events = False

    def decode(self, encoded_packet: str) -> int:
        """Read a packet. Raises: ValueError for a binary one."""
        attachments: int = super().decode(encoded_packet)
        if attachments or self.packet_type in (BINARY_EVENT, BINARY_ACK):
            raise ValueError("boards send no binary packets")
        return attachments


class RoomlessManager(Manager):  # type: ignore[misc]  # ships no types
    """Members of a namespace; leaving costs the same with 10 boards and with 10,000."""

    def basic_disconnect(self, sid: str, namespace: str, **kwargs: Any) -> None:
        """Forget a client, who is in the namespace's own room and in the one of his name."""
        rooms = self.rooms.get(namespace, {})
        for room in (sid, None):
            if sid in rooms.get(room, ()):
                self.basic_leave_room(sid, namespace, room)
        self.callbacks.pop(sid, None)
        for waiting in (self.pending_connect, self.pending_disconnect):
            sids = waiting.get(namespace, [])
            if sid in sids:
                sids.remove(sid)
