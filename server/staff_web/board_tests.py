"""A board's weekly silent test on its page, and a test at once for whoever has mended it."""

from dataclasses import dataclass

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from content.errors import ConflictError
from server.locale import gettext
from server.services.board_tests import try_board
from server.services.boards import BoardRecord
from server.services.permissions import Right, can
from server.staff_web import times
from server.staff_web.board_state import is_online
from server.staff_web.forms import sentence_of
from server.staff_web.places import board_with
from server.staff_web.site import actor, resources, staff


@dataclass(frozen=True)
class ProofLine:
    """How the last test went, in words, and whether this person may test now."""

    text: str
    is_bad: bool
    may_test: bool


@staff.post("/boards/<board_id>/test")
def trying_board(board_id: str) -> Response:
    """Send the silent test now; a board out of contact could not prove anything."""
    found = board_with(Right.COMMAND_BOARDS, board_id)
    if not is_online(found):
        flash(gettext("This board is out of contact: nothing was sent."), "bad")
    else:
        try:
            try_board(resources(), actor(), found.id)
            flash(gettext("Tested. Open this page again in a minute to see the proof."), "done")
        except ConflictError as error:
            flash(sentence_of(error), "bad")
    return redirect(url_for("staff.board", board_id=found.id), 303)


def proof_line(found: BoardRecord) -> ProofLine:
    """Return what the board's page says of its tests."""
    may_test = not found.is_revoked and can(
        resources(), actor(), Right.COMMAND_BOARDS, found.unit_id
    )
    now, last = resources().clock.now(), resources().tests.last(found.id)
    if last is None:
        text = gettext("Not tested yet: the first test comes in the week after pairing.")
        return ProofLine(text, False, may_test)
    sent = times.moment(last.issued_at, now)
    is_bad = resources().tests.is_degraded(found.id, now)
    if last.proven_at is not None:
        took = times.span((last.proven_at - last.issued_at).total_seconds())
        text = gettext(
            "Proven: sent %(when)s, drawn by the screen %(span)s later.", when=sent, span=took
        )
    elif last.reason:
        text = gettext(
            "Not proven: sent %(when)s; the board says: %(reason)s", when=sent, reason=last.reason
        )
    elif last.received_at is not None:
        text = gettext(
            "Not proven: sent %(when)s; the board has it, its screen has not drawn.", when=sent
        )
    else:
        text = gettext("Not proven: sent %(when)s; the board has not taken it.", when=sent)
    if last.tries > 1:
        text += " " + gettext("%(n)s tries so far.", n=last.tries)
    return ProofLine(text, is_bad, may_test)
