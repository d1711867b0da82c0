"""CAP messages to read: our own samples, real ones where they lie beside, and builders."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from content.cap import (
    CapArea,
    CapCategory,
    CapCertainty,
    CapInfo,
    CapMessage,
    CapMsgType,
    CapScope,
    CapSeverity,
    CapStatus,
    CapUrgency,
)
from content.cap_reading import read_cap
from content.errors import NotFoundError, UnitRetiredError
from tests.builders import a_tree

OWN = Path(__file__).parent / "content" / "cap"
REAL = next(
    (
        above / "shared" / "data" / "cap"
        for above in Path(__file__).resolve().parents
        if (above / "shared" / "data" / "cap").is_dir()
    ),
    None,
)
SENT = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)


def own(name: str) -> bytes:
    return (OWN / f"{name}.xml").read_bytes()


def read_own(name: str) -> CapMessage:
    (read,) = read_cap(own(name))
    assert read.message is not None, read.problem
    return read.message


def an_info(**overrides: Any) -> CapInfo:
    values: dict[str, Any] = {
        "language": "vi-VN",
        "categories": (CapCategory.MET,),
        "event": "Lũ trên sông",
        "urgency": CapUrgency.IMMEDIATE,
        "severity": CapSeverity.SEVERE,
        "certainty": CapCertainty.OBSERVED,
        "expires": SENT + timedelta(hours=6),
        "sender_name": "Đài Khí tượng Thủy văn",
        "headline": "Lũ lớn trên sông Trà Khúc",
        "description": "Mực nước trên báo động 3.",
        "instruction": "Di dời lên nơi cao.",
        "areas": (CapArea("Xã Trà Bồng", geocodes=(("GSO", "21115"),)),),
        **overrides,
    }
    return CapInfo(**values)


def a_message(**overrides: Any) -> CapMessage:
    values: dict[str, Any] = {
        "identifier": "kttv-1",
        "sender": "kttv@example.vn",
        "sent": SENT,
        "status": CapStatus.ACTUAL,
        "msg_type": CapMsgType.ALERT,
        "scope": CapScope.PUBLIC,
        "infos": (an_info(),),
        **overrides,
    }
    return CapMessage(**values)


_tree = cache(a_tree)


def unit_of(code: str, day: date) -> str | None:
    """Look a code up in the small tree: 21115 was a town before the merger, a commune since."""
    try:
        return _tree().resolve(code, day).id
    except (NotFoundError, UnitRetiredError):
        return None
