"""Turning stored sounds into WAV, which every loudspeaker system plays: 16 bits, one channel."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from server.render.confinement import Bounds
from server.render.ffmpeg import convert

BOUNDS = Bounds(
    wall_s=60, cpu_s=60, memory_bytes=2 << 30, file_bytes=128 << 20, open_files=64, niceness=10
)
RATE = 22050


def take_in(upload: Path, folder: Path, options: Mapping[str, Any]) -> dict[str, object]:
    """Convert the sounds in the file, paths by the names of what is made. Raises: RefusedError."""
    sounds: dict[str, str] = json.loads(upload.read_text("utf-8"))
    output = ["-map", "0:a:0", "-vn", "-ac", "1", "-ar", str(RATE), "-c:a", "pcm_s16le"]
    for name, path in sounds.items():
        convert(Path(path), folder, "mov", [*output, name], 1.0)
    return {"made": list(sounds)}
