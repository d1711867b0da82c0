"""Files that survive a power cut: synced before they take their name, and the name after."""

import os
from pathlib import Path


def take_name(temporary: Path, target: Path) -> None:
    """Put a whole file in the place of `target`, in one step."""
    _sync(temporary)
    os.replace(temporary, target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
