"""Whether the screen of this board is to be on: by the hours of its score, or by a command."""

from collections.abc import Mapping
from datetime import datetime

from content.errors import InvalidInputError
from content.hours import power_at
from content.power import PowerOrder, power_order
from player.errors import PlayerError
from player.holding import Holding


class PowerByCommand:
    """Hold the last power command while it counts; alerts are not asked about here."""

    def __init__(self, holding: Holding) -> None:
        """Take what is held; the hours decide."""
        self._holding = holding
        self._order: PowerOrder | None = None

    def obey(self, command: Mapping[str, object]) -> None:
        """Take a power command. Raises: PlayerError."""
        at = self._holding.now().at
        try:
            self._order = power_order(command, self._planned(at), at)
        except InvalidInputError as error:
            raise PlayerError(f"this is no power command: {error}") from error

    def ordered(self) -> bool | None:
        """Tell what a command says now; None: the hours decide. What is over is over for good."""
        order, at = self._order, self._holding.now().at
        if order is not None and not order.holds(self._planned(at), at):
            order = self._order = None
        return None if order is None else order.is_on

    def is_on(self) -> bool:
        """Tell whether the screen is to be on now."""
        told = self.ordered()
        return self._planned(self._holding.now().at) if told is None else told

    def _planned(self, at: datetime) -> bool:
        score = self._holding.score
        return power_at(score.manifest, at) if score is not None else True
