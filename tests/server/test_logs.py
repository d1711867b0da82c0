import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from server.logs import set_up_logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    sink = io.StringIO()
    set_up_logs("info", sink)
    yield sink
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_each_line_is_one_json_object_with_time_and_level(stream: io.StringIO) -> None:
    structlog.get_logger("x").info("board_paired", board="Nhà văn hóa\nthôn 1")
    logging.getLogger("y").warning("slow %s", "disk")
    ours, theirs = lines(stream)
    assert ours["event"] == "board_paired"
    assert ours["board"] == "Nhà văn hóa\nthôn 1"
    assert theirs["event"] == "slow disk"
    assert all(line["level"] and str(line["timestamp"]).endswith("Z") for line in (ours, theirs))


def test_secrets_are_blanked(stream: io.StringIO) -> None:
    structlog.get_logger().info("signed_in", token="abc", password="xyz", login="lan")
    assert lines(stream)[0]["login"] == "lan"
    assert "abc" not in stream.getvalue()
    assert "xyz" not in stream.getvalue()


def test_what_is_below_the_level_is_not_written(stream: io.StringIO) -> None:
    structlog.get_logger().debug("detail")
    logging.getLogger("y").debug("detail")
    assert stream.getvalue() == ""


def test_an_exception_stays_on_its_line(stream: io.StringIO) -> None:
    try:
        raise LookupError("gone")
    except LookupError:
        structlog.get_logger().exception("failed")
    assert len(lines(stream)) == 1
    assert "LookupError: gone" in str(lines(stream)[0]["exception"])
