"""The tab Read me: how the ledger is used, for whoever opens it for the first time."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from sheets.tab import Column, Row, Rows, Tab, fold

WORDS = """
This spreadsheet
    Backroom keeps it and its own books in step, within seconds. Sort, filter, move and colour as
    you like, and add columns and tabs of your own: they are never touched.

Products
    Change a name, a price, a cost, a barcode, a supplier. A row with a new SKU is asked about in
    Slack before it becomes a product. Untick Active to stop selling one.

Stock
    Type what you counted into Counted, or units more or fewer into Adjust by. The cell is emptied
    once it is booked; On hand shows what the books have then.

Orders
    The open ones and those of the last 90 days. What you type into Notes is shown in Slack.

Returns
    As Orders: what came back, and what goes back to the customer.

Settings
    What the shop has decided. Type another value; Means says what it does.

Words
    What people of the shop say, and what it means: a SKU, a location, a channel, or a sentence
    that Backroom understands. Staff can teach a word in Slack, too.

Problems
    What you typed and Backroom could not take, why, and what to do. The cell has a note with the
    same words; mend it and both go.

In Slack
    Each edit that was taken is told with an Undo. Where you and the books changed the same cell,
    both values stay as they are until somebody says which is right.

Taking a row out
    A product that nobody needs ends a minute later; one with stock or open orders comes back.
"""


def rows(_books: Session, only: Collection[str] | None) -> Rows:
    """A row a subject."""
    found: dict[str, Row] = {}
    for block in WORDS.strip().split("\n\n"):
        about, words = block.split("\n", 1)
        if only is None or fold(about) in only:
            found[fold(about)] = {"About": about, "What to know": " ".join(words.split())}
    return Rows.of(found)


TAB = Tab(
    title="Read me",
    columns=(Column("About", width=150), Column("What to know", width=640, is_wrapped=True)),
    key=("About",),
    rows=rows,
)
