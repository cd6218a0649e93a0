"""What a batch of the ledger copies beside what it writes: all there was, whatever is hidden."""

from __future__ import annotations

import orjson

from sheets import requests as bodies
from sheets.answers import formulas_in
from sheets.cells import Cell
from sheets.checks.desk import COLUMNS, FILLED, Desk, span
from sheets.checks.question import Did, Question
from sheets.requests import Json

PRE_IMAGE = (
    "Backroom would see an edit that falls into the same second as gone, and ask instead of putting"
    " it back. Do not use the ledger until this is mended; please report this line."
)
CODES = [row[0] for row in FILLED.rows]


def filtered(desk: Desk) -> Json:
    """A filter on the first tab that hides A-2 and A-3."""
    hidden = {"hiddenValues": ["2", "3"]}
    area = bodies.area(desk.one, 0, 5, 0, 2)
    return {"setBasicFilter": {"filter": {"range": area, "criteria": {"1": hidden}}}}


def rows_hidden(desk: Desk) -> Json:
    """The rows of A-2 and A-3 hidden by hand."""
    return {"updateDimensionProperties": {
        "range": span(desk.one, 2, 4), "properties": {"hiddenByUser": True},
        "fields": "hiddenByUser"}}  # fmt: skip


def _copied_rows(desk: Desk) -> Did:
    """Land a batch, and see which rows it kept; of a filter that is a view only, all the same."""
    desk.land(desk.number(), (0, 1, 9))
    kept = desk.rows(desk.two, startRowIndex=2)
    found = [str(row[0]) for row in kept if row and row[0] != ""]
    units = [row[1] for row in kept if len(row) > 1 and row[0] != ""]
    if found == CODES and units == [1, 2, 3, 4]:
        return Did("copied all rows, as they were before its cells", as_assumed=True)
    return Did(f"kept {', '.join(found) or 'none'} of {', '.join(map(str, CODES))}"
               f" with {units}", as_assumed=False)  # fmt: skip


def copy_filtered(desk: Desk) -> Did:
    """Rows that a filter hides."""
    desk.lay(FILLED.cells, filtered(desk))
    return _copied_rows(desk)


def copy_hidden(desk: Desk) -> Did:
    """Rows that a person hid."""
    desk.lay(FILLED.cells, rows_hidden(desk))
    return _copied_rows(desk)


def copy_whole(desk: Desk) -> Did:
    """Rows that were inserted since the size of the tab was read."""
    more = {"insertDimension": {"range": span(desk.one, 1, 4), "inheritFromBefore": False}}
    desk.lay(FILLED.cells, more)
    desk.land(desk.number(), (0, 1, 9), rows=5)
    kept = [str(row[0]) for row in desk.rows(desk.two, startRowIndex=1) if row and row[0] != ""]
    if kept == ["SKU", *CODES]:
        return Did("copied the whole tab as it stood then", as_assumed=True)
    return Did(f"copied {', '.join(kept) or 'nothing'}", as_assumed=False)


def copy_formulas(desk: Desk) -> Did:
    """What a formula comes to, and the formula itself."""
    formula = {"userEnteredValue": {"formulaValue": "=B2*$B$3"}}
    desk.lay(FILLED.cells, desk.written(1, 2, [{"values": [formula]}], "userEnteredValue"))
    desk.land(desk.number(), (0, 1, 9))
    values = desk.rows(desk.two, startRowIndex=2, endRowIndex=3, endColumnIndex=COLUMNS)
    there = [_by_column(desk, COLUMNS + at) for at in range(3)]
    found = formulas_in(there, COLUMNS).get((0, 2), "")
    came_to = _third(values)
    if (came_to, found) == (2, "=B2*$B$3"):
        return Did("copied 2 as the value, and the formula with its references moved along",
                   as_assumed=True)  # fmt: skip
    return Did(f"kept {came_to!r} as the value, and {found or 'no formula'} for =B2*$B$3",
               as_assumed=False)  # fmt: skip


def _third(rows: list[list[Cell]]) -> Cell:
    return rows[0][2] if rows and len(rows[0]) > 2 else ""


def _by_column(desk: Desk, column: int) -> bytes:
    """A column of `_sync` below the receipt, as the text of a JSON array."""
    rows = desk.rows(desk.two, startRowIndex=1, startColumnIndex=column, endColumnIndex=column + 1)
    return orjson.dumps([row[0] if row else "" for row in rows])


QUESTIONS = (
    Question(
        "copy-filtered",
        "Does a copy to another tab take rows along that a filter hides?",
        copy_filtered,
        otherwise=f"Use filter views only, no filter. {PRE_IMAGE}",
        letter="a",
    ),
    Question(
        "copy-hidden",
        "And rows that somebody hid?",
        copy_hidden,
        otherwise=f"Hide no rows. {PRE_IMAGE}",
        letter="a",
    ),
    Question(
        "copy-whole",
        "Is a copy without bounds the whole tab as it is when the batch lands?",
        copy_whole,
        otherwise=PRE_IMAGE,
    ),
    Question(
        "copy-formulas",
        "Does it copy what a formula comes to, and the formula with its references moved along?",
        copy_formulas,
        otherwise="A formula that is typed while Backroom writes may come back changed. Please"
        " report this line.",
    ),
)
