"""Pictures for the pages: boards drawn as they show it now, uploads in small and whole."""

from flask import Response, request, send_file

from content.drawing import PageView
from content.errors import NotFoundError
from content.instant import parse_instant
from server.render.preview import preview_png
from server.render.qr import qr_modules
from server.render.thumbnails import thumbnail_webp
from server.services.manifest_preview import board_preview
from server.services.media import get_media
from server.services.publishing import get_notice
from server.staff_web.places import readable_board
from server.staff_web.preview_boards import kinds_of
from server.staff_web.previews import drafts_of
from server.staff_web.site import actor, resources, staff

THUMBNAIL_PX = {"landscape": 360, "portrait": 200}
_CACHED_S = 300
_TYPES = {"film": "video/mp4", "sound": "audio/mp4"}


@staff.get("/boards/<board_id>/picture")
def board_picture(board_id: str) -> Response:
    """Draw what the board shows now, or `at` an instant; `small` is for lists."""
    board = readable_board(board_id)
    if board.is_revoked:
        raise NotFoundError("This board has been revoked.")
    asked = request.args.get("at")
    at = parse_instant(asked, "at") if asked else resources().clock.now()
    png = board_preview(resources(), board.id, at)
    if not request.args.get("small"):
        return _picture(png, "image/png")
    width, height = board.profile.size_px
    wide = THUMBNAIL_PX["portrait" if height > width else "landscape"]
    small = resources().offload(lambda: thumbnail_webp(png, wide))
    return _picture(small, "image/webp")


@staff.get("/notices/<notice_id>/picture")
def notice_picture(notice_id: str) -> Response:
    """Draw the first page of the newest version, for readers without script."""
    view = get_notice(resources(), actor(), notice_id)
    kinds = kinds_of(view.content)[:1]
    if not kinds:
        raise NotFoundError("There is nothing at this address.")
    shown = PageView(
        at=resources().clock.now(),
        header=kinds[0].header,
        layout=kinds[0].layout.to_dict(),
        item=drafts_of(view.content, kinds)[0],
        code=qr_modules(f"{resources().settings.address}/n/{notice_id}"),
    )
    fonts = resources().settings.fonts_dir
    return _picture(resources().offload(lambda: preview_png(shown, fonts)), "image/png")


@staff.get("/media/<media_id>/small")
def media_thumb(media_id: str) -> Response:
    """Return an upload's thumbnail."""
    return _file(get_media(resources(), actor(), media_id).thumbnail_sha256)


@staff.get("/media/<media_id>/whole")
def media_full(media_id: str) -> Response:
    """Return the picture that stands for an upload, as boards get it."""
    return _file(get_media(resources(), actor(), media_id).shown_sha256)


@staff.get("/media/<media_id>/file/<name>")
def media_file(media_id: str, name: str) -> Response:
    """Return one of the files made from an upload."""
    files = get_media(resources(), actor(), media_id).files
    return _file(files.get(name, ""), _TYPES.get(name.rpartition("-")[2], "image/webp"))


def _file(sha256: str, kind: str = "image/webp") -> Response:
    if not sha256:
        raise NotFoundError("There is nothing at this address.")
    answer = send_file(resources().media.path(sha256), mimetype=kind)
    answer.headers["Cache-Control"] = f"private, max-age={_CACHED_S}"
    return answer


def _picture(data: bytes, kind: str) -> Response:
    answer = Response(data, content_type=kind)
    answer.headers["Cache-Control"] = "private, max-age=10"
    return answer
