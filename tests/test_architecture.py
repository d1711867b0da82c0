"""The shape of the tree: sizes, mirrors, names, settings and what the board page may speak."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("content", "server", "player")
VIEWS = ("api", "staff_web", "public_web", "board_api")
LINES_AT_MOST = 350
FORBIDDEN_STEMS = {"utils", "helpers", "common", "misc", "manager", "base"}
# Thin by nature: what they wire is exercised by the tests of what they wire.
NO_MIRROR = {"__init__.py", "__main__.py", "env.py"}


def tracked(*suffixes: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    found = (ROOT / name for name in listed if name.endswith(suffixes))
    return [path for path in found if path.is_file()]


def modules() -> list[Path]:
    return [
        path
        for path in tracked(".py")
        if path.relative_to(ROOT).parts[0] in PACKAGES
        and path.name not in NO_MIRROR
        and "versions" not in path.parts
    ]


@pytest.mark.parametrize(
    "path", tracked(".py", ".js", ".css"), ids=lambda p: str(p.relative_to(ROOT))
)
def test_no_source_file_is_longer_than_the_limit(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LINES_AT_MOST


def test_half_of_the_python_files_are_short() -> None:
    sizes = sorted(len(path.read_text("utf-8").splitlines()) for path in modules())
    assert sizes[len(sizes) // 2] <= 160


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [path for path in tracked(".py", ".js") if path.stem in FORBIDDEN_STEMS]
    assert vague == []


def test_each_module_has_a_test_that_names_it() -> None:
    """A mirror file, or another test that imports the module; for pages one of their subject."""
    tests = {path: path.read_text("utf-8") for path in tracked(".py") if "tests" in path.parts}
    missing = []
    for path in modules():
        relative = path.relative_to(ROOT)
        mirror = ROOT / "tests" / relative.parent / f"test_{path.stem}.py"
        dotted = ".".join(relative.with_suffix("").parts)
        parent, _, name = dotted.rpartition(".")
        imported = re.compile(
            rf"\b{re.escape(dotted)}\b|from {re.escape(parent)} import [^\n]*\b{name}\b"
        )
        subject = f"test_{path.stem.split('_')[0]}"
        is_page = relative.parts[1] in VIEWS
        of_subject = any(t.parent == mirror.parent and t.stem.startswith(subject) for t in tests)
        if mirror in tests or (is_page and of_subject):
            continue
        if not any(imported.search(text) for text in tests.values()):
            missing.append(str(relative))
    assert missing == []


def test_every_package_states_its_law() -> None:
    silent = []
    for path in (ROOT / name for name in PACKAGES):
        for package in path.rglob("__init__.py"):
            if "node_modules" in package.parts or "migrations" in package.parts:
                continue
            law = ast.get_docstring(ast.parse(package.read_text("utf-8")))
            if not law or len(law.splitlines()) > 5:
                silent.append(str(package.relative_to(ROOT)))
    assert silent == []


def test_every_setting_is_in_the_readme() -> None:
    from server.settings import Settings

    readme = (ROOT / "README.md").read_text("utf-8")
    missing = [name for name in Settings.model_fields if f"BANGTIN_{name.upper()}" not in readme]
    assert missing == []


def test_the_lock_files_name_no_place_to_download_from() -> None:
    for name in (
        "deploy/requirements-run.txt",
        "deploy/requirements-check.txt",
        "package-lock.json",
    ):
        text = (ROOT / name).read_text("utf-8")
        assert not re.search(r"https?://[^\s\"]*(pypi|npmjs|registry|wheel)", text), name


def test_import_contracts_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
