"""Write manifest.json: `python -m tests.vectors.make_manifest`. Expected by hand."""

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

from content.envelope import sign
from content.instant import format_instant
from content.trust import Envelope
from tests.vectors.statements import BOARD, NOON, Authority

DESCRIPTION = """Which manifests a board takes. It is just paired (`board`, `root`, `identity`, at
`at`); each case offers the envelope `manifest`, named by `digest`, to a board that holds `head`
(null: none). `expect` is ok or the code of the refusal, which leaves what is played as it was:
wrong_digest, wrong_root, spec (a version that is not known), malformed (not of the agreed form),
from_future (issued more than a day after the held head; no clock is asked)."""

ONE = Authority("one")
IDENTITY = ONE.identity()
START = "2026-11-24T17:00:00Z"
FILE = "ab" * 32

Step = str | int
Case = tuple[str, dict[str, Any], str]


def whole() -> dict[str, Any]:
    """A manifest with everything in it."""
    return {
        "kind": "manifest",
        "spec": 1,
        "root": 1,
        "issued_at": format_instant(NOON),
        "timezone": "Asia/Ho_Chi_Minh",
        "layout": {"shape": "landscape", "em_u": 8.8, "far_m": 8},
        "items": {
            "a": {"digest": "aa" * 32, "from": START, "until": "9999-12-31T23:59:59Z"},
            "t": {"digest": "bb" * 32, "from": START, "until": "2026-12-01T00:00:00.250Z"},
        },
        "zones": {
            "main": {
                "cycles": {"c0": [["a", 0, 10], ["a", 1, 8]], "c1": []},
                "timeline": [[START, "c0"], ["2026-11-25T17:00:00Z", "c1"]],
            },
            "ticker": {"cycles": {"c0": [["t", 0, 9]]}, "timeline": [[START, "c0"]]},
        },
        "media": {FILE: {"bytes": 1, "type": "image/png", "width": 1, "height": 1}},
        "power": [[START, True], ["2026-11-25T15:00:00Z", False]],
        "volume": [[START, 0], ["2026-11-24T23:00:00Z", 100]],
        "brightness": [[START, 40]],
        "slate": {},
    }


def changed(path: tuple[Step, ...], value: object) -> dict[str, Any]:
    """The whole manifest with one place changed."""
    made: Any = whole()
    place = made
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return made  # type: ignore[no-any-return]


def without(*path: Step) -> dict[str, Any]:
    """The whole manifest with one place left out."""
    made: Any = whole()
    place = made
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return made  # type: ignore[no-any-return]


def good_cases() -> Iterator[Case]:
    yield "everything", whole(), "ok"
    for name in (
        "spec", "issued_at", "timezone", "layout", "media", "power", "volume", "brightness",
        "slate",
    ):  # fmt: skip
        yield f"without {name}", without(name), "ok"
    small = {name: whole()[name] for name in ("kind", "root", "items", "zones")}
    yield "only what it must have", small, "ok"
    yield "without a ticker", without("zones", "ticker"), "ok"
    yield "nothing to play", changed(("items",), {}) | {
        "zones": {"main": {"cycles": {}, "timeline": []}}
    }, "ok"  # fmt: skip
    yield "fields that are not known", {**whole(), "mood": {"x": [None]}}, "ok"
    yield "a field of an item that is not known", changed(("items", "a", "note"), 7), "ok"
    yield "a zone that is not known", changed(("zones", "sky"), "blue"), "ok"
    yield "a shape that is not known", changed(("layout", "shape"), "round"), "ok"
    yield "the same instant twice", changed(
        ("zones", "main", "timeline"), [[START, "c0"], [START, "c1"]]
    ), "ok"  # fmt: skip
    yield "an instant with an offset", changed(
        ("zones", "main", "timeline", 1, 0), "2026-11-26T00:00:00+07:00"
    ), "ok"  # fmt: skip
    yield "a page that may not be there", changed(
        ("zones", "main", "cycles", "c0", 0), ["a", 9, 10]
    ), "ok"  # fmt: skip


def spec_cases() -> Iterator[Case]:
    for spec in (2, 0, -1, "1", None, True, [1]):
        yield f"spec {json.dumps(spec)}", changed(("spec",), spec), "spec"


def item_cases() -> Iterator[Case]:
    yield "without items", without("items"), "malformed"
    for value in ([], None, "a"):
        yield f"items are {json.dumps(value)}", changed(("items",), value), "malformed"
    for value in (None, [], "x", 1):
        yield f"an item is {json.dumps(value)}", changed(("items", "a"), value), "malformed"
    for value in ("aa", "AA" * 32, "../" + "a" * 61, None, 5):
        made = changed(("items", "a", "digest"), value)
        yield f"an item's digest is {json.dumps(value)}", made, "malformed"
    for name in ("from", "until"):
        for at in ("tomorrow", "2026-02-30T00:00:00Z", 1764000000, None, [START]):
            made = changed(("items", "a", name), at)
            yield f"an item's {name} is {json.dumps(at)}", made, "malformed"
        yield f"an item without {name}", without("items", "a", name), "malformed"


def zone_cases() -> Iterator[Case]:
    yield "without zones", without("zones"), "malformed"
    yield "without a main zone", without("zones", "main"), "malformed"
    for zone in ("main", "ticker"):
        for value in (None, [], "x"):
            made = changed(("zones", zone), value)
            yield f"{zone} is {json.dumps(value)}", made, "malformed"
        yield f"{zone} without cycles", without("zones", zone, "cycles"), "malformed"
        yield f"{zone} without a timeline", without("zones", zone, "timeline"), "malformed"
        for slot in slots():
            made = changed(("zones", zone, "cycles", "c0", 0), slot)
            yield f"a slot of {zone} is {json.dumps(slot)}", made, "malformed"
    yield "cycles are a list", changed(("zones", "main", "cycles"), [[]]), "malformed"
    yield "a cycle is an object", changed(("zones", "main", "cycles", "c0"), {}), "malformed"
    yield "the timeline is an object", changed(("zones", "main", "timeline"), {}), "malformed"
    for entry in (
        [START], [START, "c0", 1], ["x", "c0"], [None, "c0"], START, None, [START, "c9"],
        [START, 0], [START, None], [START, "toString"],
    ):  # fmt: skip
        made = changed(("zones", "main", "timeline"), [entry])
        yield f"an entry of the timeline is {json.dumps(entry)}", made, "malformed"
    late = [["2026-11-25T17:00:00Z", "c1"], [START, "c0"]]
    yield "a timeline that runs back", changed(("zones", "main", "timeline"), late), "malformed"


def slots() -> list[object]:
    return [
        None, {}, "a", [], ["a", 0], ["a", 0, 10, 1], ["z", 0, 10], ["constructor", 0, 10],
        [0, 0, 10], ["a", -1, 10], ["a", 0.5, 10], ["a", "0", 10], ["a", None, 10],
        ["a", True, 10], ["a", 0, 0], ["a", 0, -5], ["a", 0, 2.5], ["a", 0, "10"],
        ["a", 0, None], ["a", 0, 2**53],
    ]  # fmt: skip


def other_cases() -> Iterator[Case]:
    for value in ([], None, "x"):
        yield f"media are {json.dumps(value)}", changed(("media",), value), "malformed"
    yield "a file that is named by no digest", changed(
        ("media",), {"film.mp4": {"bytes": 1}}
    ), "malformed"  # fmt: skip
    for about in (None, [], 5, {}, {"bytes": 0}, {"bytes": -1}, {"bytes": 1.5}, {"bytes": "1"},
                  {"bytes": True}, {"bytes": None}):  # fmt: skip
        made = changed(("media", FILE), about)
        yield f"a file is {json.dumps(about)}", made, "malformed"
    bad: dict[str, list[object]] = {"power": [1, "on", None], "volume": [-1, 101, 5.5, "50", None]}
    bad["brightness"] = bad["volume"]
    for name, values in bad.items():
        for value in ({}, None, "x", [START], [[START]], [["x", values[0]]]):
            yield f"{name} is {json.dumps(value)}", changed((name,), value), "malformed"
        for value in values:
            made = changed((name, 0), [START, value])
            yield f"{name} has the value {json.dumps(value)}", made, "malformed"
    late = [["2026-11-25T15:00:00Z", False], [START, True]]
    yield "power that runs back", changed(("power",), late), "malformed"
    for value in (
        None, [], "x", {}, {"shape": "landscape"}, {"em_u": 8.8}, {"shape": 1, "em_u": 8.8},
        *({"shape": "panel", "em_u": em} for em in (0, -1, 109, "8.8", None, True, [8.8])),
    ):  # fmt: skip
        yield f"the layout is {json.dumps(value)}", changed(("layout",), value), "malformed"
    for value in (None, 5, "noon", [START]):
        yield f"issued at {json.dumps(value)}", changed(("issued_at",), value), "malformed"


def case(name: str, made: Envelope, expect: str, head: Envelope | None) -> dict[str, object]:
    return {
        "name": name, "expect": expect, "head": head and head.to_dict(), "digest": made.digest,
        "manifest": made.to_dict(),
    }  # fmt: skip


def signed(value: dict[str, Any]) -> Envelope:
    """Sign it as it stands, whatever it is."""
    raw = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return sign("manifest", raw, ONE.keys["content"])


def statement_cases() -> Iterator[dict[str, object]]:
    """What the head and the root say of a manifest."""
    head = ONE.head(IDENTITY, at=NOON)
    day, ms = timedelta(days=1), timedelta(milliseconds=1)
    for name, at, expect in (
        ("issued before the head", NOON - 400 * day, "ok"),
        ("issued a day after the head", NOON + day, "ok"),
        ("issued a day and a millisecond after the head", NOON + day + ms, "from_future"),
        ("issued in 2099", NOON.replace(year=2099), "from_future"),
    ):
        made = signed(changed(("issued_at",), format_instant(at)))
        yield case(name, made, expect, head)
    made = signed(changed(("issued_at",), format_instant(NOON.replace(year=2099))))
    yield case("issued in 2099, and no head is held", made, "ok", None)
    yield case("no instant of issue, beside a head", signed(without("issued_at")), "ok", head)
    named = case("another digest is named", signed(whole()), "wrong_digest", head)
    yield {**named, "digest": "0" * 64}
    yield case("made under another root", signed(changed(("root",), 2)), "wrong_root", head)
    yield case("no root is named", signed(without("root")), "wrong_root", head)
    foreign = Authority("other").manifest(deepcopy(whole()))
    yield case("signed by another authority", foreign, "unknown_key", head)


def build() -> dict[str, object]:
    plain = (*good_cases(), *spec_cases(), *item_cases(), *zone_cases(), *other_cases())
    return {
        "description": DESCRIPTION,
        "board": BOARD,
        "at": format_instant(NOON),
        "root": ONE.root().to_dict(),
        "identity": IDENTITY.to_dict(),
        "cases": [
            *(case(name, signed(value), expect, None) for name, value, expect in plain),
            *statement_cases(),
        ],
    }


if __name__ == "__main__":
    target = Path(__file__).with_name("manifest.json")
    target.write_text(json.dumps(build(), indent=1, ensure_ascii=False) + "\n", "utf-8")
