"""The three-way plan of one tab as the product makes it; prints its size and a digest of it.

python -m benchmarks.ledger_plan_ours FOLDER
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import orjson

from benchmarks.ledger_made import tab
from benchmarks.ledger_told import Planned, told
from sheets.cells import Cell
from sheets.frame import Frame
from sheets.merge import Base, Wanted, edits, judge, writes
from sheets.tab import Rows
from sheets.table import Table


class Lazy(Mapping[str, Sequence[Cell]]):
    """The columns of the books, each made when it is asked for, as a cursor gives them."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def __getitem__(self, heading: str) -> Sequence[Cell]:
        raw = self._table.raw[self._table.heading.index(heading)]
        cells: Sequence[Cell] = orjson.loads(raw)[1:]
        return cells

    def __contains__(self, heading: object) -> bool:
        return heading in self._table.heading

    def __iter__(self) -> Iterator[str]:
        return iter(self._table.heading)

    def __len__(self) -> int:
        return len(self._table.raw)


def main(folder: Path) -> None:
    """Make the plan."""
    gc.disable()
    declared = tab()
    base = Base(Frame(declared, _table(folder, "base")))
    now = Frame(declared, _table(folder, "sheet"), like=base.frame)
    columns = Lazy(_table(folder, "books"))
    books = Rows(columns["SKU"], columns)  # type: ignore[arg-type]
    found = edits(base, now)
    by_heading = {heading: columns[heading] for heading in {one.heading for one in found}}
    plan, taken = list[Planned](), set()
    for edit in found:
        said = by_heading[edit.heading][books.places[edit.key]]
        verdict = judge(declared.column(edit.heading), edit, said)
        plan.append((verdict.value, edit.key, edit.heading, edit.now))
        taken.add((edit.key, edit.heading))
    written = writes(now, books, Wanted(held=taken))
    plan += [("write", one.key, one.heading, one.after) for one in written.cells]
    print(json.dumps(told(plan)))


def _table(folder: Path, name: str) -> Table:
    return Table.kept((folder / f"{name}.json").read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
