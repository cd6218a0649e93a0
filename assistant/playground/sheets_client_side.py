"""People's side of the local Sheets, for the page and for tests in other processes."""

from __future__ import annotations

import orjson
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from assistant.playground.serving import tell_news
from assistant.playground.sheets_errors import BadRequest, Json
from assistant.playground.sheets_shelf import Sheets
from assistant.playground.sheets_tab import Tab


def people_side(sheets: Sheets) -> Starlette:
    """The application of the `/client/` paths."""
    people = _PeopleSide(sheets)
    return Starlette(
        routes=[
            Route("/client/spreadsheet", people.spreadsheet),
            Route("/client/grid", people.grid),
            Route("/client/type", people.type, methods=["POST"]),
            Route("/client/do", people.do, methods=["POST"]),
            Route("/client/faults", people.faults, methods=["GET", "POST", "DELETE"]),
            WebSocketRoute("/client/events", people.events),
        ]
    )


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
            notes = [{"row": row, "column": column, "note": note}
                     for row, column, note in tab.notes.items()]  # fmt: skip
            looks = _looks(tab)
        theirs = sorted({
            column
            for one in tab.protected if "range" in one
            for column in range(one["range"].get("startColumnIndex", 0),
                                one["range"].get("endColumnIndex", tab.columns))
        })  # fmt: skip
        told = {"rows": rows, "notes": notes, "frozen_rows": tab.frozen_rows,
                "protected_columns": theirs, **looks}  # fmt: skip
        return Response(orjson.dumps(told), media_type="application/json")

    async def type(self, request: Request) -> Response:
        """A person types into a cell."""
        told = await request.json()
        try:
            await run_in_threadpool(
                self._sheets.type, told["spreadsheet"], told["tab"], told["cell"],
                str(told["value"]), by=told.get("by", ""),
            )  # fmt: skip
        except BadRequest as refusal:
            return JSONResponse(refusal.body, refusal.code)
        return JSONResponse({})

    async def do(self, request: Request) -> Response:
        """A person sorts, inserts, deletes or moves."""
        told = await request.json()
        try:
            await run_in_threadpool(
                self._sheets.do, told["spreadsheet"], told["request"], by=told.get("by", "")
            )
        except BadRequest as refusal:
            return JSONResponse(refusal.body, refusal.code)
        return JSONResponse({})

    async def faults(self, request: Request) -> Response:
        """Troubles to script, from another process: told, added or taken away."""
        if request.method == "POST":
            self._sheets.faults.append(await request.json())
        if request.method == "DELETE":
            self._sheets.faults.clear()
        return JSONResponse(self._sheets.faults)

    async def events(self, socket: WebSocket) -> None:
        """News of every change."""
        await tell_news(socket, self._sheets.listeners)


def _looks(tab: Tab) -> Json:
    """How a tab is to be shown: its columns' look, and which cells have a list to choose from.

    `choices` are [row, column, the list's number], and `lists` are these.
    """
    hidden = [at for at, look in tab.column_looks.items() if look.get("hiddenByUser")]
    widths = {str(at): look["pixelSize"]
              for at, look in tab.column_looks.items() if "pixelSize" in look}  # fmt: skip
    wrapped = [at for at in range(tab.columns)
               if (tab.formats.get(1, at) or {}).get("wrapStrategy") == "WRAP"]  # fmt: skip
    ticked = [at for at in range(tab.columns) if _condition(tab, 1, at).get("type") == "BOOLEAN"]
    choices, lists = [], list[list[str]]()
    for row, column, _ in tab.rules.items():
        condition = _condition(tab, row, column)
        if row < tab.used()[0] and condition["type"] == "ONE_OF_LIST":
            words = [one["userEnteredValue"] for one in condition.get("values", [])]
            if words not in lists:
                lists.append(words)
            choices.append([row, column, lists.index(words)])
    return {"hidden_columns": hidden, "widths": widths, "wrapped_columns": wrapped,
            "ticked_columns": ticked, "choices": choices, "lists": lists}  # fmt: skip


def _condition(tab: Tab, row: int, column: int) -> Json:
    condition: Json = (tab.rules.get(row, column) or {}).get("condition", {})
    return condition
