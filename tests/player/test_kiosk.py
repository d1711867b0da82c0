"""What a browser is started with; a program that notes it stands in for the real one."""

import os
import threading
from pathlib import Path

import pytest

from player.kiosk import Kiosk

SHORT = "--disable-dev-shm-usage"


def started_with(folder: Path, **around: str) -> list[str]:
    """Start the stand-in, and give the words it got."""
    noted, program = folder / "noted", folder / "browser"
    program.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" >{noted}.new\nmv {noted}.new {noted}\nexec sleep 60\n'
    )
    program.chmod(0o755)
    kiosk = Kiosk(program, {"PATH": os.environ["PATH"], **around}, lambda: (0, 0, 64, 32))
    kiosk.start("about:blank")
    try:
        for _ in range(2000):
            if noted.exists():
                break
            threading.Event().wait(0.005)
        return noted.read_text().splitlines()
    finally:
        kiosk.stop()


@pytest.mark.parametrize(("user", "is_short"), [(0, True), (1000, False)])
def test_only_a_containers_root_is_short_of_shared_memory_and_has_no_sandbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: int, is_short: bool
) -> None:
    monkeypatch.setattr("player.kiosk.os.geteuid", lambda: user)
    words = started_with(tmp_path)
    assert (SHORT in words, "--no-sandbox" in words) == (is_short, is_short)


def test_the_profile_lies_in_the_folder_that_systemd_gives(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    words = started_with(tmp_path, RUNTIME_DIRECTORY=str(folder))
    assert any(word.startswith(f"--user-data-dir={folder}/bangtin-browser-") for word in words)
    assert list(folder.iterdir()) == []
