"""Seeing before it is shown: a board's picture at an instant, and a draft set in pages."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from content.drawing import PageView
from content.item import ItemSource, make_item
from content.manifest import MAIN, TICKER, Layout
from content.notice import NoticeContent
from server.render.fonts import measure_with
from server.render.preview import open_picture, preview_png
from server.render.qr import qr_modules
from server.services.identities import issuer_of
from server.services.manifest_schedule import showing
from server.services.manifest_shelf import Score
from server.services.manifest_sources import LINK_PATH
from server.services.media_carried import read_carried

if TYPE_CHECKING:
    from server.services.resources import Resources

DRAFT = "draft"


def board_preview(resources: "Resources", board_id: str, at: datetime) -> bytes:
    """Draw as PNG what the board shows at an instant, the slate where nothing is on.

    Raises: NotFoundError.
    """
    score = resources.scores.score_at(board_id, at)
    header = resources.boards.get(board_id).header
    return resources.offload(lambda: _draw(resources, score, header, at))


def _draw(resources: "Resources", score: Score, header: Mapping[str, Any], at: datetime) -> bytes:
    manifest = json.loads(score.payload)
    main, line = (showing(score, manifest, zone, at) for zone in (MAIN, TICKER))
    view = PageView(at=at, header=header, layout=manifest["layout"])
    if main is not None:
        picture = main.item["pages"][main.slot.page]["picture"]
        is_here = picture is not None and resources.media.has(picture["media"])
        view = replace(
            view,
            item=main.item,
            page=main.slot.page,
            ticker=None if line is None else str(line.item["title"]),
            is_headline=line is not None and line.item["source"] is not None,
            code=qr_modules(main.item["link"]),
            picture=open_picture(resources.media.path(picture["media"])) if is_here else None,
        )
    return preview_png(view, resources.settings.fonts_dir)


def picture_sizes(resources: "Resources", content: NoticeContent) -> Mapping[str, tuple[int, int]]:
    """Give the pixels of each photo of a notice, by the digest its pages name."""
    carried = resources.database.read(lambda session: read_carried(session, set(content.all_media)))
    files = carried.pictures(content.media)
    return {file.digest: (file.width or 0, file.height or 0) for file in files}


def draft_item(resources: "Resources", content: NoticeContent, layout: Layout) -> dict[str, Any]:
    """Set content that is not approved in pages, as a board of this layout would get it."""
    tree = resources.units.tree()
    unit = tree.get(content.unit_id)
    carried = resources.database.read(lambda session: read_carried(session, set(content.all_media)))
    source = ItemSource(
        notice=DRAFT,
        revision=0,
        content=content,
        issuer=issuer_of(unit, tree),
        approved_at=resources.clock.now(),
        link=f"{resources.settings.address}{LINK_PATH}{DRAFT}",
        pictures=carried.pictures(content.media),
        attached=carried.attached(content.media),
        recordings=carried.recordings(content.recordings),
    )
    measure = measure_with(resources.settings.fonts_dir)
    made = make_item(source, layout.shape, layout.em_u, measure)
    item: dict[str, Any] = json.loads(made.data)
    return item
