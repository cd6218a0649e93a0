"""The requests of a batch, as Google's batchUpdate wants them. Pure: cells in, JSON out.

Typed values only: nothing is parsed at Google's side, so neither a formula nor a locale can get in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheets import colours
from sheets.cells import Cell
from sheets.grid import LEFT_OUT, SYNC, Batch, Note, Write
from sheets.reading import Kind
from sheets.tab import Column, Owner, Tab

Json = dict[str, Any]
Block = list[list[Write]]
"""Cells row by row, of the same neighbouring columns of neighbouring rows of one tab."""
FEW_BLOCKS = 1000
"""So many are not worth looking for fewer."""
RECEIPTS = 3
LANDED_AT, BEFORE_AT, OWNER_AT = 0, 1, 2
"""Cells of the first row of `_sync`: the last batch, the one before it, whose it is."""
NOTES_AT, FIRST_COPY = 0, 1
"""Columns below that row: the cells that get a note, and the first of the tabs."""
MARK = "backroom.batch"
ANCHOR = "backroom.column"
SLACK_ROWS, SLACK_COLUMNS = 300, 6
"""Room in `_sync` for what people insert while a batch is on its way."""
ROWS_AT_FIRST = 200
KEPT_MARKS = 20


@dataclass(frozen=True)
class Grid:
    """A tab of the spreadsheet: Google's number of it, its title, its size."""

    id: int
    title: str
    rows: int
    columns: int


def batch_requests(batch: Batch, grids: Mapping[str, Grid]) -> list[Json]:
    """Everything of a batch: its mark, the pre-image, new rows, cells, notes, the receipt."""
    sync = grids[SYNC]
    requests = [_mark(number, ended=number != batch.number) for number in _marks(batch)]
    if batch.number > KEPT_MARKS:
        requests.append(_forget_mark(batch.number - KEPT_MARKS))
    requests.append(_resized(sync, batch, grids))
    # what an earlier batch kept there must not be taken for what this one found
    emptied = {"range": {"sheetId": sync.id, "startRowIndex": 1}, "fields": "userEnteredValue"}
    requests.append({"updateCells": emptied})
    # first, as a paste that carried a merge would empty what is kept beside it
    requests += _kept_notes(sync.id, batch, grids)
    for one in batch.copied:
        grid = grids[one.tab]
        for left, what in ((one.left, "PASTE_VALUES"), (one.formulas, "PASTE_FORMULA")):
            to = area(sync.id, 1, 2, left, left + 1)
            requests.append(pasted({"sheetId": grid.id}, to, what))
    for tab, (at, count) in batch.new_rows.items():
        requests.append(_inserted(grids[tab], at + 1, count))
    requests += [_cells(grids[block[0][0].tab].id, block) for block in blocks(batch.writes)]
    requests += [_note(grids[one.tab].id, one) for one in batch.notes]
    for tab, row, column, words in batch.choices:
        cell = area(grids[tab].id, row + 1, row + 2, column, column + 1)
        requests.append(_one_of(cell, words))
    landed, before = (area(sync.id, 0, 1, at, at + 1) for at in (LANDED_AT, BEFORE_AT))
    requests.append(pasted(landed, before))
    requests.append(_text(sync.id, 0, LANDED_AT, batch.id))
    requests.append(_text(sync.id, 0, OWNER_AT, batch.owner))
    return requests


def _marks(batch: Batch) -> list[int]:
    return [*sorted(batch.burnt), batch.number]


def _mark(number: int, *, ended: bool) -> Json:
    """A mark with this number can be made once, so that no batch lands twice or too late."""
    return {"createDeveloperMetadata": {"developerMetadata": {
        "metadataId": number, "metadataKey": MARK, "metadataValue": "ended" if ended else "landed",
        "location": {"spreadsheet": True}, "visibility": "PROJECT"}}}  # fmt: skip


def _forget_mark(number: int) -> Json:
    lookup = {"metadataId": number, "metadataKey": MARK}
    return {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": lookup}}}


def _resized(sync: Grid, batch: Batch, grids: Mapping[str, Grid]) -> Json:
    """`_sync` just large enough for the pre-image, and for what people insert meanwhile."""
    tallest = max((grids[one.tab].rows for one in batch.copied), default=0)
    rows = max(tallest, slots(batch)) + 1 + SLACK_ROWS
    columns = max(
        (one.formulas + max(grids[one.tab].columns, len(one.heading)) for one in batch.copied),
        default=0,
    )
    grid = {"rowCount": rows, "columnCount": max(columns, RECEIPTS) + 2 * SLACK_COLUMNS}
    return {"updateSheetProperties": {
        "properties": {"sheetId": sync.id, "gridProperties": grid},
        "fields": "gridProperties.rowCount,gridProperties.columnCount"}}  # fmt: skip


def pasted(source: Json, to: Json, what: str = "PASTE_VALUES") -> Json:
    """Copies cells; a smaller destination grows.

    A source without bounds is the whole tab as it is at that moment.
    """
    return {"copyPaste": {"source": source, "destination": to, "pasteType": what}}


def _inserted(grid: Grid, at: int, count: int) -> Json:
    """New rows look like the one before; below the heading like the next, if there is one."""
    span = {"sheetId": grid.id, "dimension": "ROWS", "startIndex": at, "endIndex": at + count}
    return {"insertDimension": {"range": span, "inheritFromBefore": at > 1 or at >= grid.rows}}


def blocks(writes: Sequence[Write]) -> list[Block]:
    """Cells that stand together as rectangles, so that a batch has few requests."""
    tall = _columns(writes)
    if len(tall) <= FEW_BLOCKS:
        return tall
    wide = _rows(writes)
    return wide if len(wide) < len(tall) else tall


def _columns(writes: Sequence[Write]) -> list[Block]:
    """Cells below one another in one column together."""
    found: list[Block] = []
    last: Write | None = None
    for write in sorted(writes, key=lambda one: (one.tab, one.column, one.row)):
        follows = last and (last.tab, last.column, last.row + 1) == (
            write.tab, write.column, write.row,
        )  # fmt: skip
        if follows:
            found[-1].append([write])
        else:
            found.append([[write]])
        last = write
    return found


def _rows(writes: Sequence[Write]) -> list[Block]:
    """Cells side by side in one row together, and rows below one another with the same columns."""
    lines: list[list[Write]] = []
    for write in sorted(writes, key=lambda one: (one.tab, one.row, one.column)):
        last = lines[-1][-1] if lines else None
        follows = last and (last.tab, last.row, last.column + 1) == (
            write.tab, write.row, write.column,
        )  # fmt: skip
        if follows:
            lines[-1].append(write)
        else:
            lines.append([write])
    found: list[Block] = []
    above: dict[tuple[str, int, int, int], Block] = {}
    for line in lines:
        first, columns = line[0], (line[0].column, line[-1].column)
        block = above.pop((first.tab, first.row, *columns), None)
        if block is None:
            found.append(block := [])
        block.append(line)
        above[first.tab, first.row + 1, *columns] = block
    return found


def _cells(sheet: int, block: Block) -> Json:
    first = block[0][0]
    rows = [{"values": [{"userEnteredValue": _entered(one)} for one in line]} for line in block]
    start = {"sheetId": sheet, "rowIndex": first.row + 1, "columnIndex": first.column}
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}


def _text(sheet: int, row: int, column: int, text: str) -> Json:
    start = {"sheetId": sheet, "rowIndex": row, "columnIndex": column}
    rows = [{"values": [{"userEnteredValue": entered(text)}]}]
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}


def _note(sheet: int, note: Note) -> Json:
    start = {"sheetId": sheet, "rowIndex": note.row + 1, "columnIndex": note.column}
    return {"updateCells": {"start": start, "rows": [{"values": [{"note": note.text}]}],
                            "fields": "note"}}  # fmt: skip


def slots(batch: Batch) -> int:
    """How many slots the notes of a batch take."""
    return max((*batch.left_out, *(one.slot for one in batch.notes)), default=-1) + 1


def _kept_notes(sync: int, batch: Batch, grids: Mapping[str, Grid]) -> Iterator[Json]:
    """Keeps the cells that get a note, in a column of `_sync`: a paste carries notes."""
    if not slots(batch):
        return
    kept = area(sync, 1, 1 + slots(batch), NOTES_AT, NOTES_AT + 1)
    yield {"updateCells": {"range": kept, "fields": "*"}}
    for one in batch.notes:
        row, column, at = one.row + 1, one.column, one.slot + 1
        source = area(grids[one.tab].id, row, row + 1, column, column + 1)
        yield pasted(source, area(sync, at, at + 1, NOTES_AT, NOTES_AT + 1), "PASTE_NORMAL")
    yield {"unmergeCells": {"range": {"sheetId": sync}}}
    for slot in batch.left_out:
        start = {"sheetId": sync, "rowIndex": slot + 1, "columnIndex": NOTES_AT}
        yield {"updateCells": {"start": start, "rows": [{"values": [{"note": LEFT_OUT}]}],
                               "fields": "note"}}  # fmt: skip


def kept_told_back(batch: Batch, sync: Grid) -> Json:
    """Asks that the answer to a batch tells which notes it kept, which saves a read of them."""
    if not slots(batch):
        return {}
    title, column = sync.title.replace("'", "''"), chr(ord("A") + NOTES_AT)
    kept = f"'{title}'!{column}2:{column}{1 + slots(batch)}"
    return {"includeSpreadsheetInResponse": True, "responseIncludeGridData": True,
            "responseRanges": [kept]}  # fmt: skip


def _entered(write: Write) -> Json:
    return {"formulaValue": write.after} if write.formula else entered(write.after)


def entered(value: Cell) -> Json:
    """A typed value, which Google does not parse."""
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        return {"numberValue": value}
    return {"stringValue": value} if value else {}


def area(sheet: int, top: int, bottom: int, left: int, right: int) -> Json:
    """A rectangle of cells, ends not included."""
    return {"sheetId": sheet, "startRowIndex": top, "endRowIndex": bottom,
            "startColumnIndex": left, "endColumnIndex": right}  # fmt: skip


def adoption(sync: int, owner: str) -> list[Json]:
    """Says whose the spreadsheet is from now on, and that nothing of theirs has landed yet.

    The marks go too: another database numbers its batches from 1 again.
    """
    receipt = [_text(sync, 0, at, "") for at in (LANDED_AT, BEFORE_AT)]
    return [*receipt, _text(sync, 0, OWNER_AT, owner), _forget_marks()]


def _forget_marks() -> Json:
    marks = {"dataFilter": {"developerMetadataLookup": {"metadataKey": MARK}}}
    return {"deleteDeveloperMetadata": marks}


def new_tab(tab: Tab, sheet: int, problems: Tab | None = None) -> Iterator[Json]:
    """Makes a tab: headings, formats, choices, protection, and the marks of its columns.

    Args:
        tab: what is made.
        sheet: Google's number of it.
        problems: the tab that lists the cells that get a red background.
    """
    grid = {"rowCount": ROWS_AT_FIRST, "columnCount": len(tab.columns) + 4, "frozenRowCount": 1,
            "frozenColumnCount": tab.keys_at_left}  # fmt: skip
    heading = [{"userEnteredValue": {"stringValue": title}} for title in tab.headings]
    yield {"addSheet": {"properties": {"sheetId": sheet, "title": tab.title,
                                       "gridProperties": grid}}}  # fmt: skip
    start = {"sheetId": sheet, "rowIndex": 0, "columnIndex": 0}
    rows = [{"values": heading}]
    yield {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}
    for at, column in enumerate(tab.columns):
        yield anchor(tab.title, column.heading, sheet, at)
        yield from _dressed(column, sheet, at)
    red = colours.red_rule(tab, sheet, problems) if problems else None
    if red:
        yield red


def anchor(tab: str, heading: str, sheet: int, at: int) -> Json:
    """Marks a column, so that it is known when its heading is renamed."""
    span = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
    return {"createDeveloperMetadata": {"developerMetadata": {
        "metadataKey": ANCHOR, "metadataValue": f"{tab}/{heading}",
        "location": {"dimensionRange": span}, "visibility": "PROJECT"}}}  # fmt: skip


def anchored_anew(tab: str, heading: str, sheet: int, at: int) -> list[Json]:
    """Marks the column that took the place of the one that was made with this heading.

    The mark goes from any other column of the same tab.
    """
    lookup = {**anchored(tab, heading)["developerMetadataLookup"],
              "metadataLocation": {"sheetId": sheet},
              "locationMatchingStrategy": "INTERSECTING_LOCATION"}  # fmt: skip
    former = {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": lookup}}}
    return [former, anchor(tab, heading, sheet, at)]


def anchored(tab: str, heading: str) -> Json:
    """Means the column that was made with this heading, wherever it is and however called."""
    lookup = {"metadataKey": ANCHOR, "metadataValue": f"{tab}/{heading}", "locationType": "COLUMN"}
    return {"developerMetadataLookup": lookup}


def _dressed(column: Column, sheet: int, at: int) -> Iterator[Json]:
    below = {"sheetId": sheet, "startRowIndex": 1, "startColumnIndex": at, "endColumnIndex": at + 1}
    if column.is_text:
        yield _formatted(below, "numberFormat", {"type": "TEXT"})
    if column.is_wrapped:
        yield _formatted(below, "wrapStrategy", "WRAP")
    if column.choices:
        yield _one_of(below, column.choices)
    if column.kind is Kind.FLAG:
        tick = {"condition": {"type": "BOOLEAN"}, "showCustomUi": True, "strict": False}
        yield {"setDataValidation": {"range": below, "rule": tick}}
    if column.owner is Owner.BOOKS:
        kept = {"range": below, "warningOnly": True, "description": f"{column.heading}: ours"}
        yield {"addProtectedRange": {"protectedRange": kept}}
    if column.is_hidden:
        yield _column_is(sheet, at, "hiddenByUser", True)
    if column.width:
        yield _column_is(sheet, at, "pixelSize", column.width)


def _formatted(below: Json, field: str, value: Any) -> Json:
    return {"repeatCell": {"range": {**below, "endRowIndex": ROWS_AT_FIRST},
                           "cell": {"userEnteredFormat": {field: value}},
                           "fields": f"userEnteredFormat.{field}"}}  # fmt: skip


def _one_of(cells: Json, choices: Sequence[str]) -> Json:
    """A list to choose from; what is not in it is taken too, as pasted cells would be refused."""
    values = [{"userEnteredValue": choice} for choice in choices]
    rule = {"condition": {"type": "ONE_OF_LIST", "values": values},
            "showCustomUi": True, "strict": False}  # fmt: skip
    return {"setDataValidation": {"range": cells, "rule": rule}}


def _column_is(sheet: int, at: int, what: str, value: Any) -> Json:
    span = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
    return {"updateDimensionProperties": {"range": span, "properties": {what: value},
                                          "fields": what}}  # fmt: skip


def new_sync(sheet: int) -> Iterator[Json]:
    """Makes `_sync`: hidden, and protected hard.

    The marks go: where one was deleted with the receipt of a batch that landed, that batch is not
    known to have, and the next one that ends it would be refused for its mark.
    """
    grid = {"rowCount": 2, "columnCount": RECEIPTS}
    yield {"addSheet": {"properties": {"sheetId": sheet, "title": SYNC, "hidden": True,
                                       "gridProperties": grid}}}  # fmt: skip
    kept = {"range": {"sheetId": sheet}, "description": "Backroom's own memory of the last write"}
    yield {"addProtectedRange": {"protectedRange": kept}}
    yield _forget_marks()
