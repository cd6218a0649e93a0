"""Which cells of the ledger are merged, told of the very state of it that was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sheets.grid import Ledger, Snapshot

READS = 3


def with_merges(ledger: Ledger, snapshot: Snapshot, read: Callable[[], Snapshot]) -> Snapshot:
    """A read of the ledger that knows which cells are merged.

    Where any are, the tabs are read again, as rows and columns may have moved since the first read.

    Args:
        ledger: the spreadsheet.
        snapshot: as read.
        read: reads it again.

    Returns:
        The tabs that stood still; the others are looked at the next time.
    """
    for _ in range(READS):
        found = ledger.merges(list(snapshot.tables))
        before = snapshot
        snapshot = read() if any(found.values()) else before
        if snapshot.receipt != before.receipt:
            # a batch of ours landed late: it is accounted for first
            return replace(before, tables={})
        still = [
            title
            for title, table in snapshot.tables.items()
            if title in before.tables and before.tables[title].raw == table.raw
        ]
        if len(still) == len(snapshot.tables):
            break
    tables = {title: snapshot.tables[title] for title in still}
    for title, table in tables.items():
        table.merges = tuple(found.get(title, ()))
    return replace(snapshot, tables=tables)
