"""Boards: how each is doing, what it shows and when, and commands to it."""

from datetime import datetime
from typing import Annotated, Any

from flask import Response
from pydantic import Field

from content.instant import parse_instant
from server.api.answers import answers
from server.api.board_outputs import (
    BoardAnswer,
    BoardList,
    CommandAnswer,
    ScheduleAnswer,
    describe_board,
)
from server.api.gate import actor, make_blueprint, resources
from server.api.inputs import Cursor, Id, Input, Instant, Limit, OneOf, Path, Query
from server.api.paging import slice_of
from server.services import board_views
from server.services.board_changes import COMMANDS, send_command
from server.services.manifest_preview import board_preview

blueprint = make_blueprint("boards", "The screens")
_PICTURE = {
    "description": "PNG",
    "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
}
STATES = tuple(board_views.BoardState)


class BoardPath(Path):
    """Which board."""

    board_id: Id


class BoardsQuery(Query):
    """Filters and the page; `unit` means the unit and all below it."""

    unit: str | None = Field(default=None, max_length=20)
    state: Annotated[str, OneOf(STATES)] | None = None
    cursor: Cursor | None = None
    limit: Limit | None = None


class InstantQuery(Query):
    """The instant asked about; now without it."""

    at: Instant | None = None


class CommandBody(Input):
    """What the board is to do; power takes `on`, and until when that holds."""

    name: Annotated[str, OneOf(COMMANDS)]
    on: bool | None = None
    until: Instant | None = None


@blueprint.get("/boards", responses=answers(BoardList))
def list_boards(query: BoardsQuery) -> dict[str, Any]:
    """List the boards of one's units, by name"""
    found = board_views.list_boards(resources(), actor(), unit=query.unit, state=query.state)
    page = slice_of(found, lambda view: view.record.id, query.cursor, query.limit)
    shown = board_views.schedules_now(resources(), page.items)
    items = [describe_board(resources(), view, shown) for view in page.items]
    return {"items": items, "next": page.next}


@blueprint.get("/boards/<board_id>", responses=answers(BoardAnswer))
def get_board(path: BoardPath) -> dict[str, Any]:
    """Show a board: its state, last contact, what is on now, faults"""
    view = board_views.get_board(resources(), actor(), path.board_id)
    return describe_board(resources(), view, board_views.schedules_now(resources(), [view]))


@blueprint.post("/boards/<board_id>/commands", responses=answers(CommandAnswer, 202, writes=True))
def command_board(path: BoardPath, body: CommandBody) -> tuple[dict[str, Any], int]:
    """Have a command pushed to the board"""
    until = parse_instant(body.until, "until") if body.until else None
    command_id = send_command(
        resources(), actor(), path.board_id, body.name, on=body.on, until=until
    )
    return {"id": command_id, "name": body.name}, 202


@blueprint.get("/boards/<board_id>/schedule", responses=answers(ScheduleAnswer))
def show_schedule(path: BoardPath, query: InstantQuery) -> dict[str, Any]:
    """Tell what each zone of the board shows at an instant"""
    view = board_views.get_board(resources(), actor(), path.board_id)
    return resources().scores.schedule(view.record.id, _at(query))


@blueprint.get("/boards/<board_id>/preview", responses={"200": _PICTURE})
def show_preview(path: BoardPath, query: InstantQuery) -> Response:
    """Draw what the board shows at an instant"""
    view = board_views.get_board(resources(), actor(), path.board_id)
    picture = board_preview(resources(), view.record.id, _at(query))
    return Response(picture, content_type="image/png")


def _at(query: InstantQuery) -> datetime:
    return parse_instant(query.at, "at") if query.at else resources().clock.now()
