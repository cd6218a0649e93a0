"""A formula that comes to something else was typed by nobody: once answered, it stays answered."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select

from oms import clock, ledger_answers, ledger_edits, ledger_questions, problems
from oms.ledger_answers import Answer
from oms.tables.catalogue import Sku
from oms.tables.messages import History
from oms.tables.sheet import LedgerQuestion
from tests.conftest import NOON
from tests.sheets.conftest import Ledger
from tests.sheets.test_strange_rows import change
from tests.sheets.test_sync import notices
from tests.sheets.test_tabs import type_in

PLACE = "MUG-BLU", "York"


@pytest.fixture(autouse=True)
def column_of_their_own(ledger: Ledger) -> None:
    """A heading over a column that formulas refer to, and 4 in its first cell."""
    ledger.server.type(ledger.id, "Stock", "N1", "Mine")
    ledger.server.type(ledger.id, "Stock", "N2", "4")
    ledger.settle()


def refer(ledger: Ledger, formula: str = "=$N$2*2") -> None:
    """A person has the reorder point follow a cell of theirs."""
    ledger.type(*PLACE, "Reorder at", formula)
    ledger.settle()


def recalculate(ledger: Ledger, figure: int) -> None:
    """A person changes the cell that the formula refers to."""
    ledger.server.type(ledger.id, "Stock", "N2", str(figure))
    ledger.settle()


def asked(ledger: Ledger) -> int:
    """Questions that were ever asked."""
    with ledger.shop.database.reading() as books:
        return books.scalars(select(func.count()).select_from(LedgerQuestion)).one()


def answer(ledger: Ledger, said: str) -> None:
    """Somebody answers the only question, as it was asked."""
    with ledger.shop.database.writing() as books:
        (one,) = ledger_questions.waiting(books)
        given = Answer(one.id, 1, said)
        ledger_answers.answer(books, given, by=ledger.shop.owner(books), key=f"answer {one.id}")


def undo(ledger: Ledger) -> None:
    """Somebody takes back in Slack what was taken last."""
    with ledger.shop.database.writing() as books:
        last = books.scalars(select(func.max(History.id))).one()
        ledger_edits.undo(books, last or 0, by=ledger.shop.owner(books), key=f"undo {last}")


def why(ledger: Ledger) -> list[str]:
    """What is listed in Problems."""
    with ledger.shop.database.reading() as books:
        return [f"{one.typed}: {one.why}" for one in problems.open_problems(books)]


def changed(ledger: Ledger) -> int:
    """Notices of what was taken."""
    return notices(ledger).count("notices/ledger_changed")


def prices(ledger: Ledger) -> dict[str, int | None]:
    with ledger.shop.database.reading() as books:
        return {one.code: one.price_minor for one in books.scalars(select(Sku))}


def sort_products(ledger: Ledger, order: str = "DESCENDING") -> None:
    """A person sorts the tab Products by SKU."""
    ledger.sort("Products", order)
    ledger.settle()


def price_by(ledger: Ledger, formula: str) -> None:
    """A person has the price of the blue mug follow something."""
    type_in(ledger, "Products", "MUG-BLU", "Price", formula)
    ledger.settle()


def price_of(ledger: Ledger, sku: str) -> str:
    """How a formula refers to a price."""
    return f"{ledger.column('Products', 'Price')}{ledger.row('Products', sku)}"


@pytest.mark.parametrize("meanwhile", [None, 201])
def test_a_formula_over_which_the_books_are_kept_is_not_asked_about_again(
    ledger: Ledger, meanwhile: int | None
) -> None:
    refer(ledger)
    recalculate(ledger, 200)
    assert (asked(ledger), ledger.point(*PLACE)) == (1, 8)
    answer(ledger, "books")
    if meanwhile is not None:
        ledger.server.type(ledger.id, "Stock", "N2", str(meanwhile))
    ledger.settle()
    for figure in (202, 203):
        recalculate(ledger, figure)

    assert (asked(ledger), ledger.point(*PLACE)) == (1, 8)
    assert why(ledger) == ["406: this cell is a formula, and the books have 8"]
    recalculate(ledger, 4)
    assert why(ledger) == []


def test_a_formula_that_was_undone_in_slack_is_not_asked_about_again(ledger: Ledger) -> None:
    refer(ledger)
    undo(ledger)
    ledger.settle()
    for figure in (5, 6):
        recalculate(ledger, figure)

    assert (asked(ledger), ledger.point(*PLACE)) == (0, None)
    assert why(ledger) == ["12: this cell is a formula, and the books have nothing"]


def test_a_question_about_a_formula_waits_while_it_comes_to_something_else(ledger: Ledger) -> None:
    refer(ledger)
    for figure in (200, 201, 202):
        recalculate(ledger, figure)
    assert asked(ledger) == notices(ledger).count("notices/ledger_held") == 1

    answer(ledger, "sheet")
    ledger.settle()
    assert (asked(ledger), ledger.point(*PLACE)) == (1, 404)


@pytest.mark.parametrize("typed", ["=$N$2*3", "9"])
def test_another_formula_or_a_figure_is_an_edit_of_a_cell_over_which_the_books_are_kept(
    ledger: Ledger, typed: str
) -> None:
    refer(ledger)
    undo(ledger)
    ledger.settle()
    ledger.type(*PLACE, "Reorder at", typed)
    ledger.settle()

    assert asked(ledger) == 1


def test_what_both_sides_changed_at_once_is_asked_about_where_a_formula_stands(
    ledger: Ledger,
) -> None:
    refer(ledger)
    undo(ledger)
    recalculate(ledger, 5)

    assert asked(ledger) == 1
    answer(ledger, "books")
    recalculate(ledger, 6)
    assert (asked(ledger), ledger.point(*PLACE)) == (1, None)


def test_a_formula_that_waits_for_nobody_goes_with_its_row(ledger: Ledger) -> None:
    change(ledger, "MUG-RED", "price", 900)
    ledger.settle()
    price_by(ledger, f"={price_of(ledger, 'MUG-RED')}*2")
    undo(ledger)
    ledger.settle()
    sort_products(ledger)

    assert (asked(ledger), prices(ledger)["MUG-BLU"]) == (0, 850)
    assert len(why(ledger)) == 1


def test_the_same_formula_is_told_of_once_a_day_and_every_edit_of_it_is_taken(
    ledger: Ledger,
) -> None:
    refer(ledger)
    before = changed(ledger)
    for figure in (5, 6, 7):
        recalculate(ledger, figure)
    assert (changed(ledger), ledger.point(*PLACE)) == (before, 14)

    clock.set_source(lambda: NOON + dt.timedelta(days=1))
    recalculate(ledger, 8)
    recalculate(ledger, 9)
    assert (changed(ledger), ledger.point(*PLACE)) == (before + 1, 18)
    refer(ledger, "=$N$2*3")
    assert (changed(ledger), ledger.point(*PLACE)) == (before + 2, 27)


def test_what_was_typed_beside_is_told_and_undone_without_what_a_formula_came_to(
    ledger: Ledger,
) -> None:
    refer(ledger)
    ledger.server.type(ledger.id, "Stock", "N2", "5")
    ledger.type("BAG-JUTE", "Hull", "Reorder at", "11")
    ledger.type("TEAPOT", "York", "Reorder at", "3")
    ledger.settle()
    with ledger.shop.database.writing() as books:
        last = books.scalars(select(func.max(History.id))).one() or 0
        ledger_edits.undo_all(books, last - 2, last, by=ledger.shop.owner(books), key="all")

    assert ledger.point(*PLACE) == 10
    assert (ledger.point("BAG-JUTE", "Hull"), ledger.point("TEAPOT", "York")) == (10, None)


@pytest.mark.parametrize(("said", "then"), [("sheet", 8400), ("books", 1800)])
def test_a_price_that_a_formula_came_to_because_rows_were_sorted_is_asked_about(
    ledger: Ledger, said: str, then: int
) -> None:
    change(ledger, "MUG-RED", "price", 900)
    ledger.settle()
    price_by(ledger, f"={price_of(ledger, 'MUG-RED')}*2")
    before = prices(ledger)
    assert before["MUG-BLU"] == 1800
    sort_products(ledger)
    for _ in range(3):
        ledger.sync.pass_once(force=True)
    assert (asked(ledger), prices(ledger)) == (1, before)
    assert len(why(ledger)) == 1

    answer(ledger, said)
    ledger.settle()
    ledger.sync.pass_once(force=True)
    assert (asked(ledger), prices(ledger)) == (1, before | {"MUG-BLU": then})


def test_a_question_about_sorted_rows_waits_whatever_the_formula_comes_to(ledger: Ledger) -> None:
    price_by(ledger, f"={price_of(ledger, 'MUG-RED')}*2")
    sort_products(ledger)
    change(ledger, "LAMP-1", "price", 4300)
    ledger.settle()

    assert (asked(ledger), prices(ledger)["MUG-BLU"]) == (1, 1700)
    assert why(ledger)[0].startswith("86: ")
    price_by(ledger, "18")
    assert (asked(ledger), prices(ledger)["MUG-BLU"], why(ledger)) == (1, 1800, [])


def test_a_price_by_a_fixed_row_is_asked_about_when_other_rows_were_sorted(ledger: Ledger) -> None:
    where = price_of(ledger, "MUG-RED")
    price_by(ledger, f"=${where[0]}${where[1:]}*2")
    before = prices(ledger)
    sort_products(ledger)

    assert (asked(ledger), prices(ledger)) == (1, before)


def test_a_question_about_sorted_rows_goes_with_the_sorting(ledger: Ledger) -> None:
    change(ledger, "MUG-RED", "price", 900)
    ledger.settle()
    price_by(ledger, f"={price_of(ledger, 'MUG-RED')}*2")
    sort_products(ledger)
    sort_products(ledger, "ASCENDING")

    with ledger.shop.database.reading() as books:
        assert ledger_questions.waiting(books) == []
    assert (why(ledger), prices(ledger)["MUG-BLU"]) == ([], 1800)


def test_a_formula_within_its_row_may_be_sorted_and_comes_to_what_it_did(ledger: Ledger) -> None:
    cost = f"{ledger.column('Products', 'Cost')}{ledger.row('Products', 'MUG-BLU')}"
    ledger.server.type(ledger.id, "Products", cost, "6")
    price_by(ledger, f"={cost}*1.5")
    sort_products(ledger)
    cost = f"{ledger.column('Products', 'Cost')}{ledger.row('Products', 'MUG-BLU')}"
    ledger.server.type(ledger.id, "Products", cost, "7")
    sort_products(ledger, "ASCENDING")

    assert (asked(ledger), prices(ledger)["MUG-BLU"]) == (0, 1050)
