"""What a route of the staff pages takes from whom, for the matrix of all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from server.services.actor import Role
from server.services.permissions import RIGHTS_OF_ROLE, Right
from tests.server.security.staff_world import Route, World

SIBLING = "20860"


class Reach(Enum):
    """Where the right must be held."""

    OVER = "over the commune"
    ANYWHERE = "over any unit"


@dataclass(frozen=True)
class Case:
    """What a route takes; without a right it is for everybody signed in, or for its owner."""

    right: Right | None
    reach: Reach = Reach.OVER
    is_owners: bool = False
    is_once: bool = False
    """Done for good by the first who may: the next finds nothing there."""

    deed: Mapping[str, object] = field(default_factory=dict)
    """What makes the form complete."""

    query: str = ""
    things: Mapping[str, str] = field(default_factory=dict)
    """Another name for the thing in the address, or a word that stands there."""

    def may(self, role: Role, unit: str) -> bool:
        if self.is_owners:
            return False
        if self.right is None:
            return True
        is_near = unit != SIBLING or self.reach is Reach.ANYWHERE
        return is_near and self.right in RIGHTS_OF_ROLE[role]

    def address(self, route: Route, world: World) -> str:
        named = {key: world.things.get(name, name) for key, name in self.things.items()}
        return route.path({**world.things, **named}) + self.query.format_map(world.things)


def over(right: Right, **more: object) -> Case:
    return Case(right, **more)  # type: ignore[arg-type]


def anywhere(right: Right, **more: object) -> Case:
    return Case(right, Reach.ANYWHERE, **more)  # type: ignore[arg-type]
