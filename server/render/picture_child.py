"""The isolated process that opens an uploaded picture: limits first, then Pillow, then WebP.

Runs alone as `python -I picture_child.py UPLOAD FOLDER`; it leaves `result.json` and the
variants in the folder. Knows nothing of the server.
"""

import ctypes
import io
import json
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 20_000
VARIANTS = (("board", 1920, 82), ("thumbnail", 320, 76))
WALL_S = 60
_CPU_S = 40
_MEMORY_BYTES = 1 << 30
_FILE_BYTES = 32 << 20
_OPEN_FILES = 32
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
_NEW_USER_AND_NETWORK = 0x10000000 | 0x40000000


class RefusedError(Exception):
    """The picture is not taken; carries a code and the figures a person is told."""

    def __init__(self, code: str, **figures: object) -> None:
        """Keep what the parent turns into a sentence."""
        super().__init__(code)
        self.answer = {"error": code, **figures}


def limit() -> None:
    """Bound time, memory and files of this process, and leave the network where that is allowed."""
    signal.alarm(WALL_S)
    for kind, most in (
        (resource.RLIMIT_CPU, _CPU_S),
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, _FILE_BYTES),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    # Best effort: some kernels and containers do not let a process leave its network.
    ctypes.CDLL(None).unshare(_NEW_USER_AND_NETWORK)


def take_in(upload: Path, folder: Path) -> dict[str, object]:
    """Check and re-encode the upload. Raises: RefusedError."""
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
        clean = _clean(image)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError) as error:
        raise RefusedError("broken") from error
    except MemoryError as error:
        raise RefusedError("too_many_pixels", width=width, height=height) from error
    variants = [_save(clean, folder, *variant) for variant in VARIANTS]
    return {"type": kind, "width": width, "height": height, "variants": variants}


def _clean(image: Image.Image) -> Image.Image:
    """Decode small, turn upright, and keep nothing but the pixels."""
    longest = VARIANTS[0][1]
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


def _save(clean: Image.Image, folder: Path, name: str, longest: int, quality: int) -> _Made:
    picture = clean.copy()
    picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    path = folder / f"{name}.webp"
    picture.save(path, "WEBP", quality=quality, method=4)
    return {"name": name, "file": path.name, "width": picture.width, "height": picture.height}


def main(upload: str, folder: str) -> None:
    """Leave the answer in the folder, whatever becomes of the picture."""
    limit()
    try:
        answer = take_in(Path(upload), Path(folder))
    except RefusedError as error:
        answer = error.answer
    (Path(folder) / "result.json").write_text(json.dumps(answer), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
