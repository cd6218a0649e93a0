"""Rows of a known product at a known place, where nothing of it ever was."""

from __future__ import annotations

import pytest

from oms import problems
from tests.sheets.conftest import Ledger
from tests.sheets.test_refused_inputs import on_hand

FIGURES = "On hand", "Reserved", "Available"
HULL = "MUG-RED", "Hull"


def copy_to_hull(ledger: Ledger, *, without: tuple[str, ...] = ()) -> None:
    """A person copies the row of the red mugs in Leeds, and types Hull over its place."""
    rows = ledger.server.rows(ledger.id, "Stock")
    copied = rows[ledger.row("Stock", "MUG-RED", "Leeds") - 1]
    for heading, cell in zip(rows[0], copied, strict=False):
        said = "Hull" if heading == "Location" else str(cell)
        if said and heading not in without:
            a1 = f"{ledger.column('Stock', str(heading))}{len(rows) + 1}"
            ledger.server.type(ledger.id, "Stock", a1, said)


def shown(ledger: Ledger) -> tuple[object, ...]:
    return tuple(ledger.shows(*HULL, heading) for heading in FIGURES)


@pytest.mark.parametrize("is_new", [False, True])
def test_a_copied_row_shows_what_is_at_its_own_place(ledger: Ledger, *, is_new: bool) -> None:
    copy_to_hull(ledger, without=(*FIGURES, "Name") if is_new else ())
    ledger.settle()
    assert (shown(ledger), ledger.shows(*HULL, "Name")) == ((0, 0, 0), "Red mug")

    ledger.restart()
    ledger.settle()
    assert shown(ledger) == (0, 0, 0)
    assert ledger.sync.pass_once().idle

    ledger.type(*HULL, "Counted", "3")
    ledger.type(*HULL, "Reorder at", "2")
    ledger.settle()
    assert (on_hand(ledger, *HULL), shown(ledger), ledger.point(*HULL)) == (3, (3, 0, 3), 2)


def test_what_is_typed_over_a_figure_of_such_a_row_is_told_and_left(ledger: Ledger) -> None:
    copy_to_hull(ledger)
    ledger.settle()
    ledger.type(*HULL, "On hand", "6")
    ledger.settle()

    assert shown(ledger)[0] == 6
    with ledger.shop.database.reading() as books:
        [told] = problems.open_problems(books)
    assert (told.row, told.column, told.typed) == ("MUG-RED|HULL", "On hand", "6")


def test_a_row_of_a_place_that_the_shop_has_not_is_left_alone(ledger: Ledger) -> None:
    copy_to_hull(ledger)
    row = ledger.row("Stock", *HULL)
    ledger.server.type(ledger.id, "Stock", f"{ledger.column('Stock', 'Location')}{row}", "Attic")
    ledger.settle()

    assert ledger.shows("MUG-RED", "Attic", "On hand") == 4
