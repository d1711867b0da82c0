"""Commands of the player: python -m player COMMAND. Exit codes: 0 done, 1 failed, 2 wrong use."""

import argparse
import logging
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from player.cache import Folder
from player.cli_bundle import add_bundle
from player.clock import SystemClock
from player.doctor import as_json, examine
from player.errors import PlayerError, RejectedError
from player.health import summary_of
from player.holding import load
from player.link import ServerLink
from player.pairing import is_paired, pair_once, print_offer
from player.settings import (
    DATA_VARIABLE,
    DEFAULT_DATA,
    DISPLAYS,
    LED_PORT,
    PanelColour,
    PlayerSettings,
    data_folder,
    kilobits,
    panel_address,
    panel_brightness,
    screen_place,
    screen_size,
    server_address,
)
from player.vectors import default_folder, run_folder

ValueT = TypeVar("ValueT")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; give its exit code."""
    options = _parser().parse_args(arguments)
    level = logging.INFO if options.verbose or options.command is run else logging.WARNING
    logging.basicConfig(level=level, format="%(levelname)s %(message)s", stream=sys.stderr)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except PlayerError as error:
        print(f"player: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def run(options: argparse.Namespace) -> int:
    """Pair if need be, then play until stopped."""
    settings = _settings(options)
    _check_panels(settings)
    from player.screens import open_screens, run_screens  # not needed by other commands

    stop, screens = _stop_on_signals(), open_screens(settings)
    for screen in screens:
        print(f"Page:         http://127.0.0.1:{screen.web.port}/board", flush=True)
    run_screens(screens, stop)
    return 0


def pair(options: argparse.Namespace) -> int:
    """Pair this folder with a server, and wait until a person has approved."""
    settings = _settings(options)
    folder = Folder(settings.data)
    if is_paired(folder):
        board = load(folder, SystemClock()).state.board
        raise PlayerError(f"already paired as board {board}; use another --data to pair anew")
    folder.lock()
    try:
        return 0 if _pair(settings, folder, SystemClock(), _stop_on_signals()) else 1
    finally:
        folder.unlock()


def vectors(options: argparse.Namespace) -> int:
    """Run the cases that every kind of board must answer alike."""
    path = Path(options.dir) if options.dir else default_folder()
    outcomes = run_folder(path)
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        print(f"{outcome.file}: {outcome.case}: got {outcome.detail}")
    print(f"{len(outcomes) - len(failed)} of {len(outcomes)} cases passed")
    if not outcomes:
        raise PlayerError(f"there are no cases in {path}")
    if failed:
        raise PlayerError(f"{len(failed)} cases failed in {path}")
    return 0


def status(options: argparse.Namespace) -> int:
    """Print what this board holds."""
    print(as_json(summary_of(load(Folder(data_folder(options.data)), SystemClock()))))
    return 0


def doctor(options: argparse.Namespace) -> int:
    """Look for what could keep this board from working."""
    road = ServerLink(server_address(options.server)) if options.server else None
    findings = examine(Folder(data_folder(options.data)), SystemClock(), road)
    for finding in findings:
        print(f"{'ok  ' if finding.is_well else 'BAD '} {finding.name}: {finding.text}")
    bad = [finding.name for finding in findings if not finding.is_well]
    if bad:
        raise PlayerError(f"look at: {', '.join(bad)}")
    return 0


def _pair(
    settings: PlayerSettings, folder: Folder, clock: SystemClock, stop: threading.Event
) -> bool:
    """Show codes until one is approved; False when stopped."""
    road = ServerLink(settings.server)
    while not stop.is_set():
        try:
            if pair_once(road, folder, clock, settings, stop.wait, print_offer):
                return True
        except RejectedError as error:
            raise PlayerError(f"the pairing was refused ({error.code}); start it again") from error
    return False


def _settings(options: argparse.Namespace) -> PlayerSettings:
    width, height = options.size or (1920, 1080)
    screens = tuple(getattr(options, "screen", None) or ())
    return PlayerSettings(
        server=server_address(options.server),
        data=data_folder(options.data),
        display=getattr(options, "display", "none"),
        width=width,
        height=height,
        port=getattr(options, "port", 8137),
        screens=screens,
        follows=options.size is None and not screens,
        most_kbit=getattr(options, "most_kbit", 0),
        panel=getattr(options, "led", None),
        panel_colour=PanelColour(getattr(options, "led_colour", PanelColour.RGB)),
        panel_brightness=getattr(options, "led_brightness", 100),
    )


def _check_panels(settings: PlayerSettings) -> None:
    """Refuse panels that are missing, or that nobody would show. Raises: PlayerError."""
    places = [screen.panel for screen in settings.screens]
    if settings.display != "led":
        if settings.panel or any(places):
            raise PlayerError("an LED controller's address goes with --display led")
    elif settings.screens and (settings.panel or not all(places)):
        raise PlayerError(
            "with several screens say the LED controller of each: --screen NAME=WIDTHxHEIGHT@HOST,"
            " and no --led"
        )
    elif not settings.screens and settings.panel is None:
        raise PlayerError("say where the LED controller is: --led HOST or --led HOST:PORT")


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
    return stop


def _typed(read: Callable[[str], ValueT]) -> Callable[[str], ValueT]:
    """Let a reader of a value say what is wrong with it in argparse's way."""

    def read_or_refuse(text: str) -> ValueT:
        try:
            return read(text)
        except PlayerError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return read_or_refuse


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="player", description="A board of Bảng Tin.")
    parser.add_argument("-v", "--verbose", action="store_true", help="tell what happens")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    made = {
        name: commands.add_parser(name, help=(work.__doc__ or "").rstrip("."))
        for name, work in (
            ("run", run), ("pair", pair), ("vectors", vectors), ("status", status),
            ("doctor", doctor),
        )
    }  # fmt: skip
    for name, work in (("run", run), ("pair", pair), ("status", status), ("doctor", doctor)):
        made[name].set_defaults(command=work)
        made[name].add_argument(
            "--data", metavar="DIR", help=f"folder of this board ({DATA_VARIABLE}, {DEFAULT_DATA})"
        )
    for name in ("run", "pair"):
        made[name].add_argument("--server", metavar="URL", required=True)
        made[name].add_argument(
            "--size",
            metavar="WxH",
            type=_typed(screen_size),
            help="without it the whole display, or 1920x1080",
        )
    add_bundle(commands)
    made["run"].add_argument("--display", choices=DISPLAYS, default="chromium")
    made["run"].add_argument("--port", type=_port, default=8137, help="of the page on loopback")
    made["run"].add_argument(
        "--screen", metavar="NAME=WxH[+X+Y|@HOST]", type=_typed(screen_place), action="append",
        help="one of several screens of this box; each is a board, on the ports from --port on",
    )  # fmt: skip
    made["run"].add_argument(
        "--most-kbit", metavar="N", type=_typed(kilobits), default=0,
        help="fetch pictures and films no faster than N kbit/s",
    )  # fmt: skip
    _add_panel(made["run"])
    made["doctor"].add_argument("--server", metavar="URL", help="also ask this server")
    made["vectors"].set_defaults(command=vectors)
    made["vectors"].add_argument("--dir", metavar="DIR", help="folder of the cases")
    return parser


def _add_panel(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--led", metavar="HOST[:PORT]", type=_typed(panel_address),
        help=f"the LED controller, spoken to in DDP over UDP ({LED_PORT})",
    )  # fmt: skip
    parser.add_argument(
        "--led-colour", choices=[str(one) for one in PanelColour], default=str(PanelColour.RGB)
    )
    parser.add_argument(
        "--led-brightness", metavar="1..100", type=_typed(panel_brightness), default=100
    )
