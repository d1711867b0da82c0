"""Sending a file in parts: what broke off goes on, and the last part makes the media."""

from typing import Annotated, Any

from flask import Response, request
from flask_openapi3.models import RawModel
from pydantic import Field

from server.api.answers import UploadAnswer, answers
from server.api.gate import LARGEST_PART, actor, make_blueprint, resources
from server.api.inputs import Header, Id, Input, Path, Text
from server.api.media import unit_for_media
from server.errors import too_large
from server.services.uploads import (
    PART_BYTES,
    UploadView,
    add_part,
    begin_upload,
    drop_upload,
    get_upload,
)

blueprint = make_blueprint("uploads", "Files sent in parts")


class UploadBody(Input):
    """A file to come: its name and size; with `sha256` it is checked when it is whole."""

    name: Annotated[str, Text(200)]
    size: int = Field(ge=1, le=10**12)
    sha256: str | None = Field(None, pattern=r"^[0-9a-f]{64}$")
    unit: Annotated[str, Text(20)] | None = None
    paper: bool = False


class UploadPath(Path):
    """Which upload."""

    upload_id: Id


class PartHeader(Header):
    """Where the part begins."""

    upload_offset: int = Field(alias="Upload-Offset", ge=0, le=10**12)


class PartBytes(RawModel):
    """The part itself."""

    mimetypes: list[str] = ["application/octet-stream"]


@blueprint.post("/uploads", responses=answers(UploadAnswer, 201, writes=True))
def begin(body: UploadBody) -> tuple[dict[str, Any], int]:
    """Open an upload"""
    view = begin_upload(
        resources(),
        actor(),
        name=body.name,
        size=body.size,
        unit_id=unit_for_media(body.unit),
        sha256=body.sha256,
        is_paper=body.paper,
    )
    return _answer(view), 201


@blueprint.get("/uploads/<upload_id>", responses=answers(UploadAnswer))
def so_far(path: UploadPath) -> Response:
    """Tell how much is here; HEAD gives it as `Upload-Offset`"""
    view = get_upload(resources(), actor(), path.upload_id)
    answer = Response(UploadAnswer(**_answer(view)).model_dump_json(), mimetype="application/json")
    answer.headers["Upload-Offset"] = str(view.offset)
    answer.headers["Upload-Length"] = str(view.size)
    return answer


@blueprint.patch("/uploads/<upload_id>", responses=answers(UploadAnswer, writes=True))
def part(path: UploadPath, header: PartHeader, raw: PartBytes) -> dict[str, Any]:
    """Add a part where the last one ended; the last one answers with the `media`"""
    data = request.get_data(cache=False)
    if len(data) > LARGEST_PART:
        raise too_large(LARGEST_PART)
    return _answer(add_part(resources(), actor(), path.upload_id, header.upload_offset, data))


@blueprint.delete("/uploads/<upload_id>", responses=answers(UploadAnswer, writes=True))
def drop(path: UploadPath) -> dict[str, Any]:
    """Give up an upload"""
    view = get_upload(resources(), actor(), path.upload_id)
    drop_upload(resources(), actor(), path.upload_id)
    return _answer(view)


def _answer(view: UploadView) -> dict[str, Any]:
    return {
        "id": view.id,
        "size": view.size,
        "offset": view.offset,
        "part": PART_BYTES,
        "media": view.media_id,
    }
