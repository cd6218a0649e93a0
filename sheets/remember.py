"""What is remembered of the ledger between passes: figures shown, batches sent, problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock
from oms.tables.sheet import LedgerBatch, LedgerProblem, LedgerRow
from sheets.grid import Write
from sheets.reconcile import Reading
from sheets.settle import Settled
from sheets.taking import Bad, RowRead

MARK = "Backroom: "
KEPT_BATCHES = 20
ABSENT = "_absent"
BOOKED = "_booked:"
MANY = 5_000
"""Writes of a batch that are recorded whole."""


class Memory:
    """The rows of the ledger as last accounted for, loaded once a pass."""

    def __init__(self, books: Session, remembered: Mapping[str, tuple[str, ...]]) -> None:
        self._books, self._remembered = books, remembered
        self._rows = {(row.tab, row.row_key): row for row in books.scalars(select(LedgerRow))}

    def on_its_way(self, receipt: str) -> LedgerBatch | None:
        """The batch with that receipt, when it is not known yet what it hit."""
        batch = self._books.get(LedgerBatch, receipt) if receipt else None
        return batch if batch is not None and batch.state == "prepared" else None

    def account(self, batch_id: str, settled: Settled) -> None:
        """Keep what a batch did: figures that are shown now, and inputs that were not blanked."""
        batch = self._books.get_one(LedgerBatch, batch_id)
        for write in settled.hits:
            if write.heading in self._remembered[write.tab] and write.key and not write.mend:
                row = self._row(write.tab, write.key)
                row.shown = {**row.shown, write.heading: write.after}
                row.position = batch.position
                row.batch = batch.id
        for write in settled.unblanked:
            row = self._row(write.tab, write.key)
            row.shown = {**row.shown, f"{BOOKED}{write.heading}": write.before}
        batch.state, batch.landed_at = "landed", clock.now()
        self._forget_old(batch.order)

    def of(self, tab: str, key: str) -> tuple[dict[str, Any], int]:
        """What a row showed, and the last movement its figures include."""
        row = self._rows.get((tab, key))
        return (dict(row.shown), row.position) if row else ({}, 0)

    def keep(self, tab: str, rows: Iterable[RowRead]) -> None:
        """Keep what taking changed of what is known of the rows."""
        for read in rows:
            known = self._rows.get((tab, read.key))
            if known is None:
                if read.shown:
                    self._row(tab, read.key).shown = dict(read.shown)
            elif known.shown != read.shown:
                known.shown = dict(read.shown)

    def absent(self, tab: str, keys: set[str]) -> set[str]:
        """Keys that were in the ledger and are not in this read: they wait for another look.

        A row that was cut is often pasted again a moment later.
        """
        waiting = set()
        for key in keys:
            row = self._rows.get((tab, key))
            if row is None or row.batch is None:
                continue
            if not row.shown.get(ABSENT):
                row.shown = {**row.shown, ABSENT: True}
                waiting.add(key)
            else:
                row.shown = {name: one for name, one in row.shown.items() if name != ABSENT}
        return waiting

    def intend(self, batch_id: str, writes: Sequence[Write], *, position: int) -> None:
        """Record a batch before it is sent, so that whoever finds its receipt can settle it."""
        matters = [write for write in writes if len(writes) <= MANY or self._matters(write)]
        last = select(LedgerBatch.order).order_by(LedgerBatch.order.desc()).limit(1)
        order = (self._books.scalars(last).first() or 0) + 1
        self._books.add(
            LedgerBatch(
                id=batch_id,
                order=order,
                spreadsheet="",
                state="prepared",
                position=position,
                intents=[list(vars(write).values()) for write in matters],
                made_at=clock.now(),
            )
        )
        self._books.flush()

    def _matters(self, write: Write) -> bool:
        """In the first fill of a ledger only what is remembered is worth keeping."""
        return write.mend or write.heading in self._remembered[write.tab] or write.after == ""

    def _row(self, tab: str, key: str) -> LedgerRow:
        row = self._rows.get((tab, key))
        if row is None:
            row = self._rows[tab, key] = LedgerRow(tab=tab, row_key=key, shown={}, position=0)
            self._books.add(row)
        return row

    def _forget_old(self, order: int) -> None:
        old = select(LedgerBatch).where(LedgerBatch.order < order - KEPT_BATCHES)
        for batch in self._books.scalars(old):
            self._books.delete(batch)


def problems(
    books: Session, bad: Mapping[str, Sequence[Bad]], readings: Mapping[str, Reading]
) -> list[tuple[str, int, int, str]]:
    """Bring the list of problems up to date: new ones added, mended ones cleared.

    Returns:
        Notes to put on the cells, (tab, row, column, note): empty ones take ours off again.
    """
    now = clock.now()
    seen = {(tab, one.key, one.heading, one.typed): one for tab, several in bad.items()
            for one in several}  # fmt: skip
    known = {
        (row.tab, row.row_key, row.column, row.typed): row
        for row in books.scalars(select(LedgerProblem))
    }
    notes: dict[tuple[str, str, str], str] = {}
    for place, row in known.items():
        tab, key, heading, _ = place
        if place not in seen and row.cleared_at is None and not readings[tab].paused:
            row.cleared_at = now
            notes[tab, key, heading] = ""
    for place, one in seen.items():
        tab, key, heading, typed = place
        if place in known and known[place].cleared_at is None:
            continue
        notes[tab, key, heading] = f"{MARK}“{typed}”: {one.why}. {one.remedy}"
        if place in known:
            known[place].cleared_at = None
        else:
            books.add(
                LedgerProblem(tab=tab, row_key=key, column=heading, typed=typed, why=one.why,
                              remedy=one.remedy, seen_at=now)
            )  # fmt: skip
    books.flush()
    return [
        (tab, readings[tab].places[key], readings[tab].columns[heading], note)
        for (tab, key, heading), note in notes.items()
        if key in readings[tab].places and heading in readings[tab].columns
    ]
