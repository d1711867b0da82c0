"""Opening a PDF in the child: each page becomes a picture; nothing else of it is kept.

Two processes share the pages, each with the file opened for itself.
"""

import json
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from server.render.confinement import Bounds, RefusedError, die_with_parent, tell_progress
from server.render.picture_child import save_variants

MOST_PAGES = 60
LONGEST_PX = 1920
LEAST_SIDE_PX = 64
SHARES = 2
METHOD = 2
_PART = "second.json"
BOUNDS = Bounds(wall_s=120, cpu_s=90, memory_bytes=2 << 30)
SIZES = (("", LONGEST_PX, 78), ("thin-", 1280, 60))
SMALL = ("small-", 320, 70)


def take_in(upload: Path, folder: Path, options: Mapping[str, Any]) -> dict[str, object]:
    """Count the pages, and unless only that is asked, draw them. Raises: RefusedError."""
    document = _open(upload)
    pages = len(document)
    if pages == 0:
        raise RefusedError("no_pages")
    if pages > MOST_PAGES:
        raise RefusedError("too_many_pages", pages=pages, most=MOST_PAGES)
    width, height = _size(document, 0)
    answer: dict[str, object] = {"pages": pages, "width": width, "height": height}
    if options.get("only_count"):
        return answer
    return {**answer, "variants": _draw_shared(upload, folder, pages)}


def _draw_shared(upload: Path, folder: Path, pages: int) -> list[dict[str, Any]]:
    """Draw every page; a second process takes every other one. Raises: RefusedError."""
    if pages == 1:
        return _draw_pages(upload, folder, 0, 1)
    other = os.fork()
    if other == 0:
        _finish_share(upload, folder)
    made = _draw_pages(upload, folder, 0, SHARES)
    _, status = os.waitpid(other, 0)
    part = folder / _PART
    if status != 0 or not part.is_file():
        raise RefusedError("too_hard")
    second = json.loads(part.read_text("utf-8"))
    if isinstance(second, dict):
        raise RefusedError(second.pop("error"), **second)
    return [*made, *second]


def _finish_share(upload: Path, folder: Path) -> None:
    """Do the second process's part and end it."""
    code = 1
    die_with_parent()
    signal.alarm(BOUNDS.wall_s)
    try:
        found: object = _draw_pages(upload, folder, 1, SHARES)
    except RefusedError as error:
        found = error.answer
    try:
        (folder / _PART).write_text(json.dumps(found), "utf-8")
        code = 0
    finally:
        os._exit(code)


def _draw_pages(upload: Path, folder: Path, first: int, step: int) -> list[dict[str, Any]]:
    document = _open(upload)
    pages = len(document)
    variants: list[dict[str, Any]] = []
    for number in range(first, pages, step):
        picture = _draw(document, number)
        names = [(f"{prefix}page-{number + 1}", px, quality) for prefix, px, quality in SIZES]
        small = (f"{SMALL[0]}page-{number + 1}", *SMALL[1:])
        variants += save_variants(picture, folder, (*names, small), METHOD)
        if first == 0:
            tell_progress(folder, 100 * (number + 1) / pages)
    return variants


def _open(upload: Path) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(upload)
        document.init_forms()
    except pypdfium2.PdfiumError as error:
        locked = (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        code = "encrypted" if getattr(error, "err_code", None) in locked else "broken_document"
        raise RefusedError(code) from error
    return document


def _size(document: pypdfium2.PdfDocument, number: int) -> tuple[int, int]:
    """Give the pixels of a page drawn as large as any board needs."""
    try:
        width, height = document.get_page_size(number)
    except pypdfium2.PdfiumError as error:
        raise RefusedError("broken_document") from error
    longest = max(width, height)
    if not 0 < longest < float("inf"):
        raise RefusedError("broken_document")
    found = round(width * LONGEST_PX / longest), round(height * LONGEST_PX / longest)
    if min(found) < LEAST_SIDE_PX:
        raise RefusedError("odd_page", page=number + 1)
    return found


def _draw(document: pypdfium2.PdfDocument, number: int) -> Image.Image:
    size = _size(document, number)
    try:
        page = document[number]
        scale = LONGEST_PX / max(page.get_size())
        drawn: Image.Image = page.render(scale=scale, rev_byteorder=True).to_pil()
        picture = drawn.convert("RGB")
        page.close()
    except (pypdfium2.PdfiumError, OSError, ValueError) as error:
        raise RefusedError("broken_document") from error
    except MemoryError as error:
        raise RefusedError("odd_page", page=number + 1) from error
    return picture if picture.size == size else picture.resize(size)
