"""The same plan with pandas: three frames aligned by key, compared cell by cell.

python -m benchmarks.ledger_plan_pandas FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd


def main(folder: Path) -> None:
    """Make the plan."""
    base, sheet, books = (_frame(folder, name) for name in ("base", "sheet", "books"))
    sheet, books = sheet.reindex(base.index), books.reindex(base.index)
    theirs, ours = sheet != base, books != base
    agreed = sheet == books
    told = {
        "apply": int((theirs & ~ours).sum().sum()),
        "conflict": int((theirs & ours & ~agreed).sum().sum()),
        "agreed": int((theirs & ours & agreed).sum().sum()),
        "write": int((ours & ~theirs).sum().sum()),
    }
    print(json.dumps({name: count for name, count in told.items() if count}))


def _frame(folder: Path, name: str) -> pd.DataFrame:
    columns = json.loads((folder / f"{name}.json").read_bytes())
    frame = pd.DataFrame({column[0]: column[1:] for column in columns})
    return frame.set_index("SKU")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
