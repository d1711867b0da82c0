"""Frames on the wire: what a panel puts together is what was drawn, byte for byte."""

import logging
import random
from itertools import count, pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from content.drawing_pairing import draw_pairing
from content.stage import stage_of
from player.ddp import MOST_DATA, DdpSender, packet_numbers, packets
from player.led_picture import open_face, pixels
from player.settings import FONTS, PanelColour
from tests.free_ports import free_port
from tests.player.panel import Buffer, LoopbackPanel, Packet

SIZES = st.tuples(st.integers(64, 3840), st.integers(32, 2160))
ON_THE_WIRE = {PanelColour.RGB: 0x0B, PanelColour.GREY: 0x23, PanelColour.BIT: 0x21}
BITS_A_PIXEL = {PanelColour.RGB: 24, PanelColour.GREY: 8, PanelColour.BIT: 1}


def mono_s() -> float:
    return next(_seconds)


_seconds = count(1.0)


def a_frame(size: tuple[int, int], colour: PanelColour, seed: int = 1) -> bytes:
    width, height = size
    row = -(-width * BITS_A_PIXEL[colour] // 8)
    return random.Random(seed).randbytes(row * height)


def cut(frame: bytes, colour: PanelColour = PanelColour.RGB) -> list[Packet]:
    return [Packet.read(raw) for raw in packets(frame, colour, packet_numbers())]


@settings(max_examples=25, deadline=None)
@given(size=SIZES, colour=st.sampled_from(PanelColour))
@example(size=(64, 32), colour=PanelColour.BIT)
@example(size=(3840, 2160), colour=PanelColour.RGB)
def test_a_frame_of_any_size_is_put_together_whole(
    size: tuple[int, int], colour: PanelColour
) -> None:
    frame = a_frame(size, colour)
    made = cut(frame, colour)
    buffer = Buffer(len(frame))
    for packet in made:
        assert (packet.flags & 0xFE, packet.kind, packet.target) == (0x40, ON_THE_WIRE[colour], 1)
        assert 0 < len(packet.data) <= MOST_DATA
        buffer.take(packet)
    assert buffer.shown == frame
    assert [packet.is_push for packet in made] == [False] * (len(made) - 1) + [True]
    assert made[0].number == 1
    assert all(after.number == before.number % 15 + 1 for before, after in pairwise(made))


@settings(max_examples=25, deadline=None)
@given(chance=st.randoms(use_true_random=False), lost=st.integers(0, 100))
def test_lost_and_reordered_packets_are_mended_by_the_next_frame(
    chance: random.Random, lost: int
) -> None:
    frame = a_frame((320, 160), PanelColour.RGB)
    buffer = Buffer(len(frame))
    came = cut(frame)
    chance.shuffle(came)
    for packet in came[lost:]:
        buffer.take(packet)
    for packet in cut(frame):
        buffer.take(packet)
    assert buffer.shown == frame


def test_reordered_packets_but_the_last_make_the_same_frame() -> None:
    frame = a_frame((128, 64), PanelColour.GREY)
    *others, last = cut(frame, PanelColour.GREY)
    buffer = Buffer(len(frame))
    for packet in [*reversed(others), last]:
        buffer.take(packet)
    assert buffer.shown == frame


@pytest.mark.parametrize("colour", list(PanelColour))
@pytest.mark.parametrize("size", [(64, 32), (320, 160)])
def test_a_panel_gets_what_was_drawn_byte_for_byte(
    size: tuple[int, int], colour: PanelColour
) -> None:
    drawn = draw_pairing(stage_of(size, None), open_face(FONTS), code="BCDF-GHJK")
    frame = pixels(drawn, colour, 100)
    with LoopbackPanel(len(frame)) as receiver:
        panel = DdpSender(("localhost", receiver.port), colour, mono_s, settles_s=0.0)
        assert panel.send(frame)
        assert receiver.waits_for(frame)
        panel.close()
    assert receiver.kinds == {ON_THE_WIRE[colour]}


def test_a_panel_that_is_away_is_told_of_once_and_found_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    port, frame = free_port(), a_frame((64, 32), PanelColour.BIT)
    panel = DdpSender(("127.0.0.1", port), PanelColour.BIT, mono_s, settles_s=0.0)
    with caplog.at_level(logging.WARNING):
        assert not any([panel.send(frame) for _ in range(3)])
        with LoopbackPanel(len(frame), port) as receiver:
            panel.send(frame)
            assert receiver.waits_for(frame)
            assert panel.send(frame)
    panel.close()
    told = [record.getMessage() for record in caplog.records]
    assert told == [
        f"the LED panel 127.0.0.1:{port} is not reached: Connection refused",
        f"the LED panel 127.0.0.1:{port} is reached again",
    ]


def test_a_name_that_leads_nowhere_is_a_panel_that_is_away() -> None:
    panel = DdpSender(("panel.invalid", 4048), PanelColour.RGB, mono_s)
    assert not panel.send(b"\0")


def test_a_panel_counts_as_there_when_nothing_was_heard_against_it_for_a_while() -> None:
    frame = a_frame((64, 32), PanelColour.GREY)
    clock = [0.0]
    with LoopbackPanel(len(frame)) as receiver:
        panel = DdpSender(
            ("127.0.0.1", receiver.port), PanelColour.GREY, lambda: clock[0], settles_s=4.0
        )
        found = []
        for clock[0] in (0.0, 3.9, 4.0):
            found.append(panel.send(frame))
        panel.close()
    assert found == [False, False, True]
