"""What a batch hit, and what follows for whoever was hit."""

from __future__ import annotations

import pytest

from sheets import settle
from sheets.cells import Cell
from sheets.frame import Frame
from sheets.grid import Batch, Write
from sheets.table import Table
from sheets.tabs.stock import TAB as STOCK
from sheets.trail import Displaced
from tests.sheets.test_merge import TAB

HEADINGS = ("SKU", "On hand", "Reorder at", "Name")


def goods(*rows: tuple[Cell, ...], headings: tuple[str, ...] = HEADINGS) -> Table:
    return Table.of([list(column) for column in zip(headings, *rows, strict=True)])


def test_what_was_typed_over_a_mend_is_given_back_and_what_we_left_there_stays_known() -> None:
    left, seen = goods(("", 1, 2, "ours")), goods(("", 1, 2, "typed"))
    mend = Write("Goods", "", "Name", 0, 3, before="ours", after="theirs", mend=True)

    settled = settle.settle(Batch("2-b", 2, [mend], left={"Goods": left}),
                            {"Goods": Frame(TAB, seen)})  # fmt: skip

    [back] = settled.back
    assert (back.before, back.after) == ("theirs", "typed")
    # should somebody undo what they typed, “ours” stands there again, and “theirs” belongs there
    assert back.former == (("ours", "theirs", False),)


def test_a_new_row_whose_key_went_into_a_column_that_moved_is_emptied_whole() -> None:
    moved = ("On hand", "SKU", "Reorder at", "Name")
    frame = Frame(TAB, goods((1, "MUG", 2, "Mug"), headings=moved))
    row = [Write("Goods", "CUP", heading, 1, column, "", after)
           for column, heading, after in ((0, "SKU", "CUP"), (3, "Name", "Cup"))]  # fmt: skip

    settled = settle.settle(Batch("2-b", 2, row, new_rows={"Goods": (1, 1)}), {"Goods": frame})

    assert settled.hits == []
    assert [(one.column, one.after) for one in settled.back] == [(0, ""), (3, "")]


def test_whoever_typed_over_what_was_meant_for_another_row_has_not_seen_what_stood_there() -> None:
    left, seen = goods(("MUG", 1, "", "Mug")), goods(("MUG", 1, 57, "Mug"))
    # the 3 of the books was emptied by a write that was meant for another row
    mend = Write("Goods", "", "Reorder at", 0, 2, before="", after=3, mend=True)

    settled = settle.settle(Batch("2-b", 2, [mend], left={"Goods": left}),
                            {"Goods": Frame(TAB, seen)})  # fmt: skip

    [shown] = settled.hits
    assert (shown.key, shown.heading, shown.after, shown.mend) == ("MUG", "Reorder at", "", False)
    assert [one.after for one in settled.back] == [57]


@pytest.mark.parametrize(("heading", "told"), [
    ("Adjust by", [Displaced("Stock", "MUG, YORK", "Adjust by", "4", "MUG|YORK")]),
    # what the books and people both change is the same whoever typed it
    ("Reorder at", []),
])  # fmt: skip
def test_whoever_types_into_an_input_just_what_is_being_put_back_is_told(
    heading: str, told: list[Displaced]
) -> None:
    headings = ("SKU", "Location", heading)
    left, seen = (goods(("MUG", "York", one), headings=headings) for one in ("", 4))
    mend = Write("Stock", "MUG|YORK", heading, 0, 2, before="", after=4, mend=True)

    settled = settle.settle(Batch("2-b", 2, [mend], left={"Stock": left}),
                            {"Stock": Frame(STOCK, seen)})  # fmt: skip

    assert settled.displaced == told
    assert settled.back == []
