"""What is kept of a spreadsheet from one start to the next: everything."""

from __future__ import annotations

from pathlib import Path

from gspread.utils import ValueRenderOption

from assistant.playground.google_sheets import LocalSheets
from tests.playground.sheets_client import Raw, client

AREA = {"startRowIndex": 0, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 2}
SPAN = {"dimension": "ROWS", "startIndex": 1, "endIndex": 2}


def test_all_of_a_spreadsheet_is_there_after_a_restart(tmp_path: Path) -> None:
    first = LocalSheets(store=tmp_path / "sheets.json").start()
    book = client(first).create("Kept")
    book.update_locale("de_DE")
    tab = book.sheet1
    tab.update([["a", 1.5, True], ["=B1*2", "'007", None], ["=1/0"]], "A1", raw=False)
    tab.update_note("A1", "note")
    tab.add_protected_range("A1:B1", ["p@example.com"])
    tab.define_named_range("A1:B2", "square")
    tab.merge_cells("D1:E2")
    tab.set_basic_filter("A1:B3")
    tab.freeze(rows=1)
    tab.hide_rows(5, 6)
    tab.add_dimension_group_rows(7, 9)
    tab.update_tab_color("#ff0000")
    tab.format("A1:B2", {"textFormat": {"bold": True}})
    book.add_worksheet("Hidden", 5, 5).hide()
    book.share("s@example.com", "user", "reader")
    book.batch_update({"requests": [
        {"createDeveloperMetadata": {"developerMetadata": {
            "metadataKey": "k", "visibility": "DOCUMENT", "location": {"dimensionRange": SPAN}}}},
        {"setDataValidation": {"range": AREA, "rule": {"condition": {"type": "BOOLEAN"}}}},
        {"addConditionalFormatRule": {"index": 0, "rule": {"ranges": [AREA], "booleanRule": {
            "condition": {"type": "NOT_BLANK"}, "format": {"textFormat": {"italic": True}}}}}},
        {"addFilterView": {"filter": {"title": "v", "range": AREA}}},
        {"addBanding": {"bandedRange": {"range": AREA, "rowProperties": {}}}},
    ]})  # fmt: skip
    asking = Raw(first)
    asking.json("POST", f"drive/v3/files/{book.id}/comments?fields=id", json={"content": "c"})
    before = (
        asking.json("GET", f"v4/spreadsheets/{book.id}?includeGridData=true"),
        asking.json("GET", f"drive/v3/files/{book.id}?fields=*"),
        asking.json("GET", f"drive/v3/files/{book.id}/comments?fields=*"),
    )
    asking.close()
    first.stop()

    second = LocalSheets(store=tmp_path / "sheets.json").start()
    asking = Raw(second)
    after = (
        asking.json("GET", f"v4/spreadsheets/{book.id}?includeGridData=true"),
        asking.json("GET", f"drive/v3/files/{book.id}?fields=*"),
        asking.json("GET", f"drive/v3/files/{book.id}/comments?fields=*"),
    )
    asking.close()
    again = client(second).open_by_key(book.id).sheet1
    values = again.get("A1:C3", value_render_option=ValueRenderOption.formula)
    again.insert_row(["x"], 1)
    second.stop()

    assert after == before
    assert values == [["a", 1.5, True], ["=B1*2", "007"], ["=1/0"]]


def test_a_file_that_was_never_written_is_an_empty_shelf(tmp_path: Path) -> None:
    server = LocalSheets(store=tmp_path / "none.json")
    server.start()
    server.stop()

    assert server.documents == {}
