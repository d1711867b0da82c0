from pathlib import Path

from flask.testing import FlaskClient

from server.services.resources import Resources
from server.status_web.views import RELAYED, is_private


def test_a_running_server_is_healthy_and_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_a_server_whose_database_is_gone_is_alive_but_not_ready(
    client: FlaskClient, resources: Resources
) -> None:
    database = resources.settings.data_dir / "bangtin.db"
    hidden = database.rename(Path(f"{database}.away"))
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    hidden.rename(database)
    assert client.get("/readyz").status_code == 200


def test_metrics_answer_the_machine_itself_and_not_the_world(client: FlaskClient) -> None:
    assert b"python_info" in client.get("/metrics").data
    outside = client.get("/metrics", environ_base={"REMOTE_ADDR": "8.8.8.8"})
    assert outside.status_code == 404
    for name in RELAYED:
        through_a_proxy = client.get("/metrics", headers={name: "10.0.0.7"})
        assert through_a_proxy.status_code == 404


def test_an_unreadable_address_is_not_private() -> None:
    assert not is_private(None)
    assert not is_private("unix:")
    assert is_private("192.168.1.7")


def test_an_address_inside_another_kind_is_seen() -> None:
    assert not is_private("::ffff:8.8.8.8")
    assert is_private("::ffff:192.168.1.7")
    assert is_private("::1")
