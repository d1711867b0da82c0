"""What a lost telephone may hold, approval keys and all, is cut off in one call."""

import pytest

from content.errors import ForbiddenError
from server.services import lost_phones, sessions
from server.services.actor import Actor
from server.services.api_tokens import hash_token
from server.services.resources import Resources
from tests.server.board_builders import a_board
from tests.server.officer_builders import a_person, an_officer, hold_ceremony, with_name
from tests.server.staff_builders import add_units, cheap_hashes
from tests.vectors.passkeys import Passkey

LAN, SON = Passkey("lan"), Passkey("son", "ed25519")


@pytest.fixture
def lan(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Actor:
    cheap_hashes(monkeypatch)
    add_units(with_name(resources))
    a_board(resources)
    return a_person(resources, "lan", "duty_officer", "51")


@pytest.fixture
def admin(resources: Resources, lan: Actor) -> Actor:
    return a_person(resources, "quan", "administrator", "51")


def open_session(resources: Resources, actor: Actor) -> str:
    opened = sessions.open_session(resources, actor.account_id, address="", user_agent="")
    return opened.token


def is_in(resources: Resources, token: str) -> bool:
    return sessions.actor_of_session(resources, token) is not None


def test_an_officers_key_is_revoked_at_once_and_named_until_the_next_root(
    resources: Resources, lan: Actor, admin: Actor
) -> None:
    son = a_person(resources, "son", "duty_officer", "51")
    an_officer(resources, admin, lan, LAN, "51")
    an_officer(resources, admin, son, SON, "51")
    hold_ceremony(resources)
    stake = lost_phones.at_stake(resources, admin, lan.account_id)
    assert [key.in_root for key in stake.keys] == [True] and not stake.is_nothing
    lost_phones.cut_off(resources, admin, lan.account_id, "lan")
    assert lost_phones.at_stake(resources, admin, lan.account_id).is_nothing
    assert resources.officers.revoked() == (LAN.key_id,)
    assert len(lost_phones.at_stake(resources, admin, son.account_id).keys) == 1


def test_ones_own_session_is_kept_and_others_are_not(resources: Resources, lan: Actor) -> None:
    here, phone = open_session(resources, lan), open_session(resources, lan)
    lost_phones.cut_off_own(resources, lan, hash_token(here))
    assert is_in(resources, here) and not is_in(resources, phone)


def test_nobody_cuts_off_whom_they_do_not_answer_for(
    resources: Resources, lan: Actor, admin: Actor
) -> None:
    token = open_session(resources, admin)
    with pytest.raises(ForbiddenError):
        lost_phones.cut_off(resources, lan, admin.account_id, "quan")
    assert is_in(resources, token)
