"""Twenty alerts at once on a real board page of each shape: nothing cut, the gravest first."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page

from content.alert import SEVERITIES, Alert, turns
from content.alert_template import TEMPLATES
from tests.longest_items import SIZES
from tests.player.page.board_server import BoardServer, now
from tests.player.page.test_board_looks import CUT
from tests.vectors.statements import an_alert

ON = """() => {
  const layers = document.querySelectorAll('.alerts > *');
  return layers.length ? layers[layers.length - 1].innerText.replace(/\\s+/g, ' ') : '';
}"""


def twenty() -> list[Alert]:
    """Alerts of all templates and severities, each with a number of its own in its headline."""
    prepared = [one for one in TEMPLATES.values() if not one.is_for_drills and not one.is_all_clear]
    found = []
    for number in range(20):
        template = prepared[number % len(prepared)]
        words = template.words["vi"]
        slots = {slot.key: slot.example for slot in template.slots}
        alert = an_alert(f"a{number:02}", at=now(), severity=SEVERITIES[number % 4])
        info = replace(
            alert.info[0],
            headline=f"SỐ {number:02} {words.headline}",
            description=words.description.format(**slots),
            instruction=words.instruction.format(**slots),
        )
        found.append(replace(alert, sequence=alert.sequence + number, info=(info,)))
    return found


@pytest.mark.parametrize("name", SIZES)
def test_twenty_alerts_come_gravest_first_and_none_is_cut(
    board: Page, server: BoardServer, name: str
) -> None:
    width, height = SIZES[name]
    board.set_viewport_size({"width": width, "height": height})
    alerts = twenty()
    for alert in alerts:
        server.fire(alert, push=False)
    server.announce()
    order = [one.info[0].headline[:5] for one in turns(alerts)]
    seen: list[str] = []
    for _ in range(900):
        said = board.evaluate(ON)
        number = said[said.find("SỐ ") :][:5] if "SỐ " in said else ""
        if number and (not seen or seen[-1] != number):
            seen.append(number)
            board.wait_for_timeout(500)  # the old page fades meanwhile
            assert board.evaluate(CUT) == [], number
        if seen[-6:] == order[:6]:
            break
        board.wait_for_timeout(50)
    assert seen[-6:] == order[:6], "each new one begins the round again"
