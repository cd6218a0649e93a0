"""Requests about rows and columns: put in, taken out, moved, sized, hidden, grouped."""

from __future__ import annotations

from collections.abc import Callable

from assistant.playground.sheets_area import Area
from assistant.playground.sheets_errors import BadRequest, Json
from assistant.playground.sheets_fields import change_mask, changed
from assistant.playground.sheets_shift import Shift
from assistant.playground.sheets_tab import Tab
from assistant.playground.sheets_work import Work


def _span(work: Work, told: Json) -> tuple[Tab, int, int, bool]:
    tab = work.tab(told)
    rows = told["dimension"] == "ROWS"
    if told["dimension"] not in {"ROWS", "COLUMNS"}:
        raise BadRequest("No dimension specified.")
    size = tab.rows if rows else tab.columns
    start = int(told.get("startIndex") or 0)
    end = size if told.get("endIndex") is None else int(told["endIndex"])
    if start < 0 or end <= start:
        raise BadRequest(f"Invalid range: endIndex [{end}] must be after startIndex [{start}].")
    return tab, start, end, rows


def _span_within(work: Work, told: Json) -> tuple[Tab, int, int, bool]:
    """A span that begins in the grid: what ends outside is taken as far as the grid goes."""
    tab, start, end, rows = _span(work, told)
    size, kind = (tab.rows, "row") if rows else (tab.columns, "column")
    if start >= size:
        raise BadRequest(
            f"DimensionRange.startIndex[{start}] is after last {kind} in grid[{size - 1}]"
        )
    return tab, start, min(end, size), rows


def _insert(work: Work, body: Json) -> None:
    tab, start, end, rows = _span(work, body["range"])
    size = tab.rows if rows else tab.columns
    inherit = bool(body.get("inheritFromBefore"))
    if start > size:
        raise BadRequest(f"range.startIndex is larger than current grid size ({size})")
    if start == size and not inherit:
        raise BadRequest(
            "range.startIndex must be less than the grid size if inheritFromBefore is false."
        )
    if inherit and start == 0:
        raise BadRequest("inheritFromBefore cannot be true when inserting at index 0.")
    work.shift(tab, Shift(tab.id, rows, "insert", start, end))
    _inherit(tab, (start, end), start - 1 if inherit else end, rows=rows)


def _inherit(tab: Tab, new: tuple[int, int], source: int, *, rows: bool) -> None:
    """New rows (or columns) look like the one before or after them: formats and validation."""
    for layer in (tab.formats, tab.rules):
        if rows:
            for column in range(layer.width()):
                held = layer.get(source, column)
                if held is not None:
                    layer.put_strip(column, new[0], [held] * (new[1] - new[0]))
        else:
            held_column = layer.strip(source, 0, tab.rows)
            for column in range(*new):
                layer.put_strip(column, 0, held_column)


def _delete(work: Work, body: Json) -> None:
    tab, start, end, rows = _span(work, body["range"])
    size, kind = (tab.rows, "row") if rows else (tab.columns, "column")
    if end > size:
        raise BadRequest(
            f"Cannot delete a {kind} that doesn't exist. Tried to delete {kind} index"
            f" {max(start, size)} but there are only {size} {kind}s."
        )
    if end - start == size:
        raise BadRequest(f"You can't delete all the {kind}s on the sheet.")
    frozen = tab.frozen_rows if rows else int(tab.grid.get("frozenColumnCount") or 0)
    if frozen and start <= frozen and end == size:
        raise BadRequest(f"Sorry, it is not possible to delete all non-frozen {kind}s.")
    work.refuse_protected_rows(tab, start, end, rows=rows)
    work.shift(tab, Shift(tab.id, rows, "delete", start, end))


def _move(work: Work, body: Json) -> None:
    tab, start, end, rows = _span(work, body["source"])
    to = int(body.get("destinationIndex") or 0)
    size, kind = (tab.rows, "row") if rows else (tab.columns, "column")
    if end > size:
        raise BadRequest(
            f"Cannot move a {kind} that doesn't exist. Tried to move {kind} index"
            f" {max(start, size)} but there are only {size} {kind}s."
        )
    if not 0 <= to <= size:
        raise BadRequest(f"Cannot move to index {to}: there are only {size}.")
    if start < to < end:
        raise BadRequest("The destination index must not be within the moved range.")
    work.refuse_protected_rows(tab, start, end, rows=rows)
    work.shift(tab, Shift(tab.id, rows, "move", start, end, to))


def _append(work: Work, body: Json) -> None:
    tab = work.tab(body)
    rows = body["dimension"] == "ROWS"
    size, count = tab.rows if rows else tab.columns, int(body["length"])
    if count < 1:
        raise BadRequest("length must be greater than 0.")
    work.shift(tab, Shift(tab.id, rows, "insert", size, size + count))


def _update(work: Work, body: Json) -> None:
    tab, start, end, rows = _span(work, body["range"])
    wanted, told = change_mask(body.get("fields")), body.get("properties") or {}
    if end > (tab.rows if rows else tab.columns):
        raise BadRequest(f"endIndex[{end}] is after the last one of the grid.")
    looks = dict(tab.row_looks if rows else tab.column_looks)
    for at in range(start, end):
        after = {
            key: held for key, held in changed(looks.get(at, {}), told, wanted).items() if held
        }
        looks[at] = after
        if not after:
            del looks[at]
    if rows:
        tab.row_looks = looks
    else:
        tab.column_looks = looks


def _auto_resize(work: Work, body: Json) -> None:
    """Sizes follow from what is in the cells; what was set by hand is given up."""
    tab, start, end, rows = _span_within(work, body["dimensions"])
    looks = dict(tab.row_looks if rows else tab.column_looks)
    for at in range(start, end):
        size = 21 if rows else _width(tab, at)
        looks[at] = {**looks.get(at, {}), "pixelSize": size}
    if rows:
        tab.row_looks = looks
    else:
        tab.column_looks = looks


def _width(tab: Tab, column: int) -> int:
    longest = max((len(str(cell)) for cell in tab.values.strip(column, 0, tab.rows)
                   if cell is not None), default=0)  # fmt: skip
    return 7 * longest + 10 if longest else 100


def _add_group(work: Work, body: Json) -> Json:
    tab, start, end, rows = _span_within(work, body["range"])
    groups = list(tab.row_groups if rows else tab.column_groups)
    around = [one for one in groups if one["range"]["startIndex"] <= start
              and end <= one["range"]["endIndex"]]  # fmt: skip
    within = [one for one in groups if start <= one["range"]["startIndex"]
              and one["range"]["endIndex"] <= end and one not in around]  # fmt: skip
    groups = [{**one, "depth": one["depth"] + 1} if one in within else one for one in groups]
    made = {"range": _dimension(tab, start, end, rows=rows), "depth": len(around) + 1}
    _keep_groups(tab, [*groups, made], rows=rows)
    return {"addDimensionGroup": {"dimensionGroups": tab.row_groups if rows else tab.column_groups}}


def _delete_group(work: Work, body: Json) -> Json:
    tab, start, end, rows = _span(work, body["range"])
    groups = list(tab.row_groups if rows else tab.column_groups)
    met = [one for one in groups if one["range"]["startIndex"] < end
           and start < one["range"]["endIndex"]]  # fmt: skip
    if not met:
        raise BadRequest("No dimension group over the given range.")
    gone = max(met, key=lambda one: int(one["depth"]))
    left = [one for one in groups if one is not gone]
    before, after = gone["range"]["startIndex"], gone["range"]["endIndex"]
    left += [{**gone, "range": _dimension(tab, *part, rows=rows)}
             for part in ((before, min(start, after)), (max(end, before), after))
             if part[0] < part[1]]  # fmt: skip
    _keep_groups(tab, left, rows=rows)
    return {
        "deleteDimensionGroup": {"dimensionGroups": tab.row_groups if rows else tab.column_groups}
    }


def _update_group(work: Work, body: Json) -> None:
    told = body["dimensionGroup"]
    tab, start, end, rows = _span(work, told["range"])
    wanted = change_mask(body.get("fields"))
    groups = tab.row_groups if rows else tab.column_groups
    place = {"startIndex": start, "endIndex": end}
    found = [one for one in groups if place.items() <= one["range"].items()
             and one["depth"] == told.get("depth", one["depth"])]  # fmt: skip
    if not found:
        raise BadRequest("No dimension group over the given range.")
    collapsed = told.get("collapsed") if "collapsed" in wanted or "*" in wanted else None
    after = [{**one, "collapsed": True} if one in found and collapsed
             else {key: held for key, held in one.items() if key != "collapsed"}
             if one in found else one for one in groups]  # fmt: skip
    _keep_groups(tab, after, rows=rows)


def _dimension(tab: Tab, start: int, end: int, *, rows: bool) -> Json:
    held: Json = {"sheetId": tab.id} if tab.id else {}
    return {**held, "dimension": "ROWS" if rows else "COLUMNS", "startIndex": start,
            "endIndex": end}  # fmt: skip


def _keep_groups(tab: Tab, groups: list[Json], *, rows: bool) -> None:
    groups = sorted(groups, key=lambda one: (one["range"]["startIndex"], one["depth"]))
    if rows:
        tab.row_groups = groups
    else:
        tab.column_groups = groups


def _insert_range(work: Work, body: Json) -> None:
    """Empty cells in a range; what was there goes down or to the right."""
    tab, area = work.writable(body["range"])
    rows = body["shiftDimension"] == "ROWS"
    size, count = (tab.rows, area.height) if rows else (tab.columns, area.width)
    over = _filled_end(tab, area, rows=rows) + count - size
    if over > 0:
        work.shift(tab, Shift(tab.id, rows, "insert", size, size + over))
    for layer in tab.layers:
        layer.open(area, tab.rows if rows else tab.columns, down=rows)


def _delete_range(work: Work, body: Json) -> None:
    """The cells of a range are taken out; what is below or to the right closes up."""
    tab, area = work.writable(body["range"])
    rows = body["shiftDimension"] == "ROWS"
    for layer in tab.layers:
        layer.close(area, tab.rows if rows else tab.columns, up=rows)


def _filled_end(tab: Tab, area: Area, *, rows: bool) -> int:
    """One more than the last row (or column) that holds something beside or below an area."""
    if rows:
        return tab.values.height(area.left, area.right)
    strips = (tab.values.strip(column, area.top, area.bottom) for column in range(tab.used()[1]))
    filled = [
        column for column, strip in enumerate(strips) if any(one is not None for one in strip)
    ]
    return filled[-1] + 1 if filled else 0


KINDS: dict[str, Callable[[Work, Json], Json | None]] = {
    "insertDimension": _insert,
    "deleteDimension": _delete,
    "moveDimension": _move,
    "appendDimension": _append,
    "updateDimensionProperties": _update,
    "autoResizeDimensions": _auto_resize,
    "addDimensionGroup": _add_group,
    "deleteDimensionGroup": _delete_group,
    "updateDimensionGroup": _update_group,
    "insertRange": _insert_range,
    "deleteRange": _delete_range,
}
