"""What a pass would do, cell by cell, for whoever wants to know before it does."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from oms import ledger_edits
from sheets.cells import as_seen
from sheets.grid import Batch
from sheets.tab_pass import TabPass


@dataclass(frozen=True)
class CellTold:
    """One cell, in words."""

    tab: str
    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """What a pass would do."""

    booked: Sequence[CellTold] = ()
    """What people typed that the books would take; `after` is what was typed."""
    asked: Sequence[CellTold] = ()
    """What somebody would be asked about; `after` is why, or what kind of question it is."""
    refused: Sequence[CellTold] = ()
    """What would be listed in Problems; `before` is what was typed, `after` is why not."""
    written: Sequence[CellTold] = ()
    """Cells of the spreadsheet that would be written."""


def preview(books: Session, passes: Collection[TabPass], batch: Batch | None) -> Preview:
    """What a pass decided, while its transaction is open.

    Args:
        books: in which it was decided.
        passes: of its tabs.
        batch: what would be sent; None: nothing.
    """
    writes = batch.writes if batch is not None else ()
    return Preview(
        [told for one in passes for told in _booked(books, one)],
        [told for one in passes for told in _asked(one)],
        [CellTold(one.tab.title, _row(bad.key), bad.heading, bad.typed, bad.why)
         for one in passes for bad in one.bad],
        [CellTold(one.tab, _row(one.key) or f"row {one.row + 2}", one.heading, as_seen(one.before),
                  as_seen(one.after)) for one in writes],
    )  # fmt: skip


def _booked(books: Session, one: TabPass) -> Iterator[CellTold]:
    for key, heading in sorted(one.taken.blank):
        typed = as_seen(one.now.cell(key, heading)) if key in one.now.places else ""
        if typed:
            yield CellTold(one.tab.title, _row(key), heading, "", typed)
    for edit_id in one.edit_ids:
        told = ledger_edits.told(books, edit_id)
        yield CellTold(one.tab.title, told.title, told.heading, told.before, told.after)


def _asked(one: TabPass) -> Iterator[CellTold]:
    for question in [*one.new, *one.merged.new]:
        title = question.facts.get("title", "")
        row = _row(question.row_key) or str(title)
        why = str(question.facts.get("why") or question.kind.replace("_", " "))
        typed = str(question.facts.get("sheet") or "")
        yield CellTold(one.tab.title, row, question.column or "", typed, why)


def _row(key: str) -> str:
    return key.replace("|", ", ")
