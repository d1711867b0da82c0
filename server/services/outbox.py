"""Messages to people: queued in the transaction of what causes them, sent by a chore.

A message is claimed before it is tried: what a restart cuts short is tried again later, what
was handed over is never sent again knowingly. Its words are templates until it is sent, and
are wiped once it is sent or given up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from server.locale import N_, translate
from server.services.contacts import Contact, contacts_of, read_email
from server.services.gateway import Gateway
from server.services.letters import Channel, Letter, Outcome
from server.services.mail import MailServer
from server.settings import Settings
from server.storage.ids import new_id
from server.storage.tables import AccountRow, MessageRow

if TYPE_CHECKING:
    from server.services.resources import Resources

MAIL, GATEWAY = "mail", "gateway"
BATCH = 20
EVERY_S, PRUNE_EVERY_S = 2.0, 3600.0
# How long after each failed try the next one comes; after the last the message is given up.
WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720))
KEPT = timedelta(days=30)
WORTH_SENDING = timedelta(days=3)
log = structlog.get_logger(__name__)

_WHY = N_("You get this from Bảng Tin. What reaches you is chosen on your account page.")


@dataclass(frozen=True)
class Message:
    """What people are told: English templates with `{name}` places, in each reader's language.

    `about` is the id of the thing it speaks of; `link` a path of the staff pages.
    """

    kind: str
    about: str
    subject: str
    body: str
    params: Mapping[str, object] = field(default_factory=dict)
    link: str = ""
    is_urgent: bool = False
    expires_at: datetime | None = None


def queue(
    session: Session,
    resources: "Resources",
    account_ids: Iterable[str],
    message: Message,
) -> int:
    """Queue a message to people by every channel there is for each; give the number queued."""
    wanted = sorted(set(account_ids))
    rows = session.scalars(
        select(AccountRow).where(AccountRow.id.in_(wanted), AccountRow.disabled_at.is_(None))
    ).all()
    contacts = contacts_of(session, wanted)
    at, queued = resources.clock.now(), 0
    for row in rows:
        for channel in _channels_for(resources.settings, contacts[row.id]):
            session.add(_row(message, channel, row.language, at, account_id=row.id))
            queued += 1
    return queued


def queue_mail(
    session: Session, resources: "Resources", email: str, language: str, message: Message
) -> bool:
    """Queue mail to an address, for what no other channel may carry; False without mail.

    Raises: InvalidInputError for a broken address.
    """
    address = read_email(email)
    if not resources.settings.smtp_url or not address:
        return False
    session.add(_row(message, MAIL, language, resources.clock.now(), address=address))
    return True


def call_off(session: Session, about: str, kinds: str = "") -> None:
    """Drop what was not sent yet about something; `kinds` narrows it to kinds that begin so."""
    session.execute(
        delete(MessageRow).where(
            MessageRow.about == about,
            MessageRow.due_at.is_not(None),
            MessageRow.kind.startswith(kinds, autoescape=True),
        )
    )


def deliver(resources: "Resources") -> int:
    """Send what is due; give the number sent. The chore; also right when run twice at once."""
    sent = 0
    for name, channel in channels(resources.settings).items():
        while letters := _claim(resources, name):
            outcomes = list(_tried(resources, channel, letters))
            sent += sum(1 for outcome in outcomes if not outcome.reason)
            if any(outcome.is_outage for outcome in outcomes):
                break
    return sent


def prune(resources: "Resources") -> None:
    """Forget messages a month old, and give up what no channel has taken for days."""
    now = resources.clock.now()

    def work(session: Session) -> None:
        session.execute(
            delete(MessageRow).where(
                MessageRow.due_at.is_(None), MessageRow.created_at <= now - KEPT
            )
        )
        session.execute(
            update(MessageRow)
            .where(
                MessageRow.due_at.is_not(None),
                or_(
                    MessageRow.created_at <= now - WORTH_SENDING,
                    MessageRow.expires_at <= now,
                ),
            )
            .values(due_at=None, failed_at=now, reason="too late", params={})
        )

    resources.database.write(work)


def channels(settings: Settings) -> dict[str, Channel]:
    """Give the channels that are set up, by name."""
    found: dict[str, Channel] = {}
    if settings.smtp_url:
        found[MAIL] = MailServer.of(settings.smtp_url, settings.mail_from).send
    if settings.webhook_url:
        gateway = Gateway(settings.webhook_url, settings.webhook_secret, settings.inside_names)
        found[GATEWAY] = gateway.send
    return found


def _channels_for(settings: Settings, contact: Contact) -> list[str]:
    found = []
    if settings.smtp_url and contact.by_mail and contact.email:
        found.append(MAIL)
    if settings.webhook_url and contact.by_gateway:
        found.append(GATEWAY)
    return found


def _row(
    message: Message,
    channel: str,
    language: str,
    at: datetime,
    *,
    account_id: str | None = None,
    address: str | None = None,
) -> MessageRow:
    return MessageRow(
        id=new_id(),
        kind=message.kind,
        about=message.about,
        channel=channel,
        account_id=account_id,
        address=address,
        language=language,
        subject=message.subject,
        body=message.body,
        params=dict(message.params),
        link=message.link,
        is_urgent=message.is_urgent,
        created_at=at,
        expires_at=message.expires_at,
        due_at=at,
        tries=0,
    )


def _claim(resources: "Resources", channel: str) -> list[Letter]:
    """Take a batch that is due and put its next try off, so that nobody else takes it too."""
    now = resources.clock.now()
    due = (
        select(MessageRow)
        .where(MessageRow.channel == channel, MessageRow.due_at <= now)
        .order_by(MessageRow.is_urgent.desc(), MessageRow.due_at, MessageRow.id)
        .limit(BATCH)
    )

    def work(session: Session) -> list[Letter]:
        letters = []
        for row in session.scalars(due).all():
            row.due_at = now + WAITS[min(row.tries, len(WAITS) - 1)]
            row.tries += 1
            letter = _letter(session, resources, row)
            if letter is None or (row.expires_at is not None and row.expires_at <= now):
                _close(row, now, "too late" if letter else "nobody to tell")
            else:
                letters.append(letter)
        return letters

    if resources.database.read(lambda session: session.scalars(due.limit(1)).first()) is None:
        return []  # most rounds have nothing to do and need no writer
    return resources.database.write(work)


def _letter(session: Session, resources: "Resources", row: MessageRow) -> Letter | None:
    """Write the letter in the reader's words; None when there is nobody left to read it."""
    account = session.get(AccountRow, row.account_id) if row.account_id else None
    contact = Contact(email=row.address or "")
    if row.account_id is not None:
        if account is None or account.disabled_at is not None:
            return None
        contact = contacts_of(session, [account.id])[account.id]
    if row.channel == MAIL and not contact.email:
        return None
    language = account.language if account else row.language
    link = f"{resources.settings.address}{row.link}" if row.link else ""
    said = translate(row.body, language, **row.params)
    parts = [said, link, translate(_WHY, language)]
    return Letter(
        id=row.id,
        kind=row.kind,
        created_at=row.created_at,
        language=language,
        subject=translate(row.subject, language, **row.params),
        text="\n\n".join(part for part in parts if part) + "\n" if row.channel == MAIL else said,
        link=link,
        login=account.login if account else "",
        name=account.name if account else "",
        email=contact.email,
        phone=contact.phone,
    )


def _tried(resources: "Resources", channel: Channel, letters: list[Letter]) -> Iterable[Outcome]:
    """Try each letter and write down at once what became of it."""
    for outcome in channel(resources.clock.now(), letters):
        _write_down(resources, outcome)
        yield outcome


def _write_down(resources: "Resources", outcome: Outcome) -> None:
    now = resources.clock.now()

    def work(session: Session) -> None:
        row = session.get(MessageRow, outcome.letter_id)
        if row is None:  # called off while it was on its way
            return
        if not outcome.reason:
            row.sent_at, row.due_at, row.reason, row.params = now, None, None, {}
        elif outcome.is_final or row.tries > len(WAITS):
            _close(row, now, outcome.reason)
        else:
            row.reason = outcome.reason

    resources.database.write(work)
    if outcome.reason:
        log.warning("message_not_sent", message=outcome.letter_id, reason=outcome.reason)


def _close(row: MessageRow, now: datetime, reason: str) -> None:
    row.due_at, row.failed_at, row.reason, row.params = None, now, reason, {}
