"""Font metrics as a table of advances, so that measuring a line is a sum."""

import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from PIL import ImageFont

from content.layout import Measure

REGULAR = "NotoSans-Regular.ttf"
BOLD = "NotoSans-Bold.ttf"
_REFERENCE_PX = 1000
# No letter kerns with a no-break space; it closes the last pair.
_END = "\u00a0"
# Drawn as the box that stands for every letter a face does not have.
_NO_LETTER = "\uffff"
_LOOKED_AT_PX = 40
# Browsers round a little differently; a line is never set closer to the edge than this.
_ALLOWANCE = 1.001


class FontsMissingError(Exception):
    """The folder does not hold the two faces of Noto Sans."""


class _Pairs(dict[tuple[str, str], float]):
    """Look up the way from one character to the next in em, kerning included, asked once."""

    def __init__(self, font: ImageFont.FreeTypeFont) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, pair: tuple[str, str]) -> float:
        way = self._font.getlength("".join(pair)) - self._font.getlength(pair[1])
        self[pair] = found = way / _REFERENCE_PX * _ALLOWANCE
        return found


@lru_cache(maxsize=4)
def measure_with(fonts_dir: Path) -> Measure:
    """Give the width in u of a text at an em in u, regular or bold.

    Raises: FontsMissingError.
    """
    regular = _Pairs(load(fonts_dir, _REFERENCE_PX, bold=False)).__getitem__
    bold = _Pairs(load(fonts_dir, _REFERENCE_PX, bold=True)).__getitem__

    def measure(text: str, em_u: float, is_bold: bool) -> float:
        return sum(map(bold if is_bold else regular, pairwise(text + _END))) * em_u

    return measure


def missing_letter(fonts_dir: Path, text: str) -> str | None:
    """Give the first letter or mark that the type has no picture for. Raises: FontsMissingError."""
    letters = (char for char in dict.fromkeys(text) if unicodedata.category(char)[0] in "LM")
    return next((char for char in letters if not _is_drawn(fonts_dir, char)), None)


@lru_cache(maxsize=4096)
def _is_drawn(fonts_dir: Path, letter: str) -> bool:
    font = _plain(fonts_dir)
    return bytes(font.getmask(letter)) != bytes(font.getmask(_NO_LETTER))


@lru_cache(maxsize=4)
def _plain(fonts_dir: Path) -> ImageFont.FreeTypeFont:
    return load(fonts_dir, _LOOKED_AT_PX, bold=False)


def load(fonts_dir: Path, size_px: float, *, bold: bool) -> ImageFont.FreeTypeFont:
    """Open a face at a size. Raises: FontsMissingError."""
    path = fonts_dir / (BOLD if bold else REGULAR)
    try:
        # Given a path that is not there, Pillow would search the system for the name.
        path.stat()
        return ImageFont.truetype(path, size_px, layout_engine=ImageFont.Layout.RAQM)
    except OSError as error:
        message = f"{path} cannot be opened: install Noto Sans (fonts-noto-core)"
        raise FontsMissingError(message) from error
