"""Turning a film into what boards play: H.264 in two sizes, faststart, and a poster."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import av
from PIL import Image, ImageStat

from server.render.confinement import Bounds, RefusedError
from server.render.ffmpeg import convert
from server.render.picture_child import save_variants

BOUNDS = Bounds(
    wall_s=3600, cpu_s=7200, memory_bytes=4 << 30, file_bytes=1 << 30, open_files=64, niceness=19
)
LONG_SIDE, SHORT_SIDE = 1920, 1080
THIN_SHORT_SIDE = 480
MOST_BYTES = 110_000_000
MOST_RATE, THIN_RATE = 2_500_000, 400_000
POSTER = (("poster", 1920, 82), ("thin-poster", 960, 70), ("thumbnail", 320, 76))
_POSTER_AT = (0.1, 0.3, 0.5, 0.0)
_DARK = 24.0


def take_in(upload: Path, folder: Path, options: Mapping[str, Any]) -> dict[str, object]:
    """Convert a probed film. Raises: RefusedError."""
    seconds = float(options["seconds"])
    size = fitted(int(options["width"]), int(options["height"]), LONG_SIDE, SHORT_SIDE)
    thin = fitted(*size, 10 * THIN_SHORT_SIDE, THIN_SHORT_SIDE)
    rate = min(MOST_RATE, int(MOST_BYTES * 8 / max(seconds, 1.0)))
    output = [
        "-filter_complex",
        f"[0:v:0]{_scaled(size)},split=2[whole][part];[part]{_scaled(thin)}[thin]",
        *("-map", "[whole]", "-map", "0:a:0?", *_encoded(rate, "high", 23), "film.mp4"),
        *("-map", "[thin]", "-map", "0:a:0?", *_encoded(THIN_RATE, "main", 26), "thin-film.mp4"),
    ]
    convert(upload, folder, str(options["format"]), output, seconds)
    found_s = _seconds_of(folder / "film.mp4")
    films = [_told("film", size), _told("thin-film", thin)]
    posters = save_variants(_poster(folder / "film.mp4", found_s), folder, POSTER)
    told = {"width": size[0], "height": size[1], "seconds": round(found_s, 3)}
    return {**told, "variants": [*films, *posters]}


def fitted(width: int, height: int, long_side: int, short_side: int) -> tuple[int, int]:
    """Give even pixels within the sides, whichever way up, never more than there are."""
    longest, shortest = max(width, height), min(width, height)
    scale = min(1.0, long_side / longest, short_side / shortest)
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def _scaled(size: tuple[int, int]) -> str:
    return f"scale={size[0]}:{size[1]},setsar=1,format=yuv420p"


def _encoded(rate: int, profile: str, quality: int) -> list[str]:
    video = ["-c:v", "libx264", "-preset", "veryfast", "-profile:v", profile, "-crf", str(quality)]
    bounded = ["-maxrate", str(rate), "-bufsize", str(2 * rate), "-fpsmax", "30", "-g", "60"]
    sound = ["-c:a", "aac", "-b:a", "64k", "-ac", "2", "-ar", "44100"]
    clean = ["-map_metadata", "-1", "-map_chapters", "-1", "-movflags", "+faststart"]
    return [*video, *bounded, *sound, *clean]


def _told(name: str, size: tuple[int, int]) -> dict[str, Any]:
    return {"name": name, "file": f"{name}.mp4", "width": size[0], "height": size[1]}


def _seconds_of(film: Path) -> float:
    try:
        with av.open(str(film), format="mov") as container:
            return (container.duration or 0) / av.time_base
    except av.FFmpegError as error:
        raise RefusedError("broken_recording") from error


def _poster(film: Path, seconds: float) -> Image.Image:
    """Take a frame that is not black."""
    found: Image.Image | None = None
    with av.open(str(film), format="mov") as container:
        stream = container.streams.video[0]
        for share in _POSTER_AT:
            container.seek(int(share * seconds * av.time_base))
            frame = next(iter(container.decode(stream)), None)
            if frame is None:
                continue
            found = Image.fromarray(frame.to_ndarray(format="rgb24"))
            if ImageStat.Stat(found.convert("L")).mean[0] > _DARK:
                break
    if found is None:
        raise RefusedError("broken_recording")
    return found
