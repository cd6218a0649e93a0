"""Rows whose key alone was moved: they show in all else what another row showed. Pure.

Whoever sorts the column SKU by itself, or exchanges two SKUs, has rows that say Jute bag and belong
to the teapot by then. What is typed there was meant for what people saw in the row. A tab with a
hidden id in its rows tells by that (`sheets.crossed`); of any other it is seen by what the books
wrote there, wherever the row stands by now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sheets.cells import Cell
from sheets.frame import Frame
from sheets.merge import Base, Edit, gone
from sheets.tab import Owner


def find(base: Base | None, now: Frame, found: Sequence[Edit]) -> Mapping[str, str]:
    """Key -> the key whose cells of the books stand in its row, which does not show them itself.

    Args:
        base: what the tab showed.
        now: the tab as read.
        found: what people changed in it; a row in which no cell of the books differs is its own.
    """
    tab = now.tab
    ours = now.of_books
    if base is None or tab.identity is not None or not ours:
        return {}
    differs = list(dict.fromkeys(edit.key for edit in found if edit.heading in ours))
    if not differs:
        return {}
    shared = [one.heading for one in tab.columns
              if one.owner is Owner.BOTH and one.heading in now.columns]  # fmt: skip
    # rows that show their own were copied at most: only what others lost can have come here
    lost = _by_cells(base, [*differs, *gone(base, now)], ours)
    shifted: dict[str, str] = {}
    for key in differs:
        here = tuple(now.cell(key, one) for one in ours) if key in now.places else ()
        others = [one for one in lost.get(here, ()) if one != key]
        if others:
            shifted[key] = max(others, key=lambda one: _likeness(base, now, (key, one), shared))
    return shifted


def _by_cells(
    base: Base, keys: Iterable[str], ours: Sequence[str]
) -> Mapping[tuple[Cell, ...], Sequence[str]]:
    """What rows showed in the cells of the books -> their keys; rows that showed any of it."""
    found: dict[tuple[Cell, ...], list[str]] = {}
    for key in dict.fromkeys(keys):
        cells = tuple(base.cell(key, one) for one in ours)
        if any(cell != "" for cell in cells):
            found.setdefault(cells, []).append(key)
    return found


def _likeness(
    base: Base, now: Frame, pair: tuple[str, str], shared: Sequence[str]
) -> tuple[bool, int]:
    """How likely a row showed the other key: it stood in this very row, or more cells agree."""
    key, other = pair
    is_here = base.frame.places.get(other) == now.places[key]
    return is_here, sum(base.cell(other, one) == now.cell(key, one) for one in shared)


def typed(
    base: Base | None, now: Frame, found: Sequence[Edit], shifted: Mapping[str, str]
) -> list[Edit]:
    """What was changed, but for cells of both sides that stood there under the other key.

    Args:
        base: what the tab showed.
        now: the tab as read.
        found: what people changed in it.
        shifted: of the rows that the books know: what stands in another is told of, and waits.
    """

    def came_along(edit: Edit) -> bool:
        if base is None or edit.key not in shifted:
            return False
        is_shared = now.tab.column(edit.heading).owner is Owner.BOTH
        return is_shared and base.cell(shifted[edit.key], edit.heading) == edit.now

    return [edit for edit in found if not came_along(edit)]
