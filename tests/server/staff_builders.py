"""Builders of a small tree of units and of people with roles in it."""

from datetime import date

import pytest
from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from server.services import accounts, audit, passwords
from server.services.actor import Actor, Grant, Role
from server.services.permissions import SCOPES
from server.services.resources import Resources
from server.storage.tables import UnitRow

PASSWORD = "ruộng bậc thang 27 mùa"
UNITS = (
    ("province", "51", "Tỉnh Quảng Ngãi", "tinh", None),
    ("area", "KV-522", "Khu vực Ba Tơ", "khu_vuc", "province"),
    ("commune", "20857", "Xã Ba Tơ", "xa", "area"),
    ("sibling", "20860", "Xã Ba Tô", "xa", "area"),
    ("elsewhere", "20900", "Xã Trà Bồng", "xa", "province"),
)
RETIRED = ("retired", "99999", "Xã cũ", "xa", "province")


def a_token(resources: Resources, login: str, role: str, unit: str) -> str:
    """Make somebody with this role over this unit; return a token with every scope."""
    accounts.create_account(
        resources, login=login, name=login, password=PASSWORD, role=role, unit_code=unit
    )
    return accounts.create_token(resources, login, SCOPES)


def add_units(resources: Resources) -> None:
    """Put five units of today and a retired one into the database."""

    def work(session: Session) -> None:
        for unit_id, code, name, level, parent_id in UNITS:
            session.add(
                UnitRow(
                    id=unit_id,
                    code=code,
                    name=name,
                    level=level,
                    parent_id=parent_id,
                    valid_from=date(2025, 7, 1),
                )
            )
            session.flush()
        unit_id, code, name, level, parent_id = RETIRED
        session.add(
            UnitRow(
                id=unit_id,
                code=code,
                name=name,
                level=level,
                parent_id=parent_id,
                valid_to=date(2025, 7, 1),
            )
        )
        audit.record(
            session, at=resources.clock.now(), actor=None, action="unit.imported", subject="units"
        )

    resources.database.write(work)


def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make argon2id quick: a test of accounts is not a test of argon2id."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", hasher)


def an_actor(role: Role, unit_id: str, *, scopes: frozenset[str] | None = None) -> Actor:
    """A person with one role over one unit and all below it."""
    return Actor(
        account_id=f"{role}-{unit_id}",
        login=f"{role}.{unit_id}",
        name="Nguyễn Văn A",
        grants=(Grant(role, unit_id),),
        scopes=scopes,
    )
