import io
import zipfile

from server.render.plan_sheet import table_xlsx


def test_the_sheet_holds_every_cell_and_no_formula() -> None:
    data = table_xlsx("Kế hoạch năm 2026", ["Nội dung", "Số"], [["=1+1", 3], ["Vay vốn", 2]])
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        strings = book.read("xl/sharedStrings.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "Kế hoạch năm 2026" in strings and "Vay vốn" in strings and "=1+1" in strings
    assert "<f>" not in sheet and "<v>3</v>" in sheet
