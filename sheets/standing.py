"""What stood in a tab to be booked when nothing was known of it: it may be booked already.

So of a spreadsheet that was taken over, and of a tab that took the place of another: what stands in
Counted and Adjust by is told of, once the tab and the column are found, whenever that is.
"""

from __future__ import annotations

from collections import defaultdict

from sheets.cells import Cell
from sheets.frame import Frame
from sheets.remember import STOOD, Memory


def mark(memory: Memory, now: Frame) -> None:
    """Remember what stands in inputs of which nobody knows whether it was booked.

    Args:
        memory: where it is remembered, by key; of rows with one key what stands in any of them.
        now: the tab as read.
    """
    title = now.tab.title
    pending = memory.unsure_inputs(title)
    if not pending or now.paused:
        return
    found = [heading for heading in pending if heading in now.columns]
    for heading in found:
        standing: defaultdict[str, list[Cell]] = defaultdict(list)
        for key, cell in zip(now.keys, now.cells(heading), strict=False):
            if key and cell != "":
                standing[key].append(cell)
        for key, cells in standing.items():
            memory.mark(title, key, f"{STOOD}{heading}", cells)
    memory.keep_unsure(title, [heading for heading in pending if heading not in found])
