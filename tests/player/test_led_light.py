"""How bright an LED panel is: by the hours, by command, and in full under an alert."""

from dataclasses import replace
from datetime import timedelta

from player.cache import Folder
from tests.longest_items import longest_item
from tests.player.led_stand import a_stand, at, publish
from tests.player.simulated_server import SimulatedServer, now_alert
from tests.player.test_led import LAYOUT, PANEL, alert_picture


def test_the_panel_is_dark_in_its_hours_and_an_alert_wakes_it(
    folder: Folder, server: SimulatedServer
) -> None:
    off = at(server.clock.true - timedelta(minutes=5))
    publish(server, LAYOUT, {"a": longest_item("text", LAYOUT, "")}, power=[[off, False]])
    with a_stand(folder, server, LAYOUT, PANEL) as stand:
        stand.settle()
        black = bytes(320 * 160 * 3)
        assert stand.panel.waits_for_frames(2) and stand.panel.waits_for(black)
        stand.server.fire(now_alert(stand.server))
        assert stand.shows(alert_picture(stand))
        stand.until(lambda: stand.agent.proof.has(("flood", 1), "painted"))
        stand.server.cancel("flood")
        stand.settle()
        assert stand.panel.waits_for(black)


def test_a_command_darkens_the_panel_but_for_alerts_that_are_no_silent_test(
    folder: Folder, server: SimulatedServer
) -> None:
    publish(server, LAYOUT, {"a": longest_item("text", LAYOUT, "")})
    black = bytes(320 * 160 * 3)
    with a_stand(folder, server, LAYOUT, PANEL) as stand:
        stand.settle()
        stand.until_item()
        server.push("command", {"id": "1", "name": "power", "on": False})
        assert stand.panel.waits_for(black)
        server.fire(replace(now_alert(server, "test"), silent=True))
        stand.until(lambda: stand.agent.proof.has(("test", 1), "painted"))
        assert stand.panel.shown == black
        server.cancel("test")
        stand.settle()
        server.clock.advance(6)  # a command of the same name passes every 5 s
        server.push("command", {"id": "2", "name": "power"})
        stand.until_item()
        stand.until(lambda: stand.panel.shown != black)


def test_the_panel_is_as_bright_as_the_score_says_but_an_alert_is_always_bright(
    folder: Folder, server: SimulatedServer
) -> None:
    ago = at(server.clock.true - timedelta(minutes=5))
    item = longest_item("text", LAYOUT, "")
    publish(server, LAYOUT, {"a": item}, brightness=[[ago, 40]])
    with a_stand(folder, server, LAYOUT, PANEL) as stand:
        stand.settle()
        stand.until_item()
        dimmed = [round(value * 0.4) for value in range(256)] * 3
        assert stand.panel.waits_for(stand.page(item).point(dimmed).tobytes())
        server.fire(now_alert(server))
        assert stand.shows(alert_picture(stand))
