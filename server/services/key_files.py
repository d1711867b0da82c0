"""Private keys and the server's secret as owner-only files, named by role and key id."""

import os
import secrets
import stat
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from content.trust import Ed25519Signer, key_id
from server.operator_error import OperatorError
from server.storage.durable import take_name

SECRET_BYTES = 32
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyFiles:
    """The folder of private keys."""

    def __init__(self, folder: Path) -> None:
        """Make the folder, owner-only, when it is not there."""
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        require_owner_only(folder)

    def create(self, role: str) -> Ed25519Signer:
        """Make a new key of this role and store it."""
        private = Ed25519PrivateKey.generate()
        pem = private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        identity = key_id(private.public_key().public_bytes_raw())
        write_owner_only(self.path(role, identity), pem)
        return Ed25519Signer.from_private_bytes(private.private_bytes_raw())

    def path(self, role: str, identity: str) -> Path:
        """Return where the key of this role and key id lies."""
        return self.folder / f"{role}-{identity[:16]}.pem"

    def has(self, role: str, identity: str) -> bool:
        """Return whether the key is here and not offline."""
        return self.path(role, identity).exists()

    def all_of(self, role: str) -> list[Path]:
        """List the files of a role's private keys, those of old roots included."""
        return sorted(self.folder.glob(f"{role}-*.pem"))

    def wipe(self, path: Path) -> None:
        """Write over a key and remove it; what a disk keeps besides is beyond a program."""
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(path.stat().st_size))
            os.fsync(file.fileno())
        path.unlink()

    def load(self, role: str, identity: str) -> Ed25519Signer:
        """Read a key.

        Raises: OperatorError when it is missing, broken, another key or open to others.
        """
        path = self.path(role, identity)
        if not path.exists():
            raise OperatorError(f"{path}: the {role} key is missing; restore it from a backup")
        require_owner_only(path)
        try:
            private = serialization.load_pem_private_key(path.read_bytes(), password=None)
        except (ValueError, TypeError) as error:
            raise _broken(path) from error
        if not isinstance(private, Ed25519PrivateKey):
            raise _broken(path)
        signer = Ed25519Signer.from_private_bytes(private.private_bytes_raw())
        if signer.key_id != identity:
            raise OperatorError(f"{path}: holds another key than its name says; restore it")
        return signer

    def secret(self) -> bytes:
        """Return the server's secret of 32 bytes, made on first use.

        Raises: OperatorError when the file is broken or open to others.
        """
        path = self.folder / "server.secret"
        if not path.exists():
            write_owner_only(path, secrets.token_hex(SECRET_BYTES).encode())
        require_owner_only(path)
        try:
            secret = bytes.fromhex(path.read_text("ascii").strip())
        except ValueError as error:
            raise _broken(path) from error
        if len(secret) != SECRET_BYTES or len(set(secret)) < SECRET_BYTES // 4:
            raise OperatorError(f"{path}: too weak to be a secret; delete it to have one made")
        return secret


def require_owner_only(path: Path) -> None:
    """Refuse a file or folder that others may read. Raises: OperatorError."""
    if path.stat().st_mode & OTHERS:
        wanted = "700" if path.is_dir() else "600"
        raise OperatorError(f"{path}: others may read it; run: chmod {wanted} {path}")


def write_owner_only(path: Path, data: bytes) -> None:
    """Write a new file whole, synced, mode 0600."""
    temporary = path.with_name(f".new-{secrets.token_hex(8)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as sink:
        sink.write(data)
    take_name(temporary, path)


def _broken(path: Path) -> OperatorError:
    return OperatorError(f"{path}: this is not a key of ours; restore it from a backup")
