"""A server under fire: `python -m tests.faults.server_power_load FOLDER SEED`.

It says on its standard output what it has promised: `alert ID REVISION STATE` once an officer has
been answered, `receipt BOARD LOG SEQ` once a board has.
"""

import itertools
import os
import random
import sys
import time
from dataclasses import replace
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection

from server.services import alerting, ledger
from server.services.alerting import AlertView
from server.services.resources import Resources, open_resources
from server.storage import schema
from tests.faults.power_load import say
from tests.server.board_builders import ABoard, a_board, a_request, officer
from tests.server.builders import some_settings
from tests.server.staff_builders import add_units

_BOARDS, _MOST_IN_FORCE = 3, 5


class ServerLoad:
    """Officers who fire, correct and cancel, and boards that answer."""

    def __init__(self, folder: Path, seed: int) -> None:
        """Make a new installation, with its boards."""
        settings = some_settings(folder)
        schema.migrate(settings.database_address)
        self.resources: Resources = open_resources(settings)
        self.chance = random.Random(seed)
        add_units(self.resources)
        self.boards: list[ABoard] = [a_board(self.resources) for _ in range(_BOARDS)]
        self.open: list[AlertView] = []

    def run(self) -> None:
        """Go on until killed."""
        for number in itertools.count():
            if len(self.open) >= _MOST_IN_FORCE:
                self._cancel()
            elif self.open and number % 3 == 1:
                self._correct()
            else:
                self._fire(number)
            self._answer()
            time.sleep(self.chance.uniform(0, 0.01))

    def _fire(self, number: int) -> None:
        request = a_request(self.resources.clock.now())
        self._promise(alerting.issue_alert(self.resources, officer(), request, f"key-{number}"))

    def _correct(self) -> None:
        held = self.open.pop(0)
        request = replace(a_request(self.resources.clock.now()), severity="Extreme")
        self._promise(alerting.update_alert(self.resources, officer(), held.id, request))

    def _cancel(self) -> None:
        held = self.open.pop(0)
        view = alerting.cancel_alert(self.resources, officer(), held.id, "Hết nguy hiểm")
        say("alert", view.id, view.revision, view.state)

    def _promise(self, view: AlertView) -> None:
        self.open.append(view)
        say("alert", view.id, view.revision, view.state)

    def _answer(self) -> None:
        view, board = self.open[-1], self.chance.choice(self.boards)
        record = board.receipt(view, self.chance.choice(("received", "painted")))
        answer = ledger.store_receipts(self.resources, board.id, [record])
        for log, seq in answer["acknowledged"]:
            say("receipt", board.id, log, seq)


def _unsynced(connection: DBAPIConnection, *_: object) -> None:
    connection.cursor().execute("PRAGMA synchronous=OFF")


if __name__ == "__main__":
    load = ServerLoad(Path(sys.argv[1]), int(sys.argv[2]))
    if os.environ.get("POWER_LOAD_SYNCS") == "no":
        event.listen(load.resources.database.engine, "checkout", _unsynced)
    load.run()
