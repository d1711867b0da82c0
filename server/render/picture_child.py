"""Opening an uploaded picture in the child: Pillow, upright, then WebP without metadata."""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, UnidentifiedImageError

from server.render.confinement import Bounds, RefusedError

FORMATS = ("JPEG", "PNG", "WEBP")
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 20_000
METHOD = 4
VARIANTS = (("board", 1920, 82), ("thin", 960, 70), ("thumbnail", 320, 76))
BOUNDS = Bounds(memory_bytes=1 << 30)
_Made = dict[str, Any]
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def take_in(upload: Path, folder: Path, _: Mapping[str, Any]) -> dict[str, object]:
    """Check and re-encode the upload. Raises: RefusedError."""
    kind, size, clean = open_clean(upload, VARIANTS[0][1])
    variants = save_variants(clean, folder, VARIANTS)
    return {"type": kind, "width": size[0], "height": size[1], "variants": variants}


def open_clean(upload: Path, longest: int) -> tuple[str, tuple[int, int], Image.Image]:
    """Give its type, its own size and its pixels, upright and no longer than wanted.

    Raises: RefusedError.
    """
    Image.MAX_IMAGE_PIXELS = None
    try:
        image = Image.open(upload, formats=FORMATS)
    except UnidentifiedImageError as error:
        raise RefusedError("not_a_picture") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise RefusedError("broken") from error
    width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise RefusedError("too_many_pixels", width=width, height=height)
    kind = TYPES[str(image.format)]
    try:
        clean = _clean(image, longest)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError) as error:
        raise RefusedError("broken") from error
    except MemoryError as error:
        raise RefusedError("too_many_pixels", width=width, height=height) from error
    return kind, (width, height), clean


def save_variants(
    clean: Image.Image,
    folder: Path,
    variants: Iterable[tuple[str, int, int]],
    method: int = METHOD,
) -> list[_Made]:
    """Write the picture in each size; those after the first are made from the one before."""
    made: list[_Made] = []
    for name, longest, quality in variants:
        clean = clean.copy()
        clean.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        path = folder / f"{name}.webp"
        clean.save(path, "WEBP", quality=quality, method=method)
        size = {"width": clean.width, "height": clean.height}
        made.append({"name": name, "file": path.name, **size})
    return made


def _clean(image: Image.Image, longest: int) -> Image.Image:
    """Decode small, turn upright, and keep nothing but the pixels."""
    scale = max(image.size) / longest
    if scale > 1:
        image.draft("RGB", (round(image.width / scale), round(image.height / scale)))
    image.load()
    profile, orientation = image.info.get("icc_profile"), image.getexif().get(0x0112)
    picture = _plain_mode(image)
    picture.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if orientation in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[orientation])
    picture = _in_srgb(picture, profile)
    clean = Image.new("RGB", picture.size, "white")
    clean.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return clean


def _plain_mode(image: Image.Image) -> Image.Image:
    """Give RGB, or RGBA where something shines through."""
    if image.mode.startswith(("I", "F")):
        return image.point(lambda value: value / 256).convert("L").convert("RGB")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        return image.convert("RGBA")
    return image if image.mode == "RGB" else image.convert("RGB")


def _in_srgb(picture: Image.Image, profile: Any) -> Image.Image:
    """Turn the colours of a known profile into the screen's; a broken profile is ignored."""
    if not profile or picture.mode != "RGB":
        return picture
    try:
        source = ImageCms.getOpenProfile(io.BytesIO(profile))
        screen = ImageCms.createProfile("sRGB")
        turned = ImageCms.profileToProfile(picture, source, screen)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return turned or picture
