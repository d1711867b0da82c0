"""Browsers that have signed in before: strangers who guess never make their people wait.

The cookie is `<random>.<proof>...`, a proof for each of the last few people who signed in
there. Source: OWASP, Slow down online guessing attacks with device cookies.
"""

import base64
import hashlib
import hmac
import re
import secrets
from typing import TYPE_CHECKING

from server.services.actors import fold_login

if TYPE_CHECKING:
    from server.services.resources import Resources

MOST_PEOPLE = 5
_COOKIE = re.compile(r"[A-Za-z0-9_-]{22}(?:\.[A-Za-z0-9_-]{22}){0,5}")


def device_of(resources: "Resources", login: str, cookie: str) -> str | None:
    """Return the device's name if this person has signed in on it before, else None."""
    device, proofs = _parts(cookie)
    proof = _proof(resources, device, login)
    known = [hmac.compare_digest(proof, one) for one in proofs]
    return device if any(known) else None


def remember(resources: "Resources", login: str, cookie: str) -> str:
    """Return the cookie of a device on which this person has just signed in."""
    device, proofs = _parts(cookie)
    device = device or secrets.token_urlsafe(16)
    mine = _proof(resources, device, login)
    others = [proof for proof in proofs if proof != mine]
    return ".".join([device, mine, *others[: MOST_PEOPLE - 1]])


def _parts(cookie: str) -> tuple[str, list[str]]:
    if not _COOKIE.fullmatch(cookie):
        return "", []
    device, *proofs = cookie.split(".")
    return device, proofs


def _proof(resources: "Resources", device: str, login: str) -> str:
    secret = resources.keyring.secret("known device")
    made = hmac.digest(secret, f"{device} {fold_login(login)}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(made[:16]).decode().rstrip("=")
