"""The ways to bring an alert to a board's glass that no officer of that board approved."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from content.alert import AlertState
from content.root import root_payload
from content.targeting import Targets
from content.trust import ROLES, Envelope, canonical, parse_json, sign
from player.bundle import take_bundle
from player.bundle_file import BundleFile
from player.errors import PlayerError
from tests.faults.hijacked import FAKE, GONE, HERE, THERE, THERE_PATH, THIEF, Hijacked
from tests.player.bundles import a_bundle
from tests.player.simulated_server import (
    settle,
)
from tests.vectors.passkeys import PRESENT, VERIFIED, hashes_of, some_officers
from tests.vectors.statements import BOARD, Authority, approved

_RULED_BY_SERVER = {"kind", "approvals", "sequence", "issued_at"}
Attack = Callable[[Hijacked], None]


def unapproved(world: Hijacked) -> None:
    for status, silent, unseen in (
        ("Actual", False, False), ("Exercise", False, False), ("Exercise", True, False),
        ("Actual", True, True), ("Exercise", False, True),
    ):  # fmt: skip
        world.put(replace(world.an_alert(status=status), silent=silent, unseen=unseen))


def altered(world: Hijacked) -> None:
    """Each field in turn, of an alert of its own each time."""
    for field in sorted(world.captured().to_dict().keys() - _RULED_BY_SERVER - {"state"}):
        good = world.captured()
        payload = good.to_dict()
        changes: dict[str, object] = {
            "revision": 7, "status": "Exercise", "risk_level": 5, "silent": True,
            "media": {"f" * 64: {}}, "targets": Targets(subtrees=("u-province",)).to_dict(),
            "effective": "2026-01-01T00:00:00Z", "expires": "2027-01-01T00:00:00Z",
            "info": [{**good.info[0].to_dict(), "description": "Khác"}],
        }  # fmt: skip
        changed = changes.get(field, f"khác {world.fired}")
        assert changed != payload[field]
        world.put_payload({**payload, field: changed})
    world.put_payload({**world.captured().to_dict(), "more": "một trường mới"})


def expired(world: Hijacked) -> None:
    good = world.captured(lasts_min=5)
    world.clock.advance(600)
    settle(world.agent)
    world.put(replace(good, issued_at=world.clock.true))


def expired_with_the_clock_turned_back(world: Hijacked) -> None:
    good = world.captured(lasts_min=5)
    world.clock.advance(600)
    settle(world.agent)
    before, world.clock.true = world.clock.true, world.clock.true - timedelta(seconds=550)
    world.server.push("head", world.server.head().to_dict())
    world.put(good)
    world.clock.true = before


def cancelled(world: Hijacked, is_pushed: bool = True) -> None:
    good = world.captured()
    world.put(good)
    assert world.watch(1) == {f"{good.id}/1 {FAKE}"}
    world.server.cancel(good.id)
    if is_pushed:
        cancel = replace(good, revision=2, state=AlertState.CANCELLED, approvals=())
        world.server.push("alert", world.server.authority.alert(cancel).to_dict())
    settle(world.agent, 30)
    assert world.watch(1) == set()
    world.put(replace(good, issued_at=world.clock.true))


def cancelled_by_head_alone(world: Hijacked) -> None:
    cancelled(world, is_pushed=False)


def of_another_commune(world: Hijacked) -> None:
    """Theirs is real: approved by their officer, but not for this board."""
    world.put(world.captured(THERE, targets=Targets(subtrees=("u-other",))))
    by_name = Targets(boards=(BOARD,), subtrees=("u-area",))
    world.put(world.captured(THERE, targets=by_name))
    circle = {"lat": 14.76, "lon": 108.73, "radius_km": 9.0}
    world.put(world.captured(THERE, targets=Targets.from_dict({"areas": [circle]})))


def moved_to_another_commune(world: Hijacked) -> None:
    """Their officer approves; this board's own does not."""
    public = world.server.public
    for keys in ((), (THERE,), (HERE,)):
        world.put_identity(
            world.server.authority.identity(
                unit="u-tra-bong", path=THERE_PATH, public_key=public, approved_by=keys
            )
        )
        world.put(world.captured(THERE, targets=Targets(subtrees=("u-other",))))


def given_the_identity_of_another_board(world: Hijacked) -> None:
    theirs = world.server.authority.identity(
        "b2", unit="u-tra-bong", path=THERE_PATH, approved_by=(THERE,)
    )
    payload = parse_json(theirs.payload)
    assert isinstance(payload, dict)
    renamed = sign(
        "identity", canonical({**payload, "board": BOARD}), world.server.authority.keys["state"]
    )
    for identity in (theirs, renamed):
        world.put_identity(identity)
        world.put(world.captured(THERE, targets=Targets(subtrees=("u-other",))))


def tagged_and_then_alerted(world: Hijacked) -> None:
    """A tag is all it takes to be addressed: an approved alert for others lies ready."""
    public = world.server.public
    tagged = world.server.authority.identity(tags=["evac"], public_key=public)
    world.put_identity(tagged)
    world.put(world.captured(HERE, targets=Targets(tags=("evac",))))
    payload = parse_json(tagged.payload)
    assert isinstance(payload, dict)
    lone = HERE.approve({**payload, "tags": []}, batch=hashes_of([{**payload, "tags": []}]))
    forged = canonical({**payload, "approvals": [lone]})
    world.put_identity(sign("identity", forged, world.server.authority.keys["state"]))


def by_the_drill_key(world: Hijacked) -> None:
    world.put(world.an_alert(), role="drill")
    drill = world.captured(status="Exercise")
    for role in ("alert", "drill"):
        world.put(replace(drill, status="Actual"), role=role)


def by_a_stranger(world: Hijacked) -> None:
    world.put(world.captured(THIEF))
    alert = world.an_alert()
    forged = {**THIEF.approve(alert.to_dict()), "keyid": HERE.key_id}
    world.put(replace(alert, approvals=(forged,)))


def by_a_revoked_officer(world: Hijacked) -> None:
    world.server.revoked = (GONE.key_id,)
    settle(world.agent, 30)
    world.put(world.captured(GONE))
    world.server.revoked = ()
    settle(world.agent, 30)
    world.put(world.captured(GONE))


def by_another_sites_passkey(world: Hijacked) -> None:
    for said in (
        {"rp_id": "evil.example"}, {"origin": "https://evil.example"}, {"crossOrigin": True},
        {"type": "webauthn.create"}, {"flags": PRESENT}, {"flags": VERIFIED}, {"flags": 0},
        {"challenge": b"\0" * 32},
    ):  # fmt: skip
        alert = world.an_alert()
        world.put(replace(alert, approvals=(HERE.approve(alert.to_dict(), **said),)))  # type: ignore[arg-type]


def by_a_batch(world: Hijacked) -> None:
    alert, other = world.an_alert(), world.an_alert()
    for batch in (
        hashes_of([alert.to_dict()]),
        hashes_of([alert.to_dict(), other.to_dict()]),
        hashes_of([other.to_dict()]),
    ):
        world.put(replace(alert, approvals=(HERE.approve(alert.to_dict(), batch=batch),)))


def with_a_root_of_its_own(world: Hijacked) -> None:
    """Root 2 names the thief as officer; the held root's key has not signed it."""
    own = Authority("thief", version=2, officers=some_officers(THIEF.officer("u-province")))
    half = replace(own, keys={**world.server.authority.keys, "root": own.keys["root"]})
    kept = world.server.roots
    for authority in (own, half):
        for signers in ([authority.keys["root"]], [world.server.authority.keys["state"]]):
            world.server.roots = [*kept, root_by(authority, *signers)]
            alert = world.captured(THIEF)
            world.put(alert, authority.alert(alert))
            world.put(world.captured(THIEF))
    world.server.roots = kept


def root_by(authority: Authority, *signers: object) -> Envelope:
    payload = root_payload(
        version=authority.version,
        epoch=authority.epoch,
        expires=authority.expires,
        roles={role: ([authority.keys[role].public], 1) for role in ROLES},
        officers=authority.officers,
    )
    return sign("root", payload, *signers)  # type: ignore[arg-type]


def with_an_older_root(world: Hijacked) -> None:
    """The first root, from before officers were named, is signed by the real key."""
    bare = replace(world.server.authority, officers=None)
    kept = world.server.roots
    for version in (1, world.server.authority.version):
        world.server.roots = [replace(bare, version=version).root()] * 3
        world.put(world.an_alert())
    world.server.roots = kept


def with_a_new_epoch(world: Hijacked) -> None:
    world.server.said.update(epoch=2)
    world.put(world.an_alert())
    settle(world.agent, 30)
    world.server.said.clear()


def listed_under_an_approved_name(world: Hijacked) -> None:
    """The head's list bears the id of a real one: what is asked for is not what comes."""
    good = world.captured()
    fake = replace(good, event="Khác", sequence=good.sequence + 1)
    world.put(fake)
    for revision in (1, 2, 2**53 - 1):
        world.put(replace(fake, revision=revision))


def on_a_stick(world: Hijacked) -> None:
    public = world.server.public
    for number, keys in enumerate(((), (THERE,))):
        fake = approved(world.an_alert(), *keys)
        world.server.alerts = {fake.id: (fake, world.server.authority.alert(fake))}
        world.server.identity = world.server.authority.identity(
            tags=["evac"], public_key=public, approved_by=keys
        )
        path = a_bundle(world.path / f"{world.fired}-{number}.bangtin", world.server)
        agent = world.agent
        logs = {"receipts": agent.proof, "plays": agent.plays}
        try:
            with BundleFile(path) as file:
                take_bundle(agent.holding, agent.proof, logs, file)
        except PlayerError:
            continue


def after_a_restart(world: Hijacked) -> None:
    unapproved(world)
    world.start()
    unapproved(world)
    world.server.vanish()
    world.start()
    world.server.down = False
    settle(world.agent, 30)


ATTACKS: tuple[Attack, ...] = (
    unapproved, altered, expired, expired_with_the_clock_turned_back, of_another_commune,
    moved_to_another_commune, given_the_identity_of_another_board, tagged_and_then_alerted,
    by_the_drill_key, by_a_stranger, by_a_revoked_officer, by_another_sites_passkey, by_a_batch,
    with_a_root_of_its_own, with_an_older_root, with_a_new_epoch, listed_under_an_approved_name,
    on_a_stick, after_a_restart,
)  # fmt: skip
REPLAYS: tuple[Attack, ...] = (cancelled, cancelled_by_head_alone)
"""These show an approved alert first: what counts is that it does not come back."""
