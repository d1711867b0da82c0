"""The page's own tests, run by Node: what Python and the browser must agree on, case by case."""

import subprocess
from pathlib import Path

from tests.player.page.conftest import ROOT, node_tool


def test_page_agrees_with_the_vectors() -> None:
    files = sorted(str(path) for path in Path(__file__).parent.glob("*.test.mjs"))
    ran = subprocess.run(
        [node_tool("node"), "--test", *files], cwd=ROOT, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout[-4000:]
