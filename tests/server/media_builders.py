"""Files as people send them: documents, films and recordings, small and quick to make."""

import subprocess
import zipfile
from pathlib import Path

import imageio_ffmpeg


def a_pdf(pages: int = 1, box: tuple[int, int] = (595, 842), drawing: bytes = b"") -> bytes:
    """A PDF with a line of text on each page, written by hand."""
    objects = [b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    parent = 2 + 2 * pages
    kids = []
    for number in range(pages):
        text = b"BT /F1 40 Tf 60 700 Td (Page %d) Tj ET\n" % (number + 1) + drawing
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text))
        objects.append(
            b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R "
            b"/Resources << /Font << /F1 1 0 R >> >> >>" % (parent, *box, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects.append(b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, b" ".join(kids)))
    objects.append(b"<< /Type /Catalog /Pages %d 0 R >>" % parent)
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    tail = b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    head = b"xref\n0 %d\n0000000000 65535 f \n" % count
    return written + head + table + tail % (count, len(objects), len(written))


def a_recording(
    path: Path, *inputs: str, seconds: float = 1.0, more: tuple[str, ...] = ()
) -> bytes:
    """A film or a recording of ffmpeg's own sources, in the format its name says."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y"]
    for source in inputs:
        command += ["-f", "lavfi", "-i", source]
    subprocess.run([*command, "-t", str(seconds), *more, str(path)], check=True)
    return path.read_bytes()


def a_film(folder: Path, seconds: float = 1.0, size: str = "320x180", kind: str = "mp4") -> bytes:
    """A test picture with a tone."""
    codec = ("-c:v", "libvpx", "-c:a", "libopus") if kind == "webm" else ("-c:v", "libx264")
    pictures, tone = f"testsrc=size={size}:rate=15", "sine=frequency=440"
    fast = (*codec, "-pix_fmt", "yuv420p")
    return a_recording(folder / f"made.{kind}", pictures, tone, seconds=seconds, more=fast)


def a_sound(
    folder: Path, kind: str = "wav", seconds: float = 1.0, more: tuple[str, ...] = ()
) -> bytes:
    """A tone."""
    return a_recording(folder / f"made.{kind}", "sine=frequency=440", seconds=seconds, more=more)


def a_docx(path: Path, *names: str) -> bytes:
    """A package with parts of these names, besides the text."""
    with zipfile.ZipFile(path, "w") as package:
        for name in names or ("word/document.xml",):
            package.writestr(name, "<w:document/>")
    return path.read_bytes()
