"""A bundle is made beside a running server, taken by a real player, and its reports come back."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from content.board_state import first_state
from content.bundle import CONTENTS, board_name, shared_name
from content.errors import ContentError
from content.trusted_time import TrustedTime
from player.board_key import BoardKey
from player.bundle import write_reports
from player.cache import Folder
from player.holding import load, save
from player.proof_log import ProofLog
from player.stick import serve
from server.operator_error import OperatorError
from server.services import bundle, bundle_reports, heads, keyring
from server.services.board_changes import revoke_board
from server.services.media import add_media
from server.services.resources import Resources
from server.services.tokens import TokenError
from server.storage.tables import AuditRow, DeliveryRow, PlayRow, ReceiptRow
from tests.player.simulated_server import FakeClock
from tests.server.board_builders import ABoard, a_board, fire, officer, technician
from tests.server.builders import FixedClock
from tests.server.media_builders import a_sound
from tests.server.notice_builders import published
from tests.server.staff_builders import add_units
from tests.server.voice_builders import fired


@pytest.fixture
def board(resources: Resources) -> ABoard:
    add_units(resources)
    return a_board(resources)


def a_player(resources: Resources, board: ABoard, path: Path) -> Folder:
    """A player that was paired as this board and never had a network since."""
    folder = Folder(path)
    folder.keep_key(BoardKey.from_private_bytes(board.signer.private.private_bytes_raw()))
    clock = a_clock(resources)
    identity = resources.boards.identity(board.id)
    state = first_state(board.id, resources.keyring.root(), identity, clock.wall)
    save(folder, state, TrustedTime(), clock)
    return folder


def a_clock(resources: Resources) -> FakeClock:
    return FakeClock(resources.clock.now(), synchronised=True)


def give(resources: Resources, folder: Folder, path: Path) -> tuple[str, dict[str, object]]:
    """Take the bundle in; give what was said and the reports."""
    holding = load(folder, a_clock(resources))
    proof = ProofLog(folder, folder.key(), holding.state.board)
    answer = serve(holding, proof, {"receipts": proof}, path)
    assert answer.is_taken, answer.says
    return answer.says, dict(answer.report)


def all_of(kind: Any) -> Callable[[Session], list[Any]]:
    return lambda session: list(session.scalars(select(kind)))


def names_in(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as file:
        return file.namelist()


def test_a_player_plays_what_was_published_and_its_receipts_come_back_once(
    resources: Resources, clock: FixedClock, board: ABoard, tmp_path: Path
) -> None:
    published(resources)
    fire(resources)
    folder = a_player(resources, board, tmp_path / "player")
    path = tmp_path / "x.bangtin"
    made = bundle.make_bundle(resources, [board.id], path)
    assert (made.boards, made.size_bytes) == ((board.id,), path.stat().st_size)
    _, report = give(resources, folder, path)
    held = load(folder, a_clock(resources))
    assert held.score is not None
    assert held.score.digest == resources.scores.manifest_for(board.id)
    assert len(held.alerts_now()) == 1

    out = tmp_path / "reports.json"
    play = board.play()
    write_reports(out, resources.clock.now(), [{**report, "plays": [play, {**play, "seq": 9}]}])
    for _ in range(2):
        (taken,) = bundle_reports.take_reports(resources, out)
        assert (taken.board, taken.why_not) == (board.id, "")
        assert taken.stored == {"receipts": 1, "plays": 1}
        assert taken.refused == {"bad_signature": 1}
    for kind, count in ((ReceiptRow, 1), (PlayRow, 1), (DeliveryRow, 1)):
        assert len(resources.database.read(all_of(kind))) == count

    clock.advance(60)
    again = tmp_path / "again.bangtin"
    bundle.make_bundle(resources, [board.id], again)
    _, left = give(resources, folder, again)
    assert left["receipts"] == []


def test_the_sounds_of_an_alert_come_along_and_one_that_is_gone_keeps_nothing_back(
    resources: Resources, board: ABoard, tmp_path: Path
) -> None:
    published(resources)
    sound = a_sound(tmp_path, "mp3")
    recording = add_media(resources, officer(), sound, "hre.mp3", "province")
    fired(resources, audio={"vi": recording.id})
    name = recording.sha256
    folder = a_player(resources, board, tmp_path / "player")
    bundle.make_bundle(resources, [board.id], tmp_path / "x.bangtin")
    assert shared_name("media", name) in names_in(tmp_path / "x.bangtin")
    give(resources, folder, tmp_path / "x.bangtin")
    assert load(folder, a_clock(resources)).folder.objects.has(name)
    resources.media.path(name).unlink()
    bundle.make_bundle(resources, [board.id], tmp_path / "y.bangtin")
    assert shared_name("media", name) not in names_in(tmp_path / "y.bangtin")


def test_all_boards_of_a_unit_share_what_they_have_in_common(
    resources: Resources, board: ABoard, tmp_path: Path
) -> None:
    published(resources)
    other = a_board(resources, name="Chợ")
    boards = bundle.boards_below(resources, "20857")
    assert set(boards) == {board.id, other.id}
    path = tmp_path / "x.bangtin"
    bundle.make_bundle(resources, boards, path)
    names = names_in(path)
    assert names[0] == CONTENTS
    assert {board_name(board.id, "head"), board_name(other.id, "head")} < set(names)
    assert len([name for name in names if name.startswith("manifests/")]) == 1
    for one in (board, other):
        give(resources, a_player(resources, one, tmp_path / one.id), path)


def test_the_same_content_gives_the_same_bytes(
    resources: Resources, board: ABoard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(resources)
    head = heads.make_head(resources, board.id)
    monkeypatch.setattr(bundle, "make_head", lambda *_: head)
    raw = []
    for name in ("one.bangtin", "two.bangtin"):
        bundle.make_bundle(resources, [board.id], tmp_path / name)
        raw.append((tmp_path / name).read_bytes())
    assert raw[0] == raw[1]


def test_a_bundle_bridges_a_change_of_keys(
    resources: Resources, board: ABoard, tmp_path: Path
) -> None:
    published(resources)
    folder = a_player(resources, board, tmp_path / "player")
    keyring.rotate_root(resources)
    path = tmp_path / "x.bangtin"
    bundle.make_bundle(resources, [board.id], path)
    give(resources, folder, path)
    assert load(folder, a_clock(resources)).state.root.version == 2


def test_making_one_is_written_down(resources: Resources, board: ABoard, tmp_path: Path) -> None:
    bundle.make_bundle(resources, [board.id], tmp_path / "x.bangtin")
    query = select(AuditRow.action, AuditRow.details).order_by(AuditRow.seq.desc())
    action, details = resources.database.read(lambda session: session.execute(query).first())
    assert action == "bundle.made" and board.id in details


def test_no_bundle_is_made_for_nobody_over_a_file_or_for_a_revoked_board(
    resources: Resources, board: ABoard, tmp_path: Path
) -> None:
    path = tmp_path / "x.bangtin"
    with pytest.raises(OperatorError, match="pair one first"):
        bundle.make_bundle(resources, [], path)
    path.write_text("a letter")
    with pytest.raises(OperatorError, match="is there already"):
        bundle.make_bundle(resources, [board.id], path)
    assert path.read_text() == "a letter"
    revoke_board(resources, technician(), board.id)
    for name in (board.id, "nobody"):
        with pytest.raises(TokenError):
            bundle.make_bundle(resources, [name], tmp_path / "y.bangtin")
    with pytest.raises(ContentError):
        bundle.boards_below(resources, "99999")
    assert [entry.name for entry in tmp_path.iterdir() if "bangtin" in entry.name] == [path.name]


def test_a_full_disk_leaves_no_half_bundle(
    resources: Resources, board: ABoard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(zipfile.ZipFile, "writestr", full)
    with pytest.raises(OSError, match="No space"):
        bundle.make_bundle(resources, [board.id], tmp_path / "x.bangtin")
    assert not [entry for entry in tmp_path.iterdir() if "x.bangtin" in entry.name]


def test_a_media_file_that_is_missing_or_damaged_is_told(
    resources: Resources, board: ABoard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(resources)
    score = resources.scores.score_for(board.id)
    name = resources.media.put(b"picture")
    monkeypatch.setattr(score, "media", frozenset({name}))
    resources.media.path(name).write_bytes(b"pictur3")
    with pytest.raises(OperatorError, match="is damaged"):
        bundle.make_bundle(resources, [board.id], tmp_path / "x.bangtin")
    resources.media.delete(name)
    with pytest.raises(OperatorError, match="is missing"):
        bundle.make_bundle(resources, [board.id], tmp_path / "x.bangtin")
    assert not [entry for entry in tmp_path.iterdir() if "x.bangtin" in entry.name]


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "holds no reports"), (b"\xff\xfe", "holds no reports"), (b"[]", "holds no reports"),
        (b'{"kind": "reports", "spec": 1}', "holds no reports"),
        (b'{"kind": "reports", "spec": 2, "reports": []}', "newer program"),
        (b'{"kind": "reports", "spec": 1, "reports": [', "write it again"),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_reports_is_refused_whole(
    resources: Resources, tmp_path: Path, raw: bytes, says: str
) -> None:
    path = tmp_path / "reports.json"
    path.write_bytes(raw)
    with pytest.raises(OperatorError, match=says):
        bundle_reports.take_reports(resources, path)


def test_reports_are_stored_in_parts_and_strange_ones_hold_nothing_up(
    resources: Resources, board: ABoard, tmp_path: Path
) -> None:
    plays = [board.play() for _ in range(1_100)]
    reports = [
        7, {"board": "nobody", "plays": [board.play()]}, {"board": board.id, "plays": "many"},
        {"board": board.id, "receipts": [None, 3], "plays": plays},
    ]  # fmt: skip
    path = tmp_path / "reports.json"
    path.write_text(json.dumps({"kind": "reports", "spec": 1, "reports": reports}))
    nobody, empty, taken = bundle_reports.take_reports(resources, path)
    assert nobody.why_not and not nobody.stored
    assert not any(empty.stored.values())
    assert (taken.stored["plays"], taken.refused) == (1_100, {"malformed": 2})


def test_a_file_too_large_is_not_read_into_memory(
    resources: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle_reports, "LARGEST_BYTES", 10)
    path = tmp_path / "reports.json"
    path.write_bytes(b"{" * 11)
    with pytest.raises(OperatorError, match="larger"):
        bundle_reports.take_reports(resources, path)
