"""Boards whose place waits for an officer's touch: listed, and many let through by one."""

from dataclasses import dataclass
from typing import Any

from flask import flash, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response

from content.approvals import MOST_IN_BATCH
from content.errors import ContentError, ForbiddenError
from server.locale import N_, gettext, ngettext
from server.services import identity_approvals, touches
from server.services.identity_approvals import WaitingIdentity
from server.services.permissions import Right, require_anywhere
from server.staff_web import times
from server.staff_web.forms import sentence_of
from server.staff_web.places import unit_name
from server.staff_web.site import actor, resources, staff

CHANGE_WORDS = {
    "device": N_("new device"),
    "path": N_("another unit"),
    "groups": N_("groups"),
    "tags": N_("tags"),
    "lat": N_("position"),
    "lon": N_("position"),
}


@dataclass(frozen=True)
class ShownBoard:
    """A board that waits, in words."""

    id: str
    name: str
    change: str
    place: str
    since: str
    is_touched: bool
    is_left_behind: bool


@staff.get("/boards/waiting")
def waiting_boards() -> str:
    """List the boards of one's units that wait."""
    require_anywhere(resources(), actor(), Right.PAIR_BOARDS)
    found = identity_approvals.list_waiting(resources(), actor())
    return render_template(
        "staff/waiting_boards.html",
        boards=[_shown(one) for one in found[:MOST_IN_BATCH]],
        total=len(found),
        left_behind=sum(1 for one in found if one.is_left_behind),
        has_key=_has_key([one.board for one in found[:1]]),
    )


@staff.post("/boards/waiting/options")
def waiting_boards_options() -> Response | tuple[Response, int]:
    """Ask the browser for one touch over the boards that are ticked."""
    require_anywhere(resources(), actor(), Right.PAIR_BOARDS)
    try:
        return jsonify(identity_approvals.touch_options(resources(), actor(), _ticked()))
    except ForbiddenError:
        raise
    except ContentError as error:
        return _refused(sentence_of(error))


@staff.post("/boards/waiting")
def touch_waiting_boards() -> Response | tuple[Response, int]:
    """Let the ticked boards through by one's own key."""
    require_anywhere(resources(), actor(), Right.PAIR_BOARDS)
    sent: Any = request.get_json(silent=True)
    try:
        credential = sent.get("credential") if isinstance(sent, dict) else None
        approval = touches.approval_of(resources(), actor(), credential)
        boards = _ticked()
        done = identity_approvals.approve(resources(), actor(), boards, approval)
    except ContentError as error:
        return _refused(sentence_of(error))
    flash(ngettext("%(num)d board let through.", "%(num)d boards let through.", done), "done")
    if done < len(boards):
        flash(gettext("The others wait for an officer of the place they leave."), "wrong")
    return jsonify(url=url_for("staff.waiting_boards"))


@staff.context_processor
def waiting_count() -> dict[str, object]:
    """Let pages ask how many boards wait."""
    return {"boards_waiting": count_waiting_boards}


def count_waiting_boards() -> int:
    """Return how many boards of one's units wait."""
    if resources().keyring.officers() is None:
        return 0
    return len(identity_approvals.list_waiting(resources(), actor()))


def _shown(one: WaitingIdentity) -> ShownBoard:
    words = list(dict.fromkeys(gettext(CHANGE_WORDS[name]) for name in one.changed))
    place = unit_name(one.unit)
    if one.unit_before is not None and one.unit_before != one.unit:
        place = f"{unit_name(one.unit_before)} → {place}"
    since = times.moment(one.since, resources().clock.now())
    return ShownBoard(
        one.board, one.name, ", ".join(words), place, since, bool(one.touched), one.is_left_behind
    )


def _has_key(boards: list[str]) -> bool:
    try:
        return bool(boards and identity_approvals.touch_options(resources(), actor(), boards))
    except ContentError:
        return False


def _ticked() -> list[str]:
    sent: Any = request.get_json(silent=True)
    boards = sent.get("boards") if isinstance(sent, dict) else None
    return [str(board)[:40] for board in boards] if isinstance(boards, list) else []


def _refused(sentence: str) -> tuple[Response, int]:
    return jsonify(sentence=sentence), 422
