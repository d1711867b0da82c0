"""What is shipped to old browsers of boxes and televisions."""

import subprocess
from pathlib import Path

import pytest

from tests.player.page.conftest import node_tool

# Node carries acorn, a whole parser of ECMAScript, for itself.
PARSE = """
const { readFileSync } = require("fs");
const { parse } = require("internal/deps/acorn/acorn/dist/acorn");
parse(readFileSync(0, "utf8"), { ecmaVersion: 2017, sourceType: "script" });
"""


def parsed(source: bytes) -> subprocess.CompletedProcess[bytes]:
    command = [node_tool("node"), "--expose-internals", "-e", PARSE]
    return subprocess.run(command, input=source, capture_output=True, check=False)


@pytest.mark.parametrize("name", ["board.js", "worker.js"])
def test_the_shipped_scripts_parse_as_es2017(built_page: Path, name: str) -> None:
    found = parsed((built_page / name).read_bytes())
    assert found.returncode == 0, found.stderr.decode()[-400:]


@pytest.mark.parametrize("newer", ["const a = { ...b };", "a?.b;", "try { a } catch { b }"])
def test_the_parser_refuses_what_is_newer(newer: str) -> None:
    assert b"SyntaxError" in parsed(newer.encode()).stderr
