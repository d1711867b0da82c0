"""What a technician reads: the code before pairing with its number, and which board this is."""

import math
from collections.abc import Sequence

from PIL import Image

from content.alert_fit import break_evenly
from content.drawing_canvas import Canvas, Face, measure_by
from content.layout import LED_PITCH
from content.palette import GOLD_INK, LACQUER, WHITE
from content.stage import Stage

WAITING = "Đang chờ máy chủ…"
DAMAGED = "Dữ liệu của bảng bị hỏng. Gọi kỹ thuật viên."
ENTER = "Nhập mã này để ghép bảng vào xã"
NUMBER = "Số đối chiếu"
THIS_IS = "Bảng này là"
SAME = "Phải giống hệt số trên điện thoại. Khác một chữ số: dừng lại."

# Words, their size in em, their colour.
Row = tuple[str, float, str]


def draw_pairing(
    stage: Stage, face: Face, *, code: str = "", check_number: str = "", address: str = ""
) -> Image.Image:
    """Draw the code and its check number; without a code that the server is waited for."""
    return _draw_rows(stage, face, _rows(stage, code, check_number, address))


def draw_damage(stage: Stage, face: Face) -> Image.Image:
    """Draw that the board's data are damaged and who is to be called."""
    return _draw_rows(stage, face, [(DAMAGED, 1.0, WHITE)])


def draw_sign(stage: Stage, face: Face, *, board: str, title: str) -> Image.Image:
    """Draw which board this is."""
    return _draw_rows(
        stage, face, [(THIS_IS, 0.8, GOLD_INK), (board, 1.0, WHITE), (title, 0.8, WHITE)]
    )


def _draw_rows(stage: Stage, face: Face, rows: Sequence[Row]) -> Image.Image:
    canvas = Canvas(stage.width, stage.height, stage.px, face)
    ground = "#000000" if stage.shape.is_led else LACQUER
    canvas.fill((0, 0, stage.width, stage.height), ground)
    em = stage.em
    if stage.shape.is_led:
        em = math.floor(em * stage.px + 1e-2) / stage.px
    fitted = [row for text, size, ink in rows for row in _fitted(stage, face, text, size * em, ink)]
    y = max(0.0, (stage.height - sum(size for _, size, _ in fitted) * LED_PITCH) / 2)
    for text, size, ink in fitted:
        place = (stage.width / 2, y)
        y = canvas.line(place, text, size, pitch=LED_PITCH, bold=True, colour=ink, align="m")
    return canvas.image


def _rows(stage: Stage, code: str, check_number: str, address: str) -> list[Row]:
    if not code:
        return [(WAITING, 1.0, WHITE)]
    if stage.shape.is_bare:
        return [(code, 1.3, WHITE), (check_number, 0.8, GOLD_INK)]
    if stage.shape.is_led:
        return [(code, 1.3, WHITE), (f"{NUMBER} {check_number}", 0.8, GOLD_INK)]
    return [
        (ENTER, 0.8, GOLD_INK),
        (code, 2.4, WHITE),
        (f"{NUMBER} {check_number}", 0.9, WHITE),
        (SAME, 0.6, GOLD_INK),
        (address, 0.6, WHITE),
    ]


def _fitted(stage: Stage, face: Face, text: str, size: float, ink: str) -> list[Row]:
    """Give a row in lines; a code is one line always, as large as it can be."""
    measure, width = measure_by(face), stage.width - max(4.0, 6 / stage.px)
    if " " not in text:
        size = min(size, width / max(1e-6, measure(text, 1.0, True))) if text else size
        return [(text, size, ink)] if text else []
    return [(line, size, ink) for line in break_evenly(text, width, size, True, measure)]
