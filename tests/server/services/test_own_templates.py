"""Units' own alert templates: two people, one text, inherited below: services.own_templates."""

from dataclasses import replace

import pytest

from content.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from server.services import own_templates as own
from server.services.actor import Role
from server.services.alerting import issue_alert, update_alert
from server.services.own_templates import TemplateState
from server.services.resources import Resources
from tests.server.board_builders import a_board, a_request, fire, officer
from tests.server.staff_builders import add_units, an_actor
from tests.server.template_builders import DIKE, FILLED, a_template, an_approved_template

SECOND = officer("commune", 2)


@pytest.fixture(autouse=True)
def units(resources: Resources) -> None:
    add_units(resources)


CHANGED = replace(DIKE, name="Vỡ đê")


def send(resources: Resources, template_id: str, unit: str = "commune", to: str = "20857") -> str:
    request = a_request(
        resources.clock.now(), template_id=template_id, template_slots=FILLED,
        targets={"units": [to]},
    )  # fmt: skip
    return issue_alert(resources, officer(unit), request).state


def test_one_writes_a_second_approves_and_one_fires(resources: Resources) -> None:
    a_board(resources)
    waiting = a_template(resources)
    assert waiting.state is TemplateState.WRITTEN
    with pytest.raises(InvalidInputError) as caught:
        send(resources, waiting.id)
    assert caught.value.field == "template.id"
    approved = own.approve_template(resources, SECOND, waiting.id, waiting.digest)
    assert (approved.state, approved.approved_by) == (TemplateState.APPROVED, SECOND.account_id)
    assert send(resources, waiting.id) == "in_force"


def test_nobody_approves_what_they_wrote(resources: Resources) -> None:
    waiting = a_template(resources)
    with pytest.raises(ForbiddenError):
        own.approve_template(resources, officer("commune"), waiting.id, waiting.digest)


def test_whoever_changed_it_last_does_not_approve_it_either(resources: Resources) -> None:
    waiting = a_template(resources)
    changed = own.change_template(resources, SECOND, waiting.id, waiting.digest, CHANGED)
    with pytest.raises(ForbiddenError):
        own.approve_template(resources, SECOND, waiting.id, changed.digest)
    own.approve_template(resources, officer("commune"), waiting.id, changed.digest)


def test_a_change_voids_the_approval(resources: Resources) -> None:
    a_board(resources)
    approved = an_approved_template(resources)
    changed = own.change_template(resources, SECOND, approved.id, approved.digest, CHANGED)
    assert (changed.state, changed.approved_by) == (TemplateState.WRITTEN, None)
    with pytest.raises(InvalidInputError):
        send(resources, approved.id)


def test_the_same_text_again_changes_nothing(resources: Resources) -> None:
    approved = an_approved_template(resources)
    same = own.change_template(resources, SECOND, approved.id, approved.digest, DIKE)
    assert same == approved


def test_only_what_was_read_is_approved_or_changed(resources: Resources) -> None:
    waiting = a_template(resources)
    own.change_template(resources, officer("commune"), waiting.id, waiting.digest, CHANGED)
    with pytest.raises(ConflictError):
        own.approve_template(resources, SECOND, waiting.id, waiting.digest)
    with pytest.raises(ConflictError):
        own.change_template(resources, SECOND, waiting.id, waiting.digest, DIKE)


def test_switched_off_it_is_not_fired_and_switched_on_its_approval_stands(
    resources: Resources,
) -> None:
    a_board(resources)
    approved = an_approved_template(resources)
    off = own.switch_template(resources, SECOND, approved.id, is_on=False)
    assert (off.state, off.off_by) == (TemplateState.OFF, SECOND.account_id)
    with pytest.raises(InvalidInputError):
        send(resources, approved.id)
    with pytest.raises(ConflictError):
        own.approve_template(resources, SECOND, approved.id, approved.digest)
    own.switch_template(resources, SECOND, approved.id, is_on=True)
    assert send(resources, approved.id) == "in_force"


def test_units_below_inherit_and_units_beside_know_nothing_of_it(resources: Resources) -> None:
    a_board(resources)
    a_board(resources, unit="20860")
    above = an_approved_template(resources, "area")
    beside = an_approved_template(resources, "sibling")
    assert [one.id for one in own.usable_templates(resources, officer("commune"))] == [above.id]
    assert send(resources, above.id) == "in_force"
    with pytest.raises(NotFoundError):
        send(resources, beside.id)
    with pytest.raises(NotFoundError):
        own.get_own_template(resources, officer("commune"), beside.id)


def test_a_communes_template_goes_to_no_board_outside_the_commune(resources: Resources) -> None:
    a_board(resources)
    a_board(resources, unit="20860")
    approved = an_approved_template(resources)
    assert send(resources, approved.id, "area") == "in_force"
    with pytest.raises(InvalidInputError) as caught:
        send(resources, approved.id, "area", to="20860")
    assert caught.value.field == "targets"
    assert "Xã Ba Tơ" in str(caught.value)


def test_an_alert_is_updated_with_one_too(resources: Resources) -> None:
    a_board(resources)
    approved, view = an_approved_template(resources), fire(resources, officer("commune"))
    request = a_request(
        resources.clock.now(), template_id=approved.id, template_slots=FILLED,
        targets={"units": ["20857"]},
    )  # fmt: skip
    updated = update_alert(resources, officer("commune"), view.id, request)
    assert (updated.revision, updated.template_id) == (2, approved.id)
    assert updated.template_slots == FILLED


def test_what_changes_between_reading_and_firing_is_not_fired(resources: Resources) -> None:
    approved = an_approved_template(resources)
    template = approved.template
    resources.database.read(lambda session: own.require_still(session, template))
    own.change_template(resources, SECOND, approved.id, approved.digest, CHANGED)
    with pytest.raises(ConflictError):
        resources.database.read(lambda session: own.require_still(session, template))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.AUTHOR, Role.APPROVER, Role.TECHNICIAN])
def test_only_who_may_approve_alerts_writes_and_decides(resources: Resources, role: Role) -> None:
    stranger, waiting = an_actor(role, "commune"), a_template(resources)
    with pytest.raises(ForbiddenError):
        own.write_template(resources, stranger, "commune", DIKE)
    with pytest.raises(ForbiddenError):
        own.approve_template(resources, stranger, waiting.id, waiting.digest)
    with pytest.raises(ForbiddenError):
        own.switch_template(resources, stranger, waiting.id, is_on=False)


def test_a_unit_below_reads_but_does_not_change_what_it_inherits(resources: Resources) -> None:
    above = an_approved_template(resources, "area")
    with pytest.raises(ForbiddenError):
        own.change_template(resources, officer("commune"), above.id, above.digest, CHANGED)


def test_a_broken_text_is_not_kept(resources: Resources) -> None:
    with pytest.raises(InvalidInputError):
        own.write_template(resources, SECOND, "commune", replace(DIKE, name=""))
    assert own.list_own_templates(resources, SECOND) == ()


def test_a_unit_has_a_bounded_number_of_templates(
    resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own, "MOST_OF_UNIT", 1)
    a_template(resources)
    with pytest.raises(ConflictError):
        a_template(resources)
