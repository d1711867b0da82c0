"""Units and what became of them, between their tables and the domain."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.areas import Box
from content.lineage import Lineage, Succession
from content.unit import Unit, UnitTree
from server.storage.tables.units import UnitChangeRow, UnitRow, UnitSuccessionRow

SCHEDULED = "scheduled"
APPLIED = "applied"
CANCELLED = "cancelled"


def read_tree(session: Session) -> UnitTree:
    """Build the tree from the rows of this session."""
    return UnitTree(unit_of(row) for row in session.scalars(select(UnitRow)))


def read_lineage(session: Session) -> Lineage:
    """Build the lineage from the changes that were applied."""
    query = (
        select(UnitSuccessionRow, UnitChangeRow.day)
        .join(UnitChangeRow, UnitChangeRow.id == UnitSuccessionRow.change_id)
        .where(UnitChangeRow.state == APPLIED)
    )
    return Lineage(
        Succession(day, row.from_id, row.to_id, row.is_main) for row, day in session.execute(query)
    )


def unit_of(row: UnitRow) -> Unit:
    """Give the domain's unit for a row."""
    return Unit(
        id=row.id,
        code=row.code,
        name=row.name,
        level=row.level,
        parent_id=row.parent_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        lat=row.lat,
        lon=row.lon,
        box=Box(*row.box) if row.box else None,
    )
