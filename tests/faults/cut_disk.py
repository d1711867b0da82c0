"""A disk whose power can be cut: an ext4 image of which exact copies are taken at any moment.

The image lies on a btrfs of its own, where a copy is a clone: it holds what the disk had been given
at one instant, between two writes. What a program had written but not synced is not on it. Needs
root, loop devices, and mkfs of both kinds.
"""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

_OUTER_BYTES, _INNER_BYTES = 400 << 20, 160 << 20


def why_not() -> str | None:
    """Say what this machine lacks for it, or nothing."""
    if os.geteuid() != 0:
        return "mounting needs root"
    missing = [name for name in ("mkfs.btrfs", "mkfs.ext4", "mount") if shutil.which(name) is None]
    if missing:
        return f"there is no {', '.join(missing)}"
    known = Path("/proc/filesystems").read_text()
    if not Path("/dev/loop-control").exists() or "btrfs" not in known:
        return "the kernel has no loop devices or no btrfs"
    return None


class CutDisk:
    """A mounted disk at `path`."""

    def __init__(self, folder: Path) -> None:
        """Take a folder to work in; `running` mounts it."""
        self._outer, self.path, self._after = folder / "outer", folder / "disk", folder / "after"
        self._image = folder / "outer.img"
        for made in (self._outer, self.path, self._after):
            made.mkdir()
        self._cuts = 0

    @contextlib.contextmanager
    def running(self) -> Iterator["CutDisk"]:
        """Make both file systems and mount them."""
        _make("mkfs.btrfs", self._image, _OUTER_BYTES)
        with _mounted(self._image, self._outer):
            inner = self._outer / "disk.img"
            _make("mkfs.ext4", inner, _INNER_BYTES)
            with _mounted(inner, self.path):
                yield self

    @contextlib.contextmanager
    def after_a_cut(self) -> Iterator[Path]:
        """Cut the power now, and give what is found at the next start."""
        self._cuts += 1
        copy = self._outer / f"cut-{self._cuts}.img"
        _run("cp", "--reflink=always", str(self._outer / "disk.img"), str(copy))
        try:
            with _mounted(copy, self._after):
                yield self._after
        finally:
            copy.unlink()


@contextlib.contextmanager
def _mounted(image: Path, place: Path) -> Iterator[None]:
    _run("mount", "-o", "loop,noatime", str(image), str(place))
    try:
        yield
    finally:
        _run("umount", str(place))


def _make(program: str, image: Path, size_bytes: int) -> None:
    with image.open("wb") as file:
        file.truncate(size_bytes)
    _run(program, "-q", str(image))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
