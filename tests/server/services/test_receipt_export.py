import json

import pytest

from content import trust
from content.errors import NotFoundError
from content.receipt_file import check_file
from server.services import board_admission, identities, ledger
from server.services.board_places import BoardPlace, check_place
from server.services.receipt_export import receipts_file
from server.services.resources import Resources
from server.storage.tables.boards import PairingRow
from tests.server.board_builders import ABoard, a_board, a_key, fire, officer
from tests.server.staff_builders import add_units


@pytest.fixture
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


def test_every_receipt_is_there_as_it_was_signed(resources: Resources, board: ABoard) -> None:
    alert = fire(resources)
    ours = board.receipt(alert)
    theirs = board.receipt(alert, "painted", at="2026-11-24T09:00:00+07:00")
    failed = board.receipt(alert, "failed") | {"reason": "Màn hình hỏng"}
    ledger.store_receipts(resources, board.id, [ours, theirs, failed])
    lines = receipts_file(resources, officer(), alert.id).splitlines()
    checked = check_file(lines)
    assert checked.bad == [] and checked.alert == alert.id
    assert checked.good == {"received": 1, "painted": 1, "failed": 1}
    told = [json.loads(line) for line in lines]
    assert told[1]["name"] == "Nhà văn hóa" and told[1]["unit"] == "20857"
    assert told[3]["at"] == "2026-11-24T09:00:00+07:00" and told[4]["reason"] == "Màn hình hỏng"


def test_receipts_of_hardware_that_was_replaced_are_still_proven(
    resources: Resources, board: ABoard
) -> None:
    alert = fire(resources)
    ledger.store_receipts(resources, board.id, [board.receipt(alert)])
    replace_hardware(resources, board)
    assert receipts_file(resources, officer(), alert.id).count(b'"public_key"') == 2
    ledger.store_receipts(resources, board.id, [board.receipt(alert, "painted")])
    checked = check_file(receipts_file(resources, officer(), alert.id).splitlines())
    assert checked.bad == [] and checked.good == {"received": 1, "painted": 1}


def replace_hardware(resources: Resources, board: ABoard) -> None:
    board.signer = a_key()
    pairing = PairingRow(
        public_key=trust.encode_base64(board.signer.public), width=1920, height=1080, software=""
    )
    place = check_place(resources, BoardPlace(unit="20857", name="Nhà văn hóa"))
    admission = board_admission.Admission(identities.signer_of(resources), None)
    resources.database.write(lambda session: admission.admit(session, pairing, place, board.id))


def test_an_alert_of_another_unit_is_not_there(resources: Resources, board: ABoard) -> None:
    alert = fire(resources, officer("commune"))
    with pytest.raises(NotFoundError):
        receipts_file(resources, officer("elsewhere"), alert.id)
    with pytest.raises(NotFoundError):
        receipts_file(resources, None, "nobody")
