from server.services.readiness import is_ready
from server.services.resources import Resources


def test_a_server_is_ready_while_its_database_is_there(resources: Resources) -> None:
    assert is_ready(resources)
    resources.settings.data_dir.joinpath("bangtin.db").unlink()
    assert not is_ready(resources)
