import gzip
import io

import pytest
from flask import Flask
from flask.ctx import AppContext

from content.errors import ContentError, TooLargeError
from server.board_api import wire


def in_request(body: bytes, **environ: object) -> AppContext:
    app = Flask("wire", static_folder=None)
    return app.test_request_context("/", method="POST", data=body, environ_overrides=environ)


def test_body_up_to_the_limit_is_read_whole() -> None:
    with in_request(b"x" * 10):
        assert wire.read_body(10) == b"x" * 10


def test_body_over_the_limit_is_refused_before_it_is_read() -> None:
    class Unreadable(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("the body was read")

    with in_request(b"x" * 11, **{"wsgi.input": Unreadable()}):
        with pytest.raises(TooLargeError):
            wire.read_body(10)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[Infinity]", b"nul", b"[" * 100_000])
def test_what_is_no_json_is_malformed(body: bytes) -> None:
    with in_request(body):
        with pytest.raises(ContentError, check=lambda error: error.code == "malformed"):
            wire.read_json(1_000_000)


def test_records_come_bare_or_under_their_name() -> None:
    for body in (b"[1]", b'{"plays": [1]}'):
        with in_request(body):
            assert wire.read_records("plays", 100) == [1]
    with in_request(b'{"other": [1]}'):
        assert wire.read_records("plays", 100) is None


def test_a_body_in_gzip_is_unpacked_up_to_the_limit_and_no_further() -> None:
    packed = {"HTTP_CONTENT_ENCODING": "gzip"}
    with in_request(gzip.compress(b"[1]"), **packed):
        assert wire.read_json(100) == [1]
    with in_request(gzip.compress(b"x" * 100_000_000, 9), **packed):
        with pytest.raises(TooLargeError):
            wire.read_body(200_000)
    with in_request(b"[1]", **packed):
        with pytest.raises(ContentError, check=lambda error: error.code == "malformed"):
            wire.read_body(100)
