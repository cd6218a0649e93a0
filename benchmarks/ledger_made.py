"""A tab of 100,000 rows and 12 columns as three sides have it: the base, the ledger, the books.

Deterministic. One row in a hundred was edited in the ledger and one in a hundred in the books; some
of them in both.
"""

from __future__ import annotations

import random
from pathlib import Path

import orjson

from sheets.cells import Cell
from sheets.reading import Kind
from sheets.tab import Column, Owner, Rows, Tab

SEED = 20261126
HEADINGS = (
    ("SKU", Kind.TEXT), ("Name", Kind.TEXT), ("Option", Kind.TEXT), ("Barcode", Kind.TEXT),
    ("Price", Kind.MONEY), ("Cost", Kind.MONEY), ("Supplier", Kind.TEXT), ("Active", Kind.FLAG),
    ("Weight", Kind.QUANTITY), ("Bin", Kind.TEXT), ("Reorder at", Kind.QUANTITY),
    ("Most", Kind.QUANTITY),
)  # fmt: skip
Columns = list[list[Cell]]


def tab() -> Tab:
    """The tab; all but its key may be changed by either side."""
    columns = [
        Column(heading, Owner.BOTH if number else Owner.PERSON, kind)
        for number, (heading, kind) in enumerate(HEADINGS)
    ]
    return Tab("Products", tuple(columns), ("SKU",), rows=lambda _books, _only: Rows())


def make(folder: Path, rows: int) -> None:
    """Write base.json, sheet.json and books.json: an array of columns each, headings first."""
    draw = random.Random(SEED)
    base = _base(rows)
    for name in ("base", "sheet", "books"):
        side = [list(column) for column in base]
        if name != "base":
            _edit(side, draw)
        columns = [[heading, *cells] for (heading, _), cells in zip(HEADINGS, side, strict=True)]
        (folder / f"{name}.json").write_bytes(orjson.dumps(columns))


def _base(rows: int) -> Columns:
    return [
        [f"SKU-{row:06d}" for row in range(rows)],
        [f"Product number {row}" for row in range(rows)],
        [f"size {row % 7}" for row in range(rows)],
        [f"05{row:011d}" for row in range(rows)],
        [1 + row % 5000 / 100 for row in range(rows)],
        [0.5 + row % 3000 / 100 for row in range(rows)],
        [f"Supplier {row % 50}" for row in range(rows)],
        [row % 9 != 0 for row in range(rows)],
        [row % 1000 for row in range(rows)],
        [f"A{row % 99}-{row % 13}" for row in range(rows)],
        [row % 40 for row in range(rows)],
        [row % 400 for row in range(rows)],
    ]


def _edit(side: Columns, draw: random.Random) -> None:
    rows = len(side[0])
    for row in draw.sample(range(rows), rows // 100):
        column = side[draw.randrange(1, len(side))]
        cell = column[row]
        if isinstance(cell, bool):
            column[row] = not cell
        elif isinstance(cell, str):
            column[row] = f"{cell} new"
        else:
            column[row] = cell + draw.randrange(1, 9)
