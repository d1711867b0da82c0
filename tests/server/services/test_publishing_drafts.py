import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content.errors import (
    ContentError,
    ForbiddenError,
    InvalidInputError,
    NoBoardsError,
    UnitRetiredError,
)
from content.instant import format_instant
from server.services.actor import Role
from server.services.publishing import create_notice, edit_notice
from server.services.resources import Resources
from server.storage.tables import AuditRow, MediaRow, NoticeRow
from tests.server.builders import START
from tests.server.notice_builders import AUTHOR, a_draft, pair_a_board
from tests.server.staff_builders import add_units, an_actor

PROVINCE = an_actor(Role.AUTHOR, "province")


@pytest.fixture(autouse=True)
def board(resources: Resources) -> str:
    add_units(resources)
    return pair_a_board(resources, groups=["markets"], tags=["river"], lat=14.76, lon=108.73)


def count(resources: Resources) -> tuple[int, int]:
    def work(session: Session) -> tuple[int, int]:
        notices = session.scalar(select(func.count()).select_from(NoticeRow)) or 0
        return notices, session.scalar(select(func.count()).select_from(AuditRow)) or 0

    return resources.database.read(work)


@pytest.mark.parametrize(
    "targets",
    [
        {"units": ["20857"]},
        {"subtrees": ["20857"]},
        {"groups": ["markets"]},
        {"tags": ["river"]},
        {"areas": [{"lat": 14.76, "lon": 108.73, "radius_km": 2}]},
        {"units": ["20857"], "tags": ["nobody"]},
    ],
)
def test_any_kind_of_target_reaches_the_board(
    resources: Resources, targets: dict[str, Any]
) -> None:
    assert create_notice(resources, AUTHOR, a_draft(targets=targets)).revision == 1


def test_one_board_may_be_named(resources: Resources, board: str) -> None:
    view = create_notice(resources, AUTHOR, a_draft(targets={"boards": [board]}))
    assert view.content.targets.boards == (board,)


def test_a_province_writes_for_all_below(resources: Resources) -> None:
    draft = a_draft(unit="51", targets={"subtrees": ["KV-522"]})
    assert create_notice(resources, PROVINCE, draft).content.targets.subtrees == ("area",)


@pytest.mark.parametrize(
    ("fields", "kind", "code", "field"),
    [
        ({"targets": {"units": ["20857x"]}}, InvalidInputError, "unknown_unit", "targets.units"),
        (
            {"targets": {"subtrees": ["99999"]}},
            UnitRetiredError,
            "unit_retired",
            "targets.subtrees",
        ),
        ({"targets": {"units": [5]}}, InvalidInputError, "invalid_input", "targets.units"),
        ({"targets": {"units": "20857"}}, InvalidInputError, "invalid_input", "targets.units"),
        ({"targets": {"boards": ["gone"]}}, InvalidInputError, "unknown_board", "targets.boards"),
        ({"targets": {"tags": ["nobody"]}}, NoBoardsError, "no_boards", "targets"),
        ({"targets": {"rivers": ["x"]}}, InvalidInputError, "invalid_input", "targets"),
        ({"targets": {}}, InvalidInputError, "invalid_input", "targets"),
        ({"targets": None}, InvalidInputError, "invalid_input", "targets"),
        ({"targets": {"units": ["20860"]}}, ForbiddenError, "outside_unit", "targets.units"),
        ({"targets": {"subtrees": ["51"]}}, ForbiddenError, "outside_unit", "targets.subtrees"),
        ({"unit": "99999"}, UnitRetiredError, "unit_retired", "unit"),
        ({"unit": "nowhere"}, InvalidInputError, "unknown_unit", "unit"),
        ({"unit": None}, InvalidInputError, "invalid_input", "unit"),
        ({"priority": "emergency"}, InvalidInputError, "emergency_is_an_alert", "priority"),
        ({"title": " \u202e"}, InvalidInputError, "invalid_input", "title"),
        ({"title": "\ud800"}, InvalidInputError, "bad_text", "title"),
        ({"media": ["gone"]}, InvalidInputError, "unknown_media", "media"),
        (
            {"valid_until": format_instant(START - timedelta(seconds=1))},
            InvalidInputError,
            "invalid_input",
            "valid_until",
        ),
    ],
)
def test_a_bad_draft_is_refused_and_leaves_nothing(
    resources: Resources,
    fields: dict[str, Any],
    kind: type[ContentError],
    code: str,
    field: str,
) -> None:
    before = count(resources)
    with pytest.raises(kind) as caught:
        create_notice(resources, AUTHOR, a_draft(**fields))
    assert (caught.value.code, caught.value.field) == (code, field)
    assert str(caught.value)
    assert count(resources) == before


def test_a_tag_of_another_commune_is_not_reached(resources: Resources) -> None:
    pair_a_board(resources, "20860", tags=["bridge"])
    with pytest.raises(NoBoardsError):
        create_notice(resources, AUTHOR, a_draft(targets={"tags": ["bridge"]}))
    everywhere = a_draft(unit="KV-522", targets={"tags": ["bridge"]})
    assert create_notice(resources, PROVINCE, everywhere).revision == 1


def test_another_communes_board_cannot_be_named(resources: Resources) -> None:
    other = pair_a_board(resources, "20860")
    with pytest.raises(ForbiddenError):
        create_notice(resources, AUTHOR, a_draft(targets={"boards": [other]}))


def test_decomposed_text_is_stored_composed(resources: Resources) -> None:
    draft = a_draft(title=unicodedata.normalize("NFD", "Tiêm phòng dại"))
    assert create_notice(resources, AUTHOR, draft).content.title == "Tiêm phòng dại"


def test_pictures_are_ones_own_units_or_readable(resources: Resources) -> None:
    def add(session: Session) -> None:
        for name, unit, account in (
            ("own", "elsewhere", AUTHOR.account_id),
            ("unit", "commune", "somebody"),
            ("strange", "elsewhere", "somebody"),
        ):
            session.add(
                MediaRow(
                    id=name,
                    sha256="0" * 64,
                    type="image/jpeg",
                    bytes=1,
                    unit_id=unit,
                    account_id=account,
                    name=name,
                    created_at=START,
                )
            )

    resources.database.write(add)
    view = create_notice(resources, AUTHOR, a_draft(media=["own", "unit"]))
    assert view.content.media == ("own", "unit")
    with pytest.raises(InvalidInputError):
        create_notice(resources, AUTHOR, a_draft(media=["strange"]))
    with pytest.raises(InvalidInputError):
        edit_notice(resources, AUTHOR, view.id, {"media": ["strange"]})


def test_an_edit_changes_only_what_is_given(resources: Resources) -> None:
    draft = a_draft(document={"number": "118/QĐ-UBND"}, weight=4)
    view = create_notice(resources, AUTHOR, draft)
    edited = edit_notice(resources, AUTHOR, view.id, {"title": "Khác", "document": None})
    assert edited.content.title == "Khác"
    assert edited.content.document is None
    assert (edited.content.weight, edited.content.targets) == (4, view.content.targets)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"author": "x"}, "author"),
        ({"unit": "20860"}, "unit"),
        ({"targets": {"tags": ["nobody"]}}, "targets"),
        ({"valid_until": "2026-11-24T01:00:00Z"}, "valid_until"),
        ({"valid_from": "soon"}, "valid_from"),
        ({"title": None}, "title"),
        ({"weight": 99}, "weight"),
    ],
)
def test_a_bad_edit_is_refused(resources: Resources, changes: dict[str, Any], field: str) -> None:
    view = create_notice(resources, AUTHOR, a_draft())
    before = count(resources)
    with pytest.raises(InvalidInputError) as caught:
        edit_notice(resources, AUTHOR, view.id, changes)
    assert caught.value.field == field
    assert count(resources) == before


def test_an_edit_may_name_the_notices_own_unit(resources: Resources) -> None:
    view = create_notice(resources, AUTHOR, a_draft())
    changes = {"unit": "20857", "targets": {"subtrees": ["20857"]}}
    assert edit_notice(resources, AUTHOR, view.id, changes).content.targets.units == ()
