"""A table as an XLSX file; slow for long ones, so it runs off the event hub."""

import io
from collections.abc import Sequence

import xlsxwriter

WIDEST = 60


def table_xlsx(title: str, heads: Sequence[str], rows: Sequence[Sequence[str | int]]) -> bytes:
    """Write a headed table; text stays text, also what looks like a formula."""
    kept = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(kept, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "text_wrap": True, "border": 1})
        plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
        for column, head in enumerate(heads):
            cells = [head, *(str(row[column]) for row in rows)]
            sheet.set_column(column, column, min(WIDEST, max(map(len, cells)) + 2))
            sheet.write_string(2, column, head, bold)
        for line, row in enumerate(rows, 3):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(line, column, cell, plain)
                else:
                    sheet.write_string(line, column, cell, plain)
        sheet.freeze_panes(3, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return kept.getvalue()
