"""A person's telephone is lost: what it could still do, and the cut that ends it at once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.services import account_changes, officer_keys, second_factors, sessions
from server.services.actor import Actor
from server.services.officer_keys import OfficerKey
from server.services.second_factors import Factors
from server.services.sessions import SessionView

if TYPE_CHECKING:
    from server.services.resources import Resources


@dataclass(frozen=True, slots=True)
class AtStake:
    """Say what a lost telephone may hold: sign-ins, a second factor, approval keys that count."""

    sessions: tuple[SessionView, ...]
    factors: Factors
    keys: tuple[OfficerKey, ...]

    @property
    def is_nothing(self) -> bool:
        """Tell whether there is nothing left to cut off."""
        has_factor = self.factors.has_app or self.factors.passkeys
        return not (self.sessions or self.keys or has_factor)


def at_stake(
    resources: "Resources", actor: Actor, account_id: str, kept: str | None = None
) -> AtStake:
    """List it for an account; `kept` is the session (id) of the person at the keys.

    Of another's keys those are listed that the actor may revoke.
    """
    open_ones = sessions.list_sessions(resources, account_id)
    return AtStake(
        sessions=tuple(one for one in open_ones if one.id != kept),
        factors=second_factors.factors_of(resources, account_id),
        keys=tuple(
            key
            for key in officer_keys.list_keys(resources, actor)
            if key.account_id == account_id and key.revoked_at is None
        ),
    )


def cut_off_own(resources: "Resources", actor: Actor, kept: str) -> None:
    """End one's sessions but the one that is kept, and revoke one's approval keys.

    Asks for no proof: whoever lost the telephone is in a hurry, and nothing is opened by it.
    """
    stake = at_stake(resources, actor, actor.account_id, kept)
    for session in stake.sessions:
        sessions.end_session(resources, actor.account_id, session.id)
    _revoke(resources, actor, stake)


def cut_off(resources: "Resources", actor: Actor, account_id: str, login: str) -> None:
    """End another's sessions, take their second factor away, revoke their approval keys.

    Raises: ForbiddenError, NotFoundError for whom the actor does not answer for.
    """
    account_changes.sign_out_everywhere(resources, login, actor)
    stake = at_stake(resources, actor, account_id)
    _revoke(resources, actor, stake)
    if stake.factors.has_app or stake.factors.passkeys:
        second_factors.take_away(resources, actor, account_id)


def _revoke(resources: "Resources", actor: Actor, stake: AtStake) -> None:
    for key in stake.keys:
        officer_keys.revoke(resources, actor, key.id)
