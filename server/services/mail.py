"""Sends letters through a mail server; its password is in no log and no error."""

import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

from server.services.letters import LONGEST_REASON, Letter, Outcome, outage

TIMEOUT_S = 10.0
_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, and in whose name."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    is_tls: bool = False
    is_starttls: bool = True

    @classmethod
    def of(cls, url: str, sender: str) -> "MailServer":
        """Read `smtp://user:password@host:port?tls=starttls`, which the settings have checked."""
        parts = urlsplit(url)
        tls = parse_qs(parts.query).get("tls", ["starttls"])[0]
        return cls(
            host=parts.hostname or "",
            port=parts.port or _PORTS[parts.scheme],
            sender=sender,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            is_tls=parts.scheme == "smtps",
            is_starttls=parts.scheme == "smtp" and tls == "starttls",
        )

    def send(self, at: datetime, letters: list[Letter]) -> Iterator[Outcome]:
        """Hand the letters over on one connection; tells of each as soon as it is known."""
        waiting = list(letters)
        try:
            with self._connect() as line:
                while waiting:
                    outcome = _hand_over(line, self._mail(waiting[0], at), waiting[0].id)
                    waiting.pop(0)
                    yield outcome
        except (OSError, smtplib.SMTPException) as error:
            yield from outage(waiting, _why(error))

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        name = self.sender.rpartition("@")[2]
        line: smtplib.SMTP
        if self.is_tls:
            line = smtplib.SMTP_SSL(self.host, self.port, name, timeout=TIMEOUT_S, context=context)
        else:
            line = smtplib.SMTP(self.host, self.port, name, timeout=TIMEOUT_S)
        try:
            if self.is_starttls:
                line.starttls(context=context)
            if self.user:
                line.login(self.user, self.password)
        except BaseException:
            line.close()
            raise
        return line

    def _mail(self, letter: Letter, at: datetime) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = Address("Bảng Tin", addr_spec=self.sender)
        mail["To"] = Address(letter.name, addr_spec=letter.email)
        mail["Subject"] = " ".join(letter.subject.split())
        mail["Date"] = format_datetime(at)
        # the same at every try, so that a reader's mailbox can see a second copy for what it is
        mail["Message-ID"] = f"<{letter.id}@{self.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["Content-Language"] = letter.language
        mail.set_content(letter.text)
        return mail


def _hand_over(line: smtplib.SMTP, mail: EmailMessage, letter_id: str) -> Outcome:
    try:
        line.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        return _refused(letter_id, code, said)
    except smtplib.SMTPDataError as error:
        return _refused(letter_id, error.smtp_code, error.smtp_error)
    return Outcome(letter_id)


def _refused(letter_id: str, code: int, said: bytes | str) -> Outcome:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return Outcome(letter_id, f"{code} {text}"[:LONGEST_REASON], is_final=code >= 500)


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        return f"{error.smtp_code} {text}"
    return str(error).strip() or type(error).__name__
