"""Letting a waiting board in."""

from typing import Annotated, Any

from pydantic import Field

from content.profile import LEAST_SIDE_PX, MOST_SIDE_PX
from server.api.answers import answers
from server.api.board_outputs import PairedAnswer
from server.api.gate import actor, make_blueprint, resources
from server.api.inputs import Id, Input, Label, Path, Text, UnitCode
from server.services import pairing_approval
from server.services.board_places import BoardPlace

blueprint = make_blueprint("pairings", "Letting new boards in")

Phone = Annotated[str, Text(40)]
Labels = Annotated[list[Label], Field(max_length=50)]
Pixels = Annotated[int, Field(ge=0, le=MOST_SIDE_PX)]
Side = Annotated[int, Field(ge=LEAST_SIDE_PX, le=MOST_SIDE_PX)]
Metres = Annotated[float, Field(gt=0, le=100)]


class CodePath(Path):
    """The code on the board's screen."""

    user_code: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]


class ProfileInput(Input):
    """The screen: pixels, visible part, size of a pixel, nearest and farthest reader."""

    width: Side | None = None
    height: Side | None = None
    rotation: int | None = Field(default=None, description="0, 90, 180 or 270")
    viewport: Annotated[list[Pixels], Field(min_length=4, max_length=4)] | None = None
    pitch_mm: Annotated[float, Field(ge=0.05, le=50)] | None = None
    near_m: Metres | None = None
    far_m: Metres | None = None
    diagonal_in: Annotated[float, Field(ge=5, le=1000)] | None = None


class PlaceBody(Input):
    """Where the board hangs; with `replaces` unit and name may stay as they were."""

    unit: UnitCode | None = None
    name: Label | None = None
    profile: ProfileInput | None = None
    phone: Phone | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    groups: Labels | None = None
    tags: Labels | None = None
    replaces: Id | None = None


@blueprint.post("/pairings/<user_code>/approve", responses=answers(PairedAnswer, 201, writes=True))
def approve_pairing(path: CodePath, body: PlaceBody) -> tuple[dict[str, Any], int]:
    """Let the board that shows this code in; compare the check number on its screen"""
    place = BoardPlace(**body.model_dump(mode="json", exclude_none=True))
    found = pairing_approval.approve(resources(), actor(), path.user_code, place)
    return {"board": found.board, "check_number": found.check_number}, 201
