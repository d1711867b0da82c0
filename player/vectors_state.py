"""Run the cases of state, glass and time: what a board holds, shows, and takes for now."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from content.alert import Alert, on_glass
from content.board_state import (
    BoardState,
    alerts_now,
    apply_alert,
    apply_head,
    apply_identity,
    apply_root,
    check_manifest,
    first_state,
)
from content.errors import TrustError
from content.instant import format_instant, parse_instant
from content.trust import Envelope
from content.trusted_time import Reading, TrustedTime

Case = Any
Outcomes = Iterator[tuple[str, bool, str]]


def _root(state: BoardState, step: Case) -> BoardState:
    anew = step.get("with") or {"identity": None, "alerts": []}
    identity = Envelope.from_dict(anew["identity"], "identity") if anew["identity"] else None
    alerts = [Envelope.from_dict(entry, "alert") for entry in anew["alerts"]]
    return apply_root(state, Envelope.from_dict(step["envelope"], "root"), identity, alerts)


_STEPS: Mapping[str, Callable[[BoardState, Case, datetime], BoardState]] = {
    "now": lambda state, step, at: state,
    "head": lambda state, step, at: apply_head(
        state, Envelope.from_dict(step["envelope"], "head"), at
    ),
    "alert": lambda state, step, at: apply_alert(
        state, Envelope.from_dict(step["envelope"], "alert")
    ),
    "identity": lambda state, step, at: apply_identity(
        state, Envelope.from_dict(step["envelope"], "identity")
    ),
    "root": lambda state, step, at: _root(state, step),
}


def _run_state(value: Case) -> Outcomes:
    for case in value["cases"]:
        state = first_state(
            case["board"],
            Envelope.from_dict(case["root"], "root"),
            Envelope.from_dict(case["identity"], "identity"),
            parse_instant(case["at"]),
        )
        for place, step in enumerate(case["steps"]):
            at, result = parse_instant(step["at"]), "ok"
            try:
                state = _STEPS[step["do"]](state, step, at)
            except TrustError as error:
                result = error.code
            found = {"result": result, **_seen(state, at)}
            expected = {name: step[name] for name in found}
            yield f"{case['name']}, step {place}", found == expected, str(found)


def _seen(state: BoardState, at: datetime) -> dict[str, object]:
    wanted = state.wanted()
    return {
        "in_force": [f"{alert.id}/{alert.revision}" for alert in alerts_now(state, at)],
        "slate": state.slate.text if state.slate else None,
        "wants_identity": wanted.identity is not None,
        "wants_alerts": len(wanted.alerts),
    }


def _run_manifest(value: Case) -> Outcomes:
    paired = first_state(
        value["board"],
        Envelope.from_dict(value["root"], "root"),
        Envelope.from_dict(value["identity"], "identity"),
        parse_instant(value["at"]),
    )
    for case in value["cases"]:
        state, found = paired, "ok"
        if case["head"] is not None:
            head = Envelope.from_dict(case["head"], "head")
            state = apply_head(paired, head, paired.head_at)
        try:
            check_manifest(state, Envelope.from_dict(case["manifest"], "manifest"), case["digest"])
        except TrustError as error:
            found = error.code
        yield case["name"], found == case["expect"], found


def _run_time(value: Case) -> Outcomes:
    for case in value["cases"]:
        held = TrustedTime()
        for place, step in enumerate(case["steps"]):
            held, reading = _after(held, step)
            moment = held.now(reading)
            found = (format_instant(moment.at), moment.trusted)
            passed = found == (step["at"], step["trusted"])
            yield f"{case['name']}, step {place}", passed, str(found)


def _after(held: TrustedTime, step: Case) -> tuple[TrustedTime, Reading]:
    read = step["read"]
    reading = Reading(parse_instant(read["wall"]), float(read["mono_s"]), read["synchronised"])
    if step.get("power_on"):
        held = TrustedTime.from_dict(held.to_dict()).after_power_on(reading.mono_s)
    if step.get("statement"):
        held = held.after_statement(reading, parse_instant(step["statement"]))
    if step.get("head"):
        head = step["head"]
        now = parse_instant(head["now"]) if head["now"] else None
        held = held.after_head(reading, parse_instant(head["issued_at"]), head["epoch"], now)
    return held, reading


def _run_glass(value: Case) -> Outcomes:
    for place, case in enumerate(value["cases"]):
        alerts = [Alert.from_payload(entry) for entry in case["alerts"]]
        shown = on_glass(alerts, parse_instant(case["at"]), case["turn_s"])
        found = shown.id if shown else None
        yield f"glass {place}", found == case["expect"], str(found)


STATE_AND_TIME: Mapping[str, Callable[[Case], Outcomes]] = {
    "state": _run_state,
    "officers": _run_state,
    "manifest": _run_manifest,
    "glass": _run_glass,
    "time": _run_time,
}
