"""The ledger of the example shop: made on the local Google Sheets, set up as an owner would."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update

from assistant.config import Config
from assistant.ledger_door import Door
from assistant.playground.google_sheets import LocalSheets
from oms import clock
from oms.database import Database
from oms.tables.messages import Lease
from sheets.sync import LEASE

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


def hand_over(database: Database) -> None:
    """Let the program of this run have the ledger at once.

    The one that was stopped before may still hold the lease for a minute or two; that nobody else
    runs is certain, as the folder is ours alone.
    """
    past = clock.now() - dt.timedelta(seconds=1)
    with database.writing() as books:
        books.execute(update(Lease).where(Lease.name == LEASE).values(holder="", until=past))
