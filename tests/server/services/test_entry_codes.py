import pytest

from content.errors import ConflictError, InvalidInputError
from server.services import account_changes, accounts
from server.services.entry_codes import forgotten, holder_of_code, use_code
from server.services.outbox import deliver
from server.services.resources import Resources
from tests.server.builders import FixedClock
from tests.server.outside_builders import MailSink, a_mail_server
from tests.server.staff_builders import PASSWORD, add_units, cheap_hashes
from tests.server.telling_builders import a_person

HERE = "203.0.113.7"
NEW = "mùa nước nổi năm nay lên sớm"
DAY = 86_400


@pytest.fixture
def office(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Resources:
    cheap_hashes(monkeypatch)
    add_units(resources)
    accounts.create_account(
        resources, login="lan", name="Đinh Thị Lan", password=None, role="author",
        unit_code="20857",
    )  # fmt: skip
    return resources


def slip(office: Resources, login: str = "lan") -> str:
    admin = a_person(office, f"quantri-{login}", "administrator", "51")
    return account_changes.new_slip(office, login, admin).code


def signs_in(office: Resources, password: str, login: str = "lan") -> bool:
    try:
        accounts.sign_in(office, login, password, address=HERE, user_agent="test")
    except accounts.SignInError:
        return False
    return True


@pytest.mark.parametrize("password", ["", " ", "!", PASSWORD])
def test_without_a_code_nobody_signs_in(office: Resources, password: str) -> None:
    assert not signs_in(office, password)


def test_a_code_opens_the_account_once(office: Resources) -> None:
    code = slip(office)
    assert holder_of_code(office, code.upper().replace("-", " "), HERE).name == "Đinh Thị Lan"
    use_code(office, code, NEW, again=NEW, address=HERE)
    assert signs_in(office, NEW)
    with pytest.raises(InvalidInputError) as refused:
        use_code(office, code, NEW, again=NEW, address=HERE)
    assert refused.value.code == "code_not_right"


def test_a_newer_slip_takes_the_place_of_the_older(office: Resources) -> None:
    old = slip(office)
    admin = a_person(office, "quantri", "administrator", "51")
    account_changes.new_slip(office, "lan", admin)
    with pytest.raises(InvalidInputError):
        holder_of_code(office, old, HERE)


def test_a_slip_is_good_for_a_week(office: Resources, clock: FixedClock) -> None:
    code = slip(office)
    clock.advance(7 * DAY - 1)
    assert holder_of_code(office, code, HERE).login == "lan"
    clock.advance(1)
    with pytest.raises(InvalidInputError):
        holder_of_code(office, code, HERE)


@pytest.mark.parametrize(
    ("password", "again", "field"),
    [("short", "short", "password"), (NEW, NEW + "!", "again"), ("", "", "password")],
)
def test_a_bad_password_leaves_the_code_unused(
    office: Resources, password: str, again: str, field: str
) -> None:
    code = slip(office)
    with pytest.raises(InvalidInputError) as refused:
        use_code(office, code, password, again=again, address=HERE)
    assert refused.value.field == field
    use_code(office, code, NEW, again=NEW, address=HERE)


def test_an_account_that_is_shut_is_not_opened_by_its_slip(office: Resources) -> None:
    code = slip(office)
    account_changes.disable_account(office, "lan")
    with pytest.raises(InvalidInputError):
        use_code(office, code, NEW, again=NEW, address=HERE)
    admin = a_person(office, "quantri", "administrator", "51")
    with pytest.raises(ConflictError):
        account_changes.new_slip(office, "lan", admin)


@pytest.mark.parametrize("asked", ["binh", "BINH ", "binh@example.vn"])
def test_who_forgot_the_password_gets_a_code_by_mail_once(
    office: Resources, asked: str, clock: FixedClock
) -> None:
    a_person(office, "binh", "author", "20857")
    with a_mail_server() as sink:
        mail_by(office, sink)
        for _ in range(3):
            forgotten(office, asked, HERE)
        assert deliver(office) == 1
        (mail,) = sink.mails
        assert "To: binh@example.vn" in mail
    assert signs_in(office, PASSWORD, "binh"), "the old password counts until a new one is set"


@pytest.mark.parametrize("asked", ["lan", "nobody", "", "x" * 5000, "\ud800"])
def test_without_an_address_nothing_is_mailed_and_nothing_is_told(
    office: Resources, asked: str
) -> None:
    with a_mail_server() as sink:
        mail_by(office, sink)
        forgotten(office, asked, HERE)
        assert deliver(office) == 0


def mail_by(office: Resources, sink: MailSink) -> None:
    office.settings = office.settings.model_copy(
        update={"smtp_url": sink.url, "mail_from": "bangtin@example.vn"}
    )
