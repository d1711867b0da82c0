from server.render.csv_rows import csv_row


def test_what_a_spreadsheet_would_run_is_made_text() -> None:
    assert csv_row(["=1+1", "@x", "-2", "a,b"]) == "'=1+1,'@x,'-2,\"a,b\"\r\n"
