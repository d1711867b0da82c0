"""Taking in pictures."""

from typing import Annotated, Any, BinaryIO, cast

from flask import request
from flask_openapi3.models.file import FileStorage
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from content.errors import ForbiddenError, InvalidInputError
from server.api.answers import MediaAnswer, answers
from server.api.gate import actor, make_blueprint, resources
from server.services.media import add_picture
from server.services.permissions import Right, roots_with
from server.services.publishing_drafts import resolve_unit

blueprint = make_blueprint("media", "Pictures for notices")

# The framework reads a form's values as JSON, "20857" as a number: the view takes the text.
UnitText = Annotated[str, BeforeValidator(str), WithJsonSchema({"type": "string", "maxLength": 20})]


class UploadForm(BaseModel):
    """A picture, and whose it is; without `unit` the uploader's own."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    file: FileStorage = Field(description="JPEG, PNG or WebP")
    unit: UnitText | None = None


@blueprint.post("/media", responses=answers(MediaAnswer, 201, writes=True))
def upload(form: UploadForm) -> tuple[dict[str, Any], int]:
    """Take in a picture: checked, turned upright, re-encoded without its metadata"""
    files = request.files.getlist("file")
    if len(files) != 1:
        raise InvalidInputError("Send one file in the field “file”.", field="file")
    unit_id = _unit_id(request.form.get("unit"))
    source = cast(BinaryIO, files[0].stream)
    view = add_picture(resources(), actor(), source, files[0].filename or "", unit_id)
    return {
        "id": view.id,
        "sha256": view.sha256,
        "type": view.type,
        "pages": view.pages,
        "width": view.width,
        "height": view.height,
        "seconds": view.seconds,
    }, 201


def _unit_id(code: str | None) -> str:
    """Return the unit named, else the highest one the actor may add pictures to."""
    if code is not None:
        return resolve_unit(resources(), code, "unit").id
    tree = resources().units.tree()
    own = roots_with(resources(), actor(), Right.ADD_MEDIA)
    if not own:
        raise ForbiddenError("You do not have the right to do this.")
    return min(own, key=lambda unit: (len(tree.path(unit)), unit))
