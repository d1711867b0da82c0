"""Rows of a table as CSV that a spreadsheet opens safely."""

import csv
import io
from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_row(cells: Iterable[str]) -> str:
    """Write one row; a cell that a spreadsheet would run as a formula is made text."""
    sink = io.StringIO()
    safe = [f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells]
    csv.writer(sink, lineterminator="\r\n").writerow(safe)
    return sink.getvalue()
