from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from server.services import accounts, outbox
from server.services.contacts import Contact, set_contact
from server.services.outbox import Message, deliver
from server.services.resources import Resources
from server.storage.tables import AccountRow
from server.storage.tables.messages import MessageRow
from tests.server.builders import FixedClock
from tests.server.outside_builders import SECRET, MailSink, a_gateway, a_mail_server
from tests.server.staff_builders import PASSWORD, add_units, cheap_hashes

ASKED = Message(
    kind="ask.notice",
    about="n1",
    subject="The code {unit} is valid from {date} only.",
    body="The login {login} is taken.",
    params={"unit": "20857", "date": "01/07", "login": "lan"},
    link="/staff/notices/n1",
)


@pytest.fixture
def sink() -> Iterator[MailSink]:
    with a_mail_server() as made:
        yield made


@pytest.fixture
def office(resources: Resources, sink: MailSink, monkeypatch: pytest.MonkeyPatch) -> Resources:
    """A server with mail and one person, lan."""
    cheap_hashes(monkeypatch)
    add_units(resources)
    a_person(resources, "lan")
    resources.settings = resources.settings.model_copy(
        update={"smtp_url": sink.url, "mail_from": "bangtin@example.vn"}
    )
    return resources


def a_person(resources: Resources, login: str, **contact: object) -> str:
    made = accounts.create_account(
        resources, login=login, name="Đinh Thị Lan", password=PASSWORD, role="approver",
        unit_code="20857",
    )  # fmt: skip
    where = Contact(**{"email": f"{login}@example.vn", **contact})  # type: ignore[arg-type]
    set_contact(resources, None, made.id, where)
    return made.id


def queue(resources: Resources, message: Message = ASKED, login: str = "lan") -> int:
    def work(session):  # type: ignore[no-untyped-def]
        found = session.scalars(select(AccountRow.id).where(AccountRow.login == login))
        return outbox.queue(session, resources, found, message)

    return int(resources.database.write(work))


def rows(resources: Resources) -> list[MessageRow]:
    return list(resources.database.read(lambda s: s.scalars(select(MessageRow)).all()))


def test_a_message_is_mailed_once(office: Resources, sink: MailSink) -> None:
    assert queue(office) == 1
    assert (deliver(office), deliver(office)) == (1, 0)
    (mail,) = sink.mails
    assert "To: =?utf-8?" in mail
    assert "<lan@example.vn>" in mail
    assert "Auto-Submitted: auto-generated" in mail
    (row,) = rows(office)
    assert row.sent_at == office.clock.now()
    assert row.params == {}, "what was said is not kept"


def test_without_mail_settings_nothing_is_queued(office: Resources) -> None:
    office.settings = office.settings.model_copy(update={"smtp_url": ""})
    assert queue(office) == 0


def test_who_wants_no_mail_or_has_no_address_gets_none(office: Resources) -> None:
    a_person(office, "binh", by_mail=False)
    a_person(office, "cuong", email="")
    assert queue(office, login="binh") == 0
    assert queue(office, login="cuong") == 0


def test_a_mail_server_that_is_down_is_tried_again_later_and_given_up_at_last(
    office: Resources, clock: FixedClock
) -> None:
    office.settings = office.settings.model_copy(update={"smtp_url": "smtp://127.0.0.1:1?tls=none"})
    queue(office)
    assert deliver(office) == 0
    (row,) = rows(office)
    assert (row.tries, row.due_at) == (1, clock.now() + timedelta(minutes=1))
    assert "refused" in (row.reason or "")
    for wait in outbox.WAITS:
        clock.at += wait
        deliver(office)
    (row,) = rows(office)
    assert (row.tries, row.due_at) == (7, None)
    assert row.failed_at == clock.now()


def test_what_waited_for_the_mail_server_is_sent_when_it_is_back(
    office: Resources, sink: MailSink, clock: FixedClock
) -> None:
    working = office.settings
    office.settings = working.model_copy(update={"smtp_url": "smtp://127.0.0.1:1?tls=none"})
    queue(office)
    deliver(office)
    office.settings = working
    assert deliver(office) == 0, "not before its time"
    clock.advance(60)
    assert deliver(office) == 1
    assert len(sink.mails) == 1


def test_a_try_cut_short_by_a_restart_is_made_again(office: Resources, clock: FixedClock) -> None:
    queue(office)
    assert len(outbox._claim(office, outbox.MAIL)) == 1
    assert deliver(office) == 0, "somebody has claimed it"
    clock.advance(60)
    assert deliver(office) == 1


def test_a_refused_mailbox_ends_that_message_alone(office: Resources, sink: MailSink) -> None:
    a_person(office, "binh")
    sink.refuses = {"lan@": "550 no such user", "binh@": "450 mailbox busy"}
    queue(office)
    queue(office, login="binh")
    assert deliver(office) == 0
    held = {row.reason: row for row in rows(office)}
    assert held["550 no such user"].failed_at is not None
    assert held["450 mailbox busy"].due_at is not None


def test_a_password_is_not_told_to_a_server_without_encryption(
    office: Resources, sink: MailSink
) -> None:
    url = f"smtp://bangtin:matkhau@127.0.0.1:{sink.port}"
    office.settings = office.settings.model_copy(update={"smtp_url": url})
    queue(office)
    assert deliver(office) == 0
    assert "STARTTLS" in (rows(office)[0].reason or "")
    assert not any("AUTH" in command for command in sink.commands)
    assert "matkhau" not in repr(office.settings)


def test_what_was_decided_is_not_asked_any_more(office: Resources, sink: MailSink) -> None:
    queue(office)
    queue(office, replace(ASKED, kind="tell.notice"))
    office.database.write(lambda session: outbox.call_off(session, "n1", "ask."))
    assert deliver(office) == 1
    assert [row.kind for row in rows(office)] == ["tell.notice"]


def test_a_message_past_its_time_is_not_sent(office: Resources, clock: FixedClock) -> None:
    queue(office, replace(ASKED, expires_at=clock.now() + timedelta(minutes=5)))
    clock.advance(300)
    assert deliver(office) == 0
    assert rows(office)[0].reason == "too late"


def test_a_shut_account_is_told_nothing(office: Resources, sink: MailSink) -> None:
    from server.services.account_changes import disable_account

    queue(office)
    disable_account(office, "lan")
    assert deliver(office) == 0
    assert sink.mails == []
    assert queue(office) == 0


def test_urgent_messages_go_first(office: Resources, sink: MailSink) -> None:
    queue(office, replace(ASKED, params={"unit": "1", "date": "2", "login": "later"}))
    queue(office, replace(ASKED, is_urgent=True))
    deliver(office)
    assert len(sink.mails) == 2
    assert sorted(rows(office), key=lambda row: row.is_urgent)[1].sent_at is not None


def test_mail_and_gateway_each_get_their_own(office: Resources, sink: MailSink) -> None:
    with a_gateway() as gateway:
        office.settings = office.settings.model_copy(
            update={"webhook_url": gateway.url, "webhook_secret": SECRET}
        )
        assert queue(office) == 2
        assert deliver(office) == 2
    assert len(sink.mails) == len(gateway.posts) == 1


def test_mail_to_an_address_goes_to_that_address_alone(office: Resources, sink: MailSink) -> None:
    def work(session):  # type: ignore[no-untyped-def]
        return outbox.queue_mail(session, office, "moi@example.vn", "en", ASKED)

    assert office.database.write(work)
    assert deliver(office) == 1
    assert "Subject: The code 20857 is valid from 01/07 only." in sink.mails[0]
    assert f"{office.settings.address}/staff/notices/n1" in sink.mails[0]


def test_old_messages_are_forgotten_and_stuck_ones_given_up(
    office: Resources, clock: FixedClock
) -> None:
    queue(office)
    clock.at += outbox.WORTH_SENDING
    outbox.prune(office)
    assert rows(office)[0].reason == "too late"
    clock.at += outbox.KEPT
    outbox.prune(office)
    assert rows(office) == []
