import gc
import resource
import runpy
from pathlib import Path
from typing import Any

import pytest

from tests.server.running_server import ROOT


def configured(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
    """What gunicorn reads from the file under these settings."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))


@pytest.mark.parametrize(
    ("engine", "worker"),
    [
        ("eventlet", "deploy.eventlet_worker.EventletWorker"),
        ("gevent", "deploy.gevent_worker.GeventWorker"),
    ],
)
def test_the_engine_is_one_setting(
    monkeypatch: pytest.MonkeyPatch, engine: str, worker: str
) -> None:
    conf = configured(monkeypatch, BANGTIN_ENGINE=engine)
    assert conf["worker_class"] == worker
    module, _, name = worker.rpartition(".")
    assert f"class {name}(" in Path(ROOT, *module.split(".")).with_suffix(".py").read_text()


def test_thousands_of_boards_are_provided_for(monkeypatch: pytest.MonkeyPatch) -> None:
    conf = configured(monkeypatch)
    assert conf["workers"] == 1
    assert conf["worker_connections"] >= 10_000
    assert conf["backlog"] == 4096


def test_a_certificate_means_https(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plain = configured(monkeypatch, BANGTIN_TLS_CERT="", BANGTIN_TLS_KEY="")
    assert (plain["certfile"], plain["keyfile"]) == (None, None)
    cert, key = str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")
    conf = configured(monkeypatch, BANGTIN_TLS_CERT=cert, BANGTIN_TLS_KEY=key)
    assert (conf["certfile"], conf["keyfile"]) == (cert, key)


def test_the_address_comes_from_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    conf = configured(monkeypatch, BANGTIN_HOST="0.0.0.0", BANGTIN_PORT="8123")
    assert conf["bind"] == "0.0.0.0:8123"


def test_as_many_files_as_the_system_allows_may_be_open(monkeypatch: pytest.MonkeyPatch) -> None:
    conf = configured(monkeypatch)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    conf["on_starting"](None)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert soft == hard == before[1]


def test_the_collector_leaves_what_lives_for_ever_alone_and_takes_short_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    conf = configured(monkeypatch)
    before = gc.get_threshold()
    try:
        conf["post_worker_init"](None)
        assert gc.get_freeze_count() > 0
        assert before[0] < gc.get_threshold()[0] <= 10_000
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
