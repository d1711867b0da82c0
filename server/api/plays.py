"""What a board showed on a day, hour by hour, held against its plan."""

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, Field

from content.errors import InvalidInputError
from content.instant import format_instant
from content.play_plan import PlayHour
from content.schedule import TIMEZONE
from server.api.answers import answers
from server.api.boards import BoardPath
from server.api.gate import actor, make_blueprint, resources
from server.api.inputs import Query
from server.services.play_reports import report_of

blueprint = make_blueprint("plays", "What boards showed, against their plans")


class DayQuery(Query):
    """The day in Vietnam; today without it."""

    day: str | None = Field(default=None, max_length=20, json_schema_extra={"format": "date"})


class DeviationAnswer(BaseModel):
    """An item whose time on the glass differs from the plan by more than a minute and a fifth."""

    item: str
    title: str
    kind: Literal["not_shown", "too_short", "too_long", "not_planned"]
    planned_s: int
    shown_s: int


class PlayHourAnswer(BaseModel):
    """An hour; `missing`: nothing was reported, `covered`: alerts or the slate lay over it."""

    start: str
    state: Literal["met", "deviates", "missing", "covered", "idle", "open"]
    planned_s: int
    shown_s: int
    covered_s: int
    deviations: list[DeviationAnswer]


class PlaysAnswer(BaseModel):
    """A board's day; the plan is computed from what was approved at the time."""

    board: str
    day: str
    records: int
    hours: list[PlayHourAnswer]


@blueprint.get("/boards/<board_id>/plays", responses=answers(PlaysAnswer))
def show_plays(path: BoardPath, query: DayQuery) -> dict[str, Any]:
    """Hold what a board showed on a day against its plan"""
    report = report_of(resources(), actor(), path.board_id, _day(query))
    return {
        "board": report.board.id,
        "day": report.day.isoformat(),
        "records": report.records,
        "hours": [_hour(hour, report.titles) for hour in report.hours],
    }


def _day(query: DayQuery) -> date:
    if query.day is None:
        return resources().clock.now().astimezone(TIMEZONE).date()
    try:
        return date.fromisoformat(query.day)
    except ValueError as error:
        raise InvalidInputError("Write a day as 2026-11-25.", field="day") from error


def _hour(hour: PlayHour, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "start": format_instant(hour.start),
        "state": hour.state.value,
        "planned_s": hour.planned_s,
        "shown_s": hour.shown_s,
        "covered_s": hour.covered_s,
        "deviations": [
            {
                "item": found.item,
                "title": titles.get(found.item, found.item),
                "kind": found.kind.value,
                "planned_s": found.planned_s,
                "shown_s": found.shown_s,
            }
            for found in hour.deviations
        ],
    }
