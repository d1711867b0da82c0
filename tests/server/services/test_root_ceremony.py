"""The whole ceremony: holders with keys in folders of their own, a server, boards that follow."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from content.root import first_root, next_root
from content.root_request import RootRequest
from server.operator_error import OperatorError
from server.services import officer_keys, root_keys, root_words
from server.services.actor import Actor
from server.services.doctor import examine
from server.services.keyring import rotate_root
from server.services.resources import Resources, open_resources
from server.services.root_ceremony import Wish, adopt_root, forget_root_keys, request_root
from server.services.root_keys import MadeRootKey, PublicRootKey
from server.storage.tables import AuditRow
from tests.server.builders import FixedClock
from tests.server.officer_builders import (
    PASSPHRASE,
    a_person,
    an_officer,
    disable,
    hold_ceremony,
    holder,
    with_name,
)
from tests.server.staff_builders import add_units, cheap_hashes
from tests.vectors.passkeys import RP_ID, Passkey

LAN = Passkey("lan")


@pytest.fixture
def admin(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Actor:
    cheap_hashes(monkeypatch)
    add_units(with_name(resources))
    return a_person(resources, "quan", "administrator", "51")


@pytest.fixture
def sticks(tmp_path: Path) -> list[MadeRootKey]:
    return [holder(tmp_path / "sticks", name) for name in ("hoa", "minh", "tuan")]


def publics(sticks: list[MadeRootKey]) -> list[PublicRootKey]:
    return [root_keys.read_root_public(made.public) for made in sticks]


def signed(tmp_path: Path, request: RootRequest, sticks: list[MadeRootKey]) -> RootRequest:
    """Carry the request to each holder."""
    path = tmp_path / "goc.json"
    root_keys.write_request(path, request)
    for made in sticks:
        root_keys.sign_request(path, request.digits, made.private, PASSPHRASE)
    return root_keys.read_request(path)


def taken_offline(resources: Resources, tmp_path: Path, sticks: list[MadeRootKey]) -> None:
    request = request_root(resources, Wish(holders=publics(sticks), threshold=2))
    adopt_root(resources, signed(tmp_path, request, sticks[:2]))
    forget_root_keys(resources)


def says_doctor(resources: Resources) -> str:
    found = examine(resources.settings, resources.clock)
    return next(f"{one.health}: {one.says}" for one in found if one.about == "root key")


def actions(resources: Resources) -> list[str]:
    return resources.database.read(
        lambda session: list(session.scalars(select(AuditRow.action).order_by(AuditRow.seq)))
    )


def test_the_first_ceremony_takes_the_root_key_off_the_server(
    resources: Resources, admin: Actor, tmp_path: Path, sticks: list[MadeRootKey]
) -> None:
    lan = a_person(resources, "lan", "duty_officer", "20857")
    key = an_officer(resources, admin, lan, LAN, "20857")
    before = resources.keyring.trusted
    assert says_doctor(resources).startswith("warning: is online")
    request = request_root(resources, Wish(holders=publics(sticks), threshold=2))
    with pytest.raises(OperatorError, match="not signed by enough holders"):
        adopt_root(resources, signed(tmp_path, request, sticks[:1]))
    assert resources.keyring.trusted == before
    root = adopt_root(resources, signed(tmp_path, request, sticks[:2]))
    assert resources.keyring.trusted == root == next_root(before, resources.keyring.root())
    assert (root.version, root.roles["root"].threshold) == (2, 2)
    assert root.officers is not None
    assert root.officers.rp_id == RP_ID
    assert root.officers.keys[key].units == ("commune",)
    assert says_doctor(resources).startswith("warning")
    assert len(forget_root_keys(resources)) == 1
    assert says_doctor(resources).startswith("ok: offline")
    assert actions(resources)[-4:-1] == ["keys.rotated", "board.resigned", "alert.resigned"]
    assert actions(resources)[-1] == "keys.root_removed"
    assert forget_root_keys(resources) == []


def test_a_root_key_in_use_is_not_removed(resources: Resources, admin: Actor) -> None:
    with pytest.raises(OperatorError, match="adopt a root of keys that are kept offline first"):
        forget_root_keys(resources)
    assert resources.keyring.is_root_online


def test_two_of_three_holders_go_on_without_the_third_and_put_another_in_the_place(
    resources: Resources, admin: Actor, tmp_path: Path, sticks: list[MadeRootKey]
) -> None:
    taken_offline(resources, tmp_path, sticks)
    new = [*sticks[:2], holder(tmp_path / "sticks", "thu")]
    request = request_root(resources, Wish(holders=publics(new), threshold=2))
    root = adopt_root(resources, signed(tmp_path, request, sticks[:2]))
    lost = publics(sticks)[2].public
    assert lost not in root.signers("root")[0].values()
    assert len(root.roles["root"].keyids) == 3


def test_one_holder_alone_changes_nothing(
    resources: Resources, admin: Actor, tmp_path: Path, sticks: list[MadeRootKey]
) -> None:
    taken_offline(resources, tmp_path, sticks)
    mine = [holder(tmp_path / "sticks", name) for name in ("a", "b")]
    request = request_root(resources, Wish(holders=publics(mine), threshold=1))
    with pytest.raises(OperatorError, match="not signed by enough"):
        adopt_root(resources, signed(tmp_path, request, [sticks[0], *mine]))
    assert resources.keyring.trusted.version == 2


def test_an_altered_request_has_other_digits_and_loses_its_signatures(
    resources: Resources, admin: Actor, tmp_path: Path, sticks: list[MadeRootKey]
) -> None:
    request = request_root(resources, Wish(holders=publics(sticks), threshold=2))
    good = signed(tmp_path, request, sticks[:2])
    other = request_root(resources, Wish(holders=publics(sticks[:2]), threshold=1))
    altered = replace(good, payload=other.payload)
    path = tmp_path / "altered.json"
    root_keys.write_request(path, altered)
    with pytest.raises(OperatorError, match="not the digits"):
        root_keys.sign_request(path, request.digits, sticks[2].private, PASSPHRASE)
    with pytest.raises(OperatorError, match="not signed by enough"):
        adopt_root(resources, altered)
    assert resources.keyring.trusted.version == 1


def test_a_stale_request_and_a_foreign_one_are_told_apart(
    resources: Resources,
    admin: Actor,
    tmp_path: Path,
    sticks: list[MadeRootKey],
    empty_database: Path,
) -> None:
    stale = request_root(resources, Wish(life=timedelta(days=400)))
    hold_ceremony(resources)
    with pytest.raises(OperatorError, match="follows root 1, but root 2 counts"):
        adopt_root(resources, stale)
    folder = tmp_path / "other"
    folder.mkdir(mode=0o700)
    (folder / "bangtin.db").write_bytes(empty_database.read_bytes())
    settings = resources.settings.model_copy(update={"data_dir": folder})
    other = open_resources(settings, clock=resources.clock)
    hold_ceremony(other)
    foreign = request_root(other, Wish())
    other.close()
    with pytest.raises(OperatorError, match="not this server's"):
        adopt_root(resources, foreign)
    assert resources.keyring.trusted.version == 2


def test_a_key_revoked_since_the_request_keeps_the_root_out(
    resources: Resources, admin: Actor
) -> None:
    lan = a_person(resources, "lan", "duty_officer", "20857")
    key = an_officer(resources, admin, lan, LAN, "20857")
    an_officer(resources, admin, lan, Passkey("lan 2"), "20857")
    request = request_root(resources, Wish())
    officer_keys.revoke(resources, lan, key)
    with pytest.raises(OperatorError, match="was revoked since the request"):
        adopt_root(resources, request)
    hold_ceremony(resources)
    officers = resources.keyring.officers()
    assert officers is not None
    assert key not in officers.keys


def test_only_confirmed_keys_of_people_who_hold_the_role_are_named(
    resources: Resources, admin: Actor
) -> None:
    lan = a_person(resources, "lan", "duty_officer", "20857")
    gone = a_person(resources, "tu", "duty_officer", "20857")
    key = an_officer(resources, admin, lan, LAN, "20857")
    an_officer(resources, admin, gone, Passkey("tu"), "20857")
    disable(resources, gone)
    hold_ceremony(resources)
    officers = resources.keyring.officers()
    assert officers is not None
    assert list(officers.keys) == [key]


def test_officers_are_not_lost_by_oversight(resources: Resources, admin: Actor) -> None:
    lan = a_person(resources, "lan", "duty_officer", "20857")
    key = an_officer(resources, admin, lan, LAN, "20857")
    hold_ceremony(resources)
    officer_keys.revoke(resources, lan, key)
    with pytest.raises(OperatorError, match="--without-officers"):
        request_root(resources, Wish())
    with pytest.raises(OperatorError, match="Too few officers"):
        rotate_root(resources)
    hold_ceremony(resources, without_officers=True)
    assert resources.keyring.officers() is None


def test_a_rotation_on_the_server_carries_the_officers_over(
    resources: Resources, admin: Actor
) -> None:
    lan = a_person(resources, "lan", "duty_officer", "20857")
    key = an_officer(resources, admin, lan, LAN, "20857")
    other = an_officer(resources, admin, lan, Passkey("lan 2"), "20857")
    hold_ceremony(resources)
    officer_keys.revoke(resources, lan, other)
    officers = first_root(rotate_root(resources)).officers
    assert officers is not None
    assert list(officers.keys) == [key]


def test_new_online_keys_and_a_new_epoch_come_with_the_root(
    resources: Resources, admin: Actor, tmp_path: Path, sticks: list[MadeRootKey]
) -> None:
    taken_offline(resources, tmp_path, sticks)
    before = resources.keyring.trusted
    request = request_root(resources, Wish(fresh_online_keys=True, new_epoch=True))
    resources.keyring.sign("state", "head", b"{}")
    root = adopt_root(resources, signed(tmp_path, request, sticks[1:]))
    assert root.epoch == before.epoch + 1
    assert not set(root.roles["alert"].keyids) & set(before.roles["alert"].keyids)
    assert resources.keyring.epoch == root.epoch


def test_a_root_whose_online_keys_lie_elsewhere_is_not_adopted(
    resources: Resources, admin: Actor
) -> None:
    request = request_root(resources, Wish(fresh_online_keys=True))
    wanted = request.wanted_root.roles["drill"].keyids[0]
    resources.keyring.files.path("drill", wanted).unlink()
    with pytest.raises(OperatorError, match="drill key is missing"):
        adopt_root(resources, request)
    assert resources.keyring.trusted.version == 1


def test_a_request_left_lying_until_it_expired_is_not_adopted(
    resources: Resources, admin: Actor, clock: FixedClock
) -> None:
    request = request_root(resources, Wish(life=timedelta(days=1)))
    clock.advance(86_400)
    with pytest.raises(OperatorError, match="has expired"):
        adopt_root(resources, request)


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        (Wish(threshold=2), "2 of 1 root keys cannot sign"),
        (Wish(life=timedelta(0)), "one to ten years"),
        (Wish(officer_threshold=2), "fewer officers for alerts"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(
    resources: Resources, admin: Actor, wish: Wish, says: str
) -> None:
    lan = a_person(resources, "lan", "duty_officer", "20857")
    an_officer(resources, admin, lan, LAN, "20857")
    with pytest.raises(OperatorError, match=says):
        request_root(resources, wish)


def test_the_same_holder_twice_is_refused(
    resources: Resources, admin: Actor, sticks: list[MadeRootKey]
) -> None:
    twice = [*publics(sticks[:1]), *publics(sticks[:1])]
    with pytest.raises(OperatorError, match="are the same"):
        request_root(resources, Wish(holders=twice))


def test_without_a_name_officers_are_not_put_into_a_root(
    resources: Resources, admin: Actor
) -> None:
    lan = a_person(resources, "lan", "duty_officer", "20857")
    an_officer(resources, admin, lan, LAN, "20857")
    resources.settings = resources.settings.model_copy(update={"public_url": "https://10.0.0.5"})
    with pytest.raises(OperatorError, match="BANGTIN_PUBLIC_URL"):
        request_root(resources, Wish())
    resources.settings = resources.settings.model_copy(update={"public_url": "https://khac.vn"})
    with pytest.raises(OperatorError, match="made for another address"):
        request_root(resources, Wish())


def test_the_summary_says_what_is_new_and_what_is_gone(
    resources: Resources, admin: Actor, sticks: list[MadeRootKey]
) -> None:
    lan = a_person(resources, "lan", "duty_officer", "20857")
    key = an_officer(resources, admin, lan, LAN, "20857")
    request = request_root(resources, Wish(holders=publics(sticks), threshold=2, new_epoch=True))
    lines = root_words.summary(request, "vi")
    said = "\n".join(lines)
    assert "2 trên 3" in said
    assert all(made.digits in said for made in sticks)
    assert any("MỚI" in line and "Lan (lan) | 20857 Xã Ba Tơ | cảnh báo" in line for line in lines)
    assert any("BỎ" in line for line in lines)
    assert request.digits in lines[-1]
    hold_ceremony(resources)
    officer_keys.revoke(resources, lan, key)
    gone = root_words.summary(request_root(resources, Wish(without_officers=True)), "en")
    assert any("GONE" in line and "Lan" in line for line in gone)
    assert any("server alone" in line for line in gone)
