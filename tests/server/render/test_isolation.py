"""The child's limits and the parent's part: server.render.child and server.render.confinement."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from content.errors import ContentError, InvalidInputError
from server.render import confinement, isolation, refusals
from server.render.confinement import RefusedError


def test_child_that_dies_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killed = tmp_path / "killed.py"
    killed.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    monkeypatch.setattr(isolation, "CHILD", killed)
    with pytest.raises(InvalidInputError, match="too long or too much memory"):
        isolation.run_child("picture", tmp_path / "upload", tmp_path)


def test_what_a_child_started_ends_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = tmp_path / "parent.py"
    parent.write_text(
        "import subprocess, sys\n"
        "one = subprocess.Popen(['/bin/sleep', '60'])\n"
        "open(sys.argv[3] + '/pid', 'w').write(str(one.pid))\n"
    )
    monkeypatch.setattr(isolation, "CHILD", parent)
    with pytest.raises(InvalidInputError):
        isolation.run_child("picture", tmp_path / "upload", tmp_path)
    state = Path(f"/proc/{(tmp_path / 'pid').read_text()}/stat")
    for _ in range(100):
        if not state.exists() or state.read_text().split()[2] == "Z":
            return
        time.sleep(0.02)
    raise AssertionError("it still runs")


def test_child_holds_its_limits(tmp_path: Path) -> None:
    """The same limits, asked of a process that then tries to go beyond them."""
    probe = (
        "import json, os, resource, sys\n"
        "from server.render.confinement import Bounds, confine\n"
        "confine(Bounds())\n"
        "try:\n    bytearray(2 << 30)\n    memory = 'taken'\n"
        "except MemoryError:\n    memory = 'refused'\n"
        "print(json.dumps([memory, resource.getrlimit(resource.RLIMIT_CPU)[0]]))\n"
    )
    out = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    memory, cpu_s = json.loads(out.stdout)
    assert memory == "refused"
    assert 0 < cpu_s <= 60


def test_refusals_carry_their_figures_and_become_sentences(tmp_path: Path) -> None:
    answer = RefusedError("too_many_pixels", width=3, height=4).answer
    assert answer == {"error": "too_many_pixels", "width": 3, "height": 4}
    error = refusals.refusal_of({**answer, "peak_kb": 1})
    assert isinstance(error, ContentError)
    assert "3 x 4" in str(error)


def test_progress_stays_below_a_hundred_until_it_is_done(tmp_path: Path) -> None:
    confinement.tell_progress(tmp_path, 130.0)
    assert (tmp_path / confinement.PROGRESS).read_text() == "99"
