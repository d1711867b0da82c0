from pathlib import Path

import pytest

from content.trust import check_number, first_root
from player.board_key import BoardKey, fetch_token, read_token
from player.cache import Folder
from player.errors import PlayerError, RejectedError
from player.holding import load
from player.pairing import Offer, ask_for_code, keep_pairing, wait_for_approval
from player.settings import PlayerSettings
from tests.player.simulated_server import FakeClock, SimulatedServer
from tests.vectors.statements import BOARD, Authority


def an_offer(server: SimulatedServer, path: Path) -> Offer:
    return ask_for_code(server, Folder(path).key(), PlayerSettings("http://s", path))


def never(seconds: float) -> bool:
    return False


def test_the_screen_shows_the_number_that_the_server_would_show(
    server: SimulatedServer, tmp_path: Path
) -> None:
    offer = an_offer(server, tmp_path)
    root = first_root(server.roots[0])
    assert offer.check_number == check_number(Folder(tmp_path).key().key_id, root.digest)
    assert offer.user_code == "BCDF-GHJK"


def test_it_waits_while_pending_and_slows_down_when_told(
    server: SimulatedServer, clock: FakeClock, tmp_path: Path
) -> None:
    offer = an_offer(server, tmp_path)
    waited = []

    def pause(seconds: float) -> bool:
        waited.append(seconds)
        server.decision = ["authorization_pending", "slow_down", "approved"][len(waited) - 1]
        return False

    assert wait_for_approval(server, offer, clock, pause) is not None
    assert waited == [5, 5, 10]


def test_a_code_that_ran_out_gives_way_to_another(
    server: SimulatedServer, clock: FakeClock, tmp_path: Path
) -> None:
    offer = an_offer(server, tmp_path)
    server.decision = "expired_token"
    assert wait_for_approval(server, offer, clock, never) is None
    server.decision = "authorization_pending"

    def pause(seconds: float) -> bool:
        clock.advance(seconds)
        return False

    assert wait_for_approval(server, offer, clock, pause) is None


def test_a_refusal_ends_the_pairing(
    server: SimulatedServer, clock: FakeClock, tmp_path: Path
) -> None:
    server.decision = "access_denied"
    with pytest.raises(RejectedError):
        wait_for_approval(server, an_offer(server, tmp_path), clock, never)


def test_an_outage_while_waiting_is_waited_out(
    server: SimulatedServer, clock: FakeClock, tmp_path: Path
) -> None:
    offer = an_offer(server, tmp_path)
    server.down, server.decision = True, "approved"

    def pause(seconds: float) -> bool:
        clock.advance(seconds)
        server.down = clock.mono_s() < 1030
        return False

    assert wait_for_approval(server, offer, clock, pause) is not None


def paired(server: SimulatedServer, path: Path, **change: object) -> Folder:
    offer, folder = an_offer(server, path), Folder(path)
    server.decision = "approved"
    answer = {**(wait_for_approval(server, offer, server.clock, never) or {}), **change}
    keep_pairing(folder, server.clock, server, offer, answer)
    return folder


def test_what_was_signed_is_kept(server: SimulatedServer, tmp_path: Path) -> None:
    assert load(paired(server, tmp_path), server.clock).state.board == BOARD


def test_a_root_that_chains_from_the_offered_one_is_accepted(
    server: SimulatedServer, tmp_path: Path
) -> None:
    offer, folder = an_offer(server, tmp_path), Folder(tmp_path)
    server.rotate(fresh=("root", "state"))
    server.rotate(fresh=("root", "alert"))
    server.decision = "approved"
    answer = wait_for_approval(server, offer, server.clock, never)
    assert answer is not None
    keep_pairing(folder, server.clock, server, offer, answer)
    assert load(folder, server.clock).state.root.version == 3


@pytest.mark.parametrize(
    "change",
    [
        {"board_id": None},
        {"board_id": "b2"},
        {"root": Authority("other").root().to_dict()},
        {"identity": Authority("other").identity().to_dict()},
        {"identity": Authority().identity().to_dict()},
        {"identity": None},
    ],
)
def test_what_cannot_be_believed_pairs_nothing(
    server: SimulatedServer, tmp_path: Path, change: dict[str, object]
) -> None:
    with pytest.raises(PlayerError):
        paired(server, tmp_path, **change)
    with pytest.raises(FileNotFoundError):
        Folder(tmp_path).read("state")


def test_an_offer_without_a_root_is_refused(server: SimulatedServer, tmp_path: Path) -> None:
    server._pairings = lambda body: {"device_code": "d", "user_code": "x"}  # type: ignore[method-assign]
    with pytest.raises(PlayerError):
        an_offer(server, tmp_path)


@pytest.mark.parametrize(
    "answer", [{}, {"access_token": 5, "expires_in": 900}, {"access_token": "x"}]
)
def test_a_token_that_is_none_is_refused(answer: dict[str, object]) -> None:
    with pytest.raises(RejectedError):
        read_token(answer)


@pytest.mark.parametrize("nonce", [None, 5, "two\nlines"])
def test_a_strange_challenge_is_not_signed(nonce: object) -> None:
    with pytest.raises(RejectedError):
        fetch_token(lambda path, body: {"nonce": nonce}, BOARD, BoardKey.create())
