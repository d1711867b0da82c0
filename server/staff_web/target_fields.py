"""Where things go: between the ticked fields of notices and alerts and targets by code."""

from typing import Any

from content.targeting import Targets
from server.staff_web.forms import Form
from server.staff_web.site import resources

_TARGETS = {"subtree": "subtrees", "board": "boards", "group": "groups", "tag": "tags"}
TARGET_FIELDS = tuple(_TARGETS)


def read_targets(form: Form) -> dict[str, Any]:
    """Return the ticked units, boards, groups and tags as targets by code."""
    return {name: list(form.values(field)) for field, name in _TARGETS.items()}


def targets_with_codes(targets: Targets) -> dict[str, Any]:
    """Return stored targets as a request names them: units by their code."""
    tree = resources().units.tree()
    written: dict[str, Any] = targets.to_dict()
    for name in ("units", "subtrees"):
        written[name] = [tree.get(unit).code for unit in getattr(targets, name)]
    return written
