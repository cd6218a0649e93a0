"""A local Google Sheets: a real server on loopback that the unmodified gspread client talks to.

    sheets = LocalSheets()                        # port 0: any free one
    sheets.start()
    spreadsheet = sheets.create("Ledger")         # as an owner makes one; gives its id
    sheets.service_account_info()                 # the key that a program signs in with
    sheets.type(spreadsheet, "Stock", "D2", "12") # what a person does
    sheets.stop()

`calls` is a journal of the programs' requests; `faults` are scripted troubles (sheets_faults);
`before_request` lets a person act just before any of the programs' requests is served; `quotas`
holds programs to Google's limits when set (sheets_quota). People in other processes use `/client/`.
What Google does and nobody could yet check against it is listed in docs/local-sheets.md.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.playground import sheets_accounts, sheets_batch, sheets_store
from assistant.playground.serving import Served
from assistant.playground.sheets_accounts import OWNER, SERVICE
from assistant.playground.sheets_area import parse_range
from assistant.playground.sheets_document import BadRequest, Document, Json, Tab
from assistant.playground.sheets_errors import no_such_spreadsheet
from assistant.playground.sheets_faults import Late
from assistant.playground.sheets_quota import Quotas
from assistant.playground.sheets_server import application
from assistant.playground.sheets_tab import Cell
from assistant.playground.sheets_typed import typed
from assistant.playground.sheets_values import put
from assistant.playground.sheets_watch import Watchers
from assistant.playground.sheets_work import Work

__all__ = ["LocalSheets", "run"]


class LocalSheets(Served):
    """The server and its spreadsheets; safe to use from any thread."""

    def __init__(
        self,
        port: int = 0,
        *,
        store: Path | None = None,
        clock: Callable[[], dt.datetime] | None = None,
        quotas: bool = False,
    ) -> None:
        """Take a port and read what is stored.

        Args:
            port: 0 is any free one.
            store: the file that the spreadsheets are kept in, if they are.
            clock: what time it is, aware; the machine's own unless told.
            quotas: whether programs are held to Google's requests a minute.
        """
        super().__init__(port, "local sheets")
        self.lock = threading.RLock()
        self.documents: dict[str, Document] = {}
        self.calls: list[Json] = []
        self.faults: list[Json] = []
        self.late: list[Late] = []
        self.watchers = Watchers()
        self.before_request: Callable[[str, str], None] | None = None
        self.down = False
        self.listeners: list[Callable[[Json], None]] = []
        self.now: Callable[[], dt.datetime] = clock or (lambda: dt.datetime.now(dt.UTC))
        seconds = time.monotonic if clock is None else lambda: self.now().timestamp()
        self.quotas = Quotas(seconds) if quotas else None
        self._store = store
        if store is not None:
            self.documents = sheets_store.load(store)
        self.serve(application(self))

    def service_account_info(self, email: str = SERVICE) -> Json:
        """The key of a service account, as Google hands one out; it signs in here."""
        return sheets_accounts.service_account(f"{self.base_url}token", email)

    def token_for(self, email: str) -> str:
        """A token of anybody's, for a client that brings its own credentials."""
        return sheets_accounts.token_for(email)

    def create(self, title: str, spreadsheet: str | None = None, *, by: str = "") -> str:
        """Make a spreadsheet of one empty tab; gives its id.

        Who makes it owns it. One that a person makes here (`by` not told) is the owner's, and
        shared with the program's service account as with an editor.
        """
        with self.lock:
            made = Document(spreadsheet or secrets.token_urlsafe(32), title, [Tab(0, "Sheet1")])
            made.created = _stamp(self.now())
            made.permissions = [sheets_accounts.permission("user", by or OWNER, "owner", 1)]
            if not by:
                made.permissions.append(sheets_accounts.permission("user", SERVICE, "writer", 2))
            self.documents[made.id] = made
            self.changed(made, by=by)
            return made.id

    def share(self, spreadsheet: str, email: str, role: str = "writer") -> None:
        """Share a spreadsheet, as its owner does."""
        with self.lock:
            document = self.document(spreadsheet)
            given = sheets_accounts.permission("user", email, role, document.new_id())
            others = [one for one in document.permissions if one.get("emailAddress") != email]
            document.permissions = [*others, given]
            self.changed(document)

    def document(self, spreadsheet: str) -> Document:
        """A spreadsheet by its id.

        Raises:
            BadRequest: 404, as Google says it.
        """
        if spreadsheet not in self.documents:
            raise no_such_spreadsheet()
        return self.documents[spreadsheet]

    def changed(self, document: Document, tab: str | None = None, *, by: str = "") -> None:
        """Note that a spreadsheet changed: Drive's version moves, watchers hear."""
        document.version += 1
        document.modified = _stamp(self.now())
        document.editor = by or OWNER
        document.change = 1 + max(one.change for one in [*self.documents.values(), document])
        for listener in list(self.listeners):
            listener({"spreadsheet": document.id, "tab": tab})
        self.watchers.tell(document.id, self.now())
        if self._store is not None:
            sheets_store.save(self._store, self.documents)

    def type(self, spreadsheet: str, tab: str, a1: str, text: str, *, by: str = "") -> None:
        """A person types into a cell; `by` is their account where it matters."""
        with self.lock:
            document = self.document(spreadsheet)
            sheet = document.tab(tab)
            area = parse_range(a1, sheet)
            work = Work(document, by, self.now().date())
            work.refuse_protected(sheet, area)
            as_text = sheet.cell(area.top, area.left).text_format
            put(sheet, (area.top, area.left),
                typed(text, document.locale, work.today, as_text=as_text))  # fmt: skip
            document.recalculate()
            self.changed(document, tab, by=by)

    def do(self, spreadsheet: str, request: Json, *, by: str = "") -> None:
        """A person does what one request of a batchUpdate says: sorts, inserts, deletes, moves."""
        with self.lock:
            document = self.document(spreadsheet)
            sheets_batch.apply(document, [request], by=by, today=self.now().date())
            self.changed(document, by=by)

    def land(self) -> int:
        """Apply the requests that are late, now; gives how many there were."""
        with self.lock:
            late, self.late = self.late, []
            for one in late:
                _landed(one)
            return len(late)

    def let_land(self) -> None:
        """One more request came: apply the late ones whose time this is."""
        for one in [one for one in self.late if one.after is not None]:
            one.after = (one.after or 0) - 1
            if one.after <= 0:
                self.late.remove(one)
                _landed(one)

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
                ["" if (value := sheet.values.get(row, column)) is None else value
                 for column in range(width)]
                for row in range(height)
            ]  # fmt: skip


def _landed(one: Late) -> None:
    try:
        one.deed()
    except BadRequest:
        # whoever sent it has long gone: its refusal reaches nobody
        return


def _stamp(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def run(
    port: int,
    ready: Callable[[str], None],
    store: Path | None = None,
    *,
    key: Path | None = None,
    quotas: bool = False,
) -> None:
    """Serve until interrupted.

    Args:
        port: 0 for any free one.
        ready: is told the base URL.
        store: where the spreadsheets are kept; None: nowhere.
        key: where the key of a service account is written; None: nowhere.
        quotas: hold programs to Google's requests a minute.
    """
    sheets = LocalSheets(port, store=store, quotas=quotas).start()
    if not sheets.documents:
        sheets.create("Ledger", "ledger")
    if key is not None:
        key.touch(mode=0o600)
        key.write_text(json.dumps(sheets.service_account_info(), indent=2), encoding="utf-8")
    ready(sheets.base_url)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        sheets.stop()
