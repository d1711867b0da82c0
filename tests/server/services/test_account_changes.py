"""A new password, and accounts shut and opened."""

import pytest
from sqlalchemy import select

from content.errors import InvalidInputError, NotFoundError
from server.services import account_changes, accounts
from server.services.resources import Resources
from server.storage.tables import AuditRow, SessionRow
from tests.server.staff_builders import add_units, cheap_hashes

PASSWORD = "ruộng bậc thang 27 mùa"
NEW_PASSWORD = "thuyền thúng neo 4 bến"


@pytest.fixture(autouse=True)
def _people(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    add_units(resources)
    cheap_hashes(monkeypatch)
    for login in ("lan", "minh"):
        accounts.create_account(
            resources, login=login, name=login, password=PASSWORD, role="author", unit_code="20857"
        )
        sign_in(resources, login, PASSWORD)


def sign_in(resources: Resources, login: str, password: str) -> None:
    accounts.sign_in(resources, login, password, address="10.0.0.1", user_agent="Firefox")


def sessions(resources: Resources) -> int:
    return len(resources.database.read(lambda s: s.scalars(select(SessionRow.token_hash)).all()))


def test_only_the_sessions_of_the_account_end(resources: Resources) -> None:
    account_changes.set_password(resources, "Lan", NEW_PASSWORD)
    assert sessions(resources) == 1
    sign_in(resources, "lan", NEW_PASSWORD)
    sign_in(resources, "minh", PASSWORD)
    account_changes.disable_account(resources, "lan")
    assert sessions(resources) == 2


def test_a_weak_password_changes_nothing(resources: Resources) -> None:
    with pytest.raises(InvalidInputError):
        account_changes.set_password(resources, "lan", "lan lan lan lan")
    assert sessions(resources) == 2
    sign_in(resources, "lan", PASSWORD)


def test_the_password_is_never_in_the_audit_row(resources: Resources) -> None:
    account_changes.set_password(resources, "lan", NEW_PASSWORD)
    query = select(AuditRow.details).where(AuditRow.action == "account.password")
    assert resources.database.read(lambda s: s.scalars(query).all()) == ['{"login":"lan"}']


def test_an_unknown_login_is_named(resources: Resources) -> None:
    with pytest.raises(NotFoundError, match="nobody"):
        account_changes.set_password(resources, "nobody", NEW_PASSWORD)
    with pytest.raises(NotFoundError, match="nobody"):
        account_changes.disable_account(resources, "nobody")
    with pytest.raises(NotFoundError, match="nobody"):
        account_changes.enable_account(resources, "nobody")
