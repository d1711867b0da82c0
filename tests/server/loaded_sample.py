"""The sample content, loaded once for a whole run of tests and copied for each server."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.server.running_server import RunningServer


def load_sample(
    server: RunningServer, temporary: pytest.TempPathFactory
) -> subprocess.CompletedProcess[str]:
    """Put the sample into a server's data folder; gives what `server demo` said.

    Loading takes ten seconds of a processor. What is there already is left as it is, but the
    one-time links of the boards are new, as with any second `server demo`.
    """
    data_dir = Path(server.environment["BANGTIN_DATA_DIR"])
    shutil.copytree(_loaded(temporary), data_dir)
    return server.command("demo")


def _loaded(temporary: pytest.TempPathFactory) -> Path:
    """Give the folder that all processes of this run share; the first one fills it."""
    base = temporary.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "sample"
    with (shared / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            being_made = shared / "sample-being-made"
            made = RunningServer(being_made).command("demo")
            assert made.returncode == 0, made.stderr
            being_made.rename(folder)
    return folder
