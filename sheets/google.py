"""Google Sheets: the only file that imports gspread.

One read and one write a pass, typed cells only, with time limits, our own pace and our own retries;
never USER_ENTERED, never an append, never a clear.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

import gspread
import orjson
from google.auth.exceptions import GoogleAuthError, TransportError
from google.oauth2.service_account import Credentials
from gspread.exceptions import APIError
from gspread.http_client import HTTPClient
from requests import RequestException, Response

from oms.errors import ShopError
from sheets.cells import Cell
from sheets.grid import RECEIPT, SYNC, Batch, Snapshot, Table, Write, cells_of
from sheets.tab import Tab

SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive.metadata.readonly",
)
GOOGLE_SHEETS = "https://sheets.googleapis.com/"
GOOGLE_DRIVE = "https://www.googleapis.com/drive/"
TIMEOUTS = (5.0, 60.0)
PER_MINUTE = 50
TRIES, LONGEST_WAIT = 5, 20.0
PASSING = {408, 429, 500, 502, 503, 504}


class LedgerUnreachable(ShopError):
    """The spreadsheet does not answer; the rest goes on without it."""

    code = "ledger_unreachable"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The spreadsheet is out of reach: {why}.",
            remedy="Everything else works on; it is tried again by itself.",
        )


class LedgerRefused(ShopError):
    """Google does not let us read or write the spreadsheet."""

    code = "ledger_refused"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"Google refuses the spreadsheet: {why}.",
            remedy="Check BACKROOM_LEDGER_ID, and share the spreadsheet with the service account"
            " as an editor.",
        )


class Pace:
    """So many calls a minute of each kind, and no more."""

    def __init__(self, per_minute: int = PER_MINUTE) -> None:
        self._lock = threading.Lock()
        self._rate = per_minute / 60.0
        self._full = float(per_minute)
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, kind: str) -> None:
        """Wait until a call of that kind may go."""
        with self._lock:
            now = time.monotonic()
            left, since = self._left.get(kind, (self._full, now))
            left = min(self._full, left + (now - since) * self._rate)
            self._left[kind] = (left - 1, now)
        if left < 1:
            time.sleep((1 - left) / self._rate)


class GoogleLedger:
    """A spreadsheet at Google, or at a local server of the same speech."""

    def __init__(self, key: Mapping[str, Any], spreadsheet: str, url: str = GOOGLE_SHEETS) -> None:
        credentials = Credentials.from_service_account_info(dict(key), scopes=SCOPES)  # type: ignore[no-untyped-call]
        self._http = _client(credentials, url)
        self._pace = Pace()
        self._id = spreadsheet
        self._base = f"{GOOGLE_SHEETS}v4/spreadsheets/{spreadsheet}"
        self._tabs: dict[str, tuple[int, int, int]] = {}

    def version(self) -> str:
        """Drive's version of the file."""
        answer = self._call(
            "drive", "get", f"{GOOGLE_DRIVE}v3/files/{self._id}",
            params={"fields": "version,trashed", "supportsAllDrives": True},
        )  # fmt: skip
        told = answer.json()
        if told.get("trashed"):
            raise LedgerRefused("it is in the bin")
        return str(told["version"])

    def read(self, titles: Sequence[str]) -> Snapshot:
        """The receipt and these tabs, in one read."""
        found = self._values([RECEIPT, *(_quoted(title) for title in titles)])
        receipt = found[0][0][0] if found[0] and found[0][0] else ""
        tables = {
            title: _table(title, cells) for title, cells in zip(titles, found[1:], strict=True)
        }
        return Snapshot(str(receipt), tables)

    def write(self, batch: Batch, widths: Mapping[str, int]) -> None:
        """One batch: room, the pre-image, the cells, the notes, the receipt; all or nothing."""
        tabs = self._properties()
        requests: list[dict[str, Any]] = []
        if not set(batch.heights) <= set(tabs):
            self._tabs = {}
            tabs = self._properties()
        for title, height in batch.heights.items():
            requests += _room(tabs[title], height + 1)
        requests += self._pre_image_requests(tabs, batch, widths)
        requests += [_update(tabs[run[0].tab][0], run) for run in _runs(batch.writes)]
        requests += [
            _note(tabs[tab][0], row, column, note) for tab, row, column, note in batch.notes
        ]
        requests.append(_cell(tabs[SYNC][0], 0, 0, batch.id))
        try:
            self._call("write", "post", f"{self._base}:batchUpdate", json={"requests": requests})
        except LedgerRefused:
            # a person may have removed rows or a tab since we learned the sizes
            self._tabs = {}
            raise
        for request in requests:
            if "appendDimension" in request:
                self._grown(request["appendDimension"])

    def _grown(self, told: dict[str, Any]) -> None:
        for title, (sheet, rows, columns) in self._tabs.items():
            if sheet == told["sheetId"]:
                self._tabs[title] = (sheet, rows + told["length"], columns)

    def pre_image(self, widths: Mapping[str, int]) -> Snapshot:
        """The receipt and what each tab held just before, read from `_sync`."""
        ranges, at = [RECEIPT], 0
        for width in widths.values():
            ranges.append(f"{SYNC}!{_letters(at)}2:{_letters(at + width - 1)}")
            at += width
        found = self._values(ranges)
        receipt = found[0][0][0] if found[0] and found[0][0] else ""
        tables = {
            title: _table(title, cells) for title, cells in zip(widths, found[1:], strict=True)
        }
        return Snapshot(str(receipt), tables)

    def titles(self) -> dict[str, tuple[int, int, int]]:
        """Tab -> id, rows, columns."""
        self._tabs = {}
        return dict(self._properties())

    def prepare(self, tabs: Sequence[Tab]) -> None:
        """Make the tabs that are missing, with headings, formats, choices and protection."""
        there = self.titles()
        requests: list[dict[str, Any]] = []
        for number, tab in enumerate(tabs):
            if tab.title not in there:
                requests += _new_tab(tab, 700 + number)
        if SYNC not in there:
            grid = {"rowCount": 2, "columnCount": 60}
            hidden = {"sheetId": 799, "title": SYNC, "hidden": True, "gridProperties": grid}
            requests.append({"addSheet": {"properties": hidden}})
        if requests:
            self._call("write", "post", f"{self._base}:batchUpdate", json={"requests": requests})
        self._tabs = {}

    def _values(self, ranges: Sequence[str]) -> list[tuple[tuple[Cell, ...], ...]]:
        answer = self._call(
            "read", "get", f"{self._base}/values:batchGet",
            params={"ranges": list(ranges), "majorDimension": "COLUMNS",
                    "valueRenderOption": "FORMULA", "dateTimeRenderOption": "SERIAL_NUMBER",
                    "prettyPrint": "false"},
        )  # fmt: skip
        told = orjson.loads(answer.content)
        return [cells_of(one.get("values", [])) for one in told["valueRanges"]]

    def _properties(self) -> dict[str, tuple[int, int, int]]:
        if not self._tabs:
            fields = "sheets.properties(sheetId,title,gridProperties)"
            answer = self._call("read", "get", self._base, params={"fields": fields})
            for sheet in answer.json()["sheets"]:
                told = sheet["properties"]
                grid = told["gridProperties"]
                size = (told.get("sheetId", 0), grid["rowCount"], grid["columnCount"])
                self._tabs[told["title"]] = size
        return self._tabs

    @staticmethod
    def _pre_image_requests(
        tabs: Mapping[str, tuple[int, int, int]], batch: Batch, widths: Mapping[str, int]
    ) -> list[dict[str, Any]]:
        deepest = max((batch.heights.get(title, 0) for title in widths), default=0) + 2
        requests = _room(tabs[SYNC], deepest)
        at = 0
        for title, width in widths.items():
            height = batch.heights.get(title, 0) + 1
            requests.append({"copyPaste": {
                "source": _range(tabs[title][0], 0, height, 0, width),
                "destination": _range(tabs[SYNC][0], 1, height + 1, at, at + width),
                "pasteType": "PASTE_VALUES"}})  # fmt: skip
            at += width
        return requests

    def _call(self, kind: str, method: str, url: str, **given: Any) -> Response:
        """One call, tried again while the trouble is passing; every call here is harmless twice."""
        for attempt in range(TRIES):
            self._pace.wait(kind)
            try:
                return self._http.request(method, url, **given)
            except APIError as fault:
                status = fault.response.status_code
                if status not in PASSING:
                    raise LedgerRefused(f"{status} {fault.error.get('message', '')}") from fault
                self._pause(attempt, f"Google answers {status}", fault.response)
            except (RequestException, TransportError) as fault:
                self._pause(attempt, type(fault).__name__, None)
            except GoogleAuthError as fault:
                raise LedgerRefused(str(fault)) from fault
        raise LedgerUnreachable("it did not answer")

    @staticmethod
    def _pause(attempt: int, why: str, response: Response | None) -> None:
        if attempt == TRIES - 1:
            raise LedgerUnreachable(why)
        told = response.headers.get("Retry-After") if response is not None else None
        longest = min(LONGEST_WAIT, 0.25 * 2**attempt)
        time.sleep(float(told) if told else random.uniform(0, longest))  # noqa: S311  jitter


def _client(credentials: Credentials, url: str) -> HTTPClient:
    class Client(HTTPClient):
        """gspread's client with time limits, at the address that was configured."""

        def request(self, method: str, endpoint: str, *given: Any, **named: Any) -> Response:
            if url != GOOGLE_SHEETS:
                endpoint = endpoint.replace(GOOGLE_SHEETS, url).replace(
                    GOOGLE_DRIVE, f"{url}drive/"
                )
            answer: Response = super().request(method, endpoint, *given, **named)
            return answer

    made = gspread.Client(auth=credentials, http_client=Client).http_client
    made.set_timeout(TIMEOUTS)
    return made


def _table(title: str, cells: tuple[tuple[Cell, ...], ...]) -> Table:
    heading = tuple(str(column[0]).strip() if column else "" for column in cells)
    return Table(title, heading, tuple(tuple(column[1:]) for column in cells))


def _runs(writes: Sequence[Write]) -> list[list[Write]]:
    """Cells below one another in one column together, so that a batch has few requests."""
    runs: list[list[Write]] = []
    for write in sorted(writes, key=lambda one: (one.tab, one.column, one.row)):
        last = runs[-1][-1] if runs else None
        follows = last and (last.tab, last.column, last.row + 1) == (
            write.tab, write.column, write.row,
        )  # fmt: skip
        if follows:
            runs[-1].append(write)
        else:
            runs.append([write])
    return runs


def _update(sheet: int, run: list[Write]) -> dict[str, Any]:
    first = run[0]
    rows = [{"values": [{"userEnteredValue": _entered(write.after)}]} for write in run]
    start = {"sheetId": sheet, "rowIndex": first.row + 1, "columnIndex": first.column}
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}


def _cell(sheet: int, row: int, column: int, value: Cell) -> dict[str, Any]:
    start = {"sheetId": sheet, "rowIndex": row, "columnIndex": column}
    rows = [{"values": [{"userEnteredValue": _entered(value)}]}]
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}


def _note(sheet: int, row: int, column: int, note: str) -> dict[str, Any]:
    start = {"sheetId": sheet, "rowIndex": row + 1, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": [{"note": note}]}],
                            "fields": "note"}}  # fmt: skip


def _entered(value: Cell) -> dict[str, Any]:
    """A typed value: no parsing at Google's side, so no formula and no locale can get in."""
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        return {"numberValue": value}
    return {"stringValue": value} if value else {}


def _room(tab: tuple[int, int, int], rows: int) -> list[dict[str, Any]]:
    sheet, there, _ = tab
    if there >= rows:
        return []
    more = rows - there + 200
    return [{"appendDimension": {"sheetId": sheet, "dimension": "ROWS", "length": more}}]


def _range(sheet: int, top: int, bottom: int, left: int, right: int) -> dict[str, int]:
    return {"sheetId": sheet, "startRowIndex": top, "endRowIndex": bottom,
            "startColumnIndex": left, "endColumnIndex": right}  # fmt: skip


def _new_tab(tab: Tab, sheet: int) -> list[dict[str, Any]]:
    grid = {"rowCount": 200, "columnCount": len(tab.columns) + 4, "frozenRowCount": 1}
    heading = [{"userEnteredValue": {"stringValue": title}} for title in tab.headings]
    requests: list[dict[str, Any]] = [
        {"addSheet": {"properties": {"sheetId": sheet, "title": tab.title,
                                     "gridProperties": grid}}},
        {"updateCells": {"start": {"sheetId": sheet, "rowIndex": 0, "columnIndex": 0},
                         "rows": [{"values": heading}], "fields": "userEnteredValue"}},
    ]  # fmt: skip
    for at, column in enumerate(tab.columns):
        below = {"sheetId": sheet, "startRowIndex": 1, "startColumnIndex": at,
                 "endColumnIndex": at + 1}  # fmt: skip
        if column.is_text:
            text = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}
            requests.append({"repeatCell": {
                "range": {**below, "endRowIndex": 200}, "cell": text,
                "fields": "userEnteredFormat.numberFormat"}})  # fmt: skip
        if column.choices:
            values = [{"userEnteredValue": choice} for choice in column.choices]
            rule = {"condition": {"type": "ONE_OF_LIST", "values": values},
                    "showCustomUi": True, "strict": False}  # fmt: skip
            requests.append({"setDataValidation": {"range": below, "rule": rule}})
        if column.owner.value == "books":
            kept = {"range": below, "warningOnly": True, "description": f"{column.heading}: ours"}
            requests.append({"addProtectedRange": {"protectedRange": kept}})
    return requests


def _quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"


def _letters(number: int) -> str:
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
