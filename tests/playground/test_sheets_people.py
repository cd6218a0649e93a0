"""Who may do what: sharing, protected ranges, and what each account is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError
from gspread.utils import InsertDataOption

from assistant.playground.google_sheets import LocalSheets
from assistant.playground.sheets_errors import PROTECTED, BadRequest
from tests.playground.sheets_client import Raw, client

STAFF, OWNER, SERVICE = (
    "staff@example.com", "owner@example.com", "backroom@local.iam.gserviceaccount.com",
)  # fmt: skip
AREA = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}


@pytest.fixture
def theirs(sheets: LocalSheets) -> str:
    """A spreadsheet that the owner made; A1:B2 is only for the owner and the program."""
    made = sheets.create("Ledger")
    sheets.share(made, STAFF)
    sheets.do(made, {"addProtectedRange": {"protectedRange": {
        "range": AREA, "editors": {"users": [SERVICE]}}}}, by=OWNER)  # fmt: skip
    return made


def test_a_made_spreadsheet_is_the_owners_and_shared_with_the_program(
    sheets: LocalSheets, google: gspread.Client
) -> None:
    book = google.open_by_key(sheets.create("Ledger"))

    assert {one["emailAddress"]: one["role"] for one in book.list_permissions()} == {
        OWNER: "owner", SERVICE: "writer",
    }  # fmt: skip


@pytest.mark.parametrize("role", ["reader", "commenter"])
def test_who_may_only_read_cannot_write(sheets: LocalSheets, theirs: str, role: str) -> None:
    sheets.share(theirs, "reader@example.com", role)
    book = client(sheets, "reader@example.com").open_by_key(theirs)

    assert book.sheet1.get_values() == [[]]
    with pytest.raises(APIError) as refused:
        book.sheet1.update_acell("C3", "x")
    assert refused.value.error == {"code": 403, "status": "PERMISSION_DENIED",
                                   "message": "The caller does not have permission"}  # fmt: skip
    with pytest.raises(APIError, match="sufficient permissions"):
        book.share("friend@example.com", "user", "writer")


def test_a_domain_and_a_link_let_people_in(sheets: LocalSheets, google: gspread.Client) -> None:
    book = google.create("Open")
    book.share("example.org", "domain", "writer")
    client(sheets, "a@example.org").open_by_key(book.id).sheet1.update_acell("A1", "x")
    with pytest.raises(PermissionError):
        client(sheets, "a@example.com").open_by_key(book.id)

    google.insert_permission(book.id, None, "anyone", "reader")

    assert client(sheets, "a@example.com").open_by_key(book.id).sheet1.acell("A1").value == "x"


@pytest.mark.parametrize(
    "request_",
    [
        {"updateCells": {"range": AREA, "fields": "userEnteredValue"}},
        {"repeatCell": {"range": {"endRowIndex": 9}, "cell": {}, "fields": "note"}},
        {"copyPaste": {"source": {**AREA, "startRowIndex": 4, "endRowIndex": 6},
                       "destination": AREA}},
        {"cutPaste": {"source": AREA, "destination": {"rowIndex": 5, "columnIndex": 5}}},
        {"sortRange": {"range": {"endRowIndex": 5}, "sortSpecs": [{"dimensionIndex": 0}]}},
        {"mergeCells": {"range": AREA, "mergeType": "MERGE_ALL"}},
        {"deleteDimension": {"range": {"dimension": "ROWS", "startIndex": 1, "endIndex": 2}}},
        {"deleteDimension": {"range": {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}}},
        {"moveDimension": {"source": {"dimension": "ROWS", "startIndex": 0, "endIndex": 1},
                           "destinationIndex": 5}},
        {"setDataValidation": {"range": AREA}},
        {"updateBorders": {"range": AREA, "top": {"style": "SOLID"}}},
        {"findReplace": {"find": "kept", "replacement": "lost", "allSheets": True}},
        {"deleteRange": {"range": AREA, "shiftDimension": "ROWS"}},
        {"pasteData": {"coordinate": {}, "data": "x", "delimiter": ","}},
        {"deleteSheet": {"sheetId": 0}},
        {"cutPaste": {"source": {**AREA, "startRowIndex": 4, "endRowIndex": 6},
                      "destination": {"rowIndex": 1, "columnIndex": 1}}},
        {"randomizeRange": {"range": AREA}},
        {"trimWhitespace": {"range": AREA}},
        {"deleteDuplicates": {"range": AREA}},
        {"unmergeCells": {"range": AREA}},
        {"insertRange": {"range": AREA, "shiftDimension": "ROWS"}},
        {"appendCells": {"rows": [{"values": [{}]}], "fields": "*"}},
        {"setBasicFilter": {"filter": {"range": {}, "sortSpecs": [{"dimensionIndex": 0}]}}},
        {"updateSheetProperties": {"properties": {"gridProperties": {"rowCount": 1}},
                                   "fields": "gridProperties.rowCount"}},
        {"updateSheetProperties": {"properties": {"gridProperties": {"columnCount": 1}},
                                   "fields": "gridProperties.columnCount"}},
    ],
    ids=lambda one: str(next(iter(one))),
)  # fmt: skip
def test_staff_cannot_change_what_is_protected_and_the_owner_can(
    sheets: LocalSheets, theirs: str, request_: dict[str, Any]
) -> None:
    sheets.type(theirs, "Sheet1", "A1", "kept", by=OWNER)
    sheets.do(theirs, {"addSheet": {"properties": {"title": "Other"}}}, by=STAFF)
    staff = client(sheets, STAFF).open_by_key(theirs)
    kind = next(iter(request_))

    with pytest.raises(APIError) as refused:
        staff.batch_update({"requests": [request_]})
    words = f"Invalid requests[0].{kind}: {PROTECTED}"
    assert refused.value.error == {"code": 400, "status": "INVALID_ARGUMENT", "message": words}
    with pytest.raises(BadRequest):
        sheets.do(theirs, request_, by=STAFF)
    assert sheets.cell(theirs, "Sheet1", "A1").value == "kept"
    sheets.do(theirs, request_, by=OWNER)


def test_values_too_are_held_to_protection(
    sheets: LocalSheets, google: gspread.Client, theirs: str
) -> None:
    tab = client(sheets, STAFF).open_by_key(theirs).sheet1
    writes: list[Callable[[], Any]] = [
        lambda: tab.update_acell("B2", "x"),
        lambda: tab.update([["x"] * 3] * 3, "A1"),
        lambda: tab.batch_clear(["A1:Z9"]),
        lambda: tab.append_row(["x"], table_range="A1"),
        lambda: tab.batch_update([{"range": "C3", "values": [["x"]]},
                                  {"range": "A1", "values": [["x"]]}]),
    ]  # fmt: skip
    for write in writes:
        with pytest.raises(APIError, match="trying to edit a protected cell or object"):
            write()
    with pytest.raises(BadRequest):
        sheets.type(theirs, "Sheet1", "A1", "x", by=STAFF)

    tab.update_acell("C3", "free")
    google.open_by_key(theirs).sheet1.update_acell("A1", "the program may")
    assert sheets.rows(theirs, "Sheet1")[0][0] == "the program may"


def test_whoever_protects_a_range_may_go_on_writing_in_it(
    sheets: LocalSheets, google: gspread.Client
) -> None:
    made = sheets.create("Theirs")
    tab = google.open_by_key(made).sheet1
    tab.add_protected_range("A1", [])

    tab.update_acell("A1", "x")
    assert sheets.cell(made, "Sheet1", "A1").value == "x"


def test_a_row_that_may_not_be_added_makes_no_room(
    sheets: LocalSheets, google: gspread.Client, theirs: str
) -> None:
    sheets.do(theirs, {"deleteDimension": {"range": {
        "dimension": "ROWS", "startIndex": 2, "endIndex": 1000}}})  # fmt: skip
    google.open_by_key(theirs).sheet1.update([["a"]], "A1")
    tab = client(sheets, STAFF).open_by_key(theirs).sheet1
    for how in InsertDataOption:
        with pytest.raises(APIError, match="protected"):
            tab.append_rows([["x"]] * 3, table_range="A1:A1", insert_data_option=how)
        with pytest.raises(APIError, match="protected"):
            tab.append_row(["x"] * 30, table_range="A1:A1", insert_data_option=how)

    held = sheets.tab(theirs, "Sheet1")
    assert (held.rows, held.columns) == (2, 26)
    assert sheets.rows(theirs, "Sheet1") == [["a"]]


def test_whoever_owns_it_by_now_may_change_what_was_protected_before(
    sheets: LocalSheets, book: gspread.Spreadsheet
) -> None:
    book.sheet1.add_protected_range("A1", [])
    offered = book.share("heir@example.com", "user", "writer").json()["id"]
    heirs = client(sheets, "heir@example.com").open_by_key(book.id)
    with pytest.raises(APIError, match="protected"):
        heirs.sheet1.update_acell("A1", "x")
    book.transfer_ownership(offered)
    heirs.accept_ownership(offered)

    heirs.sheet1.update_acell("A1", "x")
    assert book.sheet1.acell("A1").value == "x"


def test_a_warning_stops_nobody(sheets: LocalSheets, google: gspread.Client) -> None:
    made = sheets.create("Warned")
    sheets.share(made, STAFF)
    google.open_by_key(made).sheet1.add_protected_range("A1:B2", warning_only=True)

    client(sheets, STAFF).open_by_key(made).sheet1.update_acell("A1", "x")

    assert sheets.cell(made, "Sheet1", "A1").value == "x"


def test_a_warning_has_no_editors(book: gspread.Spreadsheet) -> None:
    with pytest.raises(APIError) as refused:
        book.batch_update({"requests": [{"addProtectedRange": {"protectedRange": {
            "range": AREA, "warningOnly": True, "editors": {"users": [STAFF]}}}}]})  # fmt: skip

    assert refused.value.error["message"] == (
        "Invalid requests[0].addProtectedRange: ProtectedRange is warningOnly. Editors cannot be"
        " set on it."
    )


def test_a_sheet_can_be_protected_but_for_some_cells(
    sheets: LocalSheets, google: gspread.Client
) -> None:
    made = sheets.create("Sheet protected")
    sheets.share(made, STAFF)
    google.open_by_key(made).batch_update({"requests": [{"addProtectedRange": {"protectedRange": {
        "range": {"sheetId": 0}, "unprotectedRanges": [AREA]}}}]})  # fmt: skip
    tab = client(sheets, STAFF).open_by_key(made).sheet1

    tab.update([["x", "y"]], "A1")
    with pytest.raises(APIError, match="protected"):
        tab.update([["x", "y", "z"]], "A1")


def test_protection_is_shown_and_changed_only_by_who_may_edit(
    sheets: LocalSheets, google: gspread.Client, theirs: str
) -> None:
    ours = google.open_by_key(theirs).list_protected_ranges(0)[0]
    staffs = client(sheets, STAFF).open_by_key(theirs)
    shown = staffs.list_protected_ranges(0)[0]

    assert (ours["requestingUserCanEdit"], set(ours["editors"]["users"])) == (
        True,
        {SERVICE, OWNER},
    )
    assert ("requestingUserCanEdit" in shown, "editors" in shown) == (False, False)
    with pytest.raises(APIError, match="protected"):
        staffs.sheet1.delete_protected_range(shown["protectedRangeId"])
    google.open_by_key(theirs).batch_update({"requests": [{"updateProtectedRange": {
        "protectedRange": {"protectedRangeId": ours["protectedRangeId"], "description": "d",
                           "editors": {"users": [STAFF]}},
        "fields": "description,editors"}}]})  # fmt: skip
    staffs.sheet1.update_acell("A1", "now I may")


def test_a_named_range_can_be_protected_and_moves(
    sheets: LocalSheets, google: gspread.Client
) -> None:
    made = sheets.create("Named")
    sheets.share(made, STAFF)
    book = google.open_by_key(made)
    told = book.sheet1.define_named_range("A1:A2", "mine")
    name = told["replies"][0]["addNamedRange"]["namedRange"]["namedRangeId"]
    book.batch_update(
        {"requests": [{"addProtectedRange": {"protectedRange": {"namedRangeId": name}}}]}
    )
    book.sheet1.insert_row([], 1)
    tab = client(sheets, STAFF).open_by_key(made).sheet1

    tab.update_acell("A1", "x")
    with pytest.raises(APIError, match="protected"):
        tab.update_acell("A3", "x")


def test_drive_says_who_changed_it_last(sheets: LocalSheets, raw: Any) -> None:
    made = sheets.create("Edited")
    path = f"drive/v3/files/{made}?fields=lastModifyingUser/emailAddress,owners/emailAddress,shared"
    sheets.type(made, "Sheet1", "A1", "x", by=STAFF)

    assert raw.json("GET", path) == {
        "lastModifyingUser": {"emailAddress": STAFF}, "owners": [{"emailAddress": OWNER}],
        "shared": True,
    }  # fmt: skip
    sheets.share(made, "friend@example.com")
    sheets.do(made, {"addSheet": {}}, by="friend@example.com")
    editor = raw.json("GET", path)["lastModifyingUser"]
    assert editor == {"emailAddress": "friend@example.com"}


def test_drive_keeps_a_feed_of_changes(sheets: LocalSheets, raw: Any) -> None:
    first, second = sheets.create("One"), sheets.create("Two")
    token = raw.json("GET", "drive/v3/changes/startPageToken")["startPageToken"]
    assert raw.json("GET", "drive/v3/changes", params={"pageToken": token})["changes"] == []

    sheets.type(second, "Sheet1", "A1", "x")
    sheets.type(first, "Sheet1", "A1", "x")
    sheets.type(first, "Sheet1", "A1", "y")

    told = raw.json("GET", "drive/v3/changes", params={"pageToken": token})
    assert [one["fileId"] for one in told["changes"]] == [second, first]
    stranger = Raw(sheets, "stranger@example.com")
    theirs = stranger.json("GET", "drive/v3/changes", params={"pageToken": token})
    stranger.close()
    assert theirs["changes"] == []
    again = raw.json("GET", "drive/v3/changes", params={"pageToken": told["newStartPageToken"]})
    assert again["changes"] == []


def test_a_spreadsheet_in_the_bin_is_told_so(sheets: LocalSheets, raw: Any) -> None:
    made = raw.json("POST", "drive/v3/files", json={"name": "Binned"})["id"]
    raw.json("PATCH", f"drive/v3/files/{made}", json={"trashed": True})

    assert raw.json("GET", f"drive/v3/files/{made}?fields=trashed") == {"trashed": True}
    assert raw.error("GET", f"v4/spreadsheets/{made}")["code"] == 404
    found = raw.json("GET", "drive/v3/files", params={"q": "name='Binned' and trashed=false"})
    assert found["files"] == []
