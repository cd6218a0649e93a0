"""The HTTP surface of the local Google Sheets: Sheets v4, Drive v3, sign-in, people's side."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

import orjson
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from assistant.playground import sheets_batch
from assistant.playground.serving import tell_news
from assistant.playground.sheets_cells import shown, typed
from assistant.playground.sheets_document import (
    Area,
    BadRequest,
    Document,
    Json,
    Tab,
    column_letters,
)


class Sheets(Protocol):
    """What the surface needs of the local Sheets behind it."""

    lock: threading.RLock
    documents: dict[str, Document]
    calls: list[Json]
    faults: list[Json]
    before_request: Callable[[str, str], None] | None
    down: bool
    listeners: list[Callable[[Json], None]]

    def create(self, title: str) -> str:
        """Make a spreadsheet; gives its id."""

    def document(self, spreadsheet: str) -> Document:
        """A spreadsheet by its id."""

    def changed(self, document: Document, tab: str | None = None) -> None:
        """Note that a spreadsheet changed."""

    def type(self, spreadsheet: str, tab: str, a1: str, text: str) -> None:
        """A person types into a cell."""

    def do(self, spreadsheet: str, request: Json) -> None:
        """A person does what one request says."""

    def tab(self, spreadsheet: str, title: str) -> Tab:
        """A tab."""

    def rows(self, spreadsheet: str, tab: str) -> list[list[Any]]:
        """The values of a tab."""


TOKEN = "local-token"  # noqa: S105  not a secret: everybody on loopback may use this server
PLAIN = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")


def application(sheets: Sheets) -> Starlette:
    """The application over one local Sheets."""
    google, people = _Google(sheets), _PeopleSide(sheets)
    book = "/v4/spreadsheets/{id}"
    return Starlette(
        routes=[
            Route("/token", google.token, methods=["POST"]),
            Route("/v4/spreadsheets", google.serve("create"), methods=["POST"]),
            Route(f"{book}:batchUpdate", google.serve("batch"), methods=["POST"]),
            Route(f"{book}/values:batchGet", google.serve("values_get"), methods=["GET"]),
            Route(f"{book}/values:batchUpdate", google.serve("values_put"), methods=["POST"]),
            Route(f"{book}/values/{{range}}", google.serve("value_get"), methods=["GET"]),
            Route(f"{book}/values/{{range}}", google.serve("value_put"), methods=["PUT"]),
            Route(book, google.serve("get"), methods=["GET"]),
            Route("/drive/v3/files", google.serve("files"), methods=["GET"]),
            Route("/drive/v3/files/{id}", google.serve("file"), methods=["GET"]),
            Route("/client/spreadsheet", people.spreadsheet),
            Route("/client/grid", people.grid),
            Route("/client/type", people.type, methods=["POST"]),
            Route("/client/do", people.do, methods=["POST"]),
            WebSocketRoute("/client/events", people.events),
        ]
    )


class _Google:
    """What programs use."""

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets

    async def token(self, _request: Request) -> Response:
        """Sign in with a service account's signed claim."""
        return JSONResponse({"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"})

    def serve(self, name: str) -> Any:
        """An endpoint: sign-in checked, troubles played, people let act first, journalled."""
        answer = getattr(self, f"_{name}")
        kind = "drive" if name.startswith("file") else "write" if name in WRITES else "read"

        async def endpoint(request: Request) -> Response:
            body = await request.body()
            return await run_in_threadpool(self._answered, request, body, answer, kind)

        return endpoint

    def _answered(self, request: Request, body: bytes, answer: Any, kind: str) -> Response:
        sheets = self._sheets
        path = request.url.path
        fault = self._fault(path)
        status = 200
        try:
            if sheets.down:
                return _google_error(BadRequest("The service is unavailable.", 503, "UNAVAILABLE"))
            if request.headers.get("authorization") != f"Bearer {TOKEN}":
                raise BadRequest("Request had invalid credentials.", 401, "UNAUTHENTICATED")
            if sheets.before_request is not None:
                sheets.before_request(kind, path)
            if fault and fault.get("delay"):
                time.sleep(fault["delay"])
            if fault and fault.get("drop") == "before":
                raise ConnectionAbortedError("scripted")
            if fault and fault.get("status"):
                raise BadRequest("Scripted.", fault["status"], "UNAVAILABLE")
            with sheets.lock:
                told = answer(request, orjson.loads(body) if body else {})
            if fault and fault.get("drop") == "after":
                raise ConnectionAbortedError("scripted")
            return Response(orjson.dumps(told), media_type="application/json")
        except BadRequest as refusal:
            status = refusal.code
            return _google_error(refusal)
        finally:
            sheets.calls.append({"kind": kind, "method": request.method, "path": path,
                                 "status": status, "at": time.time()})  # fmt: skip

    def _fault(self, path: str) -> Json | None:
        for fault in self._sheets.faults:
            if fault["path"] in path and fault.get("times", 1) > 0:
                fault["times"] = fault.get("times", 1) - 1
                return fault
        return None

    def _book(self, request: Request) -> Document:
        return self._sheets.document(request.path_params["id"])

    def _create(self, _request: Request, body: Json) -> Json:
        title = body.get("properties", {}).get("title", "Untitled spreadsheet")
        return _described(self._sheets.document(self._sheets.create(title)))

    def _get(self, request: Request, _body: Json) -> Json:
        return _described(self._book(request))

    def _batch(self, request: Request, body: Json) -> Json:
        book = self._book(request)
        replies = sheets_batch.apply(book, body.get("requests", []))
        self._sheets.changed(book)
        return {"spreadsheetId": book.id, "replies": replies}

    def _values_get(self, request: Request, _body: Json) -> Json:
        book = self._book(request)
        ranges = request.query_params.getlist("ranges")
        return {"spreadsheetId": book.id,
                "valueRanges": [_values(book, one, request) for one in ranges]}  # fmt: skip

    def _value_get(self, request: Request, _body: Json) -> Json:
        return _values(self._book(request), request.path_params["range"], request)

    def _values_put(self, request: Request, body: Json) -> Json:
        book = self._book(request)
        entered = body.get("valueInputOption") == "USER_ENTERED"
        done = [_write(book, one["range"], one["values"], entered=entered) for one in body["data"]]
        self._sheets.changed(book)
        return {"spreadsheetId": book.id, "responses": done,
                "totalUpdatedCells": sum(one["updatedCells"] for one in done)}  # fmt: skip

    def _value_put(self, request: Request, body: Json) -> Json:
        book = self._book(request)
        entered = request.query_params.get("valueInputOption") == "USER_ENTERED"
        done = _write(book, request.path_params["range"], body["values"], entered=entered)
        self._sheets.changed(book)
        return done

    def _files(self, _request: Request, _body: Json) -> Json:
        return {"files": [_file(one) for one in self._sheets.documents.values()]}

    def _file(self, request: Request, _body: Json) -> Json:
        return _file(self._book(request))


WRITES = {"create", "batch", "values_put", "value_put"}


def _described(book: Document) -> Json:
    tabs = [{"properties": sheets_batch.properties(book, tab)} for tab in book.tabs]
    return {
        "spreadsheetId": book.id,
        "properties": {"title": book.title, "locale": "en_GB", "timeZone": "Europe/London"},
        "sheets": tabs,
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{book.id}/edit",
    }


def _file(book: Document) -> Json:
    return {"id": book.id, "name": book.title, "version": str(book.version),
            "modifiedTime": book.modified, "trashed": False,
            "mimeType": "application/vnd.google-apps.spreadsheet"}  # fmt: skip


def _values(book: Document, said: str, request: Request) -> Json:
    wanted = request.query_params
    option = wanted.get("valueRenderOption", "FORMATTED_VALUE")
    by_column = wanted.get("majorDimension") == "COLUMNS"
    tab, area = book.find(said)
    rows = [
        [shown(tab.cell(row, column), option) for column in range(area.left, area.right)]
        for row in range(area.top, min(area.bottom, tab.used()[0]))
    ]
    if by_column:
        rows = [list(column) for column in zip(*rows, strict=True)]
    trimmed = [_trimmed(row) for row in rows]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    answer: Json = {"range": _a1(tab, area), "majorDimension": "COLUMNS" if by_column else "ROWS"}
    return answer | ({"values": trimmed} if trimmed else {})


def _trimmed(row: list[Any]) -> list[Any]:
    while row and row[-1] == "":
        row.pop()
    return row


def _a1(tab: Tab, area: Area) -> str:
    title = tab.title if PLAIN.match(tab.title) else f"'{tab.title}'"
    first = f"{column_letters(area.left)}{area.top + 1}"
    last = f"{column_letters(area.right - 1)}{area.bottom}"
    return f"{title}!{first}" if first == last else f"{title}!{first}:{last}"


def _write(book: Document, said: str, values: list[list[Any]], *, entered: bool) -> Json:
    tab, area = book.find(said)
    written = 0
    for down, row in enumerate(values):
        for across, value in enumerate(row):
            if value is None:
                continue
            text = entered and isinstance(value, str)
            told, formula = typed(value) if text else (None if value == "" else value, None)
            tab.enter(area.top + down, area.left + across, told, formula)
            written += 1
    tab.recalculate()
    return {"spreadsheetId": book.id, "updatedRange": _a1(tab, area), "updatedCells": written}


def _google_error(refusal: BadRequest) -> Response:
    return JSONResponse(refusal.body, refusal.code)


class _PeopleSide:
    """What people use, from a page or a test in another process."""

    def __init__(self, sheets: Sheets) -> None:
        self._sheets = sheets

    async def spreadsheet(self, request: Request) -> Response:
        """The tabs of a spreadsheet."""
        with self._sheets.lock:
            book = self._sheets.document(request.query_params["spreadsheet"])
            tabs = [{"title": tab.title, "hidden": tab.hidden, "filled_rows": tab.used()[0]}
                    for tab in book.tabs]  # fmt: skip
        return JSONResponse({"title": book.title, "tabs": tabs})

    async def grid(self, request: Request) -> Response:
        """One tab: values, notes, which columns the program keeps."""
        wanted = request.query_params
        with self._sheets.lock:
            tab = self._sheets.tab(wanted["spreadsheet"], wanted["tab"])
            rows = self._sheets.rows(wanted["spreadsheet"], wanted["tab"])
            notes = [{"row": row, "column": column, "note": cell.note}
                     for (row, column), cell in tab.cells.items() if cell.note]  # fmt: skip
        theirs = sorted({
            column
            for one in tab.protected
            for column in range(one["range"].get("startColumnIndex", 0),
                                one["range"].get("endColumnIndex", tab.columns))
        })  # fmt: skip
        told = {"rows": rows, "notes": notes, "frozen_rows": tab.frozen_rows,
                "protected_columns": theirs}  # fmt: skip
        return Response(orjson.dumps(told), media_type="application/json")

    async def type(self, request: Request) -> Response:
        """A person types into a cell."""
        told = await request.json()
        try:
            await run_in_threadpool(
                self._sheets.type, told["spreadsheet"], told["tab"], told["cell"],
                str(told["value"]),
            )  # fmt: skip
        except BadRequest as refusal:
            return _google_error(refusal)
        return JSONResponse({})

    async def do(self, request: Request) -> Response:
        """A person sorts, inserts, deletes or moves."""
        told = await request.json()
        try:
            self._sheets.do(told["spreadsheet"], told["request"])
        except BadRequest as refusal:
            return _google_error(refusal)
        return JSONResponse({})

    async def events(self, socket: WebSocket) -> None:
        """News of every change."""
        await tell_news(socket, self._sheets.listeners)
