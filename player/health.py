"""How this box is: what a status tells, and what `doctor` looks at."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from content.instant import format_instant
from player.holding import Holding

_TEMPERATURE = Path("/sys/class/thermal/thermal_zone0/temp")
_LOW_STORAGE_MB = 200
_NO_HEAD_S = 15 * 60


def status_of(
    holding: Holding, item: str | None, more_faults: Sequence[str] = ()
) -> dict[str, object]:
    """Give all fields of a status, with the faults that others know of."""
    head, moment = holding.state.head, holding.now()
    reading = holding.clock.reading()
    return {
        "sequence": head.sequence if head else 0,
        "item": item,
        "clock_offset_s": round((reading.wall - moment.at).total_seconds(), 1),
        "storage_free_mb": free_mb(holding.folder.path),
        "temperature_c": temperature_c(),
        "faults": [*faults_of(holding), *more_faults],
    }


def faults_of(holding: Holding) -> list[str]:
    """Name what is wrong with this board; none of it stops play."""
    state, moment = holding.state, holding.now()
    found = {
        "root_expired": state.root.is_expired(moment.at),
        "clock_untrusted": not moment.trusted,
        "no_head": (moment.at - state.head_at).total_seconds() > _NO_HEAD_S,
        "storage_low": free_mb(holding.folder.path) < _LOW_STORAGE_MB,
        "storage_failed": not holding.is_stored,
    }
    return [name for name, is_so in found.items() if is_so]


def free_mb(path: Path) -> int:
    """Give the free space of the disk a folder lies on."""
    return shutil.disk_usage(path).free // 1_000_000


def memory_mb() -> int:
    """Give the memory of this machine. Source: sysconf(3)."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 1_000_000


def temperature_c() -> float | None:
    """Read the processor's temperature; None where there is no sensor."""
    try:
        return round(int(_TEMPERATURE.read_text()) / 1000, 1)
    except (OSError, ValueError):
        return None


def summary_of(holding: Holding) -> dict[str, object]:
    """Tell a technician what this board holds."""
    state, score = holding.state, holding.score
    return {
        "board": state.board,
        "unit": state.identity.addressee.unit,
        "title": state.identity.header.get("title"),
        "root": state.root.version,
        "epoch": state.root.epoch,
        "head": format_instant(state.head.issued_at) if state.head else None,
        "score": score.digest if score else None,
        "alerts_in_force": [
            f"{alert.id}/{alert.revision} {alert.event}" for alert in holding.alerts_now()
        ],
        "now": format_instant(holding.now().at),
        "clock_trusted": holding.now().trusted,
        "faults": faults_of(holding),
    }
