"""What tests of operator commands start from and look at."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from sqlalchemy import select

from server.services import pairing_approval
from server.services.actor import Actor
from server.services.board_places import BoardPlace
from server.services.resources import Resources, open_resources
from server.settings import load_settings
from server.storage.tables import AuditRow
from tests.server.board_builders import a_key, start, technician
from tests.server.builders import START

UNITS = """code,name,level,parent_code,valid_from,valid_to
51,Quảng Ngãi,tinh,,2025-07-01,
21484,Ba Tơ,xa,51,2025-07-01,
"""
T = TypeVar("T")


def with_resources(work: Callable[[Resources], T]) -> T:
    """Do something beside the commands, as another process would."""
    resources = open_resources(load_settings())
    try:
        return work(resources)
    finally:
        resources.close()


def one_error_line(capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that the failed command said."""
    captured = capsys.readouterr()
    assert captured.err.count("\n") == 1, captured.err
    assert "Traceback" not in captured.err
    return captured.err


def audited() -> list[tuple[str, str, str | None]]:
    """Action, subject and login of every audit row."""
    query = select(AuditRow.action, AuditRow.subject, AuditRow.actor_login).order_by(AuditRow.seq)
    return with_resources(
        lambda resources: resources.database.read(
            lambda session: [tuple(row) for row in session.execute(query)]
        )
    )


def pair_board(resources: Resources, unit: str) -> str:
    """Let a new board in; give its id."""
    code = start(resources, a_key()).user_code
    place = BoardPlace(unit=unit, name="Nhà văn hóa")
    return pairing_approval.approve(resources, everywhere(resources), code, place).board


def everywhere(resources: Resources) -> Actor:
    """A technician of the whole province."""
    return technician(resources.units.tree().resolve("51", START.date()).id)
