"""The golden pictures: each kind of page with long words on each shape, drawn by Pillow."""

from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageFilter, ImageFont, ImageStat

from content.drawing import draw_page
from content.drawing_page import PageView
from content.layout import Shape
from server.render.fonts import load
from server.render.qr import qr_modules
from tests.longest_items import AT, FONTS, KINDS, SIZES, layout_for, longest_item

KEPT = Path(__file__).parent / "pictures"
HEADER = {"title": "Xã Ba Tơ", "parent": "tỉnh Quảng Ngãi"}
WIDTHS = {"tv": 640, "upright": 360, "wide": 756, "panel": 320, "small": 192, "strip": 256}
PAGES = 2
GREYS = 16
# Rasterizers differ along the edges of letters: smoothed by so much they agree, moved lines do not.
SMOOTHED_PX = 3
MEAN_AT_MOST = 2.0
ANY_AT_MOST = 60


def names() -> list[tuple[str, str]]:
    """Name every picture: kind and board."""
    return [(kind, board) for board in WIDTHS for kind in KINDS]


def path_of(kind: str, board: str) -> Path:
    return KEPT / f"{board}-{kind}.png"


def drawn(kind: str, board: str) -> Image.Image:
    """Draw the first pages one below the other, grey, small."""
    layout = layout_for(SIZES[board])
    item = longest_item(kind, layout, "p")
    pages = [page_of(item, layout.to_dict(), place, WIDTHS[board]) for place in range(PAGES)]
    pages = [page for page in pages if page is not None]
    height = sum(page.height for page in pages)
    sheet = Image.new("L", (pages[0].width, height))
    top = 0
    for page in pages:
        sheet.paste(page, (0, top))
        top += page.height
    return sheet.quantize(GREYS).convert("L")


def page_of(
    item: dict[str, Any], layout: dict[str, Any], place: int, width_px: int
) -> Image.Image | None:
    """Draw one page; LED pictures at their own size, others twice as large and then reduced."""
    if place >= len(item["pages"]):
        return None
    scale = 1 if Shape(layout["shape"]).is_led else 2
    picture = Image.linear_gradient("L").convert("RGB")
    view = PageView(
        at=AT,
        header=HEADER,
        layout=layout,
        item=item,
        page=place,
        ticker="Mưa to đến rất to ẪỄỖỮỲ ẶỆỘỰ",
        code=qr_modules("http://bangtin.example/n/1"),
        picture=picture if item["pages"][place]["picture"] else None,
    )
    return draw_page(view, width_px * scale, face).reduce(scale).convert("L")


def face(size_px: float, bold: bool) -> ImageFont.FreeTypeFont:
    return load(FONTS, size_px, bold=bold)


def differs(kept: Image.Image, made: Image.Image) -> str | None:
    """Say in what a picture differs from the kept one beyond what rasterizers do."""
    if kept.size != made.size:
        return f"size {made.size} instead of {kept.size}"
    a, b = (smooth(one) for one in (kept, made))
    stat = ImageStat.Stat(ImageChops.difference(a, b))
    if stat.mean[0] > MEAN_AT_MOST or stat.extrema[0][1] > ANY_AT_MOST:
        return f"mean {stat.mean[0]:.1f}, most {stat.extrema[0][1]:.0f} of 255"
    return None


def smooth(image: Image.Image) -> Image.Image:
    return image.convert("L").filter(ImageFilter.GaussianBlur(SMOOTHED_PX))
