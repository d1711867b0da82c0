"""What a page on loopback gets from its agent, and what the agent takes from it."""

import pytest

from content.trust import Envelope
from player.agent import Agent
from player.cache import Folder
from player.errors import RejectedError
from player.local_pages import LocalPages
from player.local_relay import Relay, Waiting
from player.local_web import LocalWeb
from player.pairing import ask_for_code
from player.settings import PlayerSettings
from tests.player.fake_clock import FakeClock
from tests.player.local_builders import PageClient
from tests.player.simulated_server import SimulatedServer, an_agent, now_alert, settle


def test_a_page_gets_what_the_server_signed_and_the_agents_own_word(
    agent: Agent, page: PageClient, server: SimulatedServer
) -> None:
    answer = page.ask("GET", "/api/v1/board/head").json()
    state = agent.holding.state
    assert Envelope.from_dict(answer["head"], "head").digest == state.head.digest  # type: ignore[union-attr]
    assert (answer["manifest"], answer["clock_trusted"]) == (server.manifest, True)
    manifest = page.ask("GET", f"/manifests/{answer['manifest']}")
    assert manifest.content == server.files[str(server.manifest)]
    for entry in agent.holding.score.manifest["items"].values():  # type: ignore[union-attr]
        assert page.ask("GET", f"/items/{entry['digest']}").content == server.files[entry["digest"]]


def test_the_score_is_the_one_that_is_whole_not_the_one_the_head_names(
    agent: Agent, page: PageClient, server: SimulatedServer
) -> None:
    whole = server.manifest
    server.publish({"a": "Tiêm chủng", "c": "Tin mới"})
    server.files = {name: data for name, data in server.files.items() if b"Tin m" not in data}
    server.push("changed", {"spread_s": 0})
    settle(agent, 5)
    head = agent.holding.state.head
    assert head is not None and head.manifest == server.manifest != whole
    assert page.ask("POST", "/api/v1/board/status", {}).json()["manifest"] == whole


def test_what_the_page_painted_becomes_this_boards_receipt_once(
    agent: Agent, page: PageClient, server: SimulatedServer
) -> None:
    fired = server.fire(now_alert(server))
    assert page.ask("GET", "/api/v1/board/head").json()["alerts"] == [fired.digest]
    settle(agent)
    assert server.states("flood") == ["received/1"]
    painted = page.receipt("flood", "painted")
    assert page.tell(painted)["acknowledged"] == [["page", 1]]
    assert page.tell(page.receipt("flood", "painted", 2))["acknowledged"] == [["page", 2]]
    settle(agent)
    assert server.states("flood") == ["received/1", "painted/1"]
    server.cancel("flood")
    settle(agent)
    assert server.states("flood") == ["received/1", "painted/1", "ended/1"]


def test_a_receipt_that_is_forged_or_of_nothing_known_is_refused(
    agent: Agent, page: PageClient, server: SimulatedServer
) -> None:
    server.fire(now_alert(server))
    settle(agent)
    forged = page.receipt("flood", "painted") | {"state": "ended"}
    unknown = page.receipt("storm", "painted", 2)
    answer = page.tell(forged, unknown, {"log": "page", "seq": 3}, page.receipt("flood", "seen", 4))
    assert [one["code"] for one in answer["rejected"]] == [
        "bad_signature", "unknown_alert", "malformed",
    ]  # fmt: skip
    settle(agent)
    assert server.states("flood") == ["received/1"]


def test_only_a_page_that_may_report_says_that_the_stop_is_on_the_glass_and_not_for_ever(
    agent: Agent, page: PageClient, web: LocalWeb, clock: FakeClock
) -> None:
    relay = web.paired()
    stranger = PageClient(web)
    stranger.pair()
    stranger.ask("POST", "/api/v1/board/status", {"item": "stop"})
    assert not relay.shows_stop
    page.ask("POST", "/api/v1/board/status", {"item": "stop"})
    assert relay.shows_stop
    page.ask("POST", "/api/v1/board/status", {"sequence": 1})
    assert relay.shows_stop, "what is not said again has not changed"
    page.ask("POST", "/api/v1/board/status", {"item": None})
    assert not relay.shows_stop
    page.ask("POST", "/api/v1/board/status", {"item": "stop"})
    clock.advance(61)
    assert not relay.shows_stop, "a page long unheard of says nothing"


def test_a_page_without_the_secret_may_look_and_nothing_else(
    agent: Agent, web: LocalWeb, server: SimulatedServer
) -> None:
    stranger = PageClient(web)
    stranger.pair()
    assert stranger.ask("GET", "/api/v1/board/head").status_code == 200
    server.fire(now_alert(server))
    settle(agent)
    assert stranger.tell(stranger.receipt("flood", "painted"))["rejected"][0]["code"] == "forbidden"
    assert stranger.ask("POST", "/api/v1/board/plays", {"plays": []}).status_code == 403
    assert server.states("flood") == ["received/1"]


def test_what_was_painted_and_called_out_is_told_to_every_page_across_restarts(
    agent: Agent, page: PageClient, server: SimulatedServer, folder: Folder
) -> None:
    def word(name: str) -> object:
        return page.ask("GET", "/api/v1/board/head").json()[name]

    server.fire(now_alert(server))
    assert (word("painted"), word("heard")) == ([], [])
    page.tell(page.receipt("flood", "painted"))
    said = [["flood", 1], ["flood", 2], ["storm", 1], "x", None]
    answer = page.ask("POST", "/api/v1/board/heard", {"heard": said})
    assert answer.json() == {"heard": [["flood", 1]]}
    assert (word("painted"), word("heard")) == ([["flood", 1]], [["flood", 1]])
    server.cancel("flood")
    settle(agent)
    assert (word("painted"), word("heard")) == ([], [])
    again = an_agent(folder, server)
    assert again.heard.all() == {("flood", 1)} and again.proof.has(("flood", 1), "painted")


def test_a_stranger_cannot_say_that_an_alert_was_called_out(
    agent: Agent, web: LocalWeb, server: SimulatedServer
) -> None:
    server.fire(now_alert(server))
    stranger = PageClient(web)
    stranger.pair()
    answer = stranger.ask("POST", "/api/v1/board/heard", {"heard": [["flood", 1]]})
    assert answer.status_code == 403 and agent.heard.all() == frozenset()
    assert stranger.ask("POST", "/api/v1/board/heard", {"heard": "all"}).status_code == 422


def test_news_are_told_once_and_a_turn_of_the_root_sends_pages_to_pair_anew(
    agent: Agent, page: PageClient, server: SimulatedServer, web: LocalWeb
) -> None:
    relay = web.paired()
    assert relay.news() == []
    fired = server.fire(now_alert(server))
    assert [event for event, _ in relay.news()] == ["alert", "changed"]
    assert relay.news() == []
    server.rotate()
    server.publish({"a": "Sau khi đổi khóa"})
    server.fire(now_alert(server, "second"))
    settle(agent, 30)
    assert agent.holding.state.root.version == 2
    assert [event for event, _ in relay.news()][-1] == "changed"
    assert page.ask("GET", "/api/v1/board/head").json()["code"] == "token_invalid"
    page.pair()
    assert page.tell(page.receipt("flood", "painted"))["rejected"] == []
    assert fired.digest


def test_a_root_is_given_only_to_a_page_one_step_behind(agent: Agent, page: PageClient) -> None:
    version = agent.holding.state.root.version
    assert len(page.ask("GET", f"/api/v1/board/roots?since={version - 1}").json()["roots"]) == 1
    for since in (version, version - 2, "x"):
        found = page.ask("GET", f"/api/v1/board/roots?since={since}").json()["roots"]
        assert len(found) == (1 if since == "x" and version == 1 else 0)


def test_a_damaged_file_is_not_handed_out_and_fetched_again(
    agent: Agent, page: PageClient, folder: Folder
) -> None:
    entry = next(iter(agent.holding.score.manifest["items"].values()))  # type: ignore[union-attr]
    path = folder.objects.path / entry["digest"]
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    assert page.ask("GET", f"/items/{entry['digest']}").status_code == 404
    settle(agent, 5)
    assert page.ask("GET", f"/items/{entry['digest']}").status_code == 200


def test_before_pairing_a_page_shows_the_agents_code_and_follows_by_itself(
    server: SimulatedServer, folder: Folder, agent: Agent
) -> None:
    pages = LocalPages()
    waiting = Waiting(pages, "key-of-the-agent")
    key = PageClient(web=None).key  # type: ignore[arg-type]
    body: dict[str, object] = {"public_key": key.public}
    with pytest.raises(RejectedError) as caught:
        waiting.begin(body)
    assert caught.value.code == "no_code_yet"
    waiting.offer = ask_for_code(server, folder.key(), PlayerSettings("http://s", folder.path))
    shown = waiting.begin(body)
    assert (shown["user_code"], shown["board_key_id"]) == ("BCDF-GHJK", "key-of-the-agent")
    device = {"device_code": shown["device_code"]}
    with pytest.raises(RejectedError) as caught:
        waiting.collect(device)
    assert caught.value.code == "authorization_pending"
    waiting.offer = ask_for_code(server, folder.key(), PlayerSettings("http://s", folder.path))
    with pytest.raises(RejectedError) as caught:
        waiting.collect(device)
    assert caught.value.code == "expired_token"
    relay = Relay(pages, agent.holding, folder.objects, agent.proof, agent.plays, agent.heard)
    assert relay.collect(device)["board_id"] == agent.holding.state.board
