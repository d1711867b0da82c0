"""Builders of domain values: name only what the test is about."""

from datetime import date
from typing import Any

from content.category import CategoryKey
from content.notice import NoticeContent
from content.targeting import Addressee, Targets
from content.unit import Unit, UnitTree

MERGER = date(2025, 7, 1)


def a_unit(id: str = "u1", **overrides: Any) -> Unit:
    values: dict[str, Any] = {"code": id, "name": f"Xã {id}", "level": "xa", **overrides}
    return Unit(id, **values)


def a_tree() -> UnitTree:
    """Today's province, an area and two communes, and the units before the merger of 2025.

    The code 21115 meant the town of Trà Xuân before and the commune of Trà Bồng since.
    """
    return UnitTree(
        [
            a_unit("old", code="51", name="Tỉnh Quảng Ngãi", level="tinh", valid_to=MERGER),
            a_unit("new", code="51", name="Tỉnh Quảng Ngãi", level="tinh", valid_from=MERGER),
            a_unit(
                "district",
                code="525",
                name="Huyện Trà Bồng",
                level="huyen",
                parent_id="old",
                valid_to=MERGER,
            ),
            a_unit(
                "town",
                code="21115",
                name="Thị trấn Trà Xuân",
                level="thi_tran",
                parent_id="district",
                valid_to=MERGER,
            ),
            a_unit(
                "area",
                code="KV-535",
                name="Khu vực Ba Tơ",
                level="khu_vuc",
                parent_id="new",
                valid_from=MERGER,
            ),
            a_unit("bato", code="21484", name="Xã Ba Tơ", parent_id="area", valid_from=MERGER),
            a_unit("trabong", code="21115", name="Xã Trà Bồng", parent_id="new", valid_from=MERGER),
        ]
    )


def an_addressee(board: str = "b1", unit: str = "bato", **overrides: Any) -> Addressee:
    values: dict[str, Any] = {"path": ("new", "area", unit), **overrides}
    return Addressee(board, unit, **values)


def a_notice(**overrides: Any) -> NoticeContent:
    values: dict[str, Any] = {
        "title": "Tiêm phòng trâu, bò đợt 2",
        "body": "Đưa trâu, bò đến nhà văn hóa thôn.\nMang theo sổ tiêm.",
        "category": CategoryKey.POLICY,
        "language": "vi",
        "unit_id": "bato",
        "targets": Targets(units=("bato",)),
        **overrides,
    }
    return NoticeContent(**values)
