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
from assistant.playground.sheets_errors import BadRequest
from assistant.playground.sheets_shelf import Sheets


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
        theirs = sorted({
            column
            for one in tab.protected if "range" in one
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
