from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from server.render import paper_child
from server.render.isolation import run_child, variants_in


def a_sheet() -> np.ndarray:
    image = Image.new("RGB", (620, 877), "#f4f1e8")
    draw = ImageDraw.Draw(image)
    for line in range(20):
        draw.rectangle((60, 150 + 30 * line, 540, 158 + 30 * line), fill="#2c2c2c")
    draw.ellipse((380, 700, 520, 840), outline="#c8202a", width=10)
    return np.asarray(image)


def a_photo() -> Image.Image:
    """The sheet aslant on a brown table, its right side in the shade."""
    sheet = a_sheet()
    corners = np.float32([[0, 0], [619, 0], [619, 876], [0, 876]])
    seen = np.float32([[210, 180], [930, 130], [1010, 1300], [120, 1240]])
    turn = cv2.getPerspectiveTransform(corners, seen)
    flat = cv2.warpPerspective(sheet, turn, (1200, 1500))
    mask = cv2.warpPerspective(np.full(sheet.shape[:2], 255, np.uint8), turn, (1200, 1500))
    table = np.full((1500, 1200, 3), (96, 70, 48), np.uint8)
    photo = np.where(mask[..., None] > 127, flat, table).astype(np.float32)
    photo *= np.linspace(1.0, 0.55, 1200)[None, :, None]
    return Image.fromarray(photo.astype(np.uint8))


def taken(folder: Path, image: Image.Image):
    image.save(folder / "upload", "JPEG", quality=92)
    answer = run_child("paper", folder / "upload", folder)
    board = next(one for one in variants_in(folder, answer) if one.name == "board")
    with Image.open(board.path) as picture:
        return answer, np.asarray(picture.convert("RGB")).astype(int)


def test_a_sheet_is_found_straightened_and_evenly_lit(tmp_path: Path) -> None:
    answer, flat = taken(tmp_path, a_photo())
    assert answer["paper_found"] is True
    height, width = flat.shape[:2]
    assert height / width == pytest.approx(2**0.5, rel=0.03)
    for x in (0.05, 0.5, 0.95):
        assert flat[int(height * 0.1), int(width * x)].min() > 225
    line = flat[int(height * 0.5) - 30 : int(height * 0.5) + 30, width // 2]
    assert line.max(axis=1).min() < 80


def test_the_stamp_stays_red(tmp_path: Path) -> None:
    _, flat = taken(tmp_path, a_photo())
    reds = (flat[..., 0] > 150) & (flat[..., 1] < 90) & (flat[..., 2] < 110)
    assert reds.mean() > 0.004


@pytest.mark.parametrize("image", [
    Image.linear_gradient("L").resize((900, 700)).convert("RGB"),
    Image.new("RGB", (900, 700), "#1E5A38"),
])  # fmt: skip
def test_a_photo_without_a_sheet_is_kept_as_it_is(tmp_path: Path, image: Image.Image) -> None:
    answer, flat = taken(tmp_path, image)
    assert answer["paper_found"] is False
    assert np.abs(flat - np.asarray(image).astype(int)).mean() < 6


def test_corners_come_clockwise_from_the_top_left() -> None:
    corners = paper_child.find_sheet(np.asarray(a_photo()))
    assert corners is not None
    expected = np.array([[210, 180], [930, 130], [1010, 1300], [120, 1240]])
    assert np.abs(corners - expected).max() < 25
