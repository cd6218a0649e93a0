"""The same plan with pandas: three frames aligned by key, compared cell by cell.

python -m benchmarks.ledger_plan_pandas FOLDER
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from benchmarks.ledger_told import Planned, told


def main(folder: Path) -> None:
    """Make the plan."""
    base, sheet, books = (_frame(folder, name) for name in ("base", "sheet", "books"))
    sheet, books = sheet.reindex(base.index), books.reindex(base.index)
    theirs, ours = sheet != base, books != base
    agreed = sheet == books
    plan = [
        *_cells("apply", theirs & ~ours, sheet),
        *_cells("conflict", theirs & ours & ~agreed, sheet),
        *_cells("agreed", theirs & ours & agreed, sheet),
        *_cells("write", ours & ~theirs, books),
    ]
    print(json.dumps(told(plan)))


def _cells(what: str, where: pd.DataFrame, side: pd.DataFrame) -> Iterator[Planned]:
    for row, column in zip(*where.to_numpy().nonzero(), strict=True):
        yield what, side.index[row], side.columns[column], side.iat[row, column]


def _frame(folder: Path, name: str) -> pd.DataFrame:
    columns = json.loads((folder / f"{name}.json").read_bytes())
    frame = pd.DataFrame({column[0]: column[1:] for column in columns})
    return frame.set_index("SKU")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
