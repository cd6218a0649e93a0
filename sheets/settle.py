"""What a batch really hit, seen from what the cells held just before it landed. Pure.

Between our read and our write somebody may sort, insert, move a column or type. The batch then
writes where rows and columns stood before. The pre-image that the same batch copied tells what was
hit: what is somebody's is put back, and what did not reach its row is known not to have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sheets.grid import Table, Write
from sheets.reconcile import Reading, read, same
from sheets.tab import Owner, Tab


@dataclass
class Settled:
    """What became of the cells of a batch."""

    hits: list[Write] = field(default_factory=list)
    """Cells that reached their row and column, over what was expected there."""
    unblanked: list[Write] = field(default_factory=list)
    """Inputs that were booked and are still standing in the ledger."""
    back: list[Write] = field(default_factory=list)
    """Cells to write next, so that nothing of anybody's is lost."""


def settle(tabs: Sequence[Tab], writes: Sequence[Write], before: Mapping[str, Table]) -> Settled:
    """Compare what was meant with what was hit."""
    settled = Settled()
    by_title = {tab.title: tab for tab in tabs}
    readings = {tab.title: read(tab, before[tab.title]) for tab in tabs}
    for write in writes:
        tab = by_title.get(write.tab)
        if tab is not None:
            _one(tab, write, before[write.tab], readings[write.tab], settled)
    return settled


def _one(tab: Tab, write: Write, table: Table, reading: Reading, settled: Settled) -> None:
    held = table.cell(write.row, write.column) if write.column < len(table.columns) else ""
    if not _reached(tab, write, table, reading):
        _missed(tab, write, held, reading, settled)
    elif (write.mend or _is_theirs(tab, write)) and not same(held, write.before):
        # somebody typed there in the meantime: what they typed comes back
        settled.back.append(replace(write, before=write.after, after=held, mend=True))
    else:
        settled.hits.append(write)


def _missed(tab: Tab, write: Write, held: object, reading: Reading, settled: Settled) -> None:
    if not same(held, write.after):  # type: ignore[arg-type]
        back = replace(write, before=write.after, after=held, mend=True)  # type: ignore[arg-type]
        settled.back.append(back)
    row, column = reading.places.get(write.key), reading.columns.get(write.heading)
    if write.mend:
        if row is not None and column is not None:
            settled.back.append(replace(write, row=row, column=column))
    elif write.after == "" and write.heading and _is_input(tab, write.heading):
        settled.unblanked.append(write)


def _reached(tab: Tab, write: Write, table: Table, reading: Reading) -> bool:
    if write.column >= len(table.heading) or table.heading[write.column] != write.heading:
        return False
    if reading.paused:
        return False
    there = {name: table.cell(write.row, reading.columns[name]) for name in tab.key}
    key = tab.key_of(there)
    new_row = write.row >= table.height or not any(there.values())
    return key == write.key or (new_row and not write.mend and write.before == "")


def _is_theirs(tab: Tab, write: Write) -> bool:
    return tab.column(write.heading).owner is not Owner.BOOKS


def _is_input(tab: Tab, heading: str) -> bool:
    return tab.column(heading).is_input
