import pytest
from sqlalchemy.orm import Session

from content.errors import ConflictError
from content.trust import encode_base64
from server.services.board_admission import Admission
from server.services.board_places import BoardPlace, check_place
from server.services.identities import signer_of
from server.services.resources import Resources
from server.storage.tables import PairingRow
from tests.server.board_builders import a_board
from tests.server.staff_builders import add_units


def test_prepared_place_waits_with_a_key_that_nobody_has(resources: Resources) -> None:
    add_units(resources)
    admission = Admission(signer_of(resources), None)
    place = check_place(resources, BoardPlace(unit="20857", name="Bảng mẫu"))
    boards = [
        resources.database.write(lambda session: admission.add_place(session, place))
        for _ in range(2)
    ]
    keys = {resources.boards.get(board).key_id for board in boards}
    assert len(keys) == 2


def test_device_of_one_board_cannot_become_another(resources: Resources) -> None:
    add_units(resources)
    first, second = a_board(resources), a_board(resources, name="Chợ")
    admission = Admission(signer_of(resources), None)
    nothing = check_place(resources, BoardPlace())
    key = resources.boards.get(first.id).public_key

    def work(session: Session) -> None:
        pairing = PairingRow(public_key=encode_base64(key), width=1920, height=1080, software="")
        admission.admit(session, pairing, nothing, second.id)

    with pytest.raises(ConflictError):
        resources.database.write(work)
    assert resources.boards.get(second.id).public_key == second.signer.public
