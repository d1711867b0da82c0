import argparse

import pytest

from server.cli_parts import add_command, add_group, opened
from server.operator_error import OperatorError
from server.settings import Settings, load_settings


def command(arguments: argparse.Namespace, settings: Settings) -> int:
    return 7


def test_a_command_in_a_group_is_found_with_its_arguments() -> None:
    top = argparse.ArgumentParser()
    group = add_group(top.add_subparsers(required=True), "lamp", "lamps")
    add_command(group, "light", command, "light a lamp").add_argument("lamp")
    arguments = top.parse_args(["lamp", "light", "x"])
    assert (arguments.command, arguments.lamp) == (command, "x")
    with pytest.raises(SystemExit):
        top.parse_args(["lamp"])


def test_resources_are_not_opened_before_migrate(operator: None) -> None:
    with pytest.raises(OperatorError, match="migrate"), opened(load_settings()):
        pass
