"""The ledger of the example shop: made on the local Google Sheets, set up as an owner would."""

from __future__ import annotations

from assistant.config import Config
from assistant.ledger_door import Door
from assistant.playground.google_sheets import LocalSheets
from oms.database import Database

LEDGER = "marsh-and-daughters-ledger"


def create(sheets: LocalSheets) -> str:
    """The ledger's id; an empty spreadsheet is made the first time."""
    if LEDGER not in sheets.documents:
        sheets.create("Marsh & Daughters: ledger", LEDGER)
    return LEDGER


def set_up(config: Config, database: Database, sheets: LocalSheets) -> None:
    """Make the tabs that are missing; the tab every new spreadsheet has goes, as it is empty."""
    Door(config, database).set_up()
    with sheets.lock:
        first = sheets.document(LEDGER).tabs[0]
        if not first.cells:
            sheets.do(LEDGER, {"deleteSheet": {"sheetId": first.id}})
