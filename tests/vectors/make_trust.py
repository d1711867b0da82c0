"""Write trust.json: run `python -m tests.vectors.make_trust`. What is expected: by hand."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from content.trust import Envelope, canonical, encode_base64, sign
from tests.vectors.statements import NOON, Authority, a_signer, an_alert

DESCRIPTION = """Signed statements. Every list is a table of cases.
pae: DSSE pre-authentication encoding of `type` and the UTF-8 of `payload` is `expect`.
key_ids: SHA-256 of the raw public key (base64) is `expect`.
check_numbers, messages (`expect` is the text signed, `sig` its Ed25519 signature by `public`).
jcs: RFC 8785 form of the JSON in `text`. approval_challenges: hex of SHA-256 over the RFC 8785
form of `payload` without sequence, issued_at, approvals.
envelopes: read `envelope` (or the raw JSON in `text`; with `pad_to`, spaces are added after it up
to that many bytes) as a statement of `kind`, verify it under `root` for `role` (for kind alert: by
the role its status asks for). `expect` is ok or the refusal's code.
chains: take `first` as a root that signs itself, then follow `next` one by one, each against the
last one accepted; `expect` has one entry for each of first + next."""

ONE = Authority("one")
OTHER = Authority("other")


def envelope_cases() -> list[dict[str, object]]:
    alert, drill = an_alert(), an_alert("drill", status="Exercise")
    good = ONE.alert(alert)
    identity = ONE.identity()
    head = ONE.head(identity, at=NOON)
    flipped = bytearray(good.payload)
    flipped[-2] ^= 1
    head_as_alert = Envelope(head.payload, "alert", head.signatures)
    lying_kind = sign("alert", canonical({**alert.to_dict(), "kind": "head"}), ONE.keys["alert"])
    twice = Envelope(good.payload, "alert", good.signatures * 2)
    two = [good.signatures[0], OTHER.alert(alert).signatures[0]]
    not_json = sign("alert", b"{", ONE.keys["alert"])
    a_list = sign("alert", b"[]", ONE.keys["alert"])
    nan = sign("alert", b'{"kind":"alert","status":"Actual","x":NaN}', ONE.keys["alert"])
    wire = good.to_dict()
    text = good.to_bytes().decode()
    plain = [
        ("an alert signed by the alert role", good, "alert", "alert", "ok"),
        ("a drill signed by the drill role", ONE.alert(drill), "alert", "drill", "ok"),
        ("an identity signed by the state role", identity, "identity", "state", "ok"),
        ("a head signed by the state role", head, "head", "state", "ok"),
        ("a manifest signed by the content role", ONE.manifest({}), "manifest", "content", "ok"),
        ("an alert signed by the drill key", ONE.alert(alert, role="drill"), "alert", "alert",
         "wrong_role"),
        ("a drill signed by the alert key", ONE.alert(drill, role="alert"), "alert", "drill",
         "wrong_role"),
        ("an alert signed by the state key", ONE.alert(alert, role="state"), "alert", "alert",
         "unknown_key"),
        ("an alert of another authority", OTHER.alert(alert), "alert", "alert", "unknown_key"),
        ("one bit of the payload flipped", replace(good, payload=bytes(flipped)), "alert", "alert",
         "bad_signature"),
        ("a head under an alert's payload type", head_as_alert, "alert", "alert", "unknown_key"),
        ("a head read as an alert", head, "alert", "alert", "wrong_kind"),
        ("a payload that names another kind", lying_kind, "alert", "alert", "wrong_kind"),
        ("the same signature twice", twice, "alert", "alert", "ok"),
        ("an unknown key beside a good one",
         Envelope(good.payload, "alert", (two[1], two[0])), "alert", "alert", "ok"),
        ("signed bytes that are not JSON", not_json, "alert", "alert", "malformed"),
        ("signed JSON that is no object", a_list, "alert", "alert", "malformed"),
        ("signed JSON with NaN", nan, "alert", "alert", "malformed"),
    ]  # fmt: skip
    cases: list[dict[str, object]] = [
        {"name": name, "kind": kind, "role": role, "envelope": made.to_dict(), "expect": expect}
        for name, made, kind, role, expect in plain
    ]
    loose = [
        ("no signatures", {**wire, "signatures": []}, "malformed"),
        ("no payload", {**wire, "payload": None}, "malformed"),
        ("payload in URL-safe base64", {**wire, "payload": "_-8="}, "malformed"),
        ("base64 with a space", {**wire, "payload": " " + str(wire["payload"])}, "malformed"),
        ("a key id that is no digest",
         {**wire, "signatures": [{"keyid": "x", "sig": "AA=="}]}, "malformed"),
        ("a signature of the wrong length",
         {**wire, "signatures": [{"keyid": good.signatures[0].keyid, "sig": "AA=="}]},
         "bad_signature"),
        ("another payload type", {**wire, "payloadType": "application/json"}, "wrong_kind"),
        ("seventeen signatures", {**wire, "signatures": [wire["signatures"][0]] * 17},  # type: ignore[index]
         "malformed"),
        ("an envelope that is a list", [], "malformed"),
    ]  # fmt: skip
    for name, value, expect in loose:
        cases.append(
            {"name": name, "kind": "alert", "role": "alert", "envelope": value, "expect": expect}
        )
    raw: list[dict[str, object]] = [
        {"name": "the raw JSON", "text": text, "expect": "ok"},
        {"name": "64 KiB to the byte", "text": text, "pad_to": 65536, "expect": "ok"},
        {"name": "one byte more than 64 KiB", "text": text, "pad_to": 65537, "expect": "too_large"},
        {"name": "text that is not JSON", "text": text[:-1], "expect": "malformed"},
    ]
    return cases + [{"kind": "alert", "role": "alert", **case} for case in raw]


def chain_cases() -> list[dict[str, object]]:
    second = ONE.successor(fresh=("root", "alert"))
    third = second.successor(epoch=2, fresh=("state",))
    leap = replace(second, version=3)
    unsigned_by_old = second.root()
    unsigned_by_new = replace(second, keys={**second.keys, "root": ONE.keys["root"]})
    only_old = sign("root", second.root().payload, ONE.keys["root"])
    lowered = replace(Authority("one", epoch=5), version=1)
    below = lowered.successor(epoch=4, fresh=("root",))
    stranger = replace(OTHER, version=2).root()
    first = ONE.root()
    forged = Envelope(first.payload, "root", stranger.signatures)
    plain = [
        ("two rotations in order", first,
         [second.root_after(ONE), third.root_after(second)], ["ok", "ok", "ok"]),
        ("a version left out", first, [leap.root_after(ONE)], ["ok", "root_version"]),
        ("the same version again", first, [first], ["ok", "root_version"]),
        ("not signed by the root before", first, [unsigned_by_old], ["ok", "unknown_key"]),
        ("not signed by its own key", first, [only_old], ["ok", "unknown_key"]),
        ("the root key kept", first, [unsigned_by_new.root()], ["ok", "ok"]),
        ("the epoch falls", lowered.root(), [below.root_after(lowered)], ["ok", "rolled_back"]),
        ("another authority's root", first, [stranger], ["ok", "unknown_key"]),
        ("a refused root does not stop a good one", first,
         [stranger, second.root_after(ONE)], ["ok", "unknown_key", "ok"]),
        ("a first root that another signed", forged, [], ["unknown_key"]),
        ("an expired root is still followed", replace(ONE, expires=NOON.replace(year=2020)).root(),
         [second.root_after(ONE)], ["ok", "ok"]),
    ]  # fmt: skip
    return [
        {"name": name, "first": start.to_dict(), "next": [entry.to_dict() for entry in rest],
         "expect": expect}
        for name, start, rest, expect in plain
    ]  # fmt: skip


def message_cases() -> list[dict[str, object]]:
    key = a_signer("board")
    receipt = {
        "board": "b1",
        "log": "l0g",
        "seq": 7,
        "alert": "flood",
        "revision": 2,
        "state": "painted",
        "at": "2026-11-25T05:00:01.250Z",
        "clock_trusted": False,
    }
    play = {
        "log": "l0g",
        "seq": 8,
        "manifest": "m" * 8,
        "item": "n1",
        "revision": 3,
        "from": "2026-11-25T05:00:00Z",
        "to": "2026-11-25T06:00:00Z",
        "seconds": 400,
        "count": 40,
    }
    texts = [
        ("token", {"board": "b1", "nonce": "abc"}, "bangtin-token-1\nb1\nabc"),
        ("receipt", receipt,
         "bangtin-receipt-1\nb1\nl0g\n7\nflood\n2\npainted\n2026-11-25T05:00:01.250Z\nfalse"),
        ("receipt", {**receipt, "clock_trusted": True},
         "bangtin-receipt-1\nb1\nl0g\n7\nflood\n2\npainted\n2026-11-25T05:00:01.250Z\ntrue"),
        ("play", play,
         "bangtin-play-1\nl0g\n8\nmmmmmmmm\nn1\n3\n2026-11-25T05:00:00Z\n2026-11-25T06:00:00Z\n400\n40"),
    ]  # fmt: skip
    return [
        {"kind": kind, "fields": fields, "expect": text, "public": encode_base64(key.public),
         "sig": encode_base64(key.sign(text.encode()))}
        for kind, fields, text in texts
    ]  # fmt: skip


def jcs_cases() -> list[dict[str, str]]:
    # The first is the sample of RFC 8785, 3.2.2.
    pairs = [
        (r'{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],'
         r'"string": "\u20ac$\u000F\u000aA'
         r"'"
         r'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}',
         '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
         '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'),
        ("[15.0, -0.0, 0.00001, 1e-7, 1e20, 1e21, 100, 14.7601]",
         "[15,0,0.00001,1e-7,100000000000000000000,1e+21,100,14.7601]"),
        ('{"\\ud83d\\ude00": 1, "\\ufb33": 2, "ô": 3, "a": 4}',
         '{"a":4,"ô":3,"😀":1,"\ufb33":2}'),
    ]  # fmt: skip
    return [{"text": text, "expect": expect} for text, expect in pairs]


def approval_cases() -> list[dict[str, object]]:
    payload = an_alert().to_dict()
    small = {
        "kind": "alert",
        "id": "a",
        "sequence": 5,
        "issued_at": "x",
        "approvals": [1],
        "b": 2.0,
    }
    approved = hashlib.sha256(b'{"b":2,"id":"a","kind":"alert"}').hexdigest()
    return [
        {"payload": small, "expect": approved},
        {"payload": {**small, "sequence": 6, "issued_at": "y", "approvals": []},
         "expect": approved},
        {"payload": {"text": payload["sender"]},
         "expect": hashlib.sha256(
             f'{{"text":"{payload["sender"]}"}}'.encode()).hexdigest()},
    ]  # fmt: skip


def build() -> dict[str, object]:
    key = a_signer("board")
    root = ONE.root()
    number = hashlib.sha256(f"bangtin-check-1\n{key.key_id}\n{root.digest}".encode()).digest()
    digits = str(int.from_bytes(number[:8], "big") % 10**12).rjust(12, "0")
    return {
        "description": DESCRIPTION,
        "pae": [
            {"type": "http://example.com/HelloWorld", "payload": "hello world",
             "expect": "DSSEv1 29 http://example.com/HelloWorld 11 hello world"},
            {"type": "application/vnd.bangtin.head+json", "payload": "Ba Tơ",
             "expect": "DSSEv1 33 application/vnd.bangtin.head+json 6 Ba Tơ"},
        ],
        "key_ids": [
            {"public": encode_base64(key.public), "expect": hashlib.sha256(key.public).hexdigest()},
        ],
        "check_numbers": [
            {"board_key_id": key.key_id, "root_digest": root.digest,
             "expect": f"{digits[:4]} {digits[4:8]} {digits[8:]}"},
        ],
        "messages": message_cases(),
        "jcs": jcs_cases(),
        "approval_challenges": approval_cases(),
        "root": root.to_dict(),
        "envelopes": envelope_cases(),
        "chains": chain_cases(),
    }  # fmt: skip


if __name__ == "__main__":
    made = build()
    target = Path(__file__).with_name("trust.json")
    target.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8")
