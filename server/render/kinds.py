"""What an upload is, told by its first bytes; its name only decides between film and sound."""

from dataclasses import dataclass
from enum import StrEnum

from server.render.refusals import refusal

HEAD_BYTES = 64
_MB = 1_000_000


class UploadKind(StrEnum):
    """Name what was sent."""

    PICTURE = "picture"
    DOCUMENT = "document"
    OFFICE = "office"
    FILM = "film"
    SOUND = "sound"


MOST_BYTES = {
    UploadKind.PICTURE: 40 * _MB,
    UploadKind.DOCUMENT: 60 * _MB,
    UploadKind.OFFICE: 60 * _MB,
    UploadKind.FILM: 900 * _MB,
    UploadKind.SOUND: 100 * _MB,
}
LARGEST = max(MOST_BYTES.values())
_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_SOUND_NAMES = (".m4a", ".m4b", ".aac", ".mp3")
_MPEG_SYNC = (0xFB, 0xFA, 0xF3, 0xF2, 0xE3, 0xE2)


@dataclass(frozen=True, slots=True)
class Sniffed:
    """Say the kind, and for recordings the format that alone is tried."""

    kind: UploadKind
    format: str = ""


def sniff(head: bytes, name: str) -> Sniffed:
    """Tell the kind by the first bytes. Raises: UnsupportedMediaError."""
    if head.startswith(b"%PDF-"):
        return Sniffed(UploadKind.DOCUMENT)
    if head.startswith(b"PK\x03\x04"):
        return Sniffed(UploadKind.OFFICE)
    return _recording(head, name.lower()) or Sniffed(UploadKind.PICTURE)


def _recording(head: bytes, name: str) -> Sniffed | None:
    if head[4:8] == b"ftyp":
        return _in_boxes(head[8:12], name)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return Sniffed(UploadKind.FILM, "matroska")
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return Sniffed(UploadKind.SOUND, "wav")
    if head.startswith(b"OggS"):
        return Sniffed(UploadKind.SOUND, "ogg")
    if head.startswith(b"ID3") or (head[:1] == b"\xff" and head[1:2] and head[1] in _MPEG_SYNC):
        return Sniffed(UploadKind.SOUND, "mp3")
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free", b"skip"):
        return Sniffed(UploadKind.FILM, "mov")
    return None


def _in_boxes(brand: bytes, name: str) -> Sniffed:
    if brand in _HEIC:
        raise refusal("heic")
    is_sound = brand in (b"M4A ", b"M4B ") or name.endswith(_SOUND_NAMES)
    return Sniffed(UploadKind.SOUND if is_sound else UploadKind.FILM, "mov")
