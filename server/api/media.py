"""Taking in pictures, documents, films and recordings; how far the work on them is."""

from typing import Annotated, Any, BinaryIO, cast

from flask import request
from flask_openapi3.models.file import FileStorage
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from content.errors import ForbiddenError, InvalidInputError
from server.api.answers import MediaAnswer, answers
from server.api.gate import actor, language, make_blueprint, resources
from server.api.inputs import Id, Path
from server.locale import translate
from server.services.media import MediaView, add_media, get_media
from server.services.media_jobs import cancel_media
from server.services.permissions import Right, roots_with
from server.services.publishing_drafts import resolve_unit

blueprint = make_blueprint("media", "Pictures, documents, films and recordings for notices")

# The framework reads a form's values as JSON, "20857" as a number: the view takes the text.
UnitText = Annotated[str, BeforeValidator(str), WithJsonSchema({"type": "string", "maxLength": 20})]


class UploadForm(BaseModel):
    """A file, and whose it is; without `unit` the uploader's own."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    file: FileStorage = Field(description="JPEG, PNG, WebP, PDF, DOCX, MP4, MOV, WebM, MP3 ...")
    unit: UnitText | None = None
    paper: bool = Field(False, description="the photo of a paper notice: straighten and clear it")


class MediaPath(Path):
    """Which upload."""

    media_id: Id


@blueprint.post("/media", responses=answers(MediaAnswer, 201, writes=True))
def upload(form: UploadForm) -> tuple[dict[str, Any], int]:
    """Take in a file: checked and re-encoded without its metadata

    Films and long documents are answered at once with the state `processing`: they may be used
    in drafts, and a notice may be submitted when they are `ready`.
    """
    files = request.files.getlist("file")
    if len(files) != 1:
        raise InvalidInputError("Send one file in the field “file”.", field="file")
    unit_id = unit_for_media(request.form.get("unit"))
    source = cast(BinaryIO, files[0].stream)
    name = files[0].filename or ""
    view = add_media(resources(), actor(), source, name, unit_id, is_paper=form.paper)
    return answer_of(view), 201


@blueprint.get("/media/<media_id>", responses=answers(MediaAnswer))
def show(path: MediaPath) -> dict[str, Any]:
    """Show an upload, its state and how far the work on it is"""
    return answer_of(get_media(resources(), actor(), path.media_id))


@blueprint.post("/media/<media_id>/cancel", responses=answers(MediaAnswer, writes=True))
def cancel(path: MediaPath) -> dict[str, Any]:
    """Give up the work on an upload"""
    cancel_media(resources(), actor(), path.media_id)
    return answer_of(get_media(resources(), actor(), path.media_id))


def answer_of(view: MediaView) -> dict[str, Any]:
    """Write an upload as the API gives it."""
    reason = view.reason
    return {
        "id": view.id,
        "sha256": view.sha256,
        "type": view.type,
        "pages": view.pages,
        "width": view.width,
        "height": view.height,
        "seconds": view.seconds,
        "kind": view.kind,
        "state": view.state.value,
        "progress": view.progress,
        "message": reason and translate(reason.message, language(), **reason.params),
        "paper_found": view.paper_found,
    }


def unit_for_media(code: str | None) -> str:
    """Return the unit named, else the highest one the actor may add pictures to."""
    if code is not None:
        return resolve_unit(resources(), code, "unit").id
    tree = resources().units.tree()
    own = roots_with(resources(), actor(), Right.ADD_MEDIA)
    if not own:
        raise ForbiddenError("You do not have the right to do this.")
    return min(own, key=lambda unit: (len(tree.path(unit)), unit))
