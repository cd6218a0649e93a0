"""What the parts of the local Sheets need of the one that holds them together."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any, Protocol

from assistant.playground.sheets_document import Document
from assistant.playground.sheets_errors import Json
from assistant.playground.sheets_faults import Late
from assistant.playground.sheets_quota import Quotas
from assistant.playground.sheets_tab import Tab
from assistant.playground.sheets_watch import Watchers


class Shelf(Protocol):
    """What the methods need of the local Sheets."""

    documents: dict[str, Document]
    watchers: Watchers

    def create(self, title: str, spreadsheet: str | None = None, *, by: str = "") -> str:
        """Make a spreadsheet; gives its id."""

    def changed(self, document: Document, tab: str | None = None, *, by: str = "") -> None:
        """Note that a spreadsheet changed."""

    def now(self) -> dt.datetime:
        """What time it is."""


class Sheets(Shelf, Protocol):
    """What the surface needs of the local Sheets behind it."""

    lock: threading.RLock
    documents: dict[str, Document]
    calls: list[Json]
    faults: list[Json]
    late: list[Late]
    quotas: Quotas | None
    before_request: Callable[[str, str], None] | None
    down: bool
    listeners: list[Callable[[Json], None]]

    def document(self, spreadsheet: str) -> Document:
        """A spreadsheet by its id."""

    def type(self, spreadsheet: str, tab: str, a1: str, text: str, *, by: str = "") -> None:
        """A person types into a cell."""

    def do(self, spreadsheet: str, request: Json, *, by: str = "") -> None:
        """A person does what one request says."""

    def tab(self, spreadsheet: str, title: str) -> Tab:
        """A tab."""

    def rows(self, spreadsheet: str, tab: str) -> list[list[Any]]:
        """The values of a tab."""

    def let_land(self) -> None:
        """One more request came: apply the late ones whose time this is."""
