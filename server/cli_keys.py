"""Operator commands about keys: rotation, and the ceremony in which holders sign the next root."""

import argparse
import getpass
import sys
from datetime import timedelta
from pathlib import Path

from content.root_request import RootRequest
from server.cli_parts import Commands, add_command, add_group, opened
from server.locale import DEFAULT_LANGUAGE, LANGUAGES
from server.operator_error import OperatorError
from server.services import root_ceremony, root_keys, root_words
from server.services.keyring import rotate_root
from server.services.root_guide import printed_guide
from server.settings import Settings

YEAR = timedelta(days=365)


def add_keys(commands: Commands) -> None:
    """Add `keys …`."""
    keys = add_group(commands, "keys", "the signing keys, and the root above them")
    add_command(keys, "rotate", rotate, "make new keys for every role; boards follow")
    add_command(keys, "guide", guide, "print the guide of the root ceremony as a page")
    _add_new(keys)
    _add_request(keys)
    shown = add_command(keys, "show", show, "tell what a request says (no network needed)")
    _with_file(shown)
    shown.add_argument("--language", choices=sorted(LANGUAGES), default=DEFAULT_LANGUAGE)
    signed = add_command(keys, "sign", sign, "sign a request as a holder (no network needed)")
    _with_file(signed)
    signed.add_argument("--key", type=Path, required=True, metavar="KEYFILE", help="of root-new")
    signed.add_argument("--digits", help="of the request, as compared; asked for when not given")
    _with_passphrase(signed)
    _with_file(add_command(keys, "adopt", adopt, "take a signed root over; boards follow"))
    add_command(keys, "forget-root", forget_root, "remove the root key from this machine")


def rotate(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make new keys and the root that names them; a running server takes them over."""
    with opened(settings) as resources:
        rotate_root(resources)
        version = resources.keyring.trusted.version
    print(f"The keys are new, root version {version}. Make a backup: an older one lacks them.")
    return 0


def guide(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the guide."""
    print(printed_guide())
    return 0


def root_new(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make a root key for one holder."""
    passphrase = _passphrase(arguments, twice=True)
    made = root_keys.make_root_key(arguments.folder, arguments.name, passphrase)
    print(f"Keep {made.private} on the holder's stick, in two copies; nobody else sees it.")
    print(f"Carry {made.public} to the server.")
    print(f"Write on the stick: {made.digits}")
    return 0


def request(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write down what the next root shall say."""
    wish = root_ceremony.Wish(
        holders=[root_keys.read_root_public(path) for path in arguments.holder],
        threshold=arguments.threshold,
        officer_threshold=arguments.officer_threshold,
        fresh_online_keys=arguments.new_online_keys,
        new_epoch=arguments.new_epoch,
        without_officers=arguments.without_officers,
        life=arguments.years * YEAR,
    )
    if arguments.file.exists():
        raise OperatorError(f"{arguments.file}: is there already; name a new file")
    with opened(settings) as resources:
        made = root_ceremony.request_root(resources, wish)
    root_keys.write_request(arguments.file, made)
    _print_summary(made, DEFAULT_LANGUAGE)
    print(f"Carry {arguments.file} to the holders: python -m server keys sign {arguments.file}")
    return 0


def show(arguments: argparse.Namespace, settings: Settings) -> int:
    """Tell what a request says."""
    _print_summary(root_keys.read_request(arguments.file), arguments.language)
    return 0


def sign(arguments: argparse.Namespace, settings: Settings) -> int:
    """Sign a request."""
    _print_summary(root_keys.read_request(arguments.file), DEFAULT_LANGUAGE)
    digits = arguments.digits or _asked("Digits, as the others read them out: ")
    signed = root_keys.sign_request(
        arguments.file, digits, arguments.key, _passphrase(arguments, twice=False)
    )
    standing = signed.standing()
    print(
        f"Signed. Old root keys: {standing.of_held} of {standing.held_needs};"
        f" new root keys: {standing.of_next} of {standing.next_needs}."
    )
    if standing.is_complete:
        print(f"All are there. On the server: python -m server keys adopt {arguments.file}")
    return 0


def adopt(arguments: argparse.Namespace, settings: Settings) -> int:
    """Take a signed root over."""
    signed = root_keys.read_request(arguments.file)
    with opened(settings) as resources:
        root = root_ceremony.adopt_root(resources, signed)
        is_left = bool(resources.keyring.files.all_of("root"))
    print(f"Root version {root.version} counts; the server and its boards follow. Make a backup.")
    if is_left:
        print("A root key still lies on this machine: python -m server keys forget-root")
    return 0


def forget_root(arguments: argparse.Namespace, settings: Settings) -> int:
    """Remove the private root keys from this machine."""
    with opened(settings) as resources:
        gone = root_ceremony.forget_root_keys(resources)
    if not gone:
        print("No root key lies here.")
        return 0
    print(f"Removed {len(gone)}. Older backups hold it still: lock them away or destroy them.")
    return 0


def _add_new(keys: Commands) -> None:
    made = add_command(keys, "root-new", root_new, "make a holder's root key (no network needed)")
    made.add_argument("folder", metavar="DIR", type=Path, help="on the holder's stick")
    made.add_argument("--name", required=True, help="the holder's")
    _with_passphrase(made)


def _add_request(keys: Commands) -> None:
    made = add_command(keys, "request", request, "write what the next root shall say, to be signed")
    _with_file(made)
    made.add_argument(
        "--holder", metavar="PUB", type=Path, action="append", default=[],
        help="a holder's .pub; repeatable, all of them; without, the root keys stay",
    )  # fmt: skip
    made.add_argument("--threshold", type=_count, help="how many holders must sign")
    made.add_argument("--officer-threshold", type=_count, help="how many officers an alert needs")
    made.add_argument("--new-online-keys", action="store_true", help="new keys for the server")
    made.add_argument(
        "--new-epoch", action="store_true", help="after a break-in: what was signed counts no more"
    )
    made.add_argument(
        "--without-officers", action="store_true", help="let the server alone sign alerts again"
    )
    made.add_argument("--years", type=_count, default=5, help="how long it counts (5)")


def _with_file(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE", type=Path, help="the request")


def _with_passphrase(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--passphrase-stdin", action="store_true", help="read it from standard input"
    )


def _print_summary(made: RootRequest, language: str) -> None:
    print("\n".join(root_words.summary(made, language)))


def _passphrase(arguments: argparse.Namespace, *, twice: bool) -> str:
    if arguments.passphrase_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    said = getpass.getpass("Passphrase: ")
    if twice and said != getpass.getpass("Once more: "):
        raise OperatorError("The two are not the same; nothing was made")
    return said


def _asked(what: str) -> str:
    if not sys.stdin.isatty():
        raise OperatorError("Give --digits, the digits that the holders have compared")
    return input(what)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 16):
        raise argparse.ArgumentTypeError("a number from 1 to 16")
    return int(text)
