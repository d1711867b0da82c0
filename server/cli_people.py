"""Operator commands about people: accounts and API tokens."""

import argparse
import sys

from server.cli_parts import Commands, add_command, add_group, opened
from server.operator_error import OperatorError
from server.services import account_changes, accounts, api_tokens
from server.services.actor import Role
from server.services.permissions import SCOPES
from server.settings import Settings


def add_people(commands: Commands) -> None:
    """Add `account …` and `token …`."""
    account = add_group(commands, "account", "people")
    create = _with_login(add_command(account, "create", create_account, "make an account"))
    create.add_argument("--name", help="as people see it; without it, the login")
    create.add_argument("--role", required=True, choices=[role.value for role in Role])
    create.add_argument(
        "--unit", required=True, metavar="CODE", help="the role holds here and below"
    )
    _with_password(create)
    _with_password(
        _with_login(
            add_command(account, "password", set_password, "set a new password, end all sessions")
        )
    )
    _with_login(
        add_command(account, "disable", disable_account, "shut an account, its sessions and tokens")
    )
    _with_login(add_command(account, "enable", enable_account, "open an account again"))
    token = add_group(commands, "token", "API tokens")
    make = _with_login(
        add_command(token, "create", create_token, "print a new token's id, then the token, once")
    )
    make.add_argument(
        "--scopes",
        type=lambda text: [scope.strip() for scope in text.split(",")],
        default=list(api_tokens.DEFAULT_SCOPES),
        help=f"some of {','.join(SCOPES)}; without it, {','.join(api_tokens.DEFAULT_SCOPES)}",
    )
    revoke = add_command(token, "revoke", revoke_token, "end an API token for good")
    revoke.add_argument("token", metavar="ID", help="the id that token create printed")


def create_account(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make an account; the password comes on standard input and is never shown."""
    password = _password_said()
    with opened(settings) as resources:
        made = accounts.create_account(
            resources,
            login=arguments.login,
            name=arguments.name or arguments.login,
            password=password,
            role=arguments.role,
            unit_code=arguments.unit,
        )
    print(f"Account {made.login} made.")
    return 0


def set_password(arguments: argparse.Namespace, settings: Settings) -> int:
    """Set a new password; it comes on standard input and is never shown."""
    password = _password_said()
    with opened(settings) as resources:
        account_changes.set_password(resources, arguments.login, password)
    print(f"The password of {arguments.login} is new; all sessions have ended.")
    return 0


def disable_account(arguments: argparse.Namespace, settings: Settings) -> int:
    """Shut an account."""
    with opened(settings) as resources:
        account_changes.disable_account(resources, arguments.login)
    print(f"Account {arguments.login} is disabled.")
    return 0


def enable_account(arguments: argparse.Namespace, settings: Settings) -> int:
    """Open an account again."""
    with opened(settings) as resources:
        account_changes.enable_account(resources, arguments.login)
    print(f"Account {arguments.login} is enabled.")
    return 0


def create_token(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make an API token and print its id and then the token, last and once."""
    with opened(settings) as resources:
        made = api_tokens.make_token(resources, arguments.login, arguments.scopes)
    print(f"id {made.id}")
    print(made.token)
    return 0


def revoke_token(arguments: argparse.Namespace, settings: Settings) -> int:
    """End an API token."""
    with opened(settings) as resources:
        api_tokens.revoke_token(resources, arguments.token)
    print(f"Token {arguments.token} is revoked.")
    return 0


def _with_login(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("--login", required=True)
    return command


def _with_password(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--password-stdin", required=True, action="store_true", help="read it from standard input"
    )


def _password_said() -> str:
    try:
        return sys.stdin.readline().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise OperatorError("The password on standard input is not UTF-8") from error
