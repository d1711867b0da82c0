"""Our CAP messages as an Atom feed: one entry per alert, linking to its newest message."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from content.cap import CapMessage, CapStatus
from content.instant import EPOCH, format_instant

CAP_TYPE = "application/cap+xml"
_TITLE = "Cảnh báo khẩn cấp trên Bảng Tin"
_DRILL = "DIỄN TẬP: "


@dataclass(frozen=True, slots=True)
class AtomEntry:
    """Hold a message and the path it is read at."""

    message: CapMessage
    path: str


def cap_atom(entries: Iterable[AtomEntry], address: str) -> bytes:
    """Write the feed in UTF-8, newest message first. Source: RFC 4287; CAP 1.2, 3.3.3."""
    newest = sorted(entries, key=lambda entry: entry.message.sent, reverse=True)
    own = f"{address}/feeds/cap.atom"
    updated = max((entry.message.sent for entry in newest), default=EPOCH)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="vi">',
        f"  <id>{escape(own)}</id>",
        f"  <title>{_TITLE}</title>",
        f"  <updated>{format_instant(updated)}</updated>",
        "  <author><name>Bảng Tin</name></author>",
        f'  <link rel="self" type="application/atom+xml" href={quoteattr(own)}/>',
        *(line for entry in newest for line in _entry(entry, address)),
        "</feed>\n",
    ]
    return "\n".join(lines).encode()


def _entry(entry: AtomEntry, address: str) -> Iterable[str]:
    message, url = entry.message, f"{address}{entry.path}"
    info = message.infos[0]
    drill = _DRILL if message.status is CapStatus.EXERCISE else ""
    areas = "; ".join(dict.fromkeys(area.description for area in info.areas))
    return (
        "  <entry>",
        f"    <id>{escape(url)}</id>",
        f"    <title>{escape(drill + (info.headline or info.event))}</title>",
        f"    <updated>{format_instant(message.sent)}</updated>",
        f"    <author><name>{escape(info.sender_name or message.sender)}</name></author>",
        f'    <category term="{message.msg_type}"/>',
        f'    <link rel="alternate" type="{CAP_TYPE}" href={quoteattr(url)}/>',
        f"    <summary>{escape(areas)}</summary>",
        "  </entry>",
    )
