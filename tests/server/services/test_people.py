"""Names of people by account id."""

import pytest

from server.services import accounts
from server.services.people import names_of
from server.services.resources import Resources
from tests.server.staff_builders import PASSWORD, add_units, cheap_hashes


def test_accounts_that_exist_are_named_and_others_left_out(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheap_hashes(monkeypatch)
    add_units(resources)
    made = accounts.create_account(
        resources,
        login="lan",
        name="Phạm Thị Lan",
        password=PASSWORD,
        role="author",
        unit_code="20857",
    )
    assert names_of(resources, [made.id, made.id, None, "", "nobody"]) == {made.id: "Phạm Thị Lan"}


def test_nobody_asked_for_is_nobody_read(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources.database, "read", None)
    assert names_of(resources, [None, ""]) == {}
