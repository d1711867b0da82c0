"""What is laid on a board's machine, looked at without a machine: deploy/kiosk."""

import ast
import json
import re
import shutil
import subprocess
import tarfile
from configparser import RawConfigParser
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from player.errors import PlayerError
from player.settings import kilobits, screen_place, screen_size
from player.watchdog import LADDER

ROOT = Path(__file__).resolve().parent.parent.parent
KIOSK = ROOT / "deploy" / "kiosk"
SCRIPTS = sorted([*KIOSK.glob("*.sh"), *(KIOSK / "files" / "usr").rglob("*")])
UNITS = sorted((KIOSK / "files" / "etc" / "systemd" / "system").iterdir())


def install(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(KIOSK / "install.sh"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("path", [path for path in SCRIPTS if path.is_file()], ids=str)
def test_scripts_are_posix_shell(path: Path) -> None:
    assert path.read_text("utf-8").startswith("#!/bin/sh\n")
    subprocess.run(["sh", "-n", str(path)], check=True, timeout=10)
    if shutil.which("shellcheck"):
        subprocess.run(["shellcheck", "-s", "sh", str(path)], check=True, timeout=60)


@pytest.mark.parametrize(
    "arguments",
    [
        "--dance", "--server", "--server ftp://s", "--server http://s;reboot", "--size 12",
        "--size 1280x720", "--server http://s --display paper", "--server http://s --port 80",
        "--server http://s --port 0000", "--server http://s --port 1023",
        "--server http://s --port 65521", "--server http://s --most-kbit 15",
        "--server http://s --screen Gate=100x100", "--server http://s --screen a_b=100x100",
        "--server http://s --screen abcdefghijklmnopqrstuvwxyz12345=100x100",
        "--server http://s --port 70000", "--server http://s --screen a=b",
        "--server http://s --screen ../x=100x100", "--purge", "--update x --sha256 abc",
        "--server http://s --led $(reboot)", "--server http://s --display led",
        "--server http://s --led 192.0.2.7", "--server http://s --screen g=320x160@192.0.2.7",
        "--server http://s --led-colour red", "--server http://s --led-brightness 0",
    ],
)  # fmt: skip
def test_wrong_arguments_give_2_and_do_nothing(arguments: str) -> None:
    done = install("--dry-run", *arguments.split(" ", 3))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("install.sh: ")


@pytest.mark.parametrize(
    "arguments",
    ["--size 64x32", "--screen gate=64x32@192.0.2.7", "--screen gate=32x64+0+0"],
)
def test_a_picture_too_small_for_a_board_is_refused_as_the_player_does(arguments: str) -> None:
    done = install("--dry-run", "--server", "http://s", *arguments.split())
    assert (done.returncode, done.stdout) == (2, "")
    with pytest.raises(PlayerError) as caught:
        screen_size("64x32")
    assert str(caught.value) in done.stderr


@pytest.mark.parametrize("port", ["1024", "65520"])
def test_what_the_player_takes_is_taken(port: str) -> None:
    name = "a-gate-of-thirty-letters-01234"
    screen = f"{name}=64x64@192.0.2.7"
    assert (len(name), screen_place(screen).name, kilobits("16")) == (30, name, 16)
    options = f"--display led --screen {screen} --most-kbit 16 --port {port}"
    done = install("--dry-run", "--server", "http://s", *options.split())
    assert done.returncode == 0, done.stderr


def test_an_argument_of_two_lines_is_refused() -> None:
    assert install("--dry-run", "--server", "http://s\nreboot").returncode == 2


def test_a_dry_run_tells_all_and_does_nothing() -> None:
    done = install(
        "--dry-run", "--server", "https://bangtin.example", "--screen", "left=1920x1080+0+0",
        "--screen", "right=1920x1080+1920+0",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for told in ("/etc/bangtin/player.conf", "useradd", "bangtin.service", "healthy"):
        assert told in done.stdout
    assert all(f"would: write /{path.relative_to(KIOSK / 'files')}" in done.stdout
               for path in (KIOSK / "files").rglob("*") if path.is_file())  # fmt: skip
    assert not Path("/etc/bangtin").exists() and not Path("/opt/bangtin").exists()


@pytest.mark.parametrize(
    "panel",
    [
        "--size 320x160 --led 192.0.2.7:4048 --led-colour grey --led-brightness 60",
        "--screen gate=320x160@192.0.2.7 --screen hall=128x64@hall.lan:5000 --led-colour bit",
    ],
)
def test_the_player_is_told_of_its_led_panels(panel: str) -> None:
    told = f"--server http://s --display led {panel}"
    done = install("--dry-run", *told.split())
    assert done.returncode == 0, done.stderr
    assert f"player.conf: --server http://s --display led --port 8137 {panel}\n" in done.stdout


def test_a_packed_version_is_whole_the_same_each_time_and_holds_no_secret(tmp_path: Path) -> None:
    for name in ("one.tar.gz", "two.tar.gz"):
        done = install("--pack", str(tmp_path / name))
        assert done.returncode == 0, done.stderr
    one = tmp_path / "one.tar.gz"
    assert one.read_bytes() == (tmp_path / "two.tar.gz").read_bytes()
    told = (tmp_path / "one.tar.gz.sha256").read_text()
    assert re.fullmatch(r"[0-9a-f]{64}  one\.tar\.gz\n", told)
    with tarfile.open(one) as file:
        names = file.getnames()
    assert {"player/cli.py", "content/trust.py", "player/page/dist/board.js"} < set(names)
    assert not [name for name in names if re.search(r"\.key$|\.pem$|secret|logins|\.pyc$", name)]
    assert not [name for name in names if name.startswith(("server", "/", ".."))]
    assert install("--pack", str(one)).returncode == 1


def test_what_the_player_imports_is_locked_for_it_as_it_is_for_the_server() -> None:
    block = re.compile(r"^([a-z0-9-]+)==\S+ \\\n(?:    --hash=\S+(?: \\)?\n)+", re.MULTILINE)
    server, player = (
        {found[1]: found[0] for found in block.finditer(path.read_text("utf-8"))}
        for path in (ROOT / "deploy" / f"requirements-{name}.txt" for name in ("run", "player"))
    )
    assert player and all(server.get(name) == text for name, text in player.items())
    homes = packages_distributions()
    needed = {
        re.sub(r"[-_.]+", "-", home).lower()
        for package in ("player", "content")
        for path in (ROOT / package).glob("*.py")
        for module in imported(path)
        for home in homes.get(module, ())
        if module not in ("player", "content")
    }
    assert {"requests", "cryptography"} <= needed <= player.keys()


def imported(path: Path) -> set[str]:
    """The top names of all modules a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", UNITS, ids=lambda path: str(path.name))
def test_units_parse_and_name_what_there_is(path: Path) -> None:
    unit = RawConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(path.read_text("utf-8"))
    assert unit.get("Unit", "Description")
    if path.suffix == ".path":
        assert path.with_suffix(".service") in UNITS


def test_the_player_is_fenced_in_and_always_comes_back() -> None:
    text = (KIOSK / "files/etc/systemd/system/bangtin.service").read_text("utf-8")
    for line in (
        "User=bangtin", "NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes",
        "Restart=always", "StartLimitIntervalSec=0", "SocketBindDeny=any", "ProtectHome=yes",
    ):  # fmt: skip
        assert f"\n{line}\n" in text
    assert "network-online" not in text


def test_systemd_waits_until_the_players_own_ladder_has_been_climbed() -> None:
    found = re.search(r"^WatchdogSec=(\d+)$", (KIOSK / "watchdog.conf").read_text("utf-8"), re.M)
    assert found and int(found[1]) > sum(rung.after_s for rung in LADDER) + 30


def test_the_browsers_policies_let_it_go_nowhere_else() -> None:
    path = KIOSK / "files/etc/chromium/policies/managed/bangtin.json"
    policies = json.loads(path.read_text("utf-8"))
    assert (policies["URLBlocklist"], policies["URLAllowlist"]) == (["*"], ["127.0.0.1"])


def test_only_partitions_are_taken_for_sticks() -> None:
    for name in ("../sda1", "sda1;reboot", ""):
        command = ["sh", str(KIOSK / "stick.sh"), name]
        done = subprocess.run(command, capture_output=True, text=True, timeout=10)
        assert done.returncode == 2 and "partition" in done.stderr
