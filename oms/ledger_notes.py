"""What an owner noted beside an order or a return in the ledger."""

from __future__ import annotations

from sqlalchemy.orm import Session

from oms import actors, history
from oms.actors import Who
from oms.errors import ShopError
from oms.history import About
from oms.tables.orders import Order
from oms.tables.returns import Return

LONGEST = 2_000
WHAT = "ledger note set"
ORDER = "order"


class NoteTooLong(ShopError):
    """A note in the ledger is longer than a card can show."""

    code = "note_too_long"

    def __init__(self, letters: int) -> None:
        super().__init__(
            f"The note has {letters:,} letters, and {LONGEST:,} are the most.",
            remedy="Shorten it, or keep the rest in a column of your own.",
        )


def note_of(books: Session, kind: str, row_id: int) -> str:
    """The note beside an order or a return; empty where there is none."""
    return _row(books, kind, row_id).ledger_note or ""


def title_of(books: Session, kind: str, row_id: int) -> str:
    """An order or a return as people call it: order 1043."""
    return f"{kind} {_row(books, kind, row_id).number}"


def write(books: Session, kind: str, row_id: int, text: str, *, by: Who) -> int | None:
    """Note something beside an order or a return, in place of what was noted before.

    Nothing follows from it, so what somebody is being shown of the order stays as true as it was.

    Args:
        books: open for writing.
        kind: order or return.
        row_id: which.
        text: what is noted; empty: nothing any more.
        by: whoever noted it.

    Returns:
        The row of the history; None when that was noted already.

    Raises:
        NotAllowed: the role does not write notes.
        NoteTooLong: more than `LONGEST` letters.
    """
    actors.allow(by, actors.NOTE)
    row = _row(books, kind, row_id)
    note, before = text.strip(), row.ledger_note or ""
    if len(note) > LONGEST:
        raise NoteTooLong(len(note))
    if note == before:
        return None
    row.ledger_note = note or None
    books.flush()
    about = About(kind, row_id)
    return history.record(
        books, by=by, what=WHAT, about=about, before={"note": before}, after={"note": note}
    )


def _row(books: Session, kind: str, row_id: int) -> Order | Return:
    return books.get_one(Order, row_id) if kind == ORDER else books.get_one(Return, row_id)
