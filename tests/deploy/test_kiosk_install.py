"""deploy/kiosk/install.sh done for real, in a world of its own: /etc, /opt and /run are copies.

What stands in: apt-get, dpkg, runuser and systemctl, see stand_in/. The program is the real one.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
STAND_IN = Path(__file__).resolve().parent / "stand_in"
PARTS = ("content", "player", "deploy", "tests/vectors", "setup.cfg")
# Functions that the scenarios below are written with.
PRELUDE = f"""
set -eu
install() {{ sh "$SOURCE/deploy/kiosk/install.sh" "$@"; }}
refused() {{ if install "$@" 2>/run/said; then echo "not refused: $*"; exit 1; fi; }}
said() {{ grep -q -- "$1" /run/said || {{ cat /run/said; exit 1; }}; }}
current() {{ readlink /opt/bangtin/current; }}
within_20_s() {{ for _ in $(seq 100); do ! "$@" || return 0; sleep 0.2; done; "$@"; }}
plays() {{ kill -0 "$(cat /run/stand-in/pid)"; }}
fits() {{ case $2 in $1) ;; *) echo "$2 is not $1"; exit 1 ;; esac; }}
# The libraries of the tests stand in for what pip would bring.
libraries=/opt/bangtin/libraries/$(sha256sum "$SOURCE/deploy/requirements-player.txt" | cut -c 1-12)
mkdir -p "$libraries/bin"
printf '#!/bin/sh\\nexec "{sys.executable}" "$@"\\n' >"$libraries/bin/python"
chmod +x "$libraries/bin/python"
touch "$libraries/.whole"
BOARD="--server http://127.0.0.1:9 --display none"
"""

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0
    or subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode != 0,
    reason="needs root and mount namespaces",
)


def a_source(path: Path, version: str, broken: str = "") -> Path:
    """A checkout as a board needs it, under another version; `broken` replaces its `run`."""
    for part in PARTS:
        source, target = ROOT / part, path / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    settings = path / "player" / "settings.py"
    text = settings.read_text("utf-8")
    assert 'VERSION = "0.1.0"' in text
    settings.write_text(text.replace('VERSION = "0.1.0"', f'VERSION = "{version}"'), "utf-8")
    if broken:
        with (path / "player" / "cli.py").open("a", encoding="utf-8") as file:
            file.write(f"\n\ndef run(options: object) -> int:\n    {broken}\n")
    return path


def play(tmp_path: Path, scenario: str) -> str:
    """Run a scenario of shell commands in a world of its own; give what it printed."""
    world = ["unshare", "--mount", "--pid", "--fork", "--kill-child", str(STAND_IN / "world.sh")]
    done = subprocess.run(
        [*world, str(tmp_path / "world"), "sh", "-c", PRELUDE + scenario],
        env={
            **os.environ, "PATH": f"{STAND_IN}:/usr/sbin:/usr/bin:/sbin:/bin", "T": str(tmp_path),
            "SOURCE": str(tmp_path / "one"), "HEALTHY_WITHIN_S": "6", "STEADY_S": "1",
        },
        capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def one(tmp_path: Path) -> Path:
    return a_source(tmp_path / "one", "1.0")


def test_a_machine_becomes_a_board_and_is_given_back_with_its_data(
    one: Path, tmp_path: Path
) -> None:
    told = play(tmp_path, """
        install $BOARD --size 1280x720
        plays
        fits '1.0-????????' "$(current)"
        grep -q "^BANGTIN_ARGS=$BOARD --port 8137 --size 1280x720$" /etc/bangtin/player.conf
        grep -q 'SocketBindAllow=ipv4:tcp:8137-8152' /etc/systemd/system/bangtin.service
        grep -q 'apt-get install .* libfribidi0' /run/stand-in.apt
        [ ! -e /var/lib/bangtin-player/state.json ]
        within_20_s grep -q 'pairing yet' /run/stand-in/log
        cd /etc/systemd/system
        verify="systemd-analyze verify bangtin.service bangtin-reboot.path"
        ! command -v systemd-analyze || $verify
        cd /
        before=$(current)
        install $BOARD --size 1280x720
        install
        [ "$before" = "$(current)" ]
        plays
        install --uninstall
        if plays; then exit 1; fi
        [ -f /var/lib/bangtin-player/key.json ]
        [ ! -e /opt/bangtin ] && [ ! -e /etc/bangtin ]
        left=$(find /etc /usr/local/bin -iname '*bangtin*')
        [ -z "$left" ] || { echo "$left"; exit 1; }
        if id bangtin 2>/dev/null; then exit 1; fi
        mkdir -p "$libraries/bin"
        install --uninstall --purge
        [ ! -e /var/lib/bangtin-player ]
    """)  # fmt: skip
    assert "apt-get autoremove --purge libfribidi0" in told


def test_systemd_watches_where_the_player_feeds_it(one: Path, tmp_path: Path) -> None:
    play(tmp_path, """
        watched() { grep -q '^WatchdogSec=' /etc/systemd/system/bangtin.service.d/watchdog.conf; }
        led="--server http://127.0.0.1:9 --display led --led 127.0.0.1 --size 320x160"
        install $led
        watched
        install $BOARD
        if watched; then exit 1; fi
        # A version that does not feed it is not to be ended for that.
        rm "/opt/bangtin/$(current)/player/led_pulse.py"
        install $led || true
        if watched; then exit 1; fi
    """)  # fmt: skip


def test_a_stick_is_mounted_offered_to_the_board_and_let_go(one: Path, tmp_path: Path) -> None:
    (tmp_path / "stick" / "bangtin").mkdir(parents=True)
    play(tmp_path, """
        install $BOARD
        sh "$SOURCE/deploy/kiosk/stick.sh" sdz1 | grep 'no paired board'
        grep -q 'no paired board' "$T/stick/bangtin/result.txt"
        grep -q 'nosuid,nodev,noexec' /run/stand-in.mount
        grep -q umount /run/stand-in.mount
        [ -z "$(ls /run/bangtin-stick)" ]
        STICK_TYPE=ext4 sh "$SOURCE/deploy/kiosk/stick.sh" sdz1 2>&1 | grep 'only sticks with FAT'
    """)  # fmt: skip


def test_an_update_can_be_rolled_back_and_forth(one: Path, tmp_path: Path) -> None:
    a_source(tmp_path / "two", "2.0")
    play(tmp_path, """
        install $BOARD
        sh "$T/two/deploy/kiosk/install.sh" --pack "$T/two.tar.gz"
        install --update "$T/two.tar.gz"
        fits '2.0-*' "$(current)"
        plays
        install --rollback
        fits '1.0-*' "$(current)"
        plays
        install --rollback
        fits '2.0-*' "$(current)"
        install --update "$T/two"
        fits '2.0-*' "$(current)"
        fits '1.0-*' "$(readlink /opt/bangtin/previous)"
        [ "$(ls -d /opt/bangtin/[0-9]* | wc -l)" -eq 2 ]
    """)  # fmt: skip


@pytest.mark.parametrize(
    "broken", ["raise SystemExit(3)", "import time; time.sleep(600)  # answers nothing"]
)
def test_a_version_that_does_not_live_gives_way_to_the_one_before(
    one: Path, tmp_path: Path, broken: str
) -> None:
    a_source(tmp_path / "two", "2.0", broken)
    play(tmp_path, """
        install $BOARD
        before=$(current)
        touch /var/lib/bangtin-player/state.json
        refused --update "$T/two"
        said 'was not healthy within 6 s; version 1.0'
        [ "$before" = "$(current)" ]
        plays
        [ "$(ls -d /opt/bangtin/[0-9]* | wc -l)" -eq 1 ]
    """)  # fmt: skip


def test_what_is_not_what_was_meant_changes_nothing(one: Path, tmp_path: Path) -> None:
    a_source(tmp_path / "two", "2.0")
    (tmp_path / "two" / "player" / "show.py").write_text("x = (")
    play(tmp_path, """
        refused --update "$T/one"
        said 'no board yet'
        install $BOARD
        before=$(current)
        sh "$SOURCE/deploy/kiosk/install.sh" --pack "$T/x.tar.gz"
        refused --update "$T/x.tar.gz" --sha256 "$(printf 'a%.0s' $(seq 64))"
        said 'SHA-256 differs'
        printf x >>"$T/x.tar.gz"
        refused --update "$T/x.tar.gz"
        said 'SHA-256 differs'
        rm "$T/x.tar.gz.sha256"
        refused --update "$T/x.tar.gz"
        said 'say which file is meant'
        head -c 2000 "$T/x.tar.gz" >"$T/cut.tar.gz"
        refused --update "$T/cut.tar.gz" --sha256 "$(sha256sum "$T/cut.tar.gz" | cut -c 1-64)"
        said 'cannot be unpacked'
        refused --update "$T/none.tar.gz"
        said 'no such folder or file'
        refused --update "$T/two"
        said 'does not compile'
        refused --update "$T"
        said 'has no content'
        refused --rollback
        said 'no version before'
        [ "$before" = "$(current)" ]
        plays
        [ -z "$(ls -d /opt/bangtin/.stage* 2>/dev/null)" ]
    """)  # fmt: skip
