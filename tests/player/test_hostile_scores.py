"""Signed scores and items that make no sense: what is on the glass, why, and that alerts get in."""

import json

import pytest

from content.trust import SIZE_LIMITS, Envelope
from player.agent import Agent
from player.cache import Folder
from player.show import Kind
from tests.player.hostile import (
    expect_alert,
    good_item,
    offer,
    offer_score,
    plays,
    senseless,
)
from tests.player.simulated_server import (
    SimulatedServer,
    an_agent,
    settle,
)
from tests.vectors.make_manifest import changed


def test_a_manifest_that_is_too_large_is_not_taken(
    agent: Agent, server: SimulatedServer, logged: pytest.LogCaptureFixture
) -> None:
    name = server.publish({"a": "Tiêm chủng", "c": "Mới"})
    server.files[name] = server.files[name].ljust(SIZE_LIMITS["manifest"] + 1)
    server.push("changed", {"spread_s": 0})
    settle(agent, 20)
    assert plays(agent) == {"a", "b"} and "too_large" in logged.text
    expect_alert(agent, server)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (changed(("issued_at",), "2099-01-01T00:00:00Z"), "from_future"),
        (changed(("spec",), 2), "spec"),
        (changed(("zones", "main", "timeline"), [["2026-01-01T00:00:00Z", "c7"]]), "malformed"),
        (changed(("zones", "main", "cycles", "c0"), [["a", 0, 0]]), "malformed"),
        (changed(("items", "a"), None), "malformed"),
        (changed(("power",), [["noon", True]]), "malformed"),
        (changed(("layout",), "wide"), "malformed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_signed_manifest_that_cannot_be_played_is_not_taken(
    agent: Agent,
    server: SimulatedServer,
    logged: pytest.LogCaptureFixture,
    value: dict[str, object],
    code: str,
) -> None:
    offer(server, agent, server.authority.manifest(value))
    assert plays(agent) == {"a", "b"} and f"({code})" in logged.text
    expect_alert(agent, server)
    server.publish({"a": "Tiêm chủng", "c": "Mới"})
    server.push("changed", {"spread_s": 0})
    settle(agent, 90)
    assert plays(agent) == {"a", "c"}


def test_a_score_on_the_disk_that_cannot_be_played_is_not(
    agent: Agent, server: SimulatedServer, folder: Folder, logged: pytest.LogCaptureFixture
) -> None:
    made = server.authority.manifest(changed(("zones", "main"), "c0"))
    folder.write("score", {"envelope": made.to_dict()})
    server.vanish()
    again = an_agent(folder, server)
    settle(again, 3)
    assert again.glass.shown.kind is Kind.SLATE and "score on the disk" in logged.text
    server.down = False
    settle(again, 5)
    assert plays(again) == {"a", "b"}
    expect_alert(again, server)


def test_a_manifest_with_only_what_it_must_have_is_played(
    agent: Agent, server: SimulatedServer
) -> None:
    raw = json.dumps(good_item()).encode()
    offer_score(server, {"good": raw}, [("good", 0)])
    assert server.manifest is not None
    value = json.loads(Envelope.from_bytes(server.files[server.manifest], "manifest").payload)
    small = {name: value[name] for name in ("items", "zones")}
    offer(server, agent, server.authority.manifest(small))
    assert plays(agent) == {"good"}


@pytest.mark.parametrize("name", list(senseless()))
def test_an_item_that_makes_no_sense_is_passed_over(
    agent: Agent,
    server: SimulatedServer,
    folder: Folder,
    logged: pytest.LogCaptureFixture,
    name: str,
) -> None:
    (folder.path / "victim").write_bytes(b"not yours")
    items = {"bad": senseless()[name], "good": json.dumps(good_item()).encode()}
    offer_score(server, items, [("bad", 0), ("good", 0)], [("bad", 0)])
    server.push("changed", {"spread_s": 0})
    settle(agent, 30)
    assert plays(agent) == {"good"}
    assert "item bad is passed over" in logged.text
    assert logged.text.count("is passed over") == 1
    assert agent.files.faults() == ["item_unpaintable"]
    assert ["item_unpaintable"] in [said.get("faults") for said in server.statuses]
    assert (folder.path / "victim").exists()
    expect_alert(agent, server)
    server.publish({"a": "Tiêm chủng"})
    server.push("changed", {"spread_s": 0})
    settle(agent, 5)
    assert plays(agent) == {"a"} and agent.files.faults() == []


def test_a_page_that_an_item_has_not_gives_its_time_to_the_next(
    agent: Agent, server: SimulatedServer
) -> None:
    items = {"a": json.dumps(good_item()).encode(), "b": json.dumps(good_item("Hai")).encode()}
    offer_score(server, items, [("a", 0), ("a", 7), ("b", 0)])
    server.push("changed", {"spread_s": 0})
    settle(agent, 5)
    shown = set()
    for _ in range(30):
        agent.show_once()
        slot = agent.glass.shown.slot
        assert slot is not None
        shown.add((slot.item, slot.page, slot.instead))
        server.clock.advance(1)
    assert shown == {("a", 0, None), ("b", 0, "a"), ("b", 0, None)}


@pytest.mark.parametrize("revision", [None, "one", [1], {}])
def test_an_item_of_no_revision_is_shown_and_not_counted(
    agent: Agent, server: SimulatedServer, revision: object
) -> None:
    raw = json.dumps(good_item(revision=revision)).encode()
    offer_score(server, {"good": raw}, [("good", 0)])
    server.push("changed", {"spread_s": 0})
    settle(agent, 5)
    assert plays(agent) == {"good"}
    expect_alert(agent, server)


def test_a_score_of_nothing_that_can_be_painted_is_the_slate(
    agent: Agent, server: SimulatedServer
) -> None:
    items = senseless()
    offer_score(server, items, [(name, 0) for name in items])
    server.push("changed", {"spread_s": 0})
    settle(agent, 30)
    assert plays(agent) == {"slate"}
    expect_alert(agent, server)
