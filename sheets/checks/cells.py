"""What cells hold after they were written, and what a read tells of them."""

from __future__ import annotations

from sheets.answers import notes_of
from sheets.cells import Cell
from sheets.checks.copies import filtered, rows_hidden
from sheets.checks.desk import COLUMNS, FILLED, ROWS, Desk, span
from sheets.checks.question import Did, Question
from sheets.requests import Json, area, pasted

REPORT = "Do not use the ledger until this is mended; please report this line."
TYPED: tuple[Cell, ...] = (
    "0042", "=1+1", "'quoted", " two  blanks ", "a\nb", "TRUE", "3/4/2026", "Ångström 😀",
    14.2, 1234567.89, 0.1, -3, True, False,
)  # fmt: skip
"""Each of these is something else when it is parsed, or cut."""


def write_filtered(desk: Desk) -> Did:
    """Cells in rows that a filter hides and shows."""
    desk.lay(FILLED.cells, filtered(desk), desk.cells(1, 1, [[11], [12], [13], [14]]))
    found = [row[1] for row in desk.rows()[1:]]
    if found == [11, 12, 13, 14]:
        return Did("wrote each cell that was named, shown or not", as_assumed=True)
    return Did(f"left {found} where 11, 12, 13, 14 were written", as_assumed=False)


def read_hidden(desk: Desk) -> Did:
    """A read of a tab with hidden rows and a filter."""
    desk.lay(FILLED.cells, rows_hidden(desk), filtered(desk))
    codes = [str(row[0]) for row in desk.rows()[1:]]
    return Did(f"read {', '.join(codes)}", as_assumed=codes == [row[0] for row in FILLED.rows])


def typed(desk: Desk) -> Did:
    """Values of every kind, there and back."""
    desk.lay([[cell] for cell in TYPED])
    found = [row[0] if row else "" for row in desk.rows()]
    unlike = [
        f"{was!r} as {now!r}"
        for was, now in zip(TYPED, found, strict=False)
        if was != now or isinstance(was, bool) != isinstance(now, bool)
    ]
    if len(found) == len(TYPED) and not unlike:
        return Did("gave each back as it was written", as_assumed=True)
    return Did(f"gave back {', '.join(unlike) or f'{len(found)} cells of {len(TYPED)}'}",
               as_assumed=False)  # fmt: skip


def text_equals(desk: Desk) -> Did:
    """A text that begins with =."""
    desk.lay([["=1+1"]])
    told = [desk.rows(how=how)[0][0] for how in ("FORMULA", "UNFORMATTED_VALUE")]
    return Did(f"shows {told[0]} as a formula and {told[1]} as a value",
               as_assumed=told == ["=1+1", "=1+1"])  # fmt: skip


def formula_back(desk: Desk) -> Did:
    """A formula, read and written again as it was read."""
    desk.lay()
    said, there, came_to = "", "", ""
    for said in ("=IF(1>0,2,3)", "=IF(1>0;2;3)"):
        desk.batch(_formula(desk, 5, said))
        there = str(desk.rows(startRowIndex=5, endRowIndex=6)[0][0])
        desk.batch(_formula(desk, 6, there))
        shown = desk.rows(how="UNFORMATTED_VALUE", startRowIndex=5, endRowIndex=7)
        came_to = " and ".join(str(row[0]) for row in shown)
        if came_to == "2 and 2":
            words = f"took {said}, gave back {there}, and took that again"
            return Did(words, as_assumed=True)
    return Did(f"took {said}, gave back {there}, and they come to {came_to}", as_assumed=False)


def _formula(desk: Desk, row: int, formula: str) -> Json:
    entered = {"userEnteredValue": {"formulaValue": formula}}
    return desk.written(row, 0, [{"values": [entered]}], "userEnteredValue")


def keeps_format(desk: Desk) -> Did:
    """A note, a format and a choice list in a cell that is written."""
    text = {"userEnteredFormat": {"textFormat": {"bold": True}}, "note": "mine",
            "dataValidation": {"condition": {"type": "BOOLEAN"}}}  # fmt: skip
    fields = "userEnteredFormat.textFormat.bold,note,dataValidation"
    dressed = desk.written(1, 1, [{"values": [text]}], fields)
    desk.lay(FILLED.cells, dressed, desk.cells(1, 1, [[9]]))
    told = desk.grid("data.rowData.values(note,userEnteredFormat.textFormat,dataValidation)")
    cell = told["data"][0]["rowData"][1]["values"][1]
    kept = {
        "the note": cell.get("note") == "mine",
        "the format": cell.get("userEnteredFormat", {}).get("textFormat", {}).get("bold") is True,
        "the tick box": "dataValidation" in cell,
    }
    lost = [what for what, is_kept in kept.items() if not is_kept]
    if lost:
        return Did(f"lost {', '.join(lost)}", as_assumed=False)
    return Did("kept all three", as_assumed=True)


def notes_put(desk: Desk) -> Did:
    """A note that is put on a cell, read, and taken off."""
    desk.lay(FILLED.cells, desk.written(1, 1, [{"values": [{"note": "ours"}]}], "note"))
    there = _note(desk)
    desk.batch(desk.written(1, 1, [{"values": [{"note": ""}]}], "note"))
    after = _note(desk)
    if (there, after, desk.rows()[1][1]) == ("ours", "", 1):
        return Did("put it on and took it off, and left the value alone", as_assumed=True)
    return Did(f"shows {there!r} when it is on, and {after!r} when it is off", as_assumed=False)


def _note(desk: Desk, row: int = 1) -> str:
    rows = desk.grid("data.rowData.values.note")["data"][0].get("rowData", [])
    values = rows[row].get("values", []) if len(rows) > row else []
    return str(values[1].get("note", "")) if len(values) > 1 else ""


def notes_copied(desk: Desk) -> Did:
    """A cell with a note that is pasted whole, over one that has another note."""
    two = [{"values": [{"note": "mine"}]}, {"values": [{"note": "other"}]}]
    desk.lay(
        FILLED.cells,
        desk.written(1, 1, two, "note"),
        pasted(area(desk.one, 1, 2, 1, 2), area(desk.one, 2, 3, 1, 2), "PASTE_NORMAL"),
        pasted(area(desk.one, 3, 4, 1, 2), area(desk.one, 1, 2, 1, 2), "PASTE_NORMAL"),
    )
    carried, cleared = _note(desk, 2), _note(desk, 1)
    if (carried, cleared) == ("mine", ""):
        return Did("carried the note along, and no note where there is none", as_assumed=True)
    return Did(f"left {carried!r} for 'mine', and {cleared!r} for none", as_assumed=False)


def notes_told(desk: Desk) -> Did:
    """A batch that puts a note on, and asks that its answer tells the notes of that cell."""
    desk.lay()
    told = desk.told_by(
        [desk.written(1, 1, [{"values": [{"note": "mine"}]}], "note")],
        includeSpreadsheetInResponse=True, responseIncludeGridData=True,
        responseRanges=[f"'{desk.titles[0]}'!B2:B3"],
    )  # fmt: skip
    found = notes_of(told.get("updatedSpreadsheet", {}))
    if found == {(desk.one, 0, 1): "mine"}:
        return Did("told the note that stands there by then, and where", as_assumed=True)
    return Did(f"told {found} of a note on B2", as_assumed=False)


def read_order(desk: Desk) -> Did:
    """Several ranges in one read, one of them empty."""
    desk.lay()
    spans = [area(desk.one, 2, 3, 0, 1), {"sheetId": desk.two}, area(desk.one, 1, 2, 0, 1),
             area(desk.one, 10, 12, 0, 1)]  # fmt: skip
    told = [one.get("values", []) for one in desk.ranges(spans)]
    if told == [[["A-2"]], [], [["A-1"]], []]:
        return Did("gave one for each, in the order asked for", as_assumed=True)
    return Did(f"gave {told}", as_assumed=False)


def read_size(desk: Desk) -> Did:
    """What a read of a whole tab says of its size."""
    desk.lay()
    told = desk.ranges([{"sheetId": desk.one}])[0]["range"]
    letter = "ABCDEFGHIJ"[COLUMNS - 1]
    return Did(f"said {told}", as_assumed=told.endswith(f"!A1:{letter}{ROWS}"))


def read_outside(desk: Desk) -> Did:
    """A range that ends outside the grid."""
    desk.lay()
    told = desk.ranges([area(desk.one, 0, ROWS + 50, 0, 2)])[0]
    is_all = len(told.get("values", [])) == len(FILLED.cells)
    return Did(f"read {told['range']}", as_assumed=is_all and told["range"].endswith(f"B{ROWS}"))


def merged(desk: Desk) -> Did:
    """A value written under a merge."""
    merge = {"mergeCells": {"range": area(desk.one, 1, 3, 0, 1), "mergeType": "MERGE_ALL"}}
    desk.lay(FILLED.cells, merge, desk.cells(2, 0, [["under"]]))
    column = [row[0] if row else "" for row in desk.rows(endColumnIndex=1)]
    return Did(f"holds {column[2]!r} there", as_assumed=column[2] == "under")


def sort_notes(desk: Desk) -> Did:
    """A sort of rows of which one has a note and a format."""
    dressed = {"note": "of A-1", "userEnteredFormat": {"textFormat": {"bold": True}}}
    fields = "note,userEnteredFormat.textFormat.bold"
    down = [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]
    desk.lay(
        FILLED.cells,
        desk.written(1, 0, [{"values": [dressed]}], fields),
        {"sortRange": {"range": area(desk.one, 1, 5, 0, 2), "sortSpecs": down}},
    )
    told = desk.grid("data.rowData.values(formattedValue,note,userEnteredFormat.textFormat.bold)")
    cells = [row["values"][0] for row in told["data"][0]["rowData"] if row.get("values")]
    where = {
        what: [str(one.get("formattedValue")) for one in cells if one.get(field)]
        for what, field in (("the note", "note"), ("the format", "userEnteredFormat"))
    }
    words = ", ".join(f"{what} is at {' '.join(rows) or 'none'}" for what, rows in where.items())
    return Did(f"moved the rows: {words}", as_assumed=all(one == ["A-1"] for one in where.values()))


def rows_moved(desk: Desk) -> Did:
    """A protected range out of which a row is moved."""
    kept = {"range": area(desk.one, 1, 4, 0, 2), "warningOnly": True}
    desk.lay(
        FILLED.cells,
        {"addProtectedRange": {"protectedRange": kept}},
        {"moveDimension": {"source": span(desk.one, 1, 2), "destinationIndex": 9}},
    )
    found = desk.grid("protectedRanges.range")["protectedRanges"][0]["range"]
    start, end = found.get("startRowIndex", 0), found.get("endRowIndex", 0)
    return Did(f"left rows {start + 1} to {end} protected", as_assumed=(start, end) == (1, 3))


QUESTIONS = (
    Question(
        "write-filtered",
        "Is a cell written that a filter hides, and no other in its place?",
        write_filtered,
        otherwise=f"Use filter views only, no filter. {REPORT}",
        letter="d",
    ),
    Question(
        "read-hidden",
        "Does a read give hidden and filtered rows too?",
        read_hidden,
        otherwise=f"Hide no rows and use no filter: hidden rows would count as gone. {REPORT}",
        letter="i",
    ),
    Question(
        "typed",
        "Does a cell hold to the letter what was written, unparsed?",
        typed,
        otherwise=REPORT,
    ),
    Question(
        "text-equals",
        "How is a text read that begins with =?",
        text_equals,
        otherwise="Names and notes that begin with = would be asked about for ever. Please report"
        " this line.",
        letter="e",
    ),
    Question(
        "formula-back",
        "May a formula be written as it was read?",
        formula_back,
        otherwise="A formula that is typed while Backroom writes would come back as an error."
        " Please report this line.",
        letter="o",
    ),
    Question(
        "keeps-format",
        "Do note, format and tick box stay when a value is written?",
        keeps_format,
        otherwise="Notes and formats of the ledger would be lost. Please report this line.",
    ),
    Question(
        "notes-put",
        "Can a note be put on a cell, read, and taken off?",
        notes_put,
        otherwise="A cell that was not taken is told of in Problems only. Please report this line.",
    ),
    Question(
        "notes-copied",
        "Does a cell that is pasted whole carry its note?",
        notes_copied,
        otherwise="A note that somebody puts on a cell in the very second in which Backroom puts"
        " one there may be lost. Please report this line.",
        letter="u",
    ),
    Question(
        "notes-told",
        "Does the answer to a batch tell the notes in a range that the batch asks for?",
        notes_told,
        otherwise="A note of somebody's that Backroom takes the place of may not come back."
        " Please report this line.",
    ),
    Question(
        "read-order",
        "Does a read of several ranges give one answer for each, in their order?",
        read_order,
        otherwise=REPORT,
    ),
    Question(
        "read-size",
        "Does a read of a whole tab say how large it is?",
        read_size,
        otherwise=f"New rows could not be placed. {REPORT}",
    ),
    Question(
        "read-outside",
        "Is a range that ends outside the grid read as far as it goes?",
        read_outside,
        letter="l",
    ),
    Question("merged", "Does a cell under a merge keep what is written to it?", merged, letter="n"),
    Question("sort-notes", "Do notes and formats move with a sort?", sort_notes, letter="j"),
    Question(
        "rows-moved",
        "Does a range shrink when a row of it is moved away?",
        rows_moved,
        letter="k",
    ),
)
