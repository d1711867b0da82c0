"""Golden pictures of alerts on LED panels: all pages of a round, drawn at the panel's own size."""

from dataclasses import replace
from pathlib import Path

from PIL import Image

from content.alert import Alert
from content.alert_info import AlertInfo
from content.drawing_alert import alert_round, draw_alert
from content.stage import stage_of
from tests.golden.pages import GREYS, KEPT, face
from tests.longest_items import AT
from tests.vectors.statements import an_alert

PANELS = ((128, 64), (320, 160), (512, 256), (640, 384))
DRILLS = ((128, 64), (320, 160), (640, 384))
COLUMNS_PX = 640
_GAP_PX = 4
WORDS = AlertInfo(
    "vi",
    "LŨ QUÉT",
    "Nước lên rất nhanh: ven suối, chân núi các xã Ba Tơ, Ba Vinh, Ba Động. ẪỄỖỮỲ ẶỆỘỰ.",
    "Lên chỗ cao ngay, bỏ lại đồ đạc\nKhông qua suối, không qua ngầm tràn\nCần cứu nạn: gọi 112",
)


def flood(status: str = "Actual") -> Alert:
    return replace(an_alert(at=AT, status=status), info=(WORDS,))


def alert_names() -> list[tuple[str, tuple[int, int]]]:
    return [
        *(("Actual", size) for size in PANELS),
        *(("Exercise", size) for size in DRILLS),
    ]


def alert_path(status: str, size: tuple[int, int]) -> Path:
    kind = "drill" if status == "Exercise" else "alert"
    return KEPT / f"{kind}-{size[0]}x{size[1]}.png"


def alert_pages(status: str, size: tuple[int, int]) -> list[Image.Image]:
    stage = stage_of(size, None)
    pages = alert_round([flood(status)], stage, face).pages
    return [draw_alert(page, stage, AT, face) for page in pages]


def drawn_alert(status: str, size: tuple[int, int]) -> Image.Image:
    """Draw the pages of a round side by side."""
    pictures = alert_pages(status, size)
    columns = max(1, min(len(pictures), COLUMNS_PX // size[0]))
    rows = -(-len(pictures) // columns)
    wide, high = size[0] + _GAP_PX, size[1] + _GAP_PX
    sheet = Image.new("L", (columns * wide - _GAP_PX, rows * high - _GAP_PX), 128)
    for place, picture in enumerate(pictures):
        sheet.paste(picture.convert("L"), (place % columns * wide, place // columns * high))
    return sheet.quantize(GREYS).convert("L")
