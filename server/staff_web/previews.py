"""A notice as each kind of board will show it: items for the real board page in a frame.

Serves unsaved text too; nothing is kept, and nothing of it is public.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from flask import jsonify, request, url_for
from werkzeug.wrappers import Response

from content.category import CategoryKey
from content.document import Document
from content.errors import ContentError
from content.instant import parse_instant
from content.legibility import findings
from content.notice import NoticeContent
from content.priority import Priority
from content.targeting import Targets
from server.locale import gettext, ngettext
from server.services.manifest_preview import draft_item, picture_sizes
from server.services.media import list_media
from server.services.permissions import Right, require, require_anywhere
from server.services.posting_kinds import complete
from server.services.publishing import get_notice
from server.staff_web.forms import Form
from server.staff_web.legibility_words import sentence
from server.staff_web.notice_fields import read_fields
from server.staff_web.places import today
from server.staff_web.preview_boards import Kind, kinds_of, kinds_shown
from server.staff_web.site import actor, resources, staff


@staff.post("/notices/preview")
def preview_notice() -> Response:
    """Return the form's text as the boards would show it."""
    require_anywhere(resources(), actor(), Right.WRITE_NOTICES)
    try:
        form = Form(request.form)
        content = _content_of(form)
    except ContentError:
        return jsonify(previews=[], told="")
    require(resources(), actor(), Right.WRITE_NOTICES, content.unit_id)
    return _answer(content, form.value("preview_on"))


@staff.get("/notices/<notice_id>/preview")
def preview_saved(notice_id: str) -> Response:
    """Return the newest version as the boards show it."""
    content = get_notice(resources(), actor(), notice_id).content
    return _answer(content, Form(request.args).value("preview_on"))


def drafts_of(content: NoticeContent, kinds: Sequence[Kind]) -> list[dict[str, Any]]:
    """Return the content set in pages for each kind, with the pictures this person may see."""
    views = list_media(resources(), actor(), content.media)
    seen = replace(content, media=tuple(view.id for view in views))

    def work() -> list[dict[str, Any]]:
        return [draft_item(resources_held, seen, kind.layout) for kind in kinds]

    resources_held = resources()
    return resources_held.offload(work)


def _answer(content: NoticeContent, chosen: str) -> Response:
    reached = kinds_of(content)
    shown = kinds_shown(content, chosen, reached)
    items = drafts_of(content, shown)
    views = list_media(resources(), actor(), content.media)
    media = {
        digest: url_for("staff.media_file", media_id=view.id, name=name)
        for view in views
        for name, digest in view.files.items()
    }
    sizes = picture_sizes(resources(), content)
    previews = [
        {
            "key": kind.key,
            "header": dict(kind.header),
            "layout": kind.layout.to_dict(),
            "item": item,
            "media": media,
            "width": kind.size[0],
            "height": kind.size[1],
            "boards": kind.title,
            "warnings": [sentence(one) for one in findings(item, kind.profile, sizes, len(sizes))],
        }
        for kind, item in zip(shown, items, strict=True)
    ]
    return jsonify(previews=previews, told=_told(reached, items))


def _told(kinds: list[Kind], items: list[dict[str, Any]]) -> str:
    if not kinds:
        return gettext("No board is chosen yet, or there is none.")
    count = sum(len(kind.boards) for kind in kinds)
    told = ngettext("Goes to %(num)d board.", "Goes to %(num)d boards.", count)
    if any(item.get("cut") for item in items):
        told += " " + gettext("The text is too long for four pages: only the gist is shown.")
    return told


def _content_of(form: Form) -> NoticeContent:
    """Return the content as far as it is typed; what is missing gets a stand-in."""
    values = read_fields(form, None)
    unit = resources().units.tree().resolve(form.value("unit"), today())
    category, until = values["category"], values.get("valid_until")
    document = complete(resources(), unit.id, values["document"], None)
    is_known = category in {key.value for key in CategoryKey}
    return NoticeContent(
        title=values["title"] or gettext("Title"),
        body=values["body"] or "…",
        category=CategoryKey(category) if is_known else CategoryKey.POLICY,
        language="vi",
        unit_id=unit.id,
        targets=Targets(
            subtrees=_ids(values["targets"].get("subtrees", [])),
            boards=tuple(values["targets"].get("boards", [])),
        ),
        priority=Priority.PRIORITY if values["priority"] == "priority" else Priority.NORMAL,
        valid_until=parse_instant(until, "valid_until") if until else None,
        media=tuple(values["media"]),
        document=Document.from_dict(document) if document else None,
    )


def _ids(codes: Iterable[str]) -> tuple[str, ...]:
    tree = resources().units.tree()
    return tuple(tree.resolve(code, today()).id for code in codes)
