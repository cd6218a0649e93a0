"""A spreadsheet as `spreadsheets.get` describes it, with or without what is in its cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.playground.sheets_area import Area
from assistant.playground.sheets_batch_kept import protection_for
from assistant.playground.sheets_batch_tabs import properties
from assistant.playground.sheets_document import Document, metadata_sheet
from assistant.playground.sheets_errors import BadRequest, Json
from assistant.playground.sheets_fields import Mask
from assistant.playground.sheets_filters import hidden_rows
from assistant.playground.sheets_formulas import TYPES
from assistant.playground.sheets_shown import shown
from assistant.playground.sheets_tab import Fault, Tab, Value

WHITE = {"red": 1, "green": 1, "blue": 1}
DEFAULT_FORMAT: Json = {
    "backgroundColor": WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {}, "fontFamily": "arial,sans,sans-serif", "fontSize": 10,
        "bold": False, "italic": False, "strikethrough": False, "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": WHITE},
}  # fmt: skip
THEME_COLORS: dict[str, Json] = {
    "TEXT": {},
    "BACKGROUND": WHITE,
    "ACCENT1": {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275},
    "ACCENT2": {"red": 0.91764706, "green": 0.2627451, "blue": 0.20784314},
    "ACCENT3": {"red": 0.9843137, "green": 0.7372549, "blue": 0.015686275},
    "ACCENT4": {"red": 0.20392157, "green": 0.65882355, "blue": 0.3254902},
    "ACCENT5": {"red": 1, "green": 0.42745098, "blue": 0.003921569},
    "ACCENT6": {"red": 0.27450982, "green": 0.7411765, "blue": 0.7764706},
    "LINK": {"red": 0.06666667, "green": 0.33333334, "blue": 0.8},
}
THEME: Json = {
    "primaryFontFamily": "Arial",
    "themeColors": [{"colorType": kind, "color": {"rgbColor": color}}
                    for kind, color in THEME_COLORS.items()],
}  # fmt: skip
ROW_HEIGHT, COLUMN_WIDTH = 21, 100
FIELDS = {"*", "spreadsheetId", "properties", "sheets", "namedRanges", "spreadsheetUrl",
          "developerMetadata", "dataSources", "dataSourceSchedules"}  # fmt: skip


def refuse_unknown_fields(wanted: Mask) -> None:
    """Refuse a mask that names what a spreadsheet does not have.

    Raises:
        BadRequest: naming it.
    """
    for name in wanted:
        if name not in FIELDS:
            path = (
                "Error expanding 'fields' parameter. Cannot find matching fields for path"
                f" '{name}'."
            )
            details = [{"@type": "type.googleapis.com/google.rpc.BadRequest",
                        "fieldViolations": [{"field": name, "description": path}]}]  # fmt: skip
            raise BadRequest("Request contains an invalid argument.", details=details)


def described(
    document: Document, by: str, areas: Sequence[tuple[Tab, Area]] = (), *, cells: bool = False
) -> Json:
    """The spreadsheet, as an account sees it.

    Args:
        document: the spreadsheet.
        by: the account.
        areas: only the tabs of these; with `cells`, only the cells in them.
        cells: whether to tell what is in the cells.
    """
    wanted = areas or [(tab, tab.whole) for tab in document.tabs]
    tabs = [tab for tab in document.tabs if any(tab is one for one, _ in wanted)]
    told: Json = {
        "spreadsheetId": document.id,
        "properties": document_properties(document),
        "sheets": [
            _sheet(document, tab, by, [area for one, area in wanted if one is tab], cells=cells)
            for tab in tabs
        ],
    }
    if document.named:
        told["namedRanges"] = document.named
    told["spreadsheetUrl"] = f"https://docs.google.com/spreadsheets/d/{document.id}/edit"
    own = [one for one in document.metadata if metadata_sheet(one) is None]
    return told | ({"developerMetadata": own} if own else {})


def document_properties(document: Document) -> Json:
    """The spreadsheet's own properties."""
    return {
        "title": document.title, "locale": "en_US", "autoRecalc": "ON_CHANGE",
        "timeZone": "Etc/GMT", "defaultFormat": DEFAULT_FORMAT, "spreadsheetTheme": THEME,
        **document.properties,
    }  # fmt: skip


def _sheet(document: Document, tab: Tab, by: str, areas: list[Area], *, cells: bool) -> Json:
    told: Json = {"properties": properties(document, tab)}
    if cells:
        told["data"] = [_grid(document, tab, area) for area in areas]
    kept = {
        "merges": tab.merges, "conditionalFormats": tab.conditional, "filterViews": tab.views,
        "protectedRanges": [protection_for(by, one) for one in tab.protected],
        "basicFilter": tab.filters[0] if tab.filters else None, "bandedRanges": tab.bandings,
        "developerMetadata": [one for one in document.metadata
                              if one["location"]["locationType"] == "SHEET"
                              and metadata_sheet(one) == tab.id],
        "rowGroups": tab.row_groups, "columnGroups": tab.column_groups,
    }  # fmt: skip
    return told | {key: held for key, held in kept.items() if held}


def _grid(document: Document, tab: Tab, area: Area) -> Json:
    """GridData: rows down to the last that holds anything, and how high and wide all are."""
    bottom = min(area.bottom, max(layer.height(area.left, area.right) for layer in tab.layers))
    right = min(area.right, max(layer.width() for layer in tab.layers))
    told: Json = {}
    if area.top:
        told["startRow"] = area.top
    if area.left:
        told["startColumn"] = area.left
    rows = [_row(document, tab, row, area.left, right) for row in range(area.top, bottom)]
    if rows:
        told["rowData"] = rows
    filtered = hidden_rows(tab, document.locale)
    rows_marked = _metadata(document, tab, "ROWS")
    columns_marked = _metadata(document, tab, "COLUMNS")
    shown, hidden = {"pixelSize": ROW_HEIGHT}, {"pixelSize": ROW_HEIGHT, "hiddenByFilter": True}
    told["rowMetadata"] = [
        _looks(
            hidden if row in filtered else shown, tab.row_looks.get(row, {}), rows_marked.get(row)
        )
        for row in range(area.top, area.bottom)
    ]
    told["columnMetadata"] = [
        _looks({"pixelSize": COLUMN_WIDTH}, tab.column_looks.get(column, {}),
               columns_marked.get(column))
        for column in range(area.left, area.right)
    ]  # fmt: skip
    return told


def _metadata(document: Document, tab: Tab, dimension: str) -> dict[int, list[Json]]:
    """Row (or column) -> the metadata on it."""
    found: dict[int, list[Json]] = {}
    for one in document.metadata:
        span = one["location"].get("dimensionRange")
        if span and span["dimension"] == dimension and metadata_sheet(one) == tab.id:
            found.setdefault(span["startIndex"], []).append(one)
    return found


def _looks(base: Json, own: Json, marks: list[Json] | None) -> Json:
    return {**base, **own, **({"developerMetadata": marks} if marks else {})}


def _row(document: Document, tab: Tab, row: int, left: int, right: int) -> Json:
    cells = [_cell(document, tab, row, column) for column in range(left, right)]
    while cells and not cells[-1]:
        cells.pop()
    return {"values": cells} if cells else {}


def _cell(document: Document, tab: Tab, row: int, column: int) -> Json:
    value, formula = tab.values.get(row, column), tab.formulas.get(row, column)
    look, note = tab.formats.get(row, column), tab.notes.get(row, column)
    rule = tab.rules.get(row, column)
    told: Json = {}
    if formula is not None:
        told["userEnteredValue"] = {"formulaValue": formula}
    elif value is not None:
        told["userEnteredValue"] = _extended(value)
    if value is not None:
        told["effectiveValue"] = _extended(value)
        told["formattedValue"] = shown(value, (look or {}).get("numberFormat"), document.locale)
    if look:
        told["userEnteredFormat"] = look
    if look or value is not None:
        told["effectiveFormat"] = _effective(document, look or {})
    if note:
        told["note"] = note
    return told | ({"dataValidation": rule} if rule else {})


def _extended(value: Value) -> Json:
    if isinstance(value, Fault):
        return {"errorValue": {"type": TYPES.get(str(value), "ERROR"), "message": str(value)}}
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"numberValue": value} if isinstance(value, int | float) else {"stringValue": value}


def _effective(document: Document, look: Json) -> Json:
    base: dict[str, Any] = document.properties.get("defaultFormat", DEFAULT_FORMAT)
    text = {**base.get("textFormat", {}), **look.get("textFormat", {})}
    return {**base, **look, "textFormat": text}
