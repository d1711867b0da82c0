import pytest

from content.errors import NotFoundError
from content.targeting import Circle, Targets
from server.services import board_changes
from server.services.board_places import BoardPlace
from server.services.boards import BoardDirectory
from server.services.resources import Resources
from server.storage.database import DatabaseUnavailableError
from tests.server.board_builders import a_board, technician
from tests.server.staff_builders import add_units


@pytest.fixture(autouse=True)
def _units(resources: Resources) -> None:
    add_units(resources)


def test_new_board_is_known_at_once(resources: Resources) -> None:
    board = a_board(resources)
    assert resources.boards.get(board.id).public_key == board.signer.public
    assert [one.id for one in resources.boards.in_service()] == [board.id]


def test_unknown_board_is_not_found(resources: Resources) -> None:
    assert resources.boards.find("no such") is None
    with pytest.raises(NotFoundError):
        resources.boards.get("no such")
    with pytest.raises(NotFoundError):
        resources.boards.identity("no such")


def test_revoked_board_stays_known_but_is_out_of_service(resources: Resources) -> None:
    board = a_board(resources)
    board_changes.revoke_board(resources, technician(), board.id)
    assert resources.boards.in_service() == ()
    assert [one.id for one in resources.boards.all()] == [board.id]


def test_targets_find_boards_by_unit_subtree_label_and_place(resources: Resources) -> None:
    here = a_board(resources, "20857", tags=["chợ"], lat=14.7, lon=108.7)
    there = a_board(resources, "20900", "Trà Bồng", groups=["ven sông"], lat=15.2, lon=108.5)

    def found(targets: Targets) -> set[str]:
        return {board.id for board in resources.boards.matching(targets)}

    assert found(Targets(units=("commune",))) == {here.id}
    assert found(Targets(units=("province",))) == set()
    assert found(Targets(subtrees=("province",))) == {here.id, there.id}
    assert found(Targets(tags=("chợ",))) == {here.id}
    assert found(Targets(groups=("ven sông",))) == {there.id}
    assert found(Targets(areas=(Circle(15.2, 108.5, 5),))) == {there.id}
    assert found(Targets(boards=(here.id,))) == {here.id}


def test_directory_opened_later_knows_the_same_boards(resources: Resources) -> None:
    board = a_board(resources)
    again = BoardDirectory(resources.database, resources.changes)
    assert again.get(board.id) == resources.boards.get(board.id)


def test_board_whose_row_could_not_be_read_is_read_the_next_time(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = a_board(resources)
    read = resources.database.read

    def fail(work: object) -> object:
        if "_read" in getattr(work, "__qualname__", "") or "refresh" in repr(work):
            raise DatabaseUnavailableError
        return read(work)  # type: ignore[arg-type]

    monkeypatch.setattr(resources.database, "read", fail)
    board_changes.move_board(resources, technician(), board.id, BoardPlace(name="Tên mới"))
    assert resources.boards.get(board.id).name == "Nhà văn hóa"
    monkeypatch.setattr(resources.database, "read", read)
    resources.boards.refresh()
    assert resources.boards.get(board.id).name == "Tên mới"


def test_boards_stand_by_their_units_names_and_move_when_either_changes(
    resources: Resources,
) -> None:
    here, there = a_board(resources, name="Chợ").id, a_board(resources, "20860", "A").id
    first = a_board(resources, name="An").id

    def order() -> list[str]:
        return [one.id for one in resources.boards.by_place(resources.units.tree())]

    assert order() == [there, first, here]  # Ba Tô, then Ba Tơ
    board_changes.move_board(resources, technician(), there, BoardPlace(unit="20900"))
    assert order() == [first, here, there]
    board_changes.revoke_board(resources, technician(), first)
    assert order() == [here, there]
