"""gspread's Client and HTTPClient: files, copies, sharing, CSV, and the plain calls."""

from __future__ import annotations

import csv
import io
import zipfile
from types import SimpleNamespace
from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError, SpreadsheetNotFound
from gspread.http_client import BackOffHTTPClient, HTTPClient
from gspread.utils import ExportFormat

from assistant.playground.google_sheets import LocalSheets
from tests.playground.sheets_client import Raw, at, client

SERVICE = "backroom@local.iam.gserviceaccount.com"


@pytest.fixture
def http(google: gspread.Client) -> HTTPClient:
    """The client below the client."""
    return google.http_client


def test_a_new_spreadsheet_is_as_google_makes_one(google: gspread.Client) -> None:
    book = google.create("Fresh")

    assert (book.title, book.locale, book.timezone) == ("Fresh", "en_US", "Etc/GMT")
    assert [(tab.title, tab.id, tab.index, tab.row_count, tab.col_count) for tab in book] == [
        ("Sheet1", 0, 0, 1000, 26)
    ]
    assert book.fetch_sheet_metadata()["properties"]["defaultFormat"]["padding"]["left"] == 3


def test_a_spreadsheet_is_opened_by_title_key_and_address(google: gspread.Client) -> None:
    made = google.create("To open")

    assert google.open("To open").id == made.id
    assert google.open_by_key(made.id).title == "To open"
    assert google.open_by_url(made.url).id == made.id


def test_what_is_not_there_is_not_found(google: gspread.Client) -> None:
    with pytest.raises(SpreadsheetNotFound):
        google.open("No such title")
    with pytest.raises(SpreadsheetNotFound) as refused:
        google.open_by_key("no-such-key")
    assert refused.value.args[0].json()["error"] == {
        "code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND",
    }  # fmt: skip


def test_what_is_not_shared_is_forbidden(sheets: LocalSheets, google: gspread.Client) -> None:
    theirs = client(sheets, "stranger@example.com").create("Private")

    with pytest.raises(PermissionError):
        google.open_by_key(theirs.id)
    with pytest.raises(APIError) as refused:
        google.get_file_drive_metadata(theirs.id)
    assert refused.value.code == 404
    assert refused.value.error["errors"][0]["reason"] == "notFound"


def test_spreadsheets_are_listed_newest_first_and_by_folder(google: gspread.Client) -> None:
    first = google.create("Listed", folder_id="folder-a")
    second = google.create("Listed", folder_id="folder-b")

    listed = google.list_spreadsheet_files("Listed")

    assert [one["id"] for one in listed] == [second.id, first.id]
    assert set(listed[0]) == {"id", "name", "createdTime", "modifiedTime"}
    assert [one["id"] for one in google.list_spreadsheet_files(folder_id="folder-a")] == [first.id]
    assert google.open("Listed", folder_id="folder-a").id == first.id
    assert {book.id for book in google.openall("Listed")} == {first.id, second.id}


def test_drive_tells_a_name_and_when_it_was_made_and_changed(google: gspread.Client) -> None:
    made = google.create("Described")

    told = google.get_file_drive_metadata(made.id)

    assert (told["id"], told["name"]) == (made.id, "Described")
    assert told["createdTime"] <= told["modifiedTime"]


def test_a_long_list_comes_in_pages(raw: Raw, google: gspread.Client) -> None:
    wanted = {google.create("Paged").id for _ in range(3)}
    asked = {"q": "name = 'Paged'", "pageSize": 2, "fields": "nextPageToken,files(id)"}

    first = raw.json("GET", "drive/v3/files", params=asked)
    rest = raw.json("GET", "drive/v3/files", params={**asked, "pageToken": first["nextPageToken"]})

    assert len(first["files"]) == 2
    assert {one["id"] for one in first["files"] + rest["files"]} == wanted
    assert "nextPageToken" not in rest


def test_a_deleted_spreadsheet_is_gone(google: gspread.Client) -> None:
    book = google.create("Gone")

    google.del_spreadsheet(book.id)

    with pytest.raises(SpreadsheetNotFound):
        google.open_by_key(book.id)


def test_a_copy_has_the_content_formats_names_and_comments(
    google: gspread.Client, book: gspread.Spreadsheet, raw: Raw
) -> None:
    tab = book.sheet1
    tab.update([["a", 1]], "A1")
    tab.format("A1", {"textFormat": {"bold": True}})
    tab.define_named_range("A1:B1", "both")
    raw.json("POST", f"drive/v3/files/{book.id}/comments", params={"fields": "id"},
             json={"content": "Look here"})  # fmt: skip

    copy = google.copy(book.id, title="The copy")
    copy.sheet1.update_acell("A1", "changed")

    assert (copy.title, tab.acell("A1").value) == ("The copy", "a")
    assert copy.sheet1.get_values() == [["changed", "1"]]
    assert [one["name"] for one in copy.list_named_ranges()] == ["both"]
    comments = raw.json("GET", f"drive/v3/files/{copy.id}/comments",
                        params={"fields": "comments/content"})  # fmt: skip
    assert comments == {"comments": [{"content": "Look here"}]}


def test_permissions_go_along_with_a_copy_but_ownership_does_not(
    google: gspread.Client, book: gspread.Spreadsheet
) -> None:
    # github.com/burnash/gspread/issues/1544: Google refuses gspread's way of copying the owner
    with pytest.raises(APIError, match="transferOwnership parameter must be enabled"):
        google.copy(book.id, copy_permissions=True, copy_comments=False)


def test_a_csv_becomes_the_only_sheet(
    google: gspread.Client, book: gspread.Spreadsheet, http: HTTPClient
) -> None:
    book.add_worksheet("Other", 5, 5)

    google.import_csv(book.id, 'SKU,Price\n0042,"1,234.50"\nMÜG,=1+1')

    only = book.worksheets()
    assert len(only) == 1
    assert only[0].get_values() == [["SKU", "Price"], ["42", "1,234.50"], ["MÜG", "2"]]
    assert (only[0].row_count, only[0].col_count) == (3, 2)
    http.import_csv(book.id, b"x")
    assert book.sheet1.get_values() == [["x"]]


def test_a_spreadsheet_is_exported_in_every_format(
    google: gspread.Client, book: gspread.Spreadsheet, http: HTTPClient
) -> None:
    book.sheet1.update([["a,b", 1.5], ['say "x"', "=B1*2"]], "A1", raw=False)
    book.add_worksheet("Two <2>", 2, 2).update([["second"]], "A1")

    told = google.export(book.id, ExportFormat.CSV).decode()
    assert list(csv.reader(io.StringIO(told))) == [["a,b", "1.5"], ['say "x"', "3"]]
    assert book.export(ExportFormat.TSV).splitlines()[0] == b"a,b\t1.5"
    assert http.export(book.id, ExportFormat.PDF).startswith(b"%PDF-")
    for kind, part, text in (
        (ExportFormat.EXCEL, "xl/worksheets/sheet2.xml", "second"),
        (ExportFormat.EXCEL, "xl/worksheets/sheet1.xml", "<f>B1*2</f><v>3"),
        (ExportFormat.OPEN_OFFICE_SHEET, "content.xml", 'table:name="Two &lt;2&gt;"'),
        (ExportFormat.ZIPPED_HTML, "Sheet1.html", "<td>3</td>"),
    ):
        archive = zipfile.ZipFile(io.BytesIO(google.export(book.id, kind)))
        assert text in archive.read(part).decode()


def test_a_format_that_there_is_not_is_refused(raw: Raw, book: gspread.Spreadsheet) -> None:
    error = raw.error("GET", f"drive/v3/files/{book.id}/export", params={"mimeType": "image/png"})

    assert error["message"] == "The requested conversion is not supported."


def test_sharing_is_given_listed_and_taken(google: gspread.Client) -> None:
    made = google.create("Shared")

    google.insert_permission(made.id, "otto@example.com", perm_type="user", role="writer")
    google.insert_permission(made.id, "example.org", perm_type="domain", role="reader")
    google.insert_permission(made.id, None, perm_type="anyone", role="reader")

    held = google.list_permissions(made.id)
    assert [(one["type"], one["role"]) for one in held] == [
        ("user", "owner"), ("user", "writer"), ("domain", "reader"), ("anyone", "reader"),
    ]  # fmt: skip
    assert (held[1]["emailAddress"], held[2]["domain"]) == ("otto@example.com", "example.org")
    google.remove_permission(made.id, str(held[1]["id"]))
    assert len(google.list_permissions(made.id)) == 3


def test_bad_permissions_are_refused_in_drives_words(google: gspread.Client, raw: Raw) -> None:
    made = google.create("Not shared")
    with pytest.raises(APIError, match="emailAddress is invalid"):
        google.insert_permission(made.id, "nobody", perm_type="user", role="writer")
    with pytest.raises(APIError, match="transferOwnership"):
        google.insert_permission(made.id, "o@example.com", perm_type="user", role="owner")
    with pytest.raises(APIError, match=r"Permission not found: 17\."):
        google.remove_permission(made.id, "17")
    own = str(google.list_permissions(made.id)[0]["id"])
    error = raw.error("DELETE", f"drive/v3/files/{made.id}/permissions/{own}")
    assert (error["code"], error["errors"][0]["domain"]) == (403, "global")


def test_the_plain_calls_answer_like_the_api(http: HTTPClient, book: gspread.Spreadsheet) -> None:
    wrote = http.values_update(book.id, "Sheet1!A1", {"valueInputOption": "RAW"},
                               {"values": [["a", 1]]})  # fmt: skip
    assert wrote == {"spreadsheetId": book.id, "updatedRange": "Sheet1!A1:B1", "updatedRows": 1,
                     "updatedColumns": 2, "updatedCells": 2}  # fmt: skip
    added = http.values_append(book.id, "Sheet1", {"valueInputOption": "RAW"}, {"values": [["b"]]})
    assert (added["tableRange"], added["updates"]["updatedRange"]) == ("Sheet1!A1:B1", "Sheet1!A2")
    assert http.values_get(book.id, "A1:B2") == {
        "range": "Sheet1!A1:B2", "majorDimension": "ROWS", "values": [["a", "1"], ["b"]],
    }  # fmt: skip
    both = http.values_batch_get(book.id, ["A1", "A2"])
    assert [one["values"] for one in both["valueRanges"]] == [[["a"]], [["b"]]]
    many = http.values_batch_update(book.id, {"valueInputOption": "RAW", "data": [
        {"range": "C1", "values": [[1]]}, {"range": "C2:D2", "values": [[2, 3]]}]})  # fmt: skip
    assert (many["totalUpdatedCells"], many["totalUpdatedSheets"]) == (3, 1)
    assert http.values_clear(book.id, "A1:A2")["clearedRange"] == "Sheet1!A1:A2"
    gone = http.values_batch_clear(book.id, body={"ranges": ["C1", "C2:D2"]})
    assert gone["clearedRanges"] == ["Sheet1!C1", "Sheet1!C2:D2"]
    assert http.batch_update(book.id, {"requests": [
        {"addSheet": {"properties": {"title": "New"}}}]})["spreadsheetId"] == book.id  # fmt: skip
    assert http.spreadsheets_get(book.id, {"fields": "sheets.properties.title"}) == {
        "sheets": [{"properties": {"title": "Sheet1"}}, {"properties": {"title": "New"}}]
    }
    assert http.fetch_sheet_metadata(book.id)["spreadsheetId"] == book.id
    assert http.spreadsheets_sheets_copy_to(book.id, 0, book.id)["title"] == "Copy of Sheet1"


def test_the_plain_calls_of_drive(http: HTTPClient, book: gspread.Spreadsheet) -> None:
    told = http.get_file_drive_metadata(book.id)
    assert set(told) == {"id", "name", "createdTime", "modifiedTime"}
    given = http.insert_permission(book.id, "p@example.com", "user", "reader").json()
    assert (given["kind"], given["role"]) == ("drive#permission", "reader")
    assert len(http.list_permissions(book.id)) == 2
    http.remove_permission(book.id, given["id"])
    assert len(http.list_permissions(book.id)) == 1
    answer = http.request("get", f"https://www.googleapis.com/drive/v3/files/{book.id}")
    assert answer.json() == {"kind": "drive#file", "id": book.id, "name": "Test",
                             "mimeType": "application/vnd.google-apps.spreadsheet"}  # fmt: skip


@pytest.mark.parametrize("status", [429, 503])
def test_the_client_that_backs_off_waits_and_asks_again(
    sheets: LocalSheets, book: gspread.Spreadsheet, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    class Patient(BackOffHTTPClient):
        """At the local server."""

        def request(self, method: str, endpoint: str, *given: Any, **named: Any) -> Any:
            return super().request(method, at(sheets, endpoint), *given, **named)

    waited: list[int] = []
    monkeypatch.setattr(gspread.http_client, "time", SimpleNamespace(sleep=waited.append))
    key = sheets.service_account_info()
    patient = gspread.service_account_from_dict(key, http_client=Patient)
    sheets.faults.append({"path": book.id, "status": status, "times": 2})

    assert patient.open_by_key(book.id).title == "Test"
    assert waited == [2, 4]
    with pytest.raises(SpreadsheetNotFound):
        patient.open_by_key("no-such-key")
    assert waited == [2, 4]


def test_signing_in_goes_the_whole_way(sheets: LocalSheets) -> None:
    http = client(sheets).http_client

    http.login()

    assert http.session.headers["Authorization"] == "Bearer local-token"


def test_a_claim_that_is_signed_with_another_key_is_refused(raw: Raw) -> None:
    answer = raw("POST", "token", data={"assertion": "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln"})

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_without_a_token_nobody_is_let_in(sheets: LocalSheets, book: gspread.Spreadsheet) -> None:
    stranger = Raw(sheets)
    unknown = {"authorization": "Bearer x"}
    error = stranger.error("GET", f"v4/spreadsheets/{book.id}", headers=unknown)
    stranger.close()

    assert (error["code"], error["status"]) == (401, "UNAUTHENTICATED")
    assert "Expected OAuth 2 access token" in error["message"]
