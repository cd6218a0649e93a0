"""A local Google Sheets: a real server on loopback that the unmodified gspread client talks to.

    sheets = LocalSheets()                        # port 0: any free one
    sheets.start()
    spreadsheet = sheets.create("Ledger")         # as an owner makes one; gives its id
    sheets.service_account_info()                 # the key that a program signs in with
    sheets.type(spreadsheet, "Stock", "D2", "12") # what a person does
    sheets.stop()

`calls` is a journal of the program's requests; `faults` are scripted troubles: {"path", "times",
and one of "status", "delay", "drop": "before" or "after"}; `before_request` lets a person act just
before any of the program's requests is served. People in other processes use `/client/`.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from assistant.playground import sheets_batch
from assistant.playground.serving import Served
from assistant.playground.sheets_cells import Cell
from assistant.playground.sheets_document import BadRequest, Document, Json, Tab, parse_range
from assistant.playground.sheets_server import application

__all__ = ["LocalSheets", "run"]


class LocalSheets(Served):
    """The server and its spreadsheets; safe to use from any thread."""

    def __init__(self, port: int = 0, *, store: Path | None = None) -> None:
        super().__init__(port, "local sheets")
        self.lock = threading.RLock()
        self.documents: dict[str, Document] = {}
        self.calls: list[Json] = []
        self.faults: list[Json] = []
        self.before_request: Callable[[str, str], None] | None = None
        self.down = False
        self.listeners: list[Callable[[Json], None]] = []
        self._store = store
        self._load()
        self.serve(application(self))

    def service_account_info(self) -> Json:
        """The key of a service account, as Google hands one out; it signs in here."""
        return {
            "type": "service_account",
            "project_id": "local",
            "private_key_id": "local",
            "private_key": _private_key(),
            "client_email": "backroom@local.iam.gserviceaccount.com",
            "client_id": "1",
            "token_uri": f"{self.base_url}token",
        }

    def create(self, title: str, spreadsheet: str | None = None) -> str:
        """Make a spreadsheet of one empty tab; gives its id."""
        with self.lock:
            made = Document(spreadsheet or secrets.token_urlsafe(20), title, [Tab(0, "Sheet1")])
            self.documents[made.id] = made
            self.changed(made)
            return made.id

    def document(self, spreadsheet: str) -> Document:
        """A spreadsheet by its id.

        Raises:
            BadRequest: 404, as Google says it.
        """
        if spreadsheet not in self.documents:
            raise BadRequest("Requested entity was not found.", 404, "NOT_FOUND")
        return self.documents[spreadsheet]

    def changed(self, document: Document, tab: str | None = None) -> None:
        """Note that a spreadsheet changed: Drive's version moves, watchers hear."""
        document.version += 1
        document.modified = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        for listener in list(self.listeners):
            listener({"spreadsheet": document.id, "tab": tab})
        self._save()

    def type(self, spreadsheet: str, tab: str, a1: str, text: str) -> None:
        """A person types into a cell."""
        with self.lock:
            document = self.document(spreadsheet)
            sheet = document.tab(tab)
            area = parse_range(a1, sheet)
            sheet.type(area.top, area.left, text)
            sheet.recalculate()
            self.changed(document, tab)

    def do(self, spreadsheet: str, request: Json) -> None:
        """A person does what one request of a batchUpdate says: sorts, inserts, deletes, moves."""
        with self.lock:
            document = self.document(spreadsheet)
            sheets_batch.apply(document, [request])
            self.changed(document)

    def tab(self, spreadsheet: str, title: str) -> Tab:
        """A tab, to look at."""
        return self.document(spreadsheet).tab(title)

    def cell(self, spreadsheet: str, tab: str, a1: str) -> Cell:
        """A cell, to look at."""
        with self.lock:
            sheet = self.tab(spreadsheet, tab)
            area = parse_range(a1, sheet)
            return sheet.cell(area.top, area.left)

    def rows(self, spreadsheet: str, tab: str) -> list[list[Any]]:
        """The values of a tab, row by row, empty cells as ""."""
        with self.lock:
            sheet = self.tab(spreadsheet, tab)
            height, width = sheet.used()
            return [
                ["" if (value := sheet.cell(row, column).value) is None else value
                 for column in range(width)]
                for row in range(height)
            ]  # fmt: skip

    def _save(self) -> None:
        if self._store is None:
            return
        told = [
            {
                "id": one.id, "title": one.title, "version": one.version, "next": one.next_tab,
                "tabs": [
                    {"id": tab.id, "title": tab.title, "rows": tab.rows, "columns": tab.columns,
                     "hidden": tab.hidden, "frozen": tab.frozen_rows, "protected": tab.protected,
                     "cells": [[*place, *cell] for place, cell in tab.cells.items()]}
                    for tab in one.tabs
                ],
            }
            for one in self.documents.values()
        ]  # fmt: skip
        draft = self._store.with_suffix(".new")
        draft.write_text(json.dumps(told), encoding="utf-8")
        draft.replace(self._store)

    def _load(self) -> None:
        if self._store is None or not self._store.is_file():
            return
        for told in json.loads(self._store.read_text(encoding="utf-8")):
            tabs = [_kept(one) for one in told["tabs"]]
            document = Document(
                told["id"], told["title"], tabs, told["version"], next_tab=told["next"]
            )
            self.documents[document.id] = document


def _kept(told: Json) -> Tab:
    cells = {(row, column): Cell(*cell) for row, column, *cell in told["cells"]}
    return Tab(told["id"], told["title"], told["rows"], told["columns"], told["hidden"],
               told["frozen"], cells, told["protected"])  # fmt: skip


@cache
def _private_key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def run(port: int, ready: Callable[[str], None], store: Path | None = None) -> None:
    """Serve until interrupted; `ready` is told the base URL."""
    sheets = LocalSheets(port, store=store).start()
    if not sheets.documents:
        sheets.create("Ledger", "ledger")
    ready(sheets.base_url)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        sheets.stop()
