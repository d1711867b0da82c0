"""The boards of the sample: places of several shapes that wait for a device."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from server.services.board_places import BoardPlace
from server.services.pairing_links import prepare_board
from server.storage.tables.boards import BoardRow

if TYPE_CHECKING:
    from server.services.resources import Resources


@dataclass(frozen=True)
class SampleBoard:
    """One place, its screen in pixels and who looks after it."""

    unit: str
    name: str
    width: int
    height: int
    phone: str
    groups: tuple[str, ...] = ()


BOARDS = (
    SampleBoard("21484", "UBND xã Ba Tơ", 1920, 1080, "0255 000 118"),
    SampleBoard("21484", "Cổng chợ Ba Tơ", 1080, 1920, "0255 000 121", ("chợ",)),
    SampleBoard("21484", "Nhà văn hóa Làng Teng", 1366, 768, "0255 000 124"),
    SampleBoard("21025", "Bộ phận một cửa phường Cẩm Thành", 3840, 2160, "0255 000 163"),
    SampleBoard("21548", "Bến cảng Lý Sơn", 1920, 1080, "0255 000 171", ("ven biển",)),
    SampleBoard("21484", "Bảng LED cổng xã Ba Tơ", 320, 160, "0255 000 127"),
    SampleBoard("21115", "Chợ Trà Bồng", 768, 1366, "0255 000 154", ("chợ",)),
)


def make_boards(resources: "Resources") -> None:
    """Prepare every place that is not there yet."""
    there = resources.database.read(lambda session: session.scalars(select(BoardRow.name)).all())
    for board in BOARDS:
        if board.name not in there:
            prepare_board(resources, _place(board))


def _place(board: SampleBoard) -> BoardPlace:
    return BoardPlace(
        unit=board.unit,
        name=board.name,
        profile={"width": board.width, "height": board.height},
        phone=board.phone,
        groups=list(board.groups),
    )
