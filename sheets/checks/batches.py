"""What a batch may rely on: all or nothing, in order, once, and marks that stay where they are."""

from __future__ import annotations

from sheets import requests as bodies
from sheets.checks.desk import FILLED, Desk, mark, span
from sheets.checks.question import Did, Question
from sheets.connection import LedgerRefused

REPORT = "Do not use the ledger until this is mended; please report this line."


def batch_whole(desk: Desk) -> Did:
    """A batch whose last request cannot be."""
    desk.lay()
    nowhere = {"deleteSheet": {"sheetId": desk.two + 900}}
    why = desk.refusal(desk.cells(1, 1, [[9]]), nowhere)
    held = desk.rows()[1][1]
    if why and held == 1:
        return Did("refused the whole batch, and nothing of it was done", as_assumed=True)
    return Did(f"{'refused' if why else 'took'} it, and the cell holds {held}", as_assumed=False)


def batch_order(desk: Desk) -> Did:
    """A row that is inserted, and a cell that is written after that."""
    more = {"insertDimension": {"range": span(desk.one, 1, 2), "inheritFromBefore": False}}
    desk.lay(FILLED.cells, more, desk.cells(2, 1, [[9]]))
    found = [row[1] if len(row) > 1 else "" for row in desk.rows()[1:3]]
    if found == ["", 9]:
        return Did("wrote where the cell stood after the insertion", as_assumed=True)
    return Did(f"left {found} in the rows", as_assumed=False)


def mark_once(desk: Desk) -> Did:
    """The same batch sent a second time."""
    desk.lay()
    number = desk.number()
    desk.land(number, (0, 1, 8))
    why = ""
    try:
        desk.land(number, (0, 1, 9))
    except LedgerRefused as fault:
        why = fault.why
    held = desk.rows()[1][1]
    if why and held == 8:
        return Did("refused the second, and nothing of it was done", as_assumed=True)
    return Did(f"{'refused' if why else 'took'} the second, and the cell holds {held}",
               as_assumed=False)  # fmt: skip


def mark_absent(desk: Desk) -> Did:
    """Forgetting a mark that is not there."""
    desk.lay()
    lookup = {"metadataId": desk.number(), "metadataKey": bodies.MARK}
    why = desk.refusal(
        {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": lookup}}}
    )
    return Did(f"refused: {why}" if why else "took it, and did nothing", as_assumed=not why)


def mark_column(desk: Desk) -> Did:
    """A column whose heading is changed, and which is moved."""
    column = span(desk.one, 1, 2, "COLUMNS")
    desk.lay(
        FILLED.cells,
        mark({"dimensionRange": column}, metadataValue="Units"),
        desk.cells(0, 1, [["Pieces"]]),
        {"moveDimension": {"source": column, "destinationIndex": 4}},
    )
    found = desk.marked(metadataValue="Units", locationType="COLUMN")
    if [column[:1] for column in found] == [[["Pieces"]]]:
        return Did("went along with its column, which is read by it", as_assumed=True)
    return Did(f"reads {found}, and the headings are {desk.rows()[0]}", as_assumed=False)


def tabs_made(desk: Desk) -> Did:
    """The tabs of the ledger, made on trial."""
    desk.lay()
    before = len(desk.properties())
    desk.try_tabs()
    made = len(desk.properties()) - before
    return Did(f"made {made} tabs with headings, formats, choices and protection",
               as_assumed=made == len(desk.tabs))  # fmt: skip


QUESTIONS = (
    Question(
        "batch-whole",
        "Is a batch refused as a whole when one request of it cannot be?",
        batch_whole,
        otherwise=f"An edit could be overwritten without its pre-image. {REPORT}",
    ),
    Question(
        "batch-order",
        "Does a request of a batch find what those before it did?",
        batch_order,
        otherwise=f"New rows could land in the wrong place. {REPORT}",
    ),
    Question(
        "mark-once",
        "Is a batch refused as a whole when its mark has a number that is taken?",
        mark_once,
        otherwise="A batch that is repeated after a lost answer could land twice. Please report"
        " this line; until then, look at Problems after a fault of the network.",
        letter="t",
    ),
    Question(
        "mark-absent",
        "May a mark be forgotten that is not there?",
        mark_absent,
        otherwise=f"No batch would be taken at all. {REPORT}",
    ),
    Question(
        "mark-column",
        "Does the mark of a column follow it when its heading is changed and it is moved?",
        mark_column,
        otherwise="Leave the headings of the ledger as they are: a column whose heading is changed"
        " pauses until it is changed back.",
    ),
    Question(
        "tabs-made",
        "Are the tabs of the ledger taken as `backroom ledger setup` makes them?",
        tabs_made,
        otherwise="`backroom ledger setup` cannot make the tabs. Please report this line.",
    ),
)
