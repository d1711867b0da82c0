import pytest

from content.errors import ForbiddenError, InvalidInputError
from server.services.actor import Actor, Grant, Role
from server.services.publishing import NoticeView, approve_notice, create_notice, submit_notice
from server.services.resources import Resources
from server.services.unit_settings import allow_own_approval
from tests.server.notice_builders import AUTHOR, a_draft, pair_a_board
from tests.server.staff_builders import add_units, an_actor

APPROVES_TOO = Actor(
    AUTHOR.account_id,
    AUTHOR.login,
    AUTHOR.name,
    (*AUTHOR.grants, Grant(Role.APPROVER, AUTHOR.grants[0].unit_id)),
)


@pytest.fixture(autouse=True)
def board(resources: Resources) -> str:
    add_units(resources)
    return pair_a_board(resources)


def approved_by_its_author(resources: Resources, **fields: object) -> NoticeView:
    view = create_notice(resources, APPROVES_TOO, a_draft(**fields))
    submit_notice(resources, APPROVES_TOO, view.id)
    return approve_notice(resources, APPROVES_TOO, view.id, view.revision, view.digest)


def test_nobody_approves_what_they_wrote_unless_the_unit_allows_it(resources: Resources) -> None:
    with pytest.raises(ForbiddenError, match="own work"):
        approved_by_its_author(resources)
    allow_own_approval(resources, "20857", True)
    assert approved_by_its_author(resources).shown_revision == 1
    allow_own_approval(resources, "20857", False)
    with pytest.raises(ForbiddenError, match="own work"):
        approved_by_its_author(resources, title="Lần khác")


def test_security_notices_need_two_people_whatever_the_unit_allows(resources: Resources) -> None:
    allow_own_approval(resources, "20857", True)
    with pytest.raises(ForbiddenError, match="own work"):
        approved_by_its_author(resources, category="security")


def test_only_who_manages_units_may_switch_it(resources: Resources) -> None:
    with pytest.raises(ForbiddenError):
        allow_own_approval(resources, "20857", True, AUTHOR)
    allow_own_approval(resources, "20857", True, an_actor(Role.ADMINISTRATOR, "province"))


def test_an_unknown_unit_is_refused(resources: Resources) -> None:
    with pytest.raises(InvalidInputError):
        allow_own_approval(resources, "99999", True)
