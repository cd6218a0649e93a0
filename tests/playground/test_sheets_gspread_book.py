"""gspread's Spreadsheet: its tabs, values, names, protection, people and properties."""

from __future__ import annotations

import gspread
import pytest
from gspread.exceptions import APIError, WorksheetNotFound

from assistant.playground.google_sheets import LocalSheets
from tests.playground.sheets_client import client

SERVICE = "backroom@local.iam.gserviceaccount.com"


def test_tabs_are_found_by_place_title_and_id(book: gspread.Spreadsheet) -> None:
    made = book.add_worksheet("Second", 10, 5)

    assert book.sheet1.title == "Sheet1"
    assert book.get_worksheet(1).title == "Second"
    assert book.get_worksheet_by_id(made.id).title == "Second"
    assert book.worksheet("Second").id == made.id
    assert [tab.title for tab in book.worksheets()] == ["Sheet1", "Second"]
    with pytest.raises(WorksheetNotFound):
        book.worksheet("Third")


def test_hidden_tabs_can_be_left_out(book: gspread.Spreadsheet) -> None:
    book.add_worksheet("Hidden", 1, 1).hide()

    assert [tab.title for tab in book.worksheets(exclude_hidden=True)] == ["Sheet1"]


def test_a_tab_is_added_at_a_place_with_a_size(book: gspread.Spreadsheet) -> None:
    made = book.add_worksheet("First", rows=3, cols=2, index=0)

    assert (made.index, made.row_count, made.col_count) == (0, 3, 2)
    assert [tab.title for tab in book.worksheets()] == ["First", "Sheet1"]


def test_two_tabs_cannot_have_one_name(book: gspread.Spreadsheet) -> None:
    with pytest.raises(APIError) as refused:
        book.add_worksheet("sheet1", 1, 1)

    assert refused.value.error == {
        "code": 400, "status": "INVALID_ARGUMENT",
        "message": 'Invalid requests[0].addSheet: A sheet with the name "sheet1" already exists.'
                   " Please enter another name.",
    }  # fmt: skip


def test_tabs_are_deleted_but_the_last_stays(book: gspread.Spreadsheet) -> None:
    book.add_worksheet("a", 1, 1)
    other = book.add_worksheet("b", 1, 1)

    book.del_worksheet(book.worksheet("a"))
    book.del_worksheet_by_id(other.id)

    with pytest.raises(APIError, match="You can't remove all the sheets in a document"):
        book.del_worksheet(book.sheet1)
    assert [tab.title for tab in book.worksheets()] == ["Sheet1"]


def test_tabs_are_put_in_another_order(book: gspread.Spreadsheet) -> None:
    made = {title: book.add_worksheet(title, 1, 1) for title in ("a", "b", "c")}

    book.reorder_worksheets([made["c"], made["a"], made["b"]])

    assert [tab.title for tab in book.worksheets()] == ["c", "a", "b", "Sheet1"]


def test_a_tab_is_duplicated_with_all_that_is_in_it(book: gspread.Spreadsheet) -> None:
    tab = book.sheet1
    tab.update([["a", "=A1"]], "A1", raw=False)
    tab.update_note("A1", "mine")
    tab.merge_cells("C1:D1")

    made = book.duplicate_sheet(0, insert_sheet_index=1, new_sheet_name="Twin")
    made.update_acell("A1", "b")

    assert (made.index, made.title) == (1, "Twin")
    assert made.get_values() == [["b", "b"]]
    assert (made.get_note("A1"), tab.acell("A1").value) == ("mine", "a")
    sheets = book.fetch_sheet_metadata()["sheets"]
    assert [sheet["merges"][0].get("sheetId", 0) for sheet in sheets] == [0, made.id]


def test_values_are_written_read_added_and_cleared(book: gspread.Spreadsheet) -> None:
    book.values_update("Sheet1!A1:B2", {"valueInputOption": "RAW"},
                       {"values": [["a", 1], ["b", 2]]})  # fmt: skip
    book.values_append("Sheet1!A1", {"valueInputOption": "RAW"}, {"values": [["c", 3]]})

    assert book.values_get("Sheet1")["values"] == [["a", "1"], ["b", "2"], ["c", "3"]]
    found = book.values_batch_get(["A1:A3"], {"majorDimension": "COLUMNS"})["valueRanges"]
    assert found[0]["values"] == [["a", "b", "c"]]
    book.values_batch_update({"valueInputOption": "RAW", "data": [
        {"range": "A1:A2", "majorDimension": "COLUMNS", "values": [["x", "y"]]}]})  # fmt: skip
    book.values_clear("B1:B2")
    book.values_batch_clear(body={"ranges": ["A3:B3"]})
    assert book.values_get("Sheet1")["values"] == [["x"], ["y"]]


def test_a_batch_answers_each_request(book: gspread.Spreadsheet) -> None:
    told = book.batch_update({"requests": [
        {"addSheet": {"properties": {"title": "n", "sheetId": 77}}},
        {"updateCells": {"start": {"sheetId": 77, "rowIndex": 0, "columnIndex": 0},
                         "rows": [{"values": [{"userEnteredValue": {"stringValue": "=1"}}]}],
                         "fields": "userEnteredValue"}},
    ], "includeSpreadsheetInResponse": True, "responseRanges": ["n!A1"],
       "responseIncludeGridData": True})  # fmt: skip

    assert told["replies"][1] == {}
    assert told["replies"][0]["addSheet"]["properties"] == {
        "sheetId": 77, "title": "n", "index": 1, "sheetType": "GRID",
        "gridProperties": {"rowCount": 1000, "columnCount": 26},
    }  # fmt: skip
    after = told["updatedSpreadsheet"]["sheets"]
    assert after[0]["data"][0]["rowData"][0]["values"][0]["effectiveValue"] == {"stringValue": "=1"}


def test_named_ranges_are_listed_and_read(book: gspread.Spreadsheet) -> None:
    book.sheet1.update([["a", "b"], ["c", "d"]], "B2")
    book.sheet1.define_named_range("B2:C3", "square")

    assert [cell.value for cell in book.named_range("square")] == ["a", "b", "c", "d"]
    assert book.list_named_ranges()[0]["range"] == {
        "startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 1, "endColumnIndex": 3,
    }  # fmt: skip


def test_protected_ranges_are_listed_by_tab(book: gspread.Spreadsheet) -> None:
    book.sheet1.add_protected_range("A1:A5", ["p@example.com"], description="mine")

    held = book.list_protected_ranges(0)

    assert [(one["description"], one["requestingUserCanEdit"]) for one in held] == [("mine", True)]
    assert "p@example.com" in held[0]["editors"]["users"]


def test_title_time_zone_and_locale_are_changed(
    google: gspread.Client, book: gspread.Spreadsheet
) -> None:
    book.update_title("Renamed")
    book.update_timezone("Europe/Berlin")
    book.update_locale("de_DE")

    again = google.open_by_key(book.id)
    assert (again.title, again.timezone, again.locale) == ("Renamed", "Europe/Berlin", "de_DE")
    with pytest.raises(APIError, match="time zone"):
        book.update_timezone("Middle/Earth")
    with pytest.raises(APIError, match="locale"):
        book.update_locale("xx_XX")


def test_drive_tells_when_it_was_made_and_changed(book: gspread.Spreadsheet) -> None:
    made, before = book.creationTime, book.get_lastUpdateTime()

    book.sheet1.update_acell("A1", "now")

    assert made.endswith("Z")
    assert book.get_lastUpdateTime() > before
    book.update_drive_metadata()
    assert book.creationTime == made


def test_drive_tells_by_gspreads_former_name_too_when_it_was_changed(
    book: gspread.Spreadsheet,
) -> None:
    with pytest.warns(DeprecationWarning, match="get_lastUpdateTime"):
        told = book.lastUpdateTime

    assert told == book.get_lastUpdateTime()


def test_people_are_let_in_and_out(book: gspread.Spreadsheet) -> None:
    book.share("otto@example.com", "user", "writer", notify=False)
    book.share("example.org", "domain", "reader")

    assert len(book.list_permissions()) == 3
    assert len(book.remove_permissions("otto@example.com", role="reader")) == 0
    assert len(book.remove_permissions("otto@example.com")) == 1
    assert len(book.remove_permissions("example.org")) == 1


def test_ownership_is_offered_and_accepted(
    sheets: LocalSheets, book: gspread.Spreadsheet, google: gspread.Client
) -> None:
    offered = book.share("heir@example.com", "user", "writer").json()["id"]

    book.transfer_ownership(offered)
    assert [one["pendingOwner"] for one in book.list_permissions()] == [False, True]
    book = client(sheets, "heir@example.com").open_by_key(book.id)
    book.accept_ownership(offered)

    roles = {one["emailAddress"]: one["role"] for one in book.list_permissions()}
    assert roles == {SERVICE: "writer", "heir@example.com": "owner"}
    with pytest.raises(APIError, match="sufficient permissions"):
        google.del_spreadsheet(book.id)


def test_nobody_takes_ownership_that_was_not_offered(
    sheets: LocalSheets, book: gspread.Spreadsheet
) -> None:
    shared = book.share("heir@example.com", "user", "writer").json()["id"]

    with pytest.raises(APIError, match="pending owner"):
        client(sheets, "heir@example.com").open_by_key(book.id).accept_ownership(shared)


def test_a_spreadsheet_is_exported(book: gspread.Spreadsheet) -> None:
    assert book.export().startswith(b"%PDF-")
