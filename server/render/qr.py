"""QR codes: as SVG for pages, as modules for drawing."""

import segno

QUIET_ZONE = 4


def qr_svg(text: str) -> str:
    """Give an SVG of a code that holds the text, with its quiet zone and without size."""
    code = segno.make(text, error="m", micro=False)
    svg: str = code.svg_inline(border=QUIET_ZONE, omitsize=True, dark="#15161A", light="#fff")
    return svg


def qr_modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Give the rows of dark and light modules, without the quiet zone."""
    code = segno.make(text, error="m", micro=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)
