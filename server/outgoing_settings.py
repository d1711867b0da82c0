"""What settings of mail and gateway must hold: no password in the clear, no weak secret."""

from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

SHORTEST_SECRET = 32
FEWEST_DIFFERENT = 10
TLS_KINDS = ("starttls", "none")


def is_loopback(host: str | None) -> bool:
    """Say whether a host is this machine itself."""
    try:
        return host == "localhost" or ip_address(host or "").is_loopback
    except ValueError:
        return False


def check_mail_server(value: str) -> None:
    """Refuse what is no mail server, or would give its password away. Raises: ValueError."""
    parts = urlsplit(value)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("write smtp://user:password@host:587 or smtps://user:password@host:465")
    tls = parse_qs(parts.query).get("tls", ["starttls"])[0]
    if tls not in TLS_KINDS:
        raise ValueError("tls is starttls or none")
    is_clear = parts.scheme == "smtp" and tls == "none"
    if is_clear and parts.password and not is_loopback(parts.hostname):
        raise ValueError("a password is never sent in the clear; leave out tls=none")
    if parts.port == 0:
        raise ValueError("the port is from 1 to 65535")


def check_gateway(value: str) -> None:
    """Refuse a gateway that is not called by https, except on this machine. Raises: ValueError."""
    parts = urlsplit(value)
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise ValueError("write https://host/path")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("a gateway on another machine is called by https only")
    if parts.username or parts.password:
        raise ValueError("leave the password out; what is sent is signed with the secret")


def check_secret(value: str) -> None:
    """Refuse a secret that can be guessed. Raises: ValueError."""
    if len(value) < SHORTEST_SECRET or len(set(value)) < FEWEST_DIFFERENT:
        raise ValueError(
            "too weak; make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"
        )
