import json
from collections import Counter

import pytest
from sqlalchemy import func, select

from server.demo import boards, load_demo, notices
from server.demo.loading import LOADING_FILE, LOGINS_FILE
from server.demo.people import PEOPLE, new_password
from server.services import accounts
from server.services.resources import Resources
from server.storage.tables import AccountRow, AlertRow, AuditRow, BoardRow, NoticeRow


def count(resources: Resources, table: type) -> int:
    return resources.database.read(
        lambda session: session.scalar(select(func.count()).select_from(table)) or 0
    )


def states(resources: Resources) -> Counter[str]:
    return Counter(
        resources.database.read(lambda session: session.scalars(select(NoticeRow.state)).all())
    )


@pytest.fixture
def without_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the slow part where a test is not about it."""
    monkeypatch.setattr(notices, "publish_all", lambda resources, actors: 0)


def test_the_sample_is_on_its_boards_and_holds_no_alert(resources: Resources) -> None:
    summary = load_demo(resources)
    assert summary.is_new
    assert states(resources) == {"approved": len(notices.read_notices())}
    assert count(resources, BoardRow) == len(boards.BOARDS)
    assert count(resources, AlertRow) == 0
    assert len({login.password for login in summary.logins}) == 4
    today = resources.units.tree().valid_on(resources.clock.now().date())
    assert sum(unit.level in {"xa", "phuong", "dac_khu"} for unit in today) == 96


@pytest.mark.usefixtures("without_notices")
def test_the_printed_logins_open_a_session(resources: Resources) -> None:
    for login in load_demo(resources).logins:
        session = accounts.sign_in(
            resources, login.login, login.password, address="127.0.0.1", user_agent="test"
        )
        assert session.token


@pytest.mark.usefixtures("without_notices")
def test_a_second_load_changes_nothing_but_the_links(resources: Resources) -> None:
    first = load_demo(resources)
    rows = count(resources, AuditRow)
    second = load_demo(resources)
    assert not second.is_new
    assert second.logins == first.logins
    assert count(resources, AuditRow) == rows
    assert not {link.address for link in first.board_links} & {
        link.address for link in second.board_links
    }


def test_a_load_that_was_cut_short_is_gone_on_with(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(notices, "publish_all", power_cut)
    with pytest.raises(KeyboardInterrupt):
        load_demo(resources)
    monkeypatch.undo()
    assert load_demo(resources).is_new
    assert states(resources) == {"approved": len(notices.read_notices())}
    assert count(resources, BoardRow) == len(boards.BOARDS)
    assert count(resources, AccountRow) == len(PEOPLE)
    assert not (resources.settings.data_dir / LOADING_FILE).exists()


@pytest.mark.usefixtures("without_notices")
def test_first_logins_are_kept_owner_only(resources: Resources) -> None:
    load_demo(resources)
    file = resources.settings.data_dir / LOGINS_FILE
    assert file.stat().st_mode & 0o077 == 0
    assert len(json.loads(file.read_text("utf-8"))) == len(PEOPLE)


def test_no_password_is_ever_the_same_twice() -> None:
    assert len({new_password() for _ in range(1000)}) == 1000
