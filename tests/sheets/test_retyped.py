"""Another SKU typed between an answer in Slack and our next write to the row."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from sqlalchemy import select

from oms import ledger_answers, ledger_questions
from oms.ledger_answers import Answer
from oms.tables.catalogue import Sku
from oms.tables.sheet import LedgerQuestion
from tests.sheets.conftest import Ledger
from tests.sheets.test_strange_rows import NEW, minutes_pass, open_ones, take_row_out
from tests.sheets.test_tabs import add_row, answer, cells, price, rows_with, type_in

When = Callable[[Ledger, Callable[[Ledger], None]], None]


def products(ledger: Ledger, *codes: str) -> dict[str, bool]:
    """Which of these there are, and whether they are sold."""
    with ledger.shop.database.reading() as books:
        found = {one.code: one.active for one in books.scalars(select(Sku))}
    return {code: found[code] for code in codes if code in found}


def before_the_pass(ledger: Ledger, do: Callable[[Ledger], None]) -> None:
    """It is done before the program looks."""
    do(ledger)
    ledger.settle()


def before_the_write(ledger: Ledger, do: Callable[[Ledger], None]) -> None:
    """It is done between our read and our write."""

    def once(kind: str, _path: str) -> None:
        if kind == "write":
            ledger.server.before_request = None
            do(ledger)

    ledger.server.before_request = once
    ledger.settle()
    assert ledger.server.before_request is None


def retyped(ledger: Ledger) -> None:
    type_in(ledger, "Products", "NEW-1", "SKU", "NEW-2")


def retyped_and_sorted(ledger: Ledger) -> None:
    retyped(ledger)
    ledger.sort("Products")


def retyped_beside_a_price(ledger: Ledger) -> None:
    type_in(ledger, "Products", "NEW-1", "Price", "9")
    retyped(ledger)


def retyped_twice(ledger: Ledger) -> None:
    type_in(ledger, "Products", "NEW-1", "SKU", "NEW-3")
    ledger.settle()
    type_in(ledger, "Products", "NEW-3", "SKU", "NEW-2")


WHEN = pytest.mark.parametrize("when", [before_the_pass, before_the_write])


@WHEN
@pytest.mark.parametrize(
    ("what", "costs"),
    [
        (retyped, 800),
        (retyped_and_sorted, 800),
        (retyped_beside_a_price, 900),
        (retyped_twice, 800),
    ],
)
def test_a_row_that_was_added_and_got_another_sku_at_once_is_the_same_product(
    ledger: Ledger, when: When, what: Callable[[Ledger], None], costs: int
) -> None:
    add_row(ledger, "Products", NEW)
    ledger.settle()
    answer(ledger, "add")
    when(ledger, what)
    ledger.restart()
    minutes_pass(ledger, 4)

    assert open_ones(ledger) == [("rename", "NEW-2")]
    assert products(ledger, "NEW-1", "NEW-2") == {"NEW-1": True}
    answer(ledger, "rename")
    minutes_pass(ledger)
    assert products(ledger, "NEW-1", "NEW-2") == {"NEW-2": True}
    assert price(ledger, "NEW-2") == costs
    assert rows_with(ledger, "Products", "NEW-1", "NEW-2") == ["NEW-2"]
    assert cells(ledger, "Products", "NEW-2")["Row ID"] != ""
    assert open_ones(ledger) == []


@WHEN
def test_such_a_row_may_be_another_product_all_the_same(ledger: Ledger, when: When) -> None:
    add_row(ledger, "Products", NEW)
    ledger.settle()
    answer(ledger, "add")
    when(ledger, retyped)
    answer(ledger, "new")
    minutes_pass(ledger, 4)

    assert products(ledger, "NEW-1", "NEW-2") == {"NEW-1": True, "NEW-2": True}
    assert sorted(rows_with(ledger, "Products", "NEW-1", "NEW-2")) == ["NEW-1", "NEW-2"]
    assert open_ones(ledger) == []


def test_such_a_row_that_is_taken_out_ends_its_product(ledger: Ledger) -> None:
    add_row(ledger, "Products", NEW)
    ledger.settle()
    answer(ledger, "add")
    before_the_pass(ledger, retyped)
    take_row_out(ledger, "NEW-2")
    minutes_pass(ledger, 4)

    assert products(ledger, "NEW-1", "NEW-2") == {"NEW-1": False}
    assert open_ones(ledger) == []


def test_several_rows_that_were_added_are_told_from_one_another(ledger: Ledger) -> None:
    for code in ("NEW-1", "OLD-1", "OLD-2"):
        add_row(ledger, "Products", {**NEW, "SKU": code, "Name": f"Thing {code}"})
    ledger.settle()
    with ledger.shop.database.writing() as books:
        for one in ledger_questions.waiting(books):
            given = Answer(one.id, one.version, "add")
            by = ledger.shop.owner(books)
            ledger_answers.answer(books, given, by=by, key=f"add {one.id}")

    def both(ledger: Ledger) -> None:
        type_in(ledger, "Products", "OLD-1", "SKU", "NEW-3")
        retyped_and_sorted(ledger)

    before_the_write(ledger, both)
    minutes_pass(ledger)

    with ledger.shop.database.reading() as books:
        waiting = {one.facts["was"]: one.row_key for one in ledger_questions.waiting(books)}
    assert waiting == {"NEW-1": "NEW-2", "OLD-1": "NEW-3"}


@WHEN
def test_a_copy_that_is_a_new_product_and_got_another_sku_at_once_is_that_one(
    ledger: Ledger, when: When
) -> None:
    """Its row has the id of the product that it was copied from until we write its own."""
    type_in(ledger, "Products", "CARD-XMAS", "SKU", "NEW-1")
    ledger.settle()
    answer(ledger, "new")
    when(ledger, retyped)
    minutes_pass(ledger, 4)

    assert open_ones(ledger) == [("rename", "NEW-2")]
    answer(ledger, "rename")
    minutes_pass(ledger)
    there = products(ledger, "CARD-XMAS", "NEW-1", "NEW-2")
    assert there == {"CARD-XMAS": True, "NEW-2": True}
    assert sorted(rows_with(ledger, "Products", *there)) == ["CARD-XMAS", "NEW-2"]


@pytest.mark.parametrize(("typed", "costs"), [("6", 600), ("", None)])
def test_what_is_typed_beside_a_second_other_sku_is_taken(
    ledger: Ledger, typed: str, costs: int | None
) -> None:
    type_in(ledger, "Products", "CARD-XMAS", "SKU", "NEW-1")
    ledger.settle()
    answer(ledger, "rename")
    type_in(ledger, "Products", "NEW-1", "Price", typed)
    before_the_pass(ledger, retyped)
    answer(ledger, "rename")
    minutes_pass(ledger)

    assert price(ledger, "NEW-2") == costs
    assert open_ones(ledger) == []


def of_cells(ledger: Ledger) -> list[tuple[int, str, str]]:
    """Number, row and state of what was asked about cells."""
    with ledger.shop.database.reading() as books:
        asked = select(LedgerQuestion).where(LedgerQuestion.column.is_not(None))
        return [(one.id, one.row_key, one.state) for one in books.scalars(asked)]


@pytest.mark.parametrize(("said", "costs"), [("books", 599), ("sheet", 59900)])
def test_an_answer_about_a_cell_goes_with_its_row(ledger: Ledger, said: str, costs: int) -> None:
    type_in(ledger, "Products", "CARD-XMAS", "Price", "599")
    ledger.settle()
    answer(ledger, said)
    type_in(ledger, "Products", "CARD-XMAS", "SKU", "CARD-NOEL")
    ledger.settle()
    answer(ledger, "rename")
    minutes_pass(ledger)

    assert [one[1:] for one in of_cells(ledger)] == [("CARD-NOEL", "answered")]
    assert open_ones(ledger) == []
    assert price(ledger, "CARD-NOEL") == costs
    assert cells(ledger, "Products", "CARD-NOEL")["Price"] == costs / 100


def test_a_question_about_a_cell_goes_with_its_row(ledger: Ledger) -> None:
    type_in(ledger, "Products", "CARD-XMAS", "Price", "599")
    ledger.settle()
    (asked,) = of_cells(ledger)
    type_in(ledger, "Products", "CARD-XMAS", "SKU", "CARD-NOEL")
    ledger.settle()
    with ledger.shop.database.writing() as books:
        (one,) = ledger_questions.in_tab(books, "Products", ledger_questions.ABOUT_ROWS)
        given, by = Answer(one.id, one.version, "rename"), ledger.shop.owner(books)
        ledger_answers.answer(books, given, by=by, key="rename it")
    minutes_pass(ledger)

    assert of_cells(ledger) == [(asked[0], "CARD-NOEL", "open")]
    with ledger.shop.database.writing() as books:
        # by the message that was sent when the row had its former SKU
        given = Answer(asked[0], 1, "books")
        ledger_answers.answer(books, given, by=ledger.shop.owner(books), key="keep it")
    minutes_pass(ledger)
    assert of_cells(ledger) == [(asked[0], "CARD-NOEL", "answered")]
    assert cells(ledger, "Products", "CARD-NOEL")["Price"] == 5.99


def test_the_same_is_asked_once_more_after_two_rows_had_the_key(ledger: Ledger) -> None:
    """Renamed to and fro, with the same slip each time: each is asked about, and by itself."""
    codes = ["CARD-XMAS", "CARD-NOEL", "CARD-XMAS", "CARD-NOEL"]
    for was, code in pairwise(codes):
        type_in(ledger, "Products", was, "Price", "599")
        ledger.settle()
        answer(ledger, "books")
        type_in(ledger, "Products", was, "SKU", code)
        ledger.settle()
        answer(ledger, "rename")
        minutes_pass(ledger)
    assert len(of_cells(ledger)) == 3
    assert open_ones(ledger) == []
    assert price(ledger, "CARD-NOEL") == 599
