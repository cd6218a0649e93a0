"""Columns of text of tabs that were made before they were formatted as such. Pure.

What has a number format of its own keeps it, and so does a formula, which as text would be one no
more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sheets.requests import Grid, Json, anchored, area
from sheets.tab import Tab

LOOKS = ("sheets(properties.sheetId,data(startRow,startColumn,rowData.values("
         "userEnteredFormat.numberFormat,userEnteredValue.formulaValue)))")  # fmt: skip
FIELD = "userEnteredFormat.numberFormat"


def marked(tabs: Sequence[Tab]) -> list[Json]:
    """What finds the columns of text of these tabs, wherever they are and whatever their names."""
    return [anchored(tab.title, one.heading)
            for tab in tabs for one in tab.columns if one.is_text]  # fmt: skip


def formats(answer: Json, grids: Mapping[int, Grid]) -> list[Json]:
    """The requests that format as text what has no format in the columns that were read.

    Args:
        answer: the looks of the marked columns, as Google tells them.
        grids: the tabs by Google's numbers of them.
    """
    return [
        {"repeatCell": {"range": area(sheet, top, bottom, left, left + 1),
                        "cell": {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}},
                        "fields": FIELD}}
        for told in answer.get("sheets", [])
        if (sheet := told["properties"].get("sheetId", 0)) in grids
        for part in told.get("data", [])
        for left in [part.get("startColumn", 0)]
        for top, bottom in _bare(part, grids[sheet].rows)
    ]  # fmt: skip


def _bare(part: Json, rows: int) -> Iterator[tuple[int, int]]:
    """The rows, ends not included, in which a column has no format, below its heading."""
    told = [_is_bare(row) for row in part.get("rowData", [])]
    bare = ([True] * part.get("startRow", 0) + told + [True] * rows)[:rows]
    start = None
    for row, is_bare in enumerate([*bare[1:], False], start=1):
        if is_bare and start is None:
            start = row
        elif not is_bare and start is not None:
            yield start, row
            start = None


def _is_bare(row: Mapping[str, Any]) -> bool:
    cell = (row.get("values") or [{}])[0]
    return not cell.get("userEnteredFormat", {}).get("numberFormat") and (
        "formulaValue" not in cell.get("userEnteredValue", {})
    )
