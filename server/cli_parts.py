"""What every group of operator commands is made with."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from server.services.resources import Resources, open_resources
from server.settings import Settings

Command = Callable[[argparse.Namespace, Settings], int]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_group(commands: Commands, name: str, says: str) -> Commands:
    """Add a word that further commands follow."""
    return commands.add_parser(name, help=says).add_subparsers(required=True, metavar="COMMAND")


def add_command(
    commands: Commands, name: str, command: Command, says: str
) -> argparse.ArgumentParser:
    """Add a command; its arguments are added to what comes back."""
    made = commands.add_parser(name, help=says, description=says[0].upper() + says[1:] + ".")
    made.set_defaults(command=command)
    return made


@contextmanager
def opened(settings: Settings) -> Iterator[Resources]:
    """Open the server's resources for one command."""
    resources = open_resources(settings)
    try:
        yield resources
    finally:
        resources.close()
