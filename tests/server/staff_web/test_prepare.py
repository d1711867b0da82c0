"""What officers open under an alert is ready before the first of them does."""

import pytest
from jinja2 import FileSystemLoader

from server import staff_web
from tests.server.staff_web.conftest import Staff


def test_pages_of_alerts_are_compiled_beforehand(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = staff.person("duty_officer")
    staff_web.prepare(staff.app)
    loaded: list[str] = []
    load = type(staff.app.jinja_env.loader).load  # type: ignore[union-attr]

    def told(loader: FileSystemLoader, environment: object, name: str, *rest: object) -> object:
        loaded.append(name)
        return load(loader, environment, name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(type(staff.app.jinja_env.loader), "load", told)
    for path in ("alerts", "alerts/new", "drills/new/fire"):
        assert officer.get(f"/staff/{path}").status_code == 200
    assert loaded == []
    assert officer.get("/staff/help").status_code == 200
    assert loaded, "the test sees what is not prepared"
