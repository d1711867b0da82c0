"""Ticked fields and targets by code, for notices and alerts alike."""

from flask import Flask

from content.targeting import Targets
from server.services.resources import Resources
from server.staff_web.forms import Form
from server.staff_web.target_fields import TARGET_FIELDS, read_targets, targets_with_codes
from tests.server.staff_builders import add_units


def test_what_is_ticked_becomes_targets_each_once() -> None:
    ticked = {"subtree": ["20857", "20857"], "board": ["b1"], "group": ["chợ"], "tag": []}
    assert set(ticked) == set(TARGET_FIELDS)
    assert read_targets(Form.of(ticked)) == {
        "subtrees": ["20857"], "boards": ["b1"], "groups": ["chợ"], "tags": [],
    }  # fmt: skip


def test_stored_units_are_named_by_their_code(app: Flask, resources: Resources) -> None:
    add_units(resources)
    targets = Targets(units=("commune",), subtrees=("province",), boards=("b1",), tags=("loa",))
    with app.test_request_context():
        written = targets_with_codes(targets)
    assert (written["units"], written["subtrees"]) == (["20857"], ["51"])
    assert (written["boards"], written["tags"]) == (["b1"], ["loa"])
