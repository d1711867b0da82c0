import io

import pytest
from sqlalchemy import select

from server import cli
from server.services import accounts
from server.services.api_tokens import actor_of_token
from server.services.sessions import actor_of_session
from server.storage.tables import AccountRow
from tests.server.operator_builders import audited, one_error_line, with_resources
from tests.server.staff_builders import cheap_hashes

PASSWORD = "Nước-mắm-cá-cơm-7\n"
NEW_PASSWORD = "Bánh-xèo-tôm-nhảy-9\n"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_hashes(monkeypatch)


def create_account(monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(password))
    return cli.main(
        ["account", "create", "--login", "lan", "--role", "author", "--unit", "21484"]
        + ["--password-stdin"]
    )


def set_password(monkeypatch: pytest.MonkeyPatch, password: str, login: str = "lan") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(password))
    return cli.main(["account", "password", "--login", login, "--password-stdin"])


@pytest.fixture
def lan(ready: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert create_account(monkeypatch) == 0
    capsys.readouterr()


def sign_in(password: str) -> str:
    return with_resources(
        lambda resources: accounts.sign_in(
            resources, "lan", password.strip(), address="10.0.0.1", user_agent="Firefox"
        )
    ).token


def is_signed_in(session: str) -> bool:
    return with_resources(lambda resources: actor_of_session(resources, session)) is not None


def is_good(token: str) -> bool:
    return with_resources(lambda resources: actor_of_token(resources, token)) is not None


def test_an_account_and_its_token_are_made(
    ready: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert create_account(monkeypatch) == 0
    assert PASSWORD.strip() not in capsys.readouterr().out
    assert cli.main(["token", "create", "--login", "lan", "--scopes", "read,notices"]) == 0
    token = capsys.readouterr().out.splitlines()[-1]
    actor = with_resources(lambda resources: actor_of_token(resources, token))
    assert actor is not None
    assert (actor.login, actor.scopes) == ("lan", frozenset({"read", "notices"}))


def test_a_token_for_nobody_or_nothing_is_refused(
    ready: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["token", "create", "--login", "nobody"]) == 1
    assert "nobody" in one_error_line(capsys)
    create_account(monkeypatch)
    capsys.readouterr()
    assert cli.main(["token", "create", "--login", "lan", "--scopes", "read,everything"]) == 1
    one_error_line(capsys)


@pytest.mark.parametrize("password", ["", "\n", "short\n", "123456789012\n"])
def test_a_weak_password_makes_no_account(
    ready: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    password: str,
) -> None:
    assert create_account(monkeypatch, password) == 1
    one_error_line(capsys)
    assert (
        with_resources(
            lambda resources: resources.database.read(
                lambda session: session.scalars(select(AccountRow.id)).all()
            )
        )
        == []
    )


def test_a_new_password_replaces_the_old_one_and_ends_all_sessions(
    lan: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    session = sign_in(PASSWORD)
    assert set_password(monkeypatch, NEW_PASSWORD, "Lan") == 0
    assert NEW_PASSWORD.strip() not in capsys.readouterr().out
    assert not is_signed_in(session)
    with pytest.raises(accounts.SignInError):
        sign_in(PASSWORD)
    assert is_signed_in(sign_in(NEW_PASSWORD))
    assert audited()[-1][0] == "account.password"
    assert audited()[-1][2] is None


@pytest.mark.parametrize("password", ["", "short\n", "123456789012\n", "lan lan lan lan\n"])
def test_a_weak_new_password_changes_nothing(
    lan: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    password: str,
) -> None:
    session = sign_in(PASSWORD)
    assert set_password(monkeypatch, password) == 1
    one_error_line(capsys)
    assert is_signed_in(session)
    assert is_signed_in(sign_in(PASSWORD))


def test_a_password_that_is_not_utf_8_is_refused_in_one_line(
    lan: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = io.TextIOWrapper(io.BytesIO(b"m\xe1t kh\xe9u c\xfa 27\n"), "utf-8")
    monkeypatch.setattr("sys.stdin", said)
    assert cli.main(["account", "password", "--login", "lan", "--password-stdin"]) == 1
    assert "not UTF-8" in one_error_line(capsys)


def test_a_disabled_account_has_no_sessions_and_tokens_until_it_is_enabled(
    lan: None, capsys: pytest.CaptureFixture[str]
) -> None:
    session = sign_in(PASSWORD)
    assert cli.main(["token", "create", "--login", "lan"]) == 0
    token = capsys.readouterr().out.splitlines()[-1]
    for _ in range(2):
        assert cli.main(["account", "disable", "--login", "lan"]) == 0
        assert not is_signed_in(session)
        assert not is_good(token)
        with pytest.raises(accounts.SignInError):
            sign_in(PASSWORD)
    for _ in range(2):
        assert cli.main(["account", "enable", "--login", "lan"]) == 0
        assert not is_signed_in(session)
        assert is_good(token)
    assert is_signed_in(sign_in(PASSWORD))
    actions = [action for action, _, _ in audited() if action.startswith("account.")]
    assert actions[-3:] == ["account.token", "account.disabled", "account.enabled"]


def test_a_token_is_revoked_by_the_id_that_was_printed(
    lan: None, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = []
    for _ in range(2):
        assert cli.main(["token", "create", "--login", "lan"]) == 0
        first, token = capsys.readouterr().out.splitlines()
        word, _, token_id = first.partition(" ")
        assert word == "id"
        printed.append((token_id, token))
    (gone_id, gone), (_, kept) = printed
    assert cli.main(["token", "revoke", gone_id]) == 0
    assert (is_good(gone), is_good(kept)) == (False, True)


def test_nobody_is_changed_by_an_unknown_login_or_token(
    lan: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = audited()
    assert set_password(monkeypatch, NEW_PASSWORD, "nobody") == 1
    assert "nobody" in one_error_line(capsys)
    for command in ("disable", "enable"):
        assert cli.main(["account", command, "--login", "nobody"]) == 1
        assert "nobody" in one_error_line(capsys)
    assert cli.main(["token", "revoke", "nothing"]) == 1
    one_error_line(capsys)
    assert audited() == before
