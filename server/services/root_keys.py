"""Root keys kept offline: one encrypted file a holder, made and used without a network.

The file opens with its holder's passphrase alone; its public half lies beside it.
"""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from content.canonical import canonical
from content.errors import TrustError
from content.root_request import RootRequest, spoken_digits
from content.text import clean_line
from content.trust import Ed25519Signer, decode_base64, encode_base64, key_id, parse_json
from server.operator_error import OperatorError
from server.services.key_files import write_owner_only
from server.services.passwords import check_password
from server.storage.offload import run_here

LONGEST_NAME = 60
_SECRET, _PUBLIC = "root-key", "root-public"
# 128 MB and about half a second for each guess. Source: RFC 7914.
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 2**17, 8, 1
_LARGEST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class MadeRootKey:
    """Say where the two files lie and what is to be written on the stick's label."""

    private: Path
    public: Path
    digits: str


@dataclass(frozen=True, slots=True)
class PublicRootKey:
    """Name a root key by its holder."""

    name: str
    public: bytes

    @property
    def digits(self) -> str:
        """Give what the holder compares by voice."""
        return spoken_digits(key_id(self.public))


def make_root_key(folder: Path, name: str, passphrase: str) -> MadeRootKey:
    """Make a root key in a folder, encrypted. Raises: OperatorError, InvalidInputError."""
    shown = clean_line(name)[:LONGEST_NAME]
    if not shown:
        raise OperatorError("Say whose key it is: --name NAME")
    check_password(run_here, passphrase, about=[shown, "bangtin"])
    folder.mkdir(parents=True, exist_ok=True)
    seed = secrets.token_bytes(32)
    signer = Ed25519Signer.from_private_bytes(seed)
    stem = f"root-{_file_name(shown)}-{signer.key_id[:8]}"
    head = {"kind": _SECRET, "name": shown, "public": encode_base64(signer.public)}
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    sealed = ChaCha20Poly1305(_stretched(passphrase, salt)).encrypt(nonce, seed, canonical(head))
    locked = {
        **head,
        "salt": encode_base64(salt),
        "nonce": encode_base64(nonce),
        "sealed": encode_base64(sealed),
    }
    private, public = folder / f"{stem}.key", folder / f"{stem}.pub"
    write_owner_only(private, canonical(locked))
    write_owner_only(public, canonical({**head, "kind": _PUBLIC}))
    return MadeRootKey(private, public, spoken_digits(signer.key_id))


def open_root_key(path: Path, passphrase: str) -> Ed25519Signer:
    """Decrypt a root key. Raises: OperatorError for another file or a wrong passphrase."""
    value = _read(path, _SECRET)
    head = {name: value[name] for name in ("kind", "name", "public")}
    try:
        salt, nonce, sealed = (decode_base64(value.get(n)) for n in ("salt", "nonce", "sealed"))
        key = ChaCha20Poly1305(_stretched(passphrase, salt))
        signer = Ed25519Signer.from_private_bytes(key.decrypt(nonce, sealed, canonical(head)))
    except InvalidTag as error:
        raise OperatorError(f"{path}: the passphrase is wrong, or the file is damaged") from error
    except (TrustError, ValueError) as error:
        raise _broken(path) from error
    if encode_base64(signer.public) != value["public"]:
        raise _broken(path)
    return signer


def read_root_public(path: Path) -> PublicRootKey:
    """Read a public half. Raises: OperatorError."""
    value = _read(path, _PUBLIC)
    try:
        public = decode_base64(value.get("public"))
    except TrustError as error:
        raise _broken(path) from error
    if len(public) != 32:
        raise _broken(path)
    return PublicRootKey(str(value["name"])[:LONGEST_NAME], public)


def read_request(path: Path) -> RootRequest:
    """Read a request to the holders. Raises: OperatorError, OSError."""
    try:
        return RootRequest.from_bytes(path.read_bytes())
    except TrustError as error:
        raise OperatorError(f"{path}: is no request for a root, or is damaged ({error})") from error


def write_request(path: Path, request: RootRequest) -> None:
    """Write a request, whole and synced."""
    write_owner_only(path, request.to_bytes())


def sign_request(path: Path, digits: str, key: Path, passphrase: str) -> RootRequest:
    """Add a holder's signature to the request in a file, if it is the one with these digits.

    Raises: OperatorError; the file stays as it was.
    """
    request = read_request(path)
    if re.sub(r"\D", "", digits) != request.digits.replace(" ", ""):
        raise OperatorError("These are not the digits of this request; nothing was signed")
    try:
        signed = request.signed_by(open_root_key(key, passphrase))
    except TrustError as error:
        raise OperatorError(str(error)) from error
    write_request(path, signed)
    return signed


def _read(path: Path, kind: str) -> dict[str, object]:
    if path.stat().st_size > _LARGEST_BYTES:
        raise _broken(path)
    try:
        value = parse_json(path.read_bytes())
    except TrustError as error:
        raise _broken(path) from error
    if not isinstance(value, dict) or not isinstance(value.get("name"), str):
        raise _broken(path)
    if value.get("kind") != kind or not isinstance(value.get("public"), str):
        raise _broken(path)
    return value


def _stretched(passphrase: str, salt: bytes) -> bytes:
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    kdf = Scrypt(salt=salt, length=32, n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P)
    return kdf.derive(typed)


def _file_name(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:30] or "holder"


def _broken(path: Path) -> OperatorError:
    return OperatorError(f"{path}: this is not a root key's file, or it is damaged")
