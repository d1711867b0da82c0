"""What a technician has a board do from afar, and the last picture it took of its screen."""

from dataclasses import dataclass

from flask import Response, flash, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from content.errors import NotFoundError
from server.locale import N_, gettext
from server.services import screenshots
from server.services.board_changes import send_command
from server.services.board_views import view_board
from server.services.boards import BoardRecord
from server.services.permissions import Right, can
from server.services.power_orders import last_power
from server.staff_web import times
from server.staff_web.board_state import is_online
from server.staff_web.places import board_with, readable_board
from server.staff_web.site import actor, resources, staff


@dataclass(frozen=True)
class Deed:
    """A command as a button: the word and the icon, and what is said once it was sent."""

    name: str
    word: str
    icon: str
    said: str
    on: bool | None = None


DEEDS: dict[str, Deed] = {
    "screenshot": Deed(
        "screenshot",
        N_("Take a picture of the screen"),
        "camera",
        N_("Asked. The picture is here in a few seconds: open this page again."),
    ),
    "identify": Deed(
        "identify",
        N_("Show the board's name on it"),
        "find",
        N_("Asked. The board shows its name for ten seconds."),
    ),
    "reload": Deed(
        "reload",
        N_("Load the board anew"),
        "undo",
        N_("Asked. The board loads itself anew."),
    ),
    "on": Deed(
        "power", N_("Switch the screen on"), "board", N_("Asked. The screen goes on."), True
    ),
    "off": Deed(
        "power",
        N_("Switch the screen off"),
        "off",
        N_(
            "Asked. The screen goes off until the hours next change, for a day at most; an alert"
            " lights it by itself."
        ),
        False,
    ),
    "hours": Deed(
        "power",
        N_("Let the hours decide again"),
        "clock",
        N_("Asked. The screen goes by its hours again."),
    ),
}


# What a page in a browser calls itself: it cannot see its own screen.
_PAGE = "bangtin-page/"
# What a player without a display calls itself: it has neither a picture nor a switch.
_NO_DISPLAY = " (none)"


@dataclass(frozen=True)
class LastPicture:
    """The last picture of a screen, and when it came."""

    address: str
    taken: str


@staff.post("/boards/<board_id>/commands")
def command_board(board_id: str) -> AnyResponse:
    """Send one command; a board that is out of contact, or only polls, never gets it."""
    found = board_with(Right.COMMAND_BOARDS, board_id)
    deed = commands_of(found).get(request.form.get("deed", ""))
    if deed is None:
        flash(gettext("Choose one of the buttons."), "bad")
    elif not is_online(found):
        flash(gettext("This board is out of contact: nothing was sent."), "bad")
    elif not view_board(resources(), found).is_connected:
        flash(
            gettext(
                "This board has no open line just now, so no command reaches it: nothing was sent."
            ),
            "bad",
        )
    else:
        send_command(resources(), actor(), found.id, deed.name, on=deed.on)
        flash(gettext(deed.said), "done")
    return redirect(url_for("staff.board", board_id=found.id), 303)


@staff.get("/boards/<board_id>/screenshot")
def board_screenshot(board_id: str) -> Response:
    """Return the last picture that the board took of its own screen."""
    found = readable_board(board_id)
    answer = send_file(
        screenshots.latest(resources(), actor(), found.id).path, mimetype="image/jpeg"
    )
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def commands_of(found: BoardRecord) -> dict[str, Deed]:
    """Give the commands that the actor may send to a board and that it can obey."""
    if found.is_revoked or not can(resources(), actor(), Right.COMMAND_BOARDS, found.unit_id):
        return {}
    cannot: tuple[str, ...] = ()
    if found.software.startswith(_PAGE):
        cannot = ("screenshot",)
    elif found.software.endswith(_NO_DISPLAY):
        cannot = ("screenshot", "power")
    return {key: deed for key, deed in DEEDS.items() if deed.name not in cannot}


def last_picture(found: BoardRecord) -> LastPicture | None:
    """Say where the last picture is and when it came; None when there is none."""
    try:
        shot = screenshots.latest(resources(), actor(), found.id)
    except NotFoundError:
        return None
    return LastPicture(
        url_for("staff.board_screenshot", board_id=found.id, at=f"{shot.taken_at:%Y%m%d%H%M%S}"),
        times.moment(shot.taken_at, resources().clock.now()),
    )


def power_line(found: BoardRecord) -> str:
    """Say who switched the screen on or off from afar, as long as that may count."""
    sent = last_power(resources(), found.id)
    if sent is None:
        return ""
    now = resources().clock.now()
    said = {
        "when": times.moment(sent.sent_at, now),
        "who": sent.sender,
        "until": times.moment(sent.until, now),
    }
    if sent.is_on:
        return gettext(
            "Told to be on by %(who)s, %(when)s: until the hours change, %(until)s at the latest.",
            **said,
        )
    return gettext(
        "Told to be off by %(who)s, %(when)s: until the hours change, %(until)s at the latest.",
        **said,
    )
