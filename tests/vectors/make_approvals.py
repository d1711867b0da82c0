"""Write approvals.json and officers.json: `python -m tests.vectors.make_approvals`."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from content.alert import Alert
from content.instant import format_instant
from content.officers import Officers
from content.targeting import Targets
from content.trust import Envelope, encode_base64
from tests.vectors.make_state import Case
from tests.vectors.passkeys import PRESENT, VERIFIED, Passkey, hashes_of, some_officers
from tests.vectors.statements import (
    BOARD,
    NOON,
    PATH,
    Authority,
    an_alert,
    approved,
    minutes,
)

APPROVALS = """Officers' approvals. `cases`: under the root's `officers` (the case's own, if it has
them), the payload's approvals are asked for `right`, a board with `path`, at the instant `at`,
with the key ids in `revoked`; `expect` is ok or the code of the refusal. `malformed`: what no root
may name as its officers."""
STATES = """One board whose root names officers; the form is that of state.json."""

HERE, STICK, THERE = Passkey("here"), Passkey("stick", "ed25519"), Passkey("there")
THIEF, LATE = Passkey("thief"), Passkey("late")
OFFICERS = some_officers(
    HERE.officer("u-ba-to"),
    STICK.officer("u-province"),
    THERE.officer("u-other"),
    LATE.officer("u-ba-to", rights=("alert",), until=NOON + timedelta(hours=1)),
)
THERE_PATH = ("u-province", "u-other", "u-tra-bong")
PAYLOAD = an_alert().to_dict()
BOARDS = [{"kind": "identity", "board": f"b{number}", "approvals": []} for number in range(3)]
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def case(
    name: str,
    expect: str,
    *approvals: object,
    payload: Mapping[str, object] = PAYLOAD,
    officers: Officers = OFFICERS,
    right: str = "alert",
    path: tuple[str, ...] = PATH,
    at: datetime = NOON,
    revoked: tuple[str, ...] = (),
) -> dict[str, object]:
    return {
        "name": name, "expect": expect, "right": right,
        **({} if officers is OFFICERS else {"officers": officers.to_dict()}),
        "path": list(path), "at": format_instant(at), "revoked": list(revoked),
        "payload": {**payload, "approvals": list(approvals)},
    }  # fmt: skip


def loose(approval: Mapping[str, object]) -> list[dict[str, object]]:
    """The same signature in looser forms than DER, and with numbers out of range."""
    from cryptography.hazmat.primitives.asymmetric.utils import (
        decode_dss_signature,
        encode_dss_signature,
    )

    from content.trust import decode_base64

    der = decode_base64(approval["sig"])
    r, s = decode_dss_signature(der)
    longer = bytes([0x30, der[1] + 1, 2, der[3] + 1, 0]) + der[4:]
    forms = [
        longer, der + b"\0", der[:-1], b"", b"\x30\x00",
        r.to_bytes(32, "big") + s.to_bytes(32, "big"),
        encode_dss_signature(r, s + _ORDER), encode_dss_signature(r, 0), encode_dss_signature(0, s),
    ]  # fmt: skip
    return [{**approval, "sig": encode_base64(form)} for form in forms]


def check_cases() -> list[dict[str, object]]:
    good = HERE.approve(PAYLOAD)
    two = replace(OFFICERS, threshold=2)
    batch = hashes_of(BOARDS)
    identity = {"payload": BOARDS[0], "right": "identity"}
    return [
        case("a passkey's approval", "ok", good),
        case("one by Ed25519, for all below", "ok", STICK.approve(PAYLOAD)),
        case("nothing", "unapproved"),
        case("sequence and time of issue are not approved", "ok", good,
             payload={**PAYLOAD, "sequence": 1, "issued_at": "2026-11-25T09:00:00Z"}),
        *[
            case(f"with another {name}", "approval_wrong_challenge", good,
                 payload={**PAYLOAD, name: "khác"})
            for name in sorted(PAYLOAD.keys() - {"sequence", "issued_at", "approvals"})
        ],
        case("with a field more", "approval_wrong_challenge", good,
             payload={**PAYLOAD, "__proto__": {"x": 1}}),
        case("with that field approved", "ok",
             HERE.approve({**PAYLOAD, "__proto__": {"x": 1}, "n": 1e21}),
             payload={**PAYLOAD, "__proto__": {"x": 1}, "n": 1e21}),
        case("by a stranger", "approval_unknown", THIEF.approve(PAYLOAD)),
        case("by a stranger under an officer's name", "approval_bad_signature",
             {**THIEF.approve(PAYLOAD), "keyid": HERE.key_id}),
        case("by an officer of elsewhere", "approval_foreign", THERE.approve(PAYLOAD)),
        case("by one who was revoked", "approval_revoked", good, revoked=(HERE.key_id,)),
        case("by one whose time is over", "approval_expired", LATE.approve(PAYLOAD),
             at=NOON + timedelta(hours=1)),
        case("by the same in time", "ok", LATE.approve(PAYLOAD), at=NOON + minutes(59)),
        case("by one without the right", "approval_right", LATE.approve(BOARDS[0]), **identity),
        case("made for another site", "approval_wrong_rp",
             HERE.approve(PAYLOAD, rp_id="evil.example")),
        case("made on another page", "approval_wrong_origin",
             HERE.approve(PAYLOAD, origin="https://evil.example")),
        case("made in a frame of another", "approval_wrong_origin",
             HERE.approve(PAYLOAD, crossOrigin=True)),
        case("not of this kind", "approval_malformed",
             HERE.approve(PAYLOAD, type="webauthn.create")),
        case("of another challenge", "approval_wrong_challenge",
             HERE.approve(PAYLOAD, challenge=b"x" * 32)),
        case("without a person's proof", "approval_unverified",
             HERE.approve(PAYLOAD, flags=PRESENT)),
        case("without a touch", "approval_unverified", HERE.approve(PAYLOAD, flags=VERIFIED)),
        case("with other flags beside", "ok",
             HERE.approve(PAYLOAD, flags=PRESENT | VERIFIED | 0x18)),
        case("signed otherwise", "approval_bad_signature",
             {**good, "sig": HERE.approve(PAYLOAD, crossOrigin=True)["sig"]}),
        *[case(f"a signature of loose form {number}", "approval_bad_signature", made)
          for number, made in enumerate(loose(good))],
        case("Ed25519 signed otherwise", "approval_bad_signature",
             {**STICK.approve(PAYLOAD), "sig": encode_base64(bytes(64))}),
        *[case(f"malformed {number}", "approval_malformed", made) for number, made in enumerate([
            None, "x", 5, [], {},
            {**good, "keyid": "x"}, {**good, "sig": "!"}, {**good, "sig": None},
            {**good, "client_data_json": "ew=="}, {**good, "client_data_json": "W10="},
            {**good, "authenticator_data": ""}, {**good, "batch": "x"}, {**good, "batch": []},
        ])],
        case("one bad beside a good one", "ok", None, THIEF.approve(PAYLOAD), good),
        case("one of two", "approval_threshold", good, officers=two),
        case("one twice", "approval_threshold", good, good, officers=two),
        case("two of two", "ok", good, STICK.approve(PAYLOAD), officers=two),
        case("too many", "malformed", *[good] * 17),
        *[case(f"an identity of three at one touch, the {number}.", "ok",
               HERE.approve(board, batch=batch), payload=board, right="identity")
          for number, board in enumerate(BOARDS)],
        case("not among the many", "approval_wrong_challenge",
             HERE.approve(BOARDS[0], batch=hashes_of(BOARDS[1:])), **identity),
        case("put among the many later", "approval_wrong_challenge",
             {**HERE.approve(BOARDS[0], batch=hashes_of(BOARDS[1:])), "batch": batch}, **identity),
        case("a batch out of order", "approval_malformed",
             {**HERE.approve(BOARDS[0], batch=batch), "batch": batch[::-1]}, **identity),
        case("one alone passed off as a batch", "approval_wrong_challenge",
             {**HERE.approve(BOARDS[0]), "batch": hashes_of(BOARDS[:1])}, **identity),
        case("an alert in a batch", "approval_wrong_challenge",
             HERE.approve(PAYLOAD, batch=hashes_of([PAYLOAD]))),
    ]  # fmt: skip


def malformed() -> list[object]:
    wire = OFFICERS.to_dict()
    key = HERE.officer("u-ba-to").to_dict()
    keys = [
        {**key, "type": "rs256"}, {**key, "type": "ed25519"}, {**key, "public": "AAAA"},
        {**key, "name": ""}, {**key, "units": []}, {**key, "units": ["u", "u"]},
        {**key, "rights": "alert"}, {**key, "until": "soon"}, None,
    ]  # fmt: skip
    return [
        None, [], {},
        {**wire, "rp_id": ""}, {**wire, "origins": []}, {**wire, "threshold": 0},
        {**wire, "threshold": 9}, {**wire, "keys": {}}, {**wire, "keys": {"0" * 64: key}},
        *[{**wire, "threshold": 1, "keys": {HERE.key_id: one}} for one in keys],
    ]  # fmt: skip


ONE = Authority("one", officers=OFFICERS)
IDENTITY = ONE.identity(approved_by=[HERE])


class OfficeredCase(Case):
    """A case that begins under the root with officers."""

    def to_dict(self) -> dict[str, object]:
        return {
            **super().to_dict(), "root": ONE.root().to_dict(), "identity": IDENTITY.to_dict(),
        }  # fmt: skip


def head(at: float, *alerts: Envelope, identity: Envelope = IDENTITY, **more: object) -> Envelope:
    return ONE.head(identity, at=NOON + minutes(at), alerts=alerts, **more)  # type: ignore[arg-type]


def signed(alert: Alert, *keys: Passkey) -> Envelope:
    return ONE.alert(approved(alert, *keys))


def state_cases() -> list[dict[str, object]]:
    alert = an_alert(at=NOON + minutes(1), lasts_min=600)
    flood, bare = signed(alert, HERE), ONE.alert(alert)
    again = signed(replace(alert, sequence=2**50, issued_at=NOON + minutes(9)), HERE)
    second = an_alert(at=NOON + minutes(3), revision=2, lasts_min=600)
    cancel = ONE.alert(an_alert(at=NOON + minutes(4), revision=2, lasts_min=600, state="cancelled"))
    drill = an_alert("drill", at=NOON + minutes(1), status="Exercise")
    test = ONE.alert(replace(drill, id="test", silent=True, unseen=True))
    later_test = ONE.alert(replace(drill, id="test", revision=5, silent=True, unseen=True))
    loud = ONE.alert(replace(drill, id="loud", unseen=True))
    named = signed(replace(alert, id="named", targets=Targets(boards=(BOARD,))), HERE)
    there = ONE.identity(unit=THERE_PATH[-1], path=THERE_PATH)
    given = ONE.identity_approved(there, HERE, THERE)
    tagged, turned = ONE.identity(tags=["evac"]), ONE.identity(rotation=90)
    new = ONE.successor(fresh=("root", "alert", "drill"))
    cases = [
        OfficeredCase("what officers of its place approve is shown, and nothing else")
        .step(1, "alert", bare, result="unapproved")
        .step(1, "alert", signed(alert, THERE), result="approval_foreign")
        .step(1, "alert", signed(alert, THIEF), result="approval_unknown")
        .step(1, "alert", ONE.alert(drill), result="unapproved")
        .step(1, "alert", ONE.alert(replace(drill, silent=True)), result="unapproved")
        .step(1, "alert", loud, result="unapproved")
        .step(1, "alert", flood, "flood/1")
        .step(1, "alert", signed(drill, STICK), "flood/1 drill/1"),
        OfficeredCase("a test that is neither seen nor heard needs none, and is in nobody's way")
        .step(1, "alert", test, "test/1")
        .step(1, "alert", signed(replace(drill, id="test"), HERE), "test/1")
        .step(1, "alert", later_test, "test/1", result="unapproved"),
        OfficeredCase("an unapproved revision takes no approved one away")
        .step(1, "alert", flood, "flood/1")
        .step(3, "alert", ONE.alert(second), "flood/1", result="unapproved")
        .step(3, "head", head(3, ONE.alert(second)), "flood/1", wants_alerts=1)
        .step(3, "alert", ONE.alert(second), "flood/1", result="unapproved", wants_alerts=1)
        .step(4, "head", head(4, signed(second, HERE)), "flood/1", wants_alerts=1)
        .step(4, "alert", signed(second, HERE), "flood/2"),
        OfficeredCase("what was cancelled does not come back")
        .step(1, "alert", flood, "flood/1")
        .step(4, "alert", cancel)
        .step(5, "head", head(5))
        .step(9, "alert", again, result="ended")
        .step(10, "head", head(10, again), wants_alerts=1)
        .step(10, "alert", again, result="ended", wants_alerts=1),
        OfficeredCase("nor what a head alone told to be cancelled")
        .step(1, "alert", flood, "flood/1")
        .step(5, "head", head(5))
        .step(9, "alert", again, result="ended"),
        OfficeredCase("nor what was cancelled before it came")
        .step(4, "alert", cancel)
        .step(5, "head", head(5))
        .step(9, "alert", again, result="ended"),
        OfficeredCase("an officer whom a head revokes stays so, whatever later heads say")
        .step(1, "alert", flood, "flood/1")
        .step(2, "head", head(2, flood, revoked=[HERE.key_id]), wants_alerts=1)
        .step(2, "alert", flood, result="approval_revoked", wants_alerts=1)
        .step(3, "head", head(3, flood), wants_alerts=1)
        .step(3, "alert", flood, result="approval_revoked", wants_alerts=1)
        .step(3, "alert", signed(second, STICK), "flood/2"),
        OfficeredCase("a board is moved by officers alone")
        .step(1, "alert", flood, "flood/1")
        .step(2, "head", head(2, flood, identity=there), "flood/1", wants_identity=True)
        .step(2, "identity", there, "flood/1", result="identity_unapproved", wants_identity=True)
        .step(3, "head", head(3, flood, identity=tagged), "flood/1", wants_identity=True)
        .step(3, "identity", tagged, "flood/1", result="identity_unapproved", wants_identity=True)
        .step(4, "head", head(4, flood, identity=turned), "flood/1", wants_identity=True)
        .step(4, "identity", turned, "flood/1"),
        *[
            OfficeredCase(f"{name} alone does not move it")
            .step(2, "head", head(2, identity=ONE.identity_approved(there, key)),
                  wants_identity=True)
            .step(2, "identity", ONE.identity_approved(there, key), result="identity_unapproved",
                  wants_identity=True)
            for name, key in (("the old place", HERE), ("the new place", THERE))
        ],
        OfficeredCase("both places together do, and alerts stay with their officers' place")
        .step(1, "alert", named, "named/1")
        .step(2, "head", head(2, named, identity=given), "named/1", wants_identity=True)
        .step(2, "identity", given, wants_alerts=1)
        .step(2, "alert", named, result="approval_foreign", wants_alerts=1),
        OfficeredCase("approvals travel along when the root turns")
        .step(1, "alert", flood, "flood/1")
        .step(3, "root", new.root_after(ONE), "flood/1",
              with_=(None, [new.alert(approved(alert, HERE)),
                            new.alert(replace(alert, id="bare"))])),
    ]  # fmt: skip
    return [made.to_dict() for made in cases]


def write(name: str, value: object) -> None:
    target = Path(__file__).with_name(name)
    target.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    write(
        "approvals.json",
        {
            "description": APPROVALS,
            "officers": OFFICERS.to_dict(),
            "cases": check_cases(),
            "malformed": malformed(),
        },
    )
    write("officers.json", {"description": STATES, "cases": state_cases()})
