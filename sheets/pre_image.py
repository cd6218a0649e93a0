"""What tabs held just before a batch landed: where `_sync` keeps that, and what is there. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sheets import requests as bodies
from sheets.answers import (
    column_of,
    columns_of,
    formulas_in,
    heading_as_entered,
    neighbours,
    receipt_of,
    touched,
)
from sheets.grid import Batch, Copied, Snapshot
from sheets.requests import Json, area
from sheets.table import Table


def spans(batch: Batch, sync: int, *, whole: bool) -> list[Json]:
    """The ranges of `_sync` that say what a batch found, the receipt first.

    Args:
        batch: the last that landed.
        sync: Google's number of `_sync`.
        whole: of each tab all columns, with their formulas; else those that the batch touched and
            those of its key.
    """
    found: list[Json] = [area(sync, 0, 1, 0, bodies.RECEIPTS)]
    for one, columns in _columns(batch, whole=whole):
        width = len(one.heading) + bodies.SLACK_COLUMNS
        found += [area(sync, 1, 2, left, left + width) for left in (one.left, one.formulas)]
        found += [column_of(sync, one.left, run) for run in neighbours(columns)]
        if whole:
            found += [column_of(sync, one.formulas, columns)]
    return found


def snapshot(batch: Batch, told: Sequence[bytes], *, whole: bool) -> Snapshot:
    """The receipt, and each tab as it was.

    Args:
        batch: as for `spans`.
        told: the text of each range of `spans`, in their order.
        whole: as for `spans`.
    """
    texts = iter(told)
    receipt = receipt_of(next(texts))
    tables = {}
    for one, columns in _columns(batch, whole=whole):
        tables[one.tab] = _table(one, columns, texts)
        if whole:
            table = tables[one.tab]
            table.written = formulas_in(columns_of(next(texts)), one.formulas, table.raw)
    return Snapshot(receipt, tables)


def _columns(batch: Batch, *, whole: bool) -> Iterator[tuple[Copied, list[int]]]:
    for one in batch.copied:
        width = len(one.heading) + bodies.SLACK_COLUMNS
        yield one, list(range(width)) if whole else touched(batch, one)


def _table(one: Copied, columns: Sequence[int], texts: Iterator[bytes]) -> Table:
    shown, entered = columns_of(next(texts)), columns_of(next(texts))
    heading = heading_as_entered(shown, entered, one.formulas)
    cells: dict[int, bytes] = {}
    for run in neighbours(columns):
        cells |= zip(run, columns_of(next(texts)), strict=False)
    # a column may hold something and have no heading, as where a row was put above it
    filled = [place + 1 for place, text in cells.items() if text != b"[]"]
    raw = [cells.get(place, b"[]") for place in range(max(len(heading), *filled, 1))]
    heading += ("",) * (len(raw) - len(heading))
    return Table(raw, heading=heading)
