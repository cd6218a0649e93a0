"""Requests about cells: what is in them, how they look, their notes and validation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assistant.playground.sheets_area import Area
from assistant.playground.sheets_colors import settled
from assistant.playground.sheets_errors import BadRequest, Json, invalid_value, unknown_name
from assistant.playground.sheets_fields import Mask, change_mask, changed
from assistant.playground.sheets_references import pasted
from assistant.playground.sheets_tab import Tab, Value
from assistant.playground.sheets_typed import whole
from assistant.playground.sheets_work import LONGEST_TEXT, Work, refuse_too_many

FIELDS = {"*", "userEnteredValue", "userEnteredFormat", "note", "dataValidation",
          "textFormatRuns", "hyperlink", "pivotTable", "chipRuns"}  # fmt: skip
ENTERED: dict[str, tuple[Any, str]] = {
    "numberValue": ((int, float), "TYPE_DOUBLE"), "stringValue": (str, "TYPE_STRING"),
    "boolValue": (bool, "TYPE_BOOL"), "formulaValue": (str, "TYPE_STRING"),
}  # fmt: skip
"""Kind of value -> its types, and what the API calls them."""


def _update_cells(work: Work, body: Json) -> None:
    wanted = cell_mask(body)
    rows = [row.get("values") or [] for row in body.get("rows") or []]
    if "start" in body:
        tab, area = _started(work, body["start"], rows)
    else:
        tab, area = work.document.area(body["range"])
        _refuse_beyond(area, rows)
    work.refuse_protected(tab, area)
    if set(wanted) == {"userEnteredValue"} and len({len(row) for row in rows}) == 1:
        _enter_columns(tab, area, rows)
    else:
        for down, row in enumerate(rows):
            for across, told in enumerate(row):
                change(tab, (area.top + down, area.left + across), told, wanted)
    if "range" in body and not rows and set(wanted) == {"userEnteredValue"}:
        _empty(tab, area)
    elif "range" in body:
        # what the rows do not reach of the range is emptied
        for down in range(area.height):
            for across in range(len(rows[down]) if down < len(rows) else 0, area.width):
                change(tab, (area.top + down, area.left + across), {}, wanted)


def _empty(tab: Tab, area: Area) -> None:
    """No values, whole columns at once: most of a great area holds nothing."""
    nothing = [None] * area.height
    for column in range(area.left, area.right):
        tab.values.put_strip(column, area.top, nothing)
        tab.formulas.put_strip(column, area.top, nothing)


def _enter_columns(tab: Tab, area: Area, rows: list[list[Json]]) -> None:
    """Only values, and every row as long as the others: whole columns at once, as it is quicker."""
    for across in range(len(rows[0])):
        cells = [entered(row[across].get("userEnteredValue") or {}) for row in rows]
        column = area.left + across
        tab.values.put_strip(column, area.top, [value for value, _ in cells])
        tab.formulas.put_strip(column, area.top, [formula for _, formula in cells])


def _started(work: Work, start: Json, rows: list[list[Json]]) -> tuple[Tab, Area]:
    tab = work.tab(start)
    row, column = coordinate(start, tab)
    _refuse_beyond(Area(row, tab.rows, column, tab.columns), rows)
    width = max((len(one) for one in rows), default=0)
    return tab, Area(row, row + len(rows), column, column + width)


def coordinate(told: Json, tab: Tab) -> tuple[int, int]:
    """Row and column of a GridCoordinate.

    Raises:
        BadRequest: before the first, or after the last.
    """
    row, column = int(told.get("rowIndex") or 0), int(told.get("columnIndex") or 0)
    for kind, at, size in (("row", row, tab.rows), ("column", column, tab.columns)):
        if at < 0:
            raise BadRequest(f"GridCoordinate.{kind}Index[{at}] must not be negative")
        if at >= size:
            raise BadRequest(
                f"GridCoordinate.{kind}Index[{at}] is after last {kind} in grid[{size - 1}]"
            )
    return row, column


def _refuse_beyond(area: Area, rows: list[list[Json]]) -> None:
    if len(rows) > area.height:
        raise BadRequest(
            f"Attempting to write row: {area.bottom}, beyond the last requested row of:"
            f" {area.bottom - 1}"
        )
    if max((len(row) for row in rows), default=0) > area.width:
        raise BadRequest(
            f"Attempting to write column: {area.right}, beyond the last requested column of:"
            f" {area.right - 1}"
        )


def cell_mask(body: Json) -> Mask:
    """Which parts of cells a request changes.

    Raises:
        BadRequest: none, or one that cells do not have.
    """
    wanted = change_mask(body.get("fields"))
    for name in wanted:
        if name not in FIELDS:
            raise BadRequest(f"Invalid field: {name}")
    return wanted


def change(tab: Tab, place: tuple[int, int], told: Json, wanted: Mask) -> None:
    """Change the parts of one cell that the mask names; the others stay.

    Raises:
        BadRequest: a value of no known kind.
    """
    everything = "*" in wanted
    if everything or "userEnteredValue" in wanted:
        tab.enter(*place, *entered(told.get("userEnteredValue") or {}))
    if everything or "userEnteredFormat" in wanted:
        _dress(tab, place, told, wanted)
    if everything or "note" in wanted:
        tab.notes.put(*place, told.get("note") or None)
    if everything or "dataValidation" in wanted:
        tab.rules.put(*place, told.get("dataValidation") or None)


def _dress(tab: Tab, place: tuple[int, int], told: Json, wanted: Mask) -> None:
    inner = wanted.get("userEnteredFormat") or {"*": {}}
    before = tab.formats.get(*place) or {}
    after = settled(changed(before, told.get("userEnteredFormat") or {}, inner))
    tab.formats.put(*place, after or None)


def entered(told: Json) -> tuple[Value | None, str | None]:
    """Value and formula of an ExtendedValue; neither is parsed.

    Raises:
        BadRequest: a kind of value that there is not, or a value that is not of its kind.
    """
    for kind, given in told.items():
        if kind not in ENTERED:
            raise unknown_name(kind, "user_entered_value")
        types, name = ENTERED[kind]
        is_truth = isinstance(given, bool)
        if not isinstance(given, types) or is_truth != (kind == "boolValue"):
            raise invalid_value(f"user_entered_value.{kind}", name, f'"{given}"')
        return _extended(kind, given)
    return None, None


def _extended(kind: str, given: Any) -> tuple[Value | None, str | None]:
    if isinstance(given, str) and len(given) > LONGEST_TEXT:
        raise BadRequest(
            "Your input contains more than the maximum of 50000 characters in a single cell."
        )
    if kind == "formulaValue" and given:
        if not given.startswith("="):
            raise BadRequest(f"Invalid formulaValue: {given}")
        return None, given
    return whole(given) if kind == "numberValue" else (None if given == "" else given), None


def _repeat_cell(work: Work, body: Json) -> None:
    wanted = cell_mask(body)
    tab, area = work.writable(body["range"])
    told = body.get("cell") or {}
    if set(wanted) == {"userEnteredFormat"}:
        _repeat_format(tab, area, told.get("userEnteredFormat") or {}, wanted)
        return
    for column in range(area.left, area.right):
        for row in range(area.top, area.bottom):
            change(tab, (row, column), told, wanted)
    _carry_formula(tab, area, told)


def _carry_formula(tab: Tab, area: Area, told: Json) -> None:
    """A repeated formula is the one of the first cell, copied on: its references move along."""
    formula = (told.get("userEnteredValue") or {}).get("formulaValue")
    if not formula:
        return
    for column in range(area.left, area.right):
        for row in range(area.top, area.bottom):
            tab.formulas.put(row, column, pasted(formula, row - area.top, column - area.left))


def _repeat_format(tab: Tab, area: Area, told: Json, wanted: Mask) -> None:
    """Cells that looked alike are changed once, so that formatting a whole tab is quick."""
    inner = wanted["userEnteredFormat"] or {"*": {}}
    made: dict[int, Json] = {}

    def dressed(before: Json | None) -> Json | None:
        after = made.get(id(before))
        if after is None:
            after = made[id(before)] = settled(changed(before or {}, told, inner))
        return after or None

    tab.formats.fill(area, dressed)


def _append_cells(work: Work, body: Json) -> None:
    """Rows after the last row with data; the grid grows where they need it."""
    tab = work.tab(body)
    wanted = cell_mask(body)
    rows = [row.get("values") or [] for row in body.get("rows") or []]
    top = tab.used()[0]
    bottom, right = top + len(rows), max((len(row) for row in rows), default=0)
    rows_after, columns_after = max(tab.rows, bottom), max(tab.columns, right)
    refuse_too_many(work.document, rows_after * columns_after - tab.rows * tab.columns)
    tab.rows, tab.columns = rows_after, columns_after
    work.refuse_protected(tab, Area(top, bottom, 0, right))
    for down, row in enumerate(rows, start=top):
        for across, told in enumerate(row):
            change(tab, (down, across), told, wanted)


def _update_borders(work: Work, body: Json) -> None:
    tab, area = work.writable(body["range"])
    sides: dict[str, tuple[str, Callable[[int, int], bool]]] = {
        "top": ("top", lambda row, _: row == area.top),
        "bottom": ("bottom", lambda row, _: row == area.bottom - 1),
        "left": ("left", lambda _, column: column == area.left),
        "right": ("right", lambda _, column: column == area.right - 1),
        "innerHorizontal": ("bottom", lambda row, _: row < area.bottom - 1),
        "innerVertical": ("right", lambda _, column: column < area.right - 1),
    }
    for row in range(area.top, area.bottom):
        for column in range(area.left, area.right):
            look = dict(tab.formats.get(row, column) or {})
            borders = dict(look.get("borders") or {})
            for told, (side, meant) in sides.items():
                if told in body and meant(row, column):
                    _border(borders, side, body[told])
            look["borders"] = borders
            if not borders:
                del look["borders"]
            tab.formats.put(row, column, look or None)


def _border(borders: Json, side: str, told: Json | None) -> None:
    if not told or told.get("style") in {None, "NONE"}:
        borders.pop(side, None)
    else:
        widths = {"SOLID_MEDIUM": 2, "SOLID_THICK": 3, "DOUBLE": 3}
        borders[side] = settled({"width": widths.get(told["style"], 1), "color": {}, **told})


def _validate(work: Work, body: Json) -> None:
    """Set a rule on every cell of a range, or take it away."""
    tab, area = work.writable(body["range"])
    rule = body.get("rule")
    if rule is not None:
        rule = changed({}, rule, {"*": {}})
        if not (rule.get("condition") or {}).get("type"):
            raise BadRequest("Condition type is required.")
    tab.rules.fill(area, lambda _: rule)


KINDS: dict[str, Callable[[Work, Json], Json | None]] = {
    "updateCells": _update_cells,
    "repeatCell": _repeat_cell,
    "appendCells": _append_cells,
    "updateBorders": _update_borders,
    "setDataValidation": _validate,
}
