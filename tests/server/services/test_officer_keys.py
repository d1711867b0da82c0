from typing import Any

import pytest
from sqlalchemy import select

from content.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from server.services import heads, officer_keys
from server.services.actor import Actor
from server.services.officer_keys import Proposal, confirm, list_keys, propose, revoke
from server.services.officer_rows import live_rights
from server.services.resources import Resources
from server.storage.tables import AuditRow
from server.storage.tables.officers import OfficerKeyRow
from tests.server.board_builders import a_board
from tests.server.officer_builders import (
    a_person,
    an_officer,
    disable,
    hold_ceremony,
    propose_key,
    registered,
    with_name,
)
from tests.server.staff_builders import add_units, cheap_hashes
from tests.vectors.passkeys import PRESENT, Passkey

LAN = Passkey("lan")


@pytest.fixture
def admin(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Actor:
    cheap_hashes(monkeypatch)
    add_units(with_name(resources))
    return a_person(resources, "quan", "administrator", "51")


@pytest.fixture
def lan(resources: Resources, admin: Actor) -> Actor:
    return a_person(resources, "lan", "duty_officer", "20857")


def actions(resources: Resources) -> list[str]:
    return resources.database.read(
        lambda session: [
            action
            for action in session.scalars(select(AuditRow.action).order_by(AuditRow.seq))
            if action.startswith("officer_key.")
        ]
    )


@pytest.mark.parametrize("kind", ["es256", "ed25519"])
def test_a_proposed_key_counts_once_somebody_else_confirmed_it_and_a_root_names_it(
    resources: Resources, admin: Actor, lan: Actor, kind: str
) -> None:
    passkey = Passkey("lan", kind)
    key = propose_key(resources, lan, passkey, "20857", ["alert"])
    assert key == passkey.key_id
    hold_ceremony(resources)
    assert resources.keyring.officers() is None
    confirm(resources, admin, key)
    hold_ceremony(resources)
    officers = resources.keyring.officers()
    assert officers is not None
    assert officers.keys[key].public == passkey.public
    (shown,) = list_keys(resources, lan)
    assert (shown.in_root, shown.owner, shown.rights) == (True, "Lan", ("alert",))
    assert list_keys(resources, admin) == (shown,)
    assert actions(resources) == ["officer_key.proposed", "officer_key.confirmed"]


def test_rights_follow_from_roles(resources: Resources, admin: Actor, lan: Actor) -> None:
    tu = a_person(resources, "tu", "technician", "20857")
    with pytest.raises(ForbiddenError):
        propose_key(resources, lan, LAN, "20857", ["identity"])
    with pytest.raises(ForbiddenError):
        propose_key(resources, lan, LAN, "20860", ["alert"])
    with pytest.raises(InvalidInputError):
        propose_key(resources, lan, LAN, "20857", ["everything"])
    key = propose_key(resources, tu, Passkey("tu"), "20857", ["identity"])
    author = a_person(resources, "an", "author", "20857")
    with pytest.raises(ForbiddenError):
        officer_keys.registration_options(resources, author, "token")
    confirm(resources, admin, key)
    disable(resources, tu)
    rights = resources.database.read(
        lambda session: live_rights(session, resources, session.get_one(OfficerKeyRow, key))
    )
    assert rights == ()


def test_nobody_confirms_their_own_key(resources: Resources, admin: Actor) -> None:
    key = propose_key(resources, admin, LAN, "51", ["alert"])
    with pytest.raises(ForbiddenError, match="Somebody else"):
        confirm(resources, admin, key)


def test_only_who_manages_people_there_confirms(
    resources: Resources, admin: Actor, lan: Actor
) -> None:
    key = propose_key(resources, lan, LAN, "20857", ["alert"])
    other = a_person(resources, "khac", "administrator", "20860")
    for refused in (other, lan):
        with pytest.raises(ForbiddenError):
            confirm(resources, refused, key)
    with pytest.raises(NotFoundError):
        confirm(resources, admin, "0" * 64)
    assert list_keys(resources, other) == ()


def test_a_key_is_decided_on_once(resources: Resources, admin: Actor, lan: Actor) -> None:
    key = an_officer(resources, admin, lan, LAN, "20857")
    with pytest.raises(ConflictError):
        confirm(resources, admin, key)
    with pytest.raises(ConflictError):
        propose_key(resources, lan, LAN, "20857", ["alert"])


def test_a_key_of_who_lost_the_role_is_not_confirmed(
    resources: Resources, admin: Actor, lan: Actor
) -> None:
    key = propose_key(resources, lan, LAN, "20857", ["alert"])
    disable(resources, lan)
    with pytest.raises(ConflictError, match="no longer has the role"):
        confirm(resources, admin, key)


def test_a_lost_key_is_revoked_by_its_owner_or_an_administrator_once(
    resources: Resources, admin: Actor, lan: Actor
) -> None:
    mine = an_officer(resources, admin, lan, LAN, "20857")
    other = an_officer(resources, admin, lan, Passkey("lan 2"), "20857")
    stranger = a_person(resources, "khac", "duty_officer", "20857")
    with pytest.raises(ForbiddenError):
        revoke(resources, stranger, mine)
    with pytest.raises(NotFoundError):
        revoke(resources, lan, "x")
    revoke(resources, lan, mine)
    revoke(resources, admin, other)
    revoke(resources, admin, other)
    assert actions(resources).count("officer_key.revoked") == 2
    with pytest.raises(ConflictError):
        confirm(resources, admin, mine)


@pytest.mark.parametrize(
    "spoil",
    [{"origin": "https://khac.example"}, {"flags": PRESENT}, {"flags": 0}],
    ids=["foreign origin", "not verified", "not touched"],
)
def test_what_no_owner_made_here_with_a_finger_or_code_is_no_key(
    resources: Resources, lan: Actor, spoil: dict[str, Any]
) -> None:
    options = officer_keys.registration_options(resources, lan, "token")
    proposal = Proposal("x", "20857", ["alert"])
    with pytest.raises(InvalidInputError):
        propose(resources, lan, "token", registered(LAN, options, **spoil), proposal)
    with pytest.raises(InvalidInputError):  # the question is used up
        propose(resources, lan, "token", registered(LAN, options), proposal)
    assert list_keys(resources, lan) == ()


@pytest.mark.parametrize("junk", [None, {}, "text", {"id": "x", "response": {}}])
def test_junk_is_no_key(resources: Resources, lan: Actor, junk: Any) -> None:
    officer_keys.registration_options(resources, lan, "token")
    with pytest.raises(InvalidInputError):
        propose(resources, lan, "token", junk, Proposal("x", "20857", ["alert"]))


def test_without_a_name_there_are_no_keys(resources: Resources, lan: Actor) -> None:
    resources.settings = resources.settings.model_copy(update={"public_url": "https://10.0.0.5"})
    with pytest.raises(ConflictError, match="need https and a name"):
        officer_keys.registration_options(resources, lan, "token")


def test_a_person_has_five_keys_at_most(resources: Resources, lan: Actor) -> None:
    for number in range(officer_keys.MOST_KEYS):
        propose_key(resources, lan, Passkey(f"lan {number}"), "20857", ["alert"])
    with pytest.raises(ConflictError):
        officer_keys.registration_options(resources, lan, "token")


def test_those_who_must_act_are_told(resources: Resources, admin: Actor, lan: Actor) -> None:
    from server.storage.tables import MessageRow

    resources.settings = resources.settings.model_copy(
        update={"webhook_url": "https://tin.example/gui"}
    )
    key = an_officer(resources, admin, lan, LAN, "20857")
    revoke(resources, lan, key)
    told = resources.database.read(
        lambda session: [
            (row.kind, row.account_id)
            for row in session.scalars(select(MessageRow).order_by(MessageRow.created_at))
        ]
    )
    assert set(told) == {
        ("ask.officer_key", admin.account_id),
        ("news.officer_key", lan.account_id),
        ("ask.officer_key_revoked", admin.account_id),
    }


def test_heads_name_a_revoked_key_at_once_until_a_root_leaves_it_out(
    resources: Resources, admin: Actor, lan: Actor
) -> None:
    board = a_board(resources)
    lost = an_officer(resources, admin, lan, LAN, "20857")
    an_officer(resources, admin, lan, Passkey("lan 2"), "20857")
    hold_ceremony(resources)
    before = board.head()
    assert before.revoked_officers == ()
    revoke(resources, lan, lost)
    assert board.head().revoked_officers == (lost,)
    answer = heads.status_answer(resources, board.id, {"sequence": before.sequence})
    assert "head" in answer
    hold_ceremony(resources)
    assert board.head().revoked_officers == ()
