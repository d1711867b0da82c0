"""Operator commands: what each is called, takes and prints. What they do lies in services."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from content.errors import ContentError
from server import gunicorn_start
from server.cli_bundle import add_bundle
from server.cli_keys import add_keys
from server.cli_ledger import add_ledger
from server.cli_parts import Command, Commands, add_command, add_group, opened
from server.cli_people import add_people
from server.clock import Clock
from server.logs import set_up_logs
from server.operator_error import OperatorError
from server.services import audit, board_changes, successions_import, units_import
from server.services.backup import make_backup
from server.services.board_places import BoardPlace
from server.services.doctor import Health, examine
from server.services.restore import restore_backup
from server.services.unit_settings import allow_own_approval
from server.settings import Settings, SettingsError, load_settings
from server.storage import schema

NO_LOGINS = (
    "The file of the first logins was removed; set a new password with: "
    "python -m server account password --login LOGIN --password-stdin"
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 wrong arguments."""
    arguments = parser().parse_args(argv)
    command: Command = arguments.command
    set_up_logs("critical")
    try:
        return command(arguments, _settings(arguments))
    except (OperatorError, SettingsError, ContentError) as error:
        print(_one_line(error), file=sys.stderr)
    except OSError as error:
        print(_one_line(error), file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
    return 1


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    top = argparse.ArgumentParser(prog="python -m server", description="The Bảng Tin server.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    run_parser = add_command(commands, "run", run, "serve until stopped")
    run_parser.add_argument("--host", help="address to listen on")
    run_parser.add_argument("--port", type=_port, help="port to listen on")
    add_command(commands, "migrate", migrate, "bring the database to the newest tables")
    demo_parser = add_command(commands, "demo", demo, "load sample units, boards and notices")
    demo_parser.add_argument("--serve", action="store_true", help="then serve until stopped")
    _add_units(commands)
    add_people(commands)
    _add_boards(commands)
    add_keys(commands)
    chain = add_group(commands, "audit", "the audit chain")
    add_command(chain, "verify", audit_verify, "check the chain; names the first bad row")
    add_command(
        chain, "export", audit_export, "write all rows down, a line of JSON each"
    ).add_argument("file", metavar="FILE.jsonl", type=Path, help="a new file")
    add_command(commands, "backup", backup, "copy everything while the server runs").add_argument(
        "folder", metavar="DIR", type=Path, help="a new or empty folder"
    )
    add_command(
        commands, "restore", restore, "put a backup in place; stop the server first"
    ).add_argument("folder", metavar="DIR", type=Path, help="a folder made by backup")
    add_bundle(commands)
    add_ledger(commands)
    add_command(commands, "doctor", doctor, "look whether all is in order")
    return top


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve until stopped; comes back only when it could not start."""
    schema.migrate(settings.database_address)
    with opened(settings):
        pass
    return gunicorn_start.serve(settings)


def migrate(arguments: argparse.Namespace, settings: Settings) -> int:
    """Bring the database to the newest tables."""
    revision = schema.migrate(settings.database_address)
    print(f"The database is at revision {revision}.")
    return 0


def demo(arguments: argparse.Namespace, settings: Settings) -> int:
    """Load the sample content, print how to get in, and serve when asked to."""
    from server.demo import load_demo  # sample pictures and words that no other command needs

    if arguments.serve:
        gunicorn_start.check(settings)
    schema.migrate(settings.database_address)
    with opened(settings) as resources:
        summary = load_demo(resources)
    print(f"Staff: {summary.staff_address}")
    for login in summary.logins:
        print(f"  {login.role:14} {login.login:10} {login.password}  ({login.unit})")
    if not summary.logins:
        print(f"  {NO_LOGINS}")
    for link in summary.board_links:
        print(f"Board: {link.address}  ({link.name}; once, in the browser that is to be it)")
    return gunicorn_start.serve(settings) if arguments.serve else 0


def import_units(arguments: argparse.Namespace, settings: Settings) -> int:
    """Take in a CSV file of units, all of it or nothing."""
    rows = units_import.read_units_csv(_csv_text(arguments.file))
    with opened(settings) as resources:
        result = units_import.import_units(resources, rows)
    print(f"{result.added} added, {result.changed} changed, {result.unchanged} as before.")
    return 0


def import_successions(arguments: argparse.Namespace, settings: Settings) -> int:
    """Take in a CSV file of which unit follows which, all of it or nothing."""
    rows = successions_import.read_successions_csv(_csv_text(arguments.file))
    with opened(settings) as resources:
        result = successions_import.import_successions(resources, rows)
    print(f"{result.added} added, {result.unchanged} as before.")
    return 0


def own_approval(arguments: argparse.Namespace, settings: Settings) -> int:
    """Let a unit's people approve their own notices, or not."""
    with opened(settings) as resources:
        allow_own_approval(resources, arguments.unit, arguments.allowed == "on")
    print(f"Own approval is {arguments.allowed} for {arguments.unit}.")
    return 0


def move_board(arguments: argparse.Namespace, settings: Settings) -> int:
    """Move a board to another unit; the rest of what is known of it stays."""
    with opened(settings) as resources:
        place = BoardPlace(unit=arguments.unit)
        moved = board_changes.move_board(resources, None, arguments.board, place)
    print(f"Board {moved.name} hangs in {arguments.unit}.")
    return 0


def revoke_board(arguments: argparse.Namespace, settings: Settings) -> int:
    """Put a board out of service."""
    with opened(settings) as resources:
        board_changes.revoke_board(resources, None, arguments.board)
    print(f"Board {arguments.board} is revoked.")
    return 0


def audit_verify(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check the audit chain against itself and the signed heads."""
    with opened(settings) as resources:
        result = resources.database.read(resources.witness.verify)
    if not result.is_good:
        raise OperatorError(f"Audit row {result.first_bad} is bad: {result.reason}.")
    print(f"{result.rows} rows, the chain holds. Newest hash: {result.last_hash}")
    return 0


def audit_export(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the whole chain into a new file, a line of JSON a row."""
    with opened(settings) as resources, arguments.file.open("x", encoding="utf-8") as sink:
        count = resources.database.read(lambda session: audit.export(session, sink))
    print(f"{count} rows in {arguments.file}.")
    return 0


def backup(arguments: argparse.Namespace, settings: Settings) -> int:
    """Copy database, media and keys."""
    with opened(settings) as resources:
        index = make_backup(resources, arguments.folder)
    print(f"Backup of {index.made_at} with {index.media} media files in {arguments.folder}.")
    print("It holds private keys: keep it where only you can read it.")
    return 0


def restore(arguments: argparse.Namespace, settings: Settings) -> int:
    """Put a backup in place."""
    restored = restore_backup(settings, arguments.folder, Clock())
    print(f"Restored the backup of {restored.made_at} with {restored.media} media files.")
    return 0


def doctor(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print what was found; 1 when something keeps the server from working."""
    found = examine(settings, Clock())
    for finding in found:
        print(f"{finding.health:8} {finding.about}: {finding.says}")
    failures = [finding for finding in found if finding.health is Health.FAILURE]
    if failures:
        raise OperatorError(f"{failures[0].about}: {failures[0].says}")
    return 0


def _add_boards(commands: Commands) -> None:
    board = add_group(commands, "board", "boards that were let in")
    move = add_command(board, "move", move_board, "say that a board now hangs in another unit")
    move.add_argument("board", metavar="BOARD", help="its id")
    move.add_argument("unit", metavar="UNIT_CODE", help="valid today")
    revoke = add_command(board, "revoke", revoke_board, "put a board out of service for good")
    revoke.add_argument("board", metavar="BOARD", help="its id")


def _add_units(commands: Commands) -> None:
    units = add_group(commands, "units", "administrative units")
    add_command(units, "import", import_units, "add or update units from a CSV file").add_argument(
        "file", metavar="FILE.csv", type=Path, help="code, name, level, parent_code, dates"
    )
    add_command(
        units, "follow", import_successions, "say from a CSV file which unit follows which"
    ).add_argument("file", metavar="FILE.csv", type=Path, help="day, from_code, to_code, main")
    allow = add_command(units, "own-approval", own_approval, "may authors approve? normally off")
    allow.add_argument("unit", metavar="CODE", help="for this unit's own notices")
    allow.add_argument("allowed", choices=["on", "off"])


def _csv_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise OperatorError(f"{path}: is not UTF-8; save it as CSV UTF-8") from error


def _settings(arguments: argparse.Namespace) -> Settings:
    named = {name: getattr(arguments, name, None) for name in ("host", "port")}
    return load_settings(**{name: value for name, value in named.items() if value is not None})


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def _one_line(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return " ".join(str(error).split())
