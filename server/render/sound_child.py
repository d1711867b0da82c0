"""Turning a recording into what boards and phones play: mono AAC, evenly loud."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from server.render.confinement import Bounds
from server.render.ffmpeg import convert

BOUNDS = Bounds(wall_s=300, cpu_s=300, memory_bytes=2 << 30, open_files=64, niceness=10)
# Speech from a loudspeaker: as loud as broadcasts on small devices are.
_LOUDNESS = "loudnorm=I=-16:TP=-1.5:LRA=11,aresample=44100"


def take_in(upload: Path, folder: Path, options: Mapping[str, Any]) -> dict[str, object]:
    """Convert a probed recording. Raises: RefusedError."""
    seconds = float(options["seconds"])
    output = ["-map", "0:a:0", "-vn", "-af", _LOUDNESS, "-ac", "1", "-c:a", "aac", "-b:a", "64k"]
    clean = ["-map_metadata", "-1", "-map_chapters", "-1", "-movflags", "+faststart"]
    convert(upload, folder, str(options["format"]), [*output, *clean, "sound.m4a"], seconds)
    made = {"name": "sound", "file": "sound.m4a", "width": None, "height": None}
    return {"seconds": seconds, "width": None, "height": None, "variants": [made]}
