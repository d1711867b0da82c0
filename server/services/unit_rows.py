"""Units between their table and the domain."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.unit import Unit, UnitTree
from server.storage.tables.units import UnitRow


def read_tree(session: Session) -> UnitTree:
    """Build the tree from the rows of this session."""
    return UnitTree(unit_of(row) for row in session.scalars(select(UnitRow)))


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
    )
