"""What a hostile or broken server gives: scores of any bytes, and items that are none."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pytest

from content.trust import Envelope, digest
from player.agent import Agent
from tests.player.simulated_server import SimulatedServer, names, now_alert, settle
from tests.vectors.statements import Authority

ORIGIN = "2026-01-01T00:00:00Z"
FOREVER = "9999-12-31T23:59:59Z"
GOOD_PAGE = {"template": "text", "title": ["Tin tốt"], "blocks": [], "picture": None}


class Publisher(Protocol):
    """A server of the tests."""

    authority: Authority
    manifest: str | None
    files: dict[str, bytes]


def good_item(title: str = "Tin tốt", *pages: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """An item that every board can paint, with pages of its own if they are given."""
    return {
        "notice": "n", "revision": 1, "category": "policy", "priority": "normal",
        "language": "vi", "title": title, "template": "text", "issuer": "UBND xã Ba Tơ",
        "source": None, "reference": None, "posted_at": ORIGIN, "until": None, "link": "",
        "pages": [dict(page) for page in pages or ({**GOOD_PAGE, "title": [title]},)], **more,
    }  # fmt: skip


def senseless() -> dict[str, bytes]:
    """Items that hash to what was signed, and cannot be painted; page 1 of each is wanted."""
    page = GOOD_PAGE
    values: dict[str, object] = {
        "a list": [], "a number": 5, "nothing": None, "no pages": {"title": "x"},
        "pages of no kind": {"pages": "page"}, "pages that are none": {"pages": [None, "x"]},
        "an empty list of pages": {"pages": []},
        "a picture of no kind": good_item("x", {**page, "picture": "map.png"}),
        "a picture elsewhere": good_item("x", {**page, "picture": {"media": "../victim"}}),
    }  # fmt: skip
    return {
        **{name: json.dumps(value).encode() for name, value in values.items()},
        "no JSON": b"\xff\xfe",
        "an endless list": b"[" * 100_000,
    }


def offer_score(
    server: Publisher,
    items: Mapping[str, bytes],
    slots: Sequence[tuple[str, int]],
    ticker: Sequence[tuple[str, int]] = (),
    origin: str = ORIGIN,
    **more: Any,
) -> str:
    """Sign a score of items of any bytes; each slot is an item and its page, for 10 s.

    The first slot begins at `origin`.
    """
    server.files.update({digest(raw): raw for raw in items.values()})
    zones = {
        name: {"cycles": {"c": [[*slot, 10] for slot in shown]}, "timeline": [[origin, "c"]]}
        for name, shown in (("main", slots), ("ticker", ticker))
    }
    value = {
        "issued_at": ORIGIN,
        "items": {
            name: {"digest": digest(raw), "from": ORIGIN, "until": FOREVER}
            for name, raw in items.items()
        },
        "media": {},
        "zones": zones,
        **more,
    }
    made = server.authority.manifest(value)
    server.files[made.digest] = made.to_bytes()
    server.manifest = made.digest
    return made.digest


def plays(agent: Agent) -> set[str]:
    """What is on the glass within 20 s."""
    return set(names(agent, 20))


def expect_alert(agent: Agent, server: SimulatedServer, alert: str = "after") -> None:
    """An alert gets through, is told of, and leaves the glass again."""
    before = plays(agent)
    server.fire(now_alert(server, alert))
    settle(agent, 5)
    assert agent.glass.shown.name == f"alert:{alert}"
    assert {"received/1", "painted/1"} <= set(server.states(alert))
    server.cancel(alert)
    settle(agent, 5)
    assert plays(agent) == before


def answering(
    server: SimulatedServer, monkeypatch: pytest.MonkeyPatch, answers: Mapping[str, object]
) -> None:
    """Have the server give these answers, by the beginning of the path."""
    real = server.get

    def get(path: str, token: str | None = None) -> dict[str, object]:
        answer = real(path, token)
        for start, other in answers.items():
            if path.startswith(start):
                return json.loads(json.dumps(other))  # type: ignore[no-any-return]
        return answer

    monkeypatch.setattr(server, "get", get)


def offer(server: SimulatedServer, agent: Agent, made: Envelope) -> None:
    """Name a manifest in the head, and let the board have it."""
    server.manifest, server.files[made.digest] = made.digest, made.to_bytes()
    server.push("changed", {"spread_s": 0})
    settle(agent, 20)
