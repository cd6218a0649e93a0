"""What Google takes of one batch and of one spreadsheet, and keeping within it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sheets.connection import LedgerRefused
from sheets.grid import Copied, Snapshot, Write
from sheets.requests import SLACK_COLUMNS, SLACK_ROWS, blocks

MOST_REQUESTS = 100_000
"""Of a batch: with more, batchUpdate answers “Cannot exceed 100000 requests in a single batch”."""
MOST_WRITTEN = 100_000
"""Cells that a batch writes at the most, some five megabytes of JSON: Google ends what takes longer
than three minutes, and each further pass of a first fill compares all rows again."""
MOST_CELLS = 10_000_000
"""Of a spreadsheet with all its tabs, blank cells among them."""
MOST_NOTES = 20_000
"""Of a batch; each takes two requests. What is beyond stands in the tab Problems only."""
OTHERS = 200
"""Requests of a batch beside its cells and notes: marks, pre-image, new rows, receipt."""


class Crowded(Exception):
    """There is no room to keep what all tabs of a batch hold: not for those that are left."""

    def __init__(self, left: Sequence[str]) -> None:
        self.left = left
        super().__init__()


def refuse_crowded(
    tabs: Sequence[str],
    copied: Callable[[Collection[str]], Sequence[Copied]],
    seen: Snapshot,
    new_rows: Mapping[str, tuple[int, int]],
    notes: int,
) -> None:
    """See that a batch which writes to these tabs has room for what it keeps of them.

    Args:
        tabs: titles, in the order in which they have their turn.
        copied: where in `_sync` a batch to some of them keeps what they hold.
        seen: the spreadsheet as read.
        new_rows: of the batch.
        notes: how many it has.

    Raises:
        Crowded: only some of them fit.
        LedgerRefused: there is no room for any.
    """
    fitting: list[str] = []
    for title in tabs:
        if cells_with(copied([*fitting, title]), seen, new_rows, notes) <= MOST_CELLS:
            fitting.append(title)
    if tabs and not fitting:
        needed = min(cells_with(copied([one]), seen, new_rows, notes) for one in tabs)
        raise LedgerRefused(
            f"to change it safely it would need {needed:,} cells, and a spreadsheet has"
            f" {MOST_CELLS:,} at most",
            remedy="Delete empty columns and rows, and tabs that nobody needs any more.",
        )
    if len(fitting) < len(tabs):
        raise Crowded([one for one in tabs if one not in fitting])


def cells_with(
    copied: Sequence[Copied], seen: Snapshot, new_rows: Mapping[str, tuple[int, int]], notes: int
) -> int:
    """How many cells the spreadsheet has while `_sync` holds these copies, at the most."""
    if not seen.cells:
        return 0
    made = sum(count * seen.sizes[title][1] for title, (_, count) in new_rows.items())
    tallest = max((seen.sizes[one.tab][0] for one in copied), default=0)
    widest = max(
        (one.formulas + max(seen.sizes[one.tab][1], len(one.heading)) for one in copied), default=0
    )
    kept = (max(tallest, notes) + 1 + SLACK_ROWS) * (widest + 2 * SLACK_COLUMNS)
    return seen.cells + made + kept


@dataclass(frozen=True)
class Room:
    """What is left of a batch."""

    requests: int
    cells: int

    def has(self, cells: Sequence[Write]) -> bool:
        """Whether these cells go in, with what says when their rows changed."""
        if len(cells) > self.cells:
            return False
        return 2 * len(cells) <= self.requests or requests_of(cells) <= self.requests

    def without(self, cells: Sequence[Write]) -> Room:
        """What is left with these cells in it."""
        return Room(self.requests - requests_of(cells), self.cells - len(cells))


def requests_of(cells: Sequence[Write]) -> int:
    """How many requests these cells take at the most, with what says when their rows changed."""
    if 2 * len(cells) <= OTHERS:
        return 2 * len(cells)
    rows = sorted({one.row for one in cells})
    runs = sum(1 for before, row in zip([-2, *rows], rows, strict=False) if row != before + 1)
    return len(blocks(cells)) + runs


def first_rows(cells: Iterable[Write], needed: Collection[int], room: Room) -> set[int]:
    """The rows whose cells have room: those that are needed, and the first others.

    Args:
        cells: of one tab.
        needed: rows that have to be among them, whatever comes.
        room: what is left of a batch.
    """
    columns: dict[int, list[int]] = {}
    for one in cells:
        columns.setdefault(one.row, []).append(one.column)
    found = {row for row in needed if row in columns}
    requests = room.requests - sum(_pieces(columns[row]) for row in found)
    written = room.cells - sum(len(columns[row]) for row in found)
    for row in sorted(columns.keys() - found):
        requests -= _pieces(columns[row])
        written -= len(columns[row])
        if min(requests, written) < 0:
            break
        found.add(row)
    return found


def parted(cells: Sequence[Write], room: Room) -> tuple[list[Write], list[Write]]:
    """What of the cells to be put back goes in one batch, a row at least, and what has to wait."""
    if room.has(cells):
        return list(cells), []
    now: list[Write] = []
    for title in dict.fromkeys(one.tab for one in cells):
        here = [one for one in cells if one.tab == title]
        needed = [] if now else [min(one.row for one in here)]
        rows = first_rows(here, needed, room.without(now))
        now += [one for one in here if one.row in rows]
    places = {(one.tab, one.row) for one in now}
    return now, [one for one in cells if (one.tab, one.row) not in places]


def _pieces(columns: Sequence[int]) -> int:
    """Requests for the cells of one row: one for such as stand side by side, one for its stamp."""
    in_order = sorted(columns)
    return 1 + sum(1 for one, at in zip([-2, *in_order], in_order, strict=False) if at != one + 1)
