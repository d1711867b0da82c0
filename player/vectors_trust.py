"""Run the cases of trust.json: encodings, signatures, chains."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from content.approvals import check_approvals
from content.errors import TrustError
from content.instant import parse_instant
from content.officers import Officers
from content.trust import (
    Envelope,
    Root,
    approval_challenge,
    check_number,
    decode_base64,
    first_root,
    is_signed,
    jcs,
    key_id,
    next_root,
    pae,
    play_message,
    receipt_message,
    token_message,
    verify,
    verify_alert,
)

Case = Any
Outcomes = Iterator[tuple[str, bool, str]]

_MESSAGES: Mapping[str, Callable[[Case], bytes]] = {
    "token": lambda fields: token_message(**fields),
    "receipt": lambda fields: receipt_message(**fields),
    "play": play_message,
}
_SIMPLE: Mapping[str, Callable[[Case], str]] = {
    "pae": lambda case: pae(case["type"], case["payload"].encode()).decode(),
    "key_ids": lambda case: key_id(decode_base64(case["public"])),
    "check_numbers": lambda case: check_number(case["board_key_id"], case["root_digest"]),
    "messages": lambda case: _MESSAGES[case["kind"]](case["fields"]).decode(),
    "jcs": lambda case: jcs(json.loads(case["text"])).decode(),
    "approval_challenges": lambda case: approval_challenge(case["payload"]).hex(),
}


def run_trust(value: Case) -> Outcomes:
    """Run every table of the file."""
    for table, compute in _SIMPLE.items():
        for place, case in enumerate(value[table]):
            found = compute(case)
            yield f"{table} {place}", found == case["expect"], found
    for case in value["messages"]:
        good = is_signed(
            decode_base64(case["public"]), case["expect"].encode(), decode_base64(case["sig"])
        )
        yield f"signature of a {case['kind']} message", good, ""
    root = first_root(Envelope.from_dict(value["root"], "root"))
    for case in value["envelopes"]:
        found = _code(lambda case=case: _check_envelope(case, root))  # type: ignore[misc]
        yield case["name"], found == case["expect"], found
    for case in value["chains"]:
        codes = _follow(case)
        yield case["name"], codes == case["expect"], str(codes)


def run_approvals(value: Case) -> Outcomes:
    """Run the cases of officers' approvals."""
    for case in value["cases"]:
        found = _code(lambda case=case: _check_approvals(case, value))  # type: ignore[misc]
        yield case["name"], found == case["expect"], found
    for place, wire in enumerate(value["malformed"]):
        found = _code(
            lambda wire=wire: Officers.from_payload(wire if isinstance(wire, dict) else {})  # type: ignore[misc]
        )
        yield f"malformed officers {place}", found == "malformed", found


def _check_approvals(case: Case, value: Case) -> None:
    check_approvals(
        case["payload"],
        Officers.from_payload(case.get("officers", value["officers"])),
        right=case["right"],
        path=case["path"],
        at=parse_instant(case["at"]),
        revoked=case["revoked"],
    )


def _check_envelope(case: Case, root: Root) -> None:
    if "text" in case:
        raw = case["text"].encode().ljust(case.get("pad_to", 0))
        envelope = Envelope.from_bytes(raw, case["kind"])
    else:
        envelope = Envelope.from_dict(case["envelope"], case["kind"])
    if case["kind"] == "alert":
        verify_alert(envelope, root)
    else:
        verify(envelope, root, case["role"])


def _follow(case: Case) -> list[str]:
    held: list[Root] = []
    codes = []

    def take(envelope: Case) -> None:
        made = Envelope.from_dict(envelope, "root")
        held.append(next_root(held[-1], made) if held else first_root(made))

    for envelope in (case["first"], *case["next"]):
        codes.append(_code(lambda envelope=envelope: take(envelope)))  # type: ignore[misc]
    return codes


def _code(check: Callable[[], object]) -> str:
    try:
        check()
    except TrustError as error:
        return error.code
    return "ok"
