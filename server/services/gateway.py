"""Hands letters to a gateway for SMS or chat, one signed call each."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from content.instant import format_instant
from server.services.fetching import Call, FetchError, fetch
from server.services.letters import LONGEST_REASON, Letter, Outcome, outage

# What the gateway itself found wrong with this letter; sending it again would not help.
_FINAL = frozenset({400, 410, 413, 422})


@dataclass(frozen=True)
class Gateway:
    """Where letters are posted, and the secret that signs them."""

    url: str
    secret: str = field(repr=False)
    inside: frozenset[str] = frozenset()

    def send(self, at: datetime, letters: list[Letter]) -> Iterator[Outcome]:
        """Post each letter; a gateway that cannot be reached ends the round."""
        for number, letter in enumerate(letters):
            try:
                answer = fetch(self._call(letter, at))
            except FetchError as error:
                yield from outage(letters[number:], str(error))
                return
            if 200 <= answer.status < 300:
                yield Outcome(letter.id)
            else:
                reason = f"the gateway answers {answer.status}"[:LONGEST_REASON]
                yield Outcome(letter.id, reason, is_final=answer.status in _FINAL)

    def _call(self, letter: Letter, at: datetime) -> Call:
        body = body_of(letter)
        stamp = str(int(at.timestamp()))
        return Call(
            self.url,
            "POST",
            body,
            {
                "Content-Type": "application/json",
                "Bangtin-Message": letter.id,
                "Bangtin-Timestamp": stamp,
                "Bangtin-Signature": signature(self.secret, stamp, body),
            },
            self.inside,
        )


def body_of(letter: Letter) -> bytes:
    """Give the JSON that is posted."""
    members = {
        "id": letter.id,
        "kind": letter.kind,
        "created_at": format_instant(letter.created_at),
        "to": {
            "login": letter.login,
            "name": letter.name,
            "email": letter.email or None,
            "phone": letter.phone or None,
        },
        "language": letter.language,
        "subject": letter.subject,
        "text": letter.text,
        "link": letter.link,
    }
    return json.dumps(members, ensure_ascii=False).encode()


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Give `v1=` and the HMAC-SHA256, hex, over the stamp, a full stop and the body."""
    made = hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    return f"v1={made.hexdigest()}"
