import json

import pytest
from sqlalchemy.orm import Session

from content import trust
from content.unit import Unit, UnitTree
from server.services import audit
from server.services.identities import header_of, issuer_of, reissue_identities
from server.services.keyring import rotate_root
from server.services.resources import Resources
from server.storage.tables import UnitRow
from tests.builders import a_unit
from tests.server.board_builders import a_board, fire
from tests.server.staff_builders import add_units

TREE = UnitTree(
    [
        a_unit("p", name="Tỉnh Quảng Ngãi", level="tinh"),
        a_unit("k", name="Khu vực Ba Tơ", level="khu_vuc", parent_id="p"),
        a_unit("c", name="Xã Ba Tơ", level="xa", parent_id="k"),
        a_unit("s", name="Đặc khu Lý Sơn", level="dac_khu", parent_id="p"),
    ]
)


@pytest.mark.parametrize(
    ("unit", "issuer"),
    [
        ("p", "Ủy ban nhân dân tỉnh Quảng Ngãi"),
        ("k", "Ủy ban nhân dân tỉnh Quảng Ngãi"),
        ("c", "Ủy ban nhân dân xã Ba Tơ"),
        ("s", "Ủy ban nhân dân đặc khu Lý Sơn"),
    ],
)
def test_issuer_is_the_authority_of_the_unit_or_the_one_above(unit: str, issuer: str) -> None:
    assert issuer_of(TREE.get(unit), TREE) == issuer


def test_head_of_the_board_names_the_province_inside_a_sentence() -> None:
    header = header_of(TREE.get("c"), TREE)
    assert (header["title"], header["parent"]) == ("Xã Ba Tơ", "tỉnh Quảng Ngãi")
    assert ["Cấp cứu", "115"] in header["numbers"]
    province: Unit = TREE.get("p")
    assert header_of(province, TREE)["parent"] == ""


def change_unit(resources: Resources, **columns: object) -> None:
    def work(session: Session) -> None:
        row = session.get_one(UnitRow, "commune")
        for name, value in columns.items():
            setattr(row, name, value)
        audit.record(
            session, at=resources.clock.now(), actor=None, action="unit.imported", subject="units"
        )

    resources.database.write(work)


def test_board_gets_a_new_identity_when_its_unit_moves_in_the_tree(resources: Resources) -> None:
    add_units(resources)
    moved, other = a_board(resources), a_board(resources, "20860", "Ba Tô")
    before = resources.boards.get(other.id).identity_digest
    change_unit(resources, parent_id="province", name="Xã Ba Tơ mới", lat=14.7, lon=108.7)
    board = resources.boards.get(moved.id)
    assert board.addressee.path == ("province", "commune")
    assert board.header["title"] == "Xã Ba Tơ mới"
    assert (board.addressee.lat, board.addressee.lon) == (14.7, 108.7)
    assert moved.head().identity == board.identity_digest
    assert resources.boards.get(other.id).identity_digest == before


def test_nothing_is_signed_anew_when_nothing_changed(resources: Resources) -> None:
    add_units(resources)
    a_board(resources)
    assert reissue_identities(resources) == 0


def test_new_keys_sign_identities_and_alerts_anew_with_the_same_digests(
    resources: Resources,
) -> None:
    add_units(resources)
    board = a_board(resources)
    alert = fire(resources)
    identity = resources.boards.get(board.id).identity_digest
    rotate_root(resources)
    root = resources.keyring.trusted
    assert root.version == 2
    envelope = resources.boards.identity(board.id)
    assert json.loads(envelope.payload)["board"] == board.id
    trust.verify(envelope, root, "state")
    held = resources.alerts.get(alert.id)
    assert held is not None
    trust.verify_alert(trust.Envelope.from_dict(held.envelope, "alert"), root)
    head = board.head()
    assert head.identity == identity == envelope.digest
    assert [one.digest for one in head.alerts] == [alert.digest]
