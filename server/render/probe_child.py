"""Looking into a film or recording in the child: its tracks, its length, one frame decoded."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from server.render.confinement import Bounds, RefusedError

LONGEST_FILM_S = 600.0
LONGEST_SOUND_S = 600.0
MOST_FILM_PIXELS = 4096 * 2304
BOUNDS = Bounds(wall_s=30, cpu_s=20, memory_bytes=2 << 30)
_TURNED = (90, 270)


def take_in(upload: Path, folder: Path, options: Mapping[str, Any]) -> dict[str, object]:
    """Tell the kind, pixels and seconds. Raises: RefusedError."""
    try:
        with av.open(str(upload), format=options["format"]) as container:
            return _look(container, is_film=bool(options.get("is_film")))
    except (av.FFmpegError, ValueError, IndexError, StopIteration) as error:
        raise RefusedError("broken_recording") from error
    except MemoryError as error:
        raise RefusedError("too_hard") from error


def _look(container: InputContainer, *, is_film: bool) -> dict[str, object]:
    sounds = container.streams.audio
    if not is_film:
        return _look_at_sound(container, sounds)
    films = [one for one in container.streams.video if not _is_cover(one)]
    if not films:
        raise RefusedError("no_film_track")
    film = films[0]
    _check_length(_length_s(container, film), LONGEST_FILM_S, "film_too_long")
    width, height = film.codec_context.width, film.codec_context.height
    if width * height > MOST_FILM_PIXELS:
        raise RefusedError("too_many_pixels", width=width, height=height)
    frame = _first_frame(container, film)
    width, height = frame.width, frame.height
    if round(frame.rotation) % 360 in _TURNED:
        width, height = height, width
    seconds = _length_s(container, film) or _walked_s(container, film)
    _check_length(seconds, LONGEST_FILM_S, "film_too_long")
    if not seconds:
        raise RefusedError("broken_recording")
    told = {"width": width, "height": height, "seconds": round(seconds, 3)}
    return {"kind": "film", "has_sound": bool(sounds), **told}


def _look_at_sound(container: InputContainer, sounds: tuple[AudioStream, ...]) -> dict[str, object]:
    if not sounds:
        raise RefusedError("no_sound_track")
    sound = sounds[0]
    _check_length(_length_s(container, sound), LONGEST_SOUND_S, "sound_too_long")
    next(iter(container.decode(sound)))
    seconds = _length_s(container, sound) or _walked_s(container, sound)
    _check_length(seconds, LONGEST_SOUND_S, "sound_too_long")
    if not seconds:
        raise RefusedError("broken_recording")
    return {"kind": "sound", "seconds": round(seconds, 3), "width": None, "height": None}


def _is_cover(stream: VideoStream) -> bool:
    """Tell whether this is a picture of an album, not a film."""
    return bool(stream.disposition & stream.disposition.attached_pic)


def _first_frame(container: InputContainer, film: VideoStream) -> VideoFrame:
    return next(iter(container.decode(film)))


def _length_s(container: InputContainer, stream: Stream) -> float:
    """Give the length the file claims; 0 where it claims none."""
    if container.duration:
        return container.duration / av.time_base
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return 0.0


def _walked_s(container: InputContainer, stream: Stream) -> float:
    """Walk through the packets of a file that does not say how long it is."""
    container.seek(0)
    last = 0.0
    for packet in container.demux(stream):
        if packet.pts is not None and packet.time_base is not None:
            last = max(last, float((packet.pts + (packet.duration or 0)) * packet.time_base))
        _check_length(last, max(LONGEST_FILM_S, LONGEST_SOUND_S), "film_too_long")
    return last


def _check_length(seconds: float, most_s: float, code: str) -> None:
    if seconds > most_s:
        raise RefusedError(code, minutes=round(seconds / 60), most=round(most_s / 60))
