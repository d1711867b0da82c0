"""A large body is read in turns; every byte of it, whatever the sizes asked for."""

import io
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from server.realtime.fair_input import TURN_BYTES, FairInput, fair


@given(st.binary(max_size=3_000), st.lists(st.integers(1, 900), max_size=20))
def test_no_byte_is_lost_or_changed(body: bytes, sizes: list[int]) -> None:
    stream = FairInput(io.BytesIO(body), lambda: None)
    assert b"".join([stream.read(size) for size in sizes] + [stream.read()]) == body


def test_others_have_their_turn_once_in_so_many_bytes() -> None:
    turns: list[int] = []
    stream = FairInput(io.BytesIO(bytes(4 * TURN_BYTES)), lambda: turns.append(1))
    while stream.read(64 * 1024):
        pass
    assert len(turns) == 4


def test_a_small_body_waits_for_nobody() -> None:
    turns: list[int] = []
    FairInput(io.BytesIO(bytes(TURN_BYTES - 1)), lambda: turns.append(1)).read()
    assert turns == []


def test_only_requests_with_a_body_are_wrapped() -> None:
    seen: list[object] = []

    def application(environ: dict[str, Any], start_response: object) -> list[bytes]:
        seen.append(environ["wsgi.input"])
        return []

    served = fair(application, lambda: None)
    served({"wsgi.input": io.BytesIO()}, lambda *_: None)
    served({"wsgi.input": io.BytesIO(b"abc"), "CONTENT_LENGTH": "3"}, lambda *_: None)
    assert isinstance(seen[0], io.BytesIO)
    assert isinstance(seen[1], FairInput)
