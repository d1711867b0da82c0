"""Names of people by account id, for pages that say who did what."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.storage.tables import AccountRow

if TYPE_CHECKING:
    from server.services.resources import Resources


def names_of(resources: "Resources", account_ids: Iterable[str | None]) -> dict[str, str]:
    """Return the names of the accounts that exist."""
    wanted = sorted({account for account in account_ids if account})
    if not wanted:
        return {}

    def work(session: Session) -> dict[str, str]:
        query = select(AccountRow.id, AccountRow.name).where(AccountRow.id.in_(wanted))
        return {row.id: row.name for row in session.execute(query)}

    return resources.database.read(work)
