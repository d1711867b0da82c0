"""Running ffmpeg inside the child, with its progress told; it reads one file and no address."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

import imageio_ffmpeg

from server.render.confinement import RefusedError, die_with_parent, tell_progress

_SAFE = ("-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-protocol_whitelist", "file")
_MICROSECONDS = "out_time_us="


def convert(
    upload: Path, folder: Path, source_format: str, output: Sequence[str], seconds: float
) -> None:
    """Convert the upload as `output` says and tell the progress. Raises: RefusedError."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), *_SAFE, "-f", source_format, "-i", str(upload)]
    process = subprocess.Popen(
        [*command, *output, "-progress", "pipe:1", "-stats_period", "0.5"],
        cwd=folder,
        env={},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent,
    )
    assert process.stdout is not None
    for raw in process.stdout:
        line = raw.decode("ascii", "replace").strip()
        done = line.removeprefix(_MICROSECONDS)
        if done != line and done.lstrip("-").isdigit():
            tell_progress(folder, 100 * int(done) / 1e6 / max(seconds, 0.1))
    if process.wait() != 0:
        raise RefusedError("broken_recording")
