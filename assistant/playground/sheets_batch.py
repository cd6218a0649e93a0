"""The requests of a batchUpdate, each applied to a document; a batch is all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.playground.sheets_cells import EMPTY, Cell
from assistant.playground.sheets_document import Area, BadRequest, Document, Json, Tab


def apply(document: Document, requests: list[Json]) -> list[Json]:
    """Apply every request in order, or none.

    Raises:
        BadRequest: naming the request that is not taken; the document is as it was.
    """
    before = [tab.copy() for tab in document.tabs]
    title, next_tab = document.title, document.next_tab
    replies = []
    try:
        for number, request in enumerate(requests):
            kind, body = next(iter(request.items()), ("", {}))
            if kind not in KINDS:
                raise BadRequest(f"Invalid requests[{number}]: unknown request {kind!r}")
            try:
                replies.append(KINDS[kind](document, body) or {})
            except BadRequest as fault:
                raise BadRequest(f"Invalid requests[{number}].{kind}: {fault}") from fault
            except (KeyError, TypeError) as fault:
                raise BadRequest(f"Invalid requests[{number}].{kind}: {fault!r}") from fault
    except BadRequest:
        document.tabs, document.title, document.next_tab = before, title, next_tab
        raise
    for tab in document.tabs:
        tab.recalculate()
    return replies


def properties(document: Document, tab: Tab) -> Json:
    """A tab's properties, as the API gives them."""
    grid: Json = {"rowCount": tab.rows, "columnCount": tab.columns}
    if tab.frozen_rows:
        grid["frozenRowCount"] = tab.frozen_rows
    shown: Json = {"sheetId": tab.id, "title": tab.title, "index": document.tabs.index(tab),
                   "sheetType": "GRID", "gridProperties": grid}  # fmt: skip
    return shown | ({"hidden": True} if tab.hidden else {})


def _area(document: Document, grid: Json) -> tuple[Tab, Area]:
    tab = document.tab_of(int(grid.get("sheetId", 0)))
    area = Area(
        int(grid.get("startRowIndex", 0)),
        int(grid.get("endRowIndex", tab.rows)),
        int(grid.get("startColumnIndex", 0)),
        int(grid.get("endColumnIndex", tab.columns)),
    )
    if area.bottom > tab.rows or area.right > tab.columns:
        raise BadRequest(
            f"Range exceeds grid limits. Max rows: {tab.rows}, max columns: {tab.columns}"
        )
    return tab, area


def _add_sheet(document: Document, body: Json) -> Json:
    told = body.get("properties", {})
    title = told.get("title") or f"Sheet{len(document.tabs) + 1}"
    if any(tab.title == title for tab in document.tabs):
        raise BadRequest(
            f'A sheet with the name "{title}" already exists. Please enter another name.'
        )
    grid = told.get("gridProperties", {})
    tab = Tab(
        id=int(told.get("sheetId", document.next_tab * 1_000_003 % 2_000_000_000)),
        title=title,
        rows=int(grid.get("rowCount", 1000)),
        columns=int(grid.get("columnCount", 26)),
        hidden=bool(told.get("hidden")),
        frozen_rows=int(grid.get("frozenRowCount", 0)),
    )
    document.next_tab += 1
    document.tabs.insert(int(told.get("index", len(document.tabs))), tab)
    return {"addSheet": {"properties": properties(document, tab)}}


def _delete_sheet(document: Document, body: Json) -> None:
    if len(document.tabs) == 1:
        raise BadRequest("You can't remove all the sheets in a document.")
    document.tabs.remove(document.tab_of(int(body["sheetId"])))


def _update_sheet(document: Document, body: Json) -> None:
    told = body["properties"]
    tab = document.tab_of(int(told.get("sheetId", 0)))
    tab.title = told.get("title", tab.title)
    tab.hidden = bool(told.get("hidden", tab.hidden))
    if all(one.hidden for one in document.tabs):
        raise BadRequest("You can't hide all the sheets in a document.")
    grid = told.get("gridProperties", {})
    tab.rows = int(grid.get("rowCount", tab.rows))
    tab.columns = int(grid.get("columnCount", tab.columns))
    tab.frozen_rows = int(grid.get("frozenRowCount", tab.frozen_rows))
    tab.cells = {place: cell for place, cell in tab.cells.items()
                 if place[0] < tab.rows and place[1] < tab.columns}  # fmt: skip
    if "index" in told:
        document.tabs.remove(tab)
        document.tabs.insert(int(told["index"]), tab)


def _update_document(document: Document, body: Json) -> None:
    document.title = body["properties"].get("title", document.title)


def _update_cells(document: Document, body: Json) -> None:
    if "start" in body:
        start = body["start"]
        tab = document.tab_of(int(start.get("sheetId", 0)))
        top, left = int(start.get("rowIndex", 0)), int(start.get("columnIndex", 0))
    else:
        tab, area = _area(document, body["range"])
        top, left = area.top, area.left
    fields = _fields(body["fields"])
    for down, row in enumerate(body.get("rows", [])):
        for across, told in enumerate(row.get("values", [])):
            place = top + down, left + across
            tab.put(*place, _changed(tab.cell(*place), told, fields))


def _repeat_cell(document: Document, body: Json) -> None:
    tab, area = _area(document, body["range"])
    fields = _fields(body["fields"])
    for row in range(area.top, area.bottom):
        for column in range(area.left, area.right):
            tab.put(row, column, _changed(tab.cell(row, column), body["cell"], fields))


def _fields(said: str) -> set[str]:
    return {part.split(".")[0].split("(")[0].strip() for part in said.split(",")}


def _changed(cell: Cell, told: Json, fields: set[str]) -> Cell:
    if "*" in fields or "userEnteredValue" in fields:
        entered = told.get("userEnteredValue", {})
        known = {"numberValue", "stringValue", "boolValue", "formulaValue"}
        if set(entered) - known:
            raise BadRequest(f"Invalid value: unknown kind {min(set(entered) - known)}")
        formula = entered.get("formulaValue")
        value = next((entered[kind] for kind in known - {"formulaValue"} if kind in entered), None)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        cell = cell._replace(value=value if value != "" else None, formula=formula)
    if "*" in fields or "note" in fields:
        cell = cell._replace(note=told.get("note") or None)
    if "*" in fields or "userEnteredFormat" in fields:
        kind = told.get("userEnteredFormat", {}).get("numberFormat", {}).get("type")
        cell = cell._replace(text_format=kind == "TEXT")
    return cell


def _copy_paste(document: Document, body: Json) -> None:
    source, area = _area(document, body["source"])
    to, target = _area(document, body["destination"])
    values_only = body.get("pasteType", "PASTE_NORMAL") == "PASTE_VALUES"
    height, width = area.bottom - area.top, area.right - area.left
    copied = {(row, column): source.cell(area.top + row, area.left + column)
              for row in range(height) for column in range(width)}  # fmt: skip
    for (row, column), cell in copied.items():
        place = target.top + row, target.left + column
        if values_only:
            to.put(*place, to.cell(*place)._replace(value=cell.value, formula=None))
        else:
            to.put(*place, cell)


def _insert(document: Document, body: Json) -> None:
    tab, start, end, rows = _span(document, body["range"])
    count = end - start
    size = tab.rows if rows else tab.columns
    tab.move({place: place + count for place in range(start, size)}, rows=rows)
    _grow(tab, count, rows=rows)


def _delete(document: Document, body: Json) -> None:
    tab, start, end, rows = _span(document, body["range"])
    size = tab.rows if rows else tab.columns
    places: dict[int, int | None] = dict.fromkeys(range(start, end))
    places |= {place: place - (end - start) for place in range(end, size)}
    tab.move(places, rows=rows)
    _grow(tab, start - end, rows=rows)


def _move(document: Document, body: Json) -> None:
    tab, start, end, rows = _span(document, body["source"])
    to = int(body["destinationIndex"])
    size = tab.rows if rows else tab.columns
    order = [place for place in range(size) if not start <= place < end]
    before = sum(1 for place in order if place < to)
    order[before:before] = range(start, end)
    tab.move({old: new for new, old in enumerate(order)}, rows=rows)


def _append(document: Document, body: Json) -> None:
    tab = document.tab_of(int(body.get("sheetId", 0)))
    _grow(tab, int(body["length"]), rows=body["dimension"] == "ROWS")


def _span(document: Document, told: Json) -> tuple[Tab, int, int, bool]:
    tab = document.tab_of(int(told.get("sheetId", 0)))
    rows = told["dimension"] == "ROWS"
    return tab, int(told.get("startIndex", 0)), int(told["endIndex"]), rows


def _grow(tab: Tab, count: int, *, rows: bool) -> None:
    if rows:
        tab.rows += count
    else:
        tab.columns += count


def _sort(document: Document, body: Json) -> None:
    tab, area = _area(document, body["range"])
    rows = [
        {column: tab.cell(row, column) for column in range(area.left, area.right)}
        for row in range(area.top, area.bottom)
    ]
    for spec in reversed(body.get("sortSpecs", [])):
        column = int(spec.get("dimensionIndex", 0))
        down = spec.get("sortOrder") == "DESCENDING"
        filled = [row for row in rows if row[column].value is not None]
        blank = [row for row in rows if row[column].value is None]
        filled.sort(key=lambda row, at=column: _sort_key(row[at]), reverse=down)  # type: ignore[misc]
        rows = filled + blank
    for number, row in enumerate(rows, start=area.top):
        for column, cell in row.items():
            # a note stays with its place; what moves is what was entered
            tab.put(number, column, cell if cell != EMPTY else EMPTY)


def _sort_key(cell: Cell) -> tuple[int, Any]:
    value = cell.value
    if isinstance(value, bool):
        return 2, value
    return (0, value) if isinstance(value, int | float) else (1, str(value).lower())


def _keep(kind: str) -> Callable[[Document, Json], None]:
    def keep(document: Document, body: Json) -> None:
        grid = body.get("range") or body.get("location") or {}
        wanted = int(grid.get("sheetId", document.tabs[0].id)) if isinstance(grid, dict) else 0
        document.tab_of(wanted or document.tabs[0].id).other.append({kind: body})

    return keep


def _protect(document: Document, body: Json) -> Json:
    told = body["protectedRange"]
    tab = document.tab_of(int(told["range"].get("sheetId", 0)))
    tab.protected.append(told)
    return {
        "addProtectedRange": {"protectedRange": {**told, "protectedRangeId": len(tab.protected)}}
    }


KINDS: dict[str, Callable[[Document, Json], Json | None]] = {
    "addSheet": _add_sheet,
    "deleteSheet": _delete_sheet,
    "updateSheetProperties": _update_sheet,
    "updateSpreadsheetProperties": _update_document,
    "updateCells": _update_cells,
    "repeatCell": _repeat_cell,
    "copyPaste": _copy_paste,
    "insertDimension": _insert,
    "deleteDimension": _delete,
    "moveDimension": _move,
    "appendDimension": _append,
    "sortRange": _sort,
    "addProtectedRange": _protect,
    **{kind: _keep(kind) for kind in (
        "setDataValidation", "addConditionalFormatRule", "setBasicFilter", "clearBasicFilter",
        "mergeCells", "unmergeCells", "createDeveloperMetadata", "updateDimensionProperties",
        "autoResizeDimensions", "updateBorders", "addNamedRange",
    )},
}  # fmt: skip
