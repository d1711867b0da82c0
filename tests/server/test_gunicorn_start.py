import socket
from pathlib import Path

import pytest

from server import gunicorn_start
from server.operator_error import OperatorError
from tests.server.builders import some_settings


def test_a_port_in_use_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = some_settings(tmp_path, host="127.0.0.1", port=taken.getsockname()[1])
        with pytest.raises(OperatorError, match="choose another with --host and --port"):
            gunicorn_start.check(settings)


def test_an_address_of_another_machine_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="Cannot listen"):
        gunicorn_start.check(some_settings(tmp_path, host="192.0.2.1"))


def test_half_a_certificate_or_an_unreadable_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="set both"):
        gunicorn_start.check(some_settings(tmp_path, tls_cert="x.pem"))
    with pytest.raises(OperatorError, match="cannot be read"):
        gunicorn_start.check(some_settings(tmp_path, tls_cert="/no/x", tls_key="/no/y"))


def test_gunicorn_takes_the_process_over_with_the_settings_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr(
        gunicorn_start.os, "execve", lambda path, args, env: called.append((args, env))
    )
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    gunicorn_start.serve(some_settings(tmp_path, port=port))
    arguments, environment = called[0]
    assert arguments[1:3] == ["-m", "gunicorn"]
    assert environment["BANGTIN_PORT"] == str(port)
    assert environment["BANGTIN_DATA_DIR"] == str(tmp_path)
