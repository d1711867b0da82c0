import pytest
from socketio import Server
from socketio.packet import ACK

from server.realtime.lean_socketio import RoomlessManager, TextPacket


@pytest.mark.parametrize("text", ['51-/board,["status"]', '61-/board,1["x"]', '2999-/board,["x"]'])
def test_a_binary_packet_is_not_taken(text: str) -> None:
    with pytest.raises(ValueError, match="binary"):
        TextPacket(encoded_packet=text)


def test_a_packet_of_json_is_read_and_written() -> None:
    packet = TextPacket(encoded_packet='2/board,7["status",{"sequence":1}]')
    assert (packet.namespace, packet.id) == ("/board", 7)
    assert packet.data == ["status", {"sequence": 1}]
    assert TextPacket(ACK, [{"now": 1}], "/board", 7).encode() == '3/board,7[{"now":1}]'


def test_a_client_that_leaves_is_forgotten_and_the_others_stay() -> None:
    manager = RoomlessManager()
    Server(client_manager=manager, async_mode="threading")
    sids = [manager.connect(f"session-{number}", "/board") for number in range(3)]
    manager.pre_disconnect(sids[1], "/board")
    manager.disconnect(sids[1], "/board")
    assert [manager.is_connected(sid, "/board") for sid in sids] == [True, False, True]
    assert manager.eio_sid_from_sid(sids[1], "/board") is None
    assert manager.pending_disconnect["/board"] == []
    for sid in (sids[0], sids[2], "nobody"):
        manager.disconnect(sid, "/board")
    assert not any(manager.is_connected(sid, "/board") for sid in sids)
