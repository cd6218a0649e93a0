"""Rows whose key alone was moved: they show in all else what another row showed. Pure.

Whoever sorts the column SKU by itself, or exchanges two SKUs, has rows that say Jute bag and belong
to the teapot by then. What is typed there was meant for what people saw in the row. A tab with a
hidden id in its rows tells by that (`sheets.crossed`); of any other it is seen by what the books
wrote there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sheets.frame import Frame
from sheets.merge import Base, Edit
from sheets.tab import Owner


def find(base: Base | None, now: Frame, found: Sequence[Edit]) -> Mapping[str, str]:
    """Key -> the key that stood in its row before, and whose cells of the books stand there yet.

    Args:
        base: what the tab showed.
        now: the tab as read.
        found: what people changed in it; a row in which no cell of the books differs is its own.
    """
    tab = now.tab
    ours = [one.heading for one in tab.columns
            if one.owner is Owner.BOOKS and not one.is_stamp and one.heading in now.columns
            and one.heading not in tab.key]  # fmt: skip
    if base is None or tab.identity is not None or not ours:
        return {}
    differs = dict.fromkeys(edit.key for edit in found if edit.heading in ours)
    shifted: dict[str, str] = {}
    for key in differs:
        row = now.places.get(key, -1)
        before = base.frame.keys[row] if 0 <= row < len(base.frame.keys) else ""
        if not before or before == key or not base.knows(before):
            continue
        here = [now.cell(key, one) for one in ours]
        if any(cell != "" for cell in here) and here == [base.cell(before, one) for one in ours]:
            shifted[key] = before
    return shifted


def typed(
    base: Base | None, now: Frame, found: Sequence[Edit], shifted: Mapping[str, str]
) -> list[Edit]:
    """What was changed, but for cells of both sides that stood there under the other key."""

    def came_along(edit: Edit) -> bool:
        if base is None or edit.key not in shifted:
            return False
        is_shared = now.tab.column(edit.heading).owner is Owner.BOTH
        return is_shared and base.cell(shifted[edit.key], edit.heading) == edit.now

    return [edit for edit in found if not came_along(edit)]
