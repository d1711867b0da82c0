"""Small versions of drawn pictures, for lists on a slow link."""

import io

from PIL import Image

QUALITY = 60


def thumbnail_webp(png: bytes, width_px: int) -> bytes:
    """Give a drawn picture `width_px` wide, its proportions kept."""
    with Image.open(io.BytesIO(png), formats=("PNG",)) as image:
        height_px = max(1, round(image.height * width_px / image.width))
        small = image.convert("RGB").resize((width_px, height_px), Image.Resampling.LANCZOS)
    sink = io.BytesIO()
    small.save(sink, "WEBP", quality=QUALITY, method=4)
    return sink.getvalue()
