"""Merged cells: made, taken apart, and carried along by a paste."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.playground.sheets_area import Area, bounded, grid_range
from assistant.playground.sheets_errors import BadRequest, Json
from assistant.playground.sheets_tab import Tab
from assistant.playground.sheets_work import Work


def lift_merges(tab: Tab, area: Area) -> list[Area]:
    """The merges that lie wholly in an area, as seen from its first cell."""
    return [
        Area(one.top - area.top, one.bottom - area.top, one.left - area.left, one.right - area.left)
        for one in (bounded(held, tab) for held in tab.merges)
        if area.holds(one)
    ]


def lay_merges(tab: Tab, block: Area, merges: Sequence[Area], *, turned: bool = False) -> None:
    """Cells that are pasted over are merged as they were where they come from, and not else.

    Raises:
        BadRequest: the block cuts a merge.
    """
    tab.merges = _merges_beside(tab, block)
    for one in merges:
        way = Area(one.left, one.right, one.top, one.bottom) if turned else one
        tab.merges.append(
            grid_range(tab, Area(block.top + way.top, block.top + way.bottom,
                                 block.left + way.left, block.left + way.right))
        )  # fmt: skip


def _merge(work: Work, body: Json) -> None:
    tab, area = work.writable(body["range"])
    kept = _merges_beside(tab, area)
    kind = body.get("mergeType") or "MERGE_ALL"
    parts = {
        "MERGE_ALL": [area],
        "MERGE_ROWS": [replace(area, top=row, bottom=row + 1)
                       for row in range(area.top, area.bottom)],
        "MERGE_COLUMNS": [replace(area, left=column, right=column + 1)
                          for column in range(area.left, area.right)],
    }.get(kind)  # fmt: skip
    if parts is None:
        raise BadRequest(f"Invalid value at 'merge_type': {kind}")
    frozen = int(tab.grid.get("frozenColumnCount") or 0)
    for part in parts:
        if part.left < frozen < part.right:
            raise BadRequest("You can't merge frozen and non-frozen columns.")
        if part.top < tab.frozen_rows < part.bottom:
            raise BadRequest("You can't merge frozen and non-frozen rows.")
    tab.merges = kept + [grid_range(tab, part) for part in parts if part.height * part.width > 1]
    for part in parts:
        _empty_but_first(tab, part)


def _empty_but_first(tab: Tab, area: Area) -> None:
    """Only the first cell of a merge holds a value."""
    for layer in (tab.values, tab.formulas):
        for column in range(area.left, area.right):
            top = area.top + (column == area.left)
            layer.put_strip(column, top, [None] * (area.bottom - top))


def _unmerge(work: Work, body: Json) -> None:
    tab, area = work.writable(body["range"])
    tab.merges = _merges_beside(tab, area)


def _merges_beside(tab: Tab, area: Area) -> list[Json]:
    """The merges that an area does not touch.

    Raises:
        BadRequest: the area cuts one.
    """
    touched = [one for one in tab.merges if area.meets(bounded(one, tab))]
    if not all(area.holds(bounded(one, tab)) for one in touched):
        raise BadRequest("You must select all cells in a merged range to merge or unmerge them.")
    return [one for one in tab.merges if one not in touched]


KINDS: dict[str, Callable[[Work, Json], Json | None]] = {
    "mergeCells": _merge,
    "unmergeCells": _unmerge,
}
