"""What a row counts as having shown that was let go, and stands there again. Pure.

Letting it go changed the books, and whoever puts it there again has not seen what they say now. So
what stands in it was typed: the same as in the books is agreed, else it is taken or asked about.
"""

from __future__ import annotations

from collections.abc import Mapping

from sheets.cells import Cell
from sheets.frame import Frame
from sheets.merge import NOT_SHOWN
from sheets.reading import Kind
from sheets.tab import Owner


def as_typed(now: Frame, key: str, shown: Mapping[str, Cell]) -> dict[str, Cell]:
    """What the cells of such a row count as having shown.

    Args:
        now: the tab as read.
        key: of the row, which is there; of several, what they hold is not looked at.
        shown: what it showed when it left.
    """
    here = now.row(now.places[key]) if key in now.places else {}
    of_books = [one.heading for one in now.tab.columns if one.owner is Owner.BOOKS]
    # typed anew, a row shows nothing of the books; put back as it was, what is blank was emptied
    is_put_back = any(here.get(one, "") != "" and here[one] == shown.get(one) for one in of_books)
    found: dict[str, Cell] = dict(shown)
    for column in now.tab.columns:
        heading = column.heading
        is_blank = here.get(heading, "") == ""
        if column.owner is Owner.BOTH:
            is_emptied = is_put_back and is_blank and shown.get(heading, "") != ""
            # a box to tick of which nothing is known is one that is not ticked
            unknown = NOT_SHOWN if is_emptied else ""
            found[heading] = False if column.kind is Kind.FLAG else unknown
        elif column.owner is Owner.BOOKS and is_blank and not is_put_back:
            found[heading] = ""
    return found
