"""Films and recordings through their children: server.render.film_child, server.render.ffmpeg,
server.render.probe_child and server.render.sound_child.
"""

from pathlib import Path

import av
import pytest
from PIL import Image

from content.errors import ContentError, InvalidInputError, TooLargeError
from server.render.film_child import fitted
from server.render.isolation import CancelledError, run_child, variants_in
from tests.server.media_builders import a_film, a_recording, a_sound


def looked_into(folder: Path, data: bytes, kind: str = "mov", *, is_film: bool = True):
    upload = folder / "upload"
    upload.write_bytes(data)
    return run_child("probe", upload, folder, {"format": kind, "is_film": is_film})


@pytest.mark.parametrize(("kind", "name"), [("mov", "mp4"), ("mov", "mov"), ("matroska", "webm")])
def test_a_film_is_measured_then_made_in_two_sizes_with_a_poster(
    tmp_path: Path, kind: str, name: str
) -> None:
    found = looked_into(tmp_path, a_film(tmp_path, 2.0, "1280x720", name), kind)
    assert (found["width"], found["height"], found["kind"]) == (1280, 720, "film")
    assert found["seconds"] == pytest.approx(2.0, abs=0.2)
    seen: list[int] = []
    options = {**found, "format": kind}
    answer = run_child("film", tmp_path / "upload", tmp_path, options, lambda p: not seen.append(p))
    made = {one.name: one for one in variants_in(tmp_path, answer)}
    assert set(made) == {"film", "thin-film", "poster", "thin-poster", "thumbnail"}
    with av.open(str(made["film"].path)) as film:
        video = film.streams.video[0]
        assert (video.codec_context.name, video.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (video.codec_context.width, video.codec_context.height) == (1280, 720)
        assert film.streams.audio[0].codec_context.name == "aac"
    with av.open(str(made["thin-film"].path)) as film:
        assert film.streams.video[0].codec_context.height == 480
    head = made["film"].path.read_bytes()
    assert head.index(b"moov") < head.index(b"mdat")
    with Image.open(made["poster"].path) as poster:
        assert poster.size == (1280, 720)


def test_work_that_is_cancelled_ends_at_once(tmp_path: Path) -> None:
    found = looked_into(tmp_path, a_film(tmp_path, 20.0))
    with pytest.raises(CancelledError):
        run_child(
            "film", tmp_path / "upload", tmp_path, {**found, "format": "mov"}, lambda _: False
        )
    assert not (tmp_path / "film.mp4").exists() or not (tmp_path / "result.json").exists()


def test_a_film_without_moving_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="no moving picture"):
        looked_into(tmp_path, a_recording(tmp_path / "a.mp4", "sine=frequency=440"))


def test_a_two_hour_film_is_refused_by_looking_into_it(tmp_path: Path) -> None:
    slow = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
    film = a_recording(tmp_path / "a.mp4", "color=size=32x32:rate=0.05", seconds=7200, more=slow)
    with pytest.raises(TooLargeError, match="runs for 120 minutes; 10 are the most"):
        looked_into(tmp_path, film)


@pytest.mark.parametrize("cut", [40, 2_000])
def test_a_broken_film_is_refused(tmp_path: Path, cut: int) -> None:
    with pytest.raises(InvalidInputError, match="damaged or not complete"):
        looked_into(tmp_path, a_film(tmp_path)[:cut])


@pytest.mark.parametrize(
    ("kind", "name"), [("wav", "wav"), ("mp3", "mp3"), ("ogg", "ogg"), ("mov", "m4a")]
)
def test_a_recording_becomes_mono_aac(tmp_path: Path, kind: str, name: str) -> None:
    found = looked_into(tmp_path, a_sound(tmp_path, name), kind, is_film=False)
    answer = run_child("sound", tmp_path / "upload", tmp_path, {**found, "format": kind})
    (made,) = variants_in(tmp_path, answer)
    with av.open(str(made.path)) as sound:
        stream = sound.streams.audio[0]
        assert (stream.codec_context.name, stream.codec_context.channels) == ("aac", 1)


def test_a_playlist_dressed_as_a_film_reads_no_other_file(tmp_path: Path) -> None:
    listed = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"
    with pytest.raises(ContentError):
        looked_into(tmp_path, b"\0\0\0\x10ftypisom\0\0\0\0" + listed)


def test_films_keep_their_way_up_and_are_never_enlarged() -> None:
    assert fitted(3840, 2160, 1920, 1080) == (1920, 1080)
    assert fitted(2160, 3840, 1920, 1080) == (1080, 1920)
    assert fitted(641, 361, 1920, 1080) == (640, 360)
