"""Rows that the books do not know: asked about each time they come, and once while they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from itertools import pairwise

import pytest
from sqlalchemy import select

from oms import (
    catalogue,
    clock,
    ledger_answers,
    ledger_edits,
    ledger_questions,
    product_edits,
)
from oms.ledger_answers import Answer
from oms.tables.messages import History
from oms.tables.sheet import LedgerQuestion
from tests.sheets.conftest import Ledger
from tests.sheets.test_tabs import add_row, answer, price, rows_with, type_in
from tests.sheets.test_taken_over import take_over

NEW = {"SKU": "NEW-1", "Name": "Thing", "Price": "8"}


def open_ones(ledger: Ledger) -> list[tuple[str, str]]:
    """Kind and row of what waits for an answer."""
    with ledger.shop.database.reading() as books:
        return [(one.kind, one.row_key) for one in ledger_questions.waiting(books)]


def asked(ledger: Ledger) -> int:
    """How many questions were ever asked about rows."""
    with ledger.shop.database.reading() as books:
        return len(list(books.scalars(select(LedgerQuestion).where(
            LedgerQuestion.kind.in_(ledger_questions.ABOUT_ROWS)
        ))))  # fmt: skip


def change(ledger: Ledger, code: str, field: str, value: str | int) -> None:
    """Somebody changes a product in Slack."""
    with ledger.shop.database.writing() as books:
        sku, by = ledger.shop.sku_id(books, code), ledger.shop.owner(books)
        key = f"{code} {field} {value}"
        product_edits.change(books, sku, field, value, by=by, key=key)


def minutes_pass(ledger: Ledger, minutes: int = 3) -> None:
    """The program looks, and a minute later again, and so on."""
    for _ in range(minutes):
        then = clock.now() + dt.timedelta(seconds=62)
        clock.set_source(partial(dt.datetime.fromisoformat, then.isoformat()))
        ledger.sync.pass_once(force=True)


def take_row_out(ledger: Ledger, code: str) -> None:
    row = ledger.row("Products", code)
    span = {"sheetId": ledger.server.tab(ledger.id, "Products").id, "dimension": "ROWS",
            "startIndex": row - 1, "endIndex": row}  # fmt: skip
    ledger.server.do(ledger.id, {"deleteDimension": {"range": span}})


def retype(ledger: Ledger, *codes: str) -> None:
    """A person types another SKU into a row, and another; each is seen."""
    for was, code in pairwise(codes):
        type_in(ledger, "Products", was, "SKU", code)
        ledger.settle()


def undo_rename(ledger: Ledger) -> None:
    """Somebody takes the answer back, from the notice; the row has its SKU again."""
    with ledger.shop.database.writing() as books:
        edit = books.scalars(select(History.id).where(History.what == "SKU set")).one()
        ledger_edits.undo(books, edit, by=ledger.shop.owner(books), key="undone")
    ledger.sync.pass_once(force=True)
    assert rows_with(ledger, "Products", "CARD-XMAS", "CARD-NOEL") == ["CARD-XMAS"]


def typed_back(ledger: Ledger) -> None:
    retype(ledger, "CARD-XMAS", "CARD-NOEL", "CARD-XMAS", "CARD-NOEL")


def undone_in_slack(ledger: Ledger) -> None:
    retype(ledger, "CARD-XMAS", "CARD-NOEL")
    answer(ledger, "rename")
    ledger.settle()
    undo_rename(ledger)
    ledger.settle()
    retype(ledger, "CARD-XMAS", "CARD-NOEL")


def undone_before_it_is_done(ledger: Ledger) -> None:
    retype(ledger, "CARD-XMAS", "CARD-NOEL")
    answer(ledger, "rename")
    with ledger.shop.database.writing() as books:
        edit = books.scalars(select(History.id).where(History.what == "SKU set")).one()
        ledger_edits.undo(books, edit, by=ledger.shop.owner(books), key="undone")


def undone_and_typed_before_it_is_read(ledger: Ledger) -> None:
    retype(ledger, "CARD-XMAS", "CARD-NOEL")
    answer(ledger, "rename")
    ledger.settle()
    undo_rename(ledger)
    retype(ledger, "CARD-XMAS", "CARD-NOEL")


@pytest.mark.parametrize(
    "again",
    [
        typed_back,
        undone_in_slack,
        undone_before_it_is_done,
        undone_and_typed_before_it_is_read,
    ],
)
def test_a_sku_that_is_changed_once_more_is_asked_about_once_more(
    ledger: Ledger, again: Callable[[Ledger], None]
) -> None:
    again(ledger)
    minutes_pass(ledger)

    assert open_ones(ledger) == [("rename", "CARD-NOEL")]
    answer(ledger, "rename")
    ledger.settle()
    with ledger.shop.database.reading() as books:
        card = catalogue.exactly(books, "CARD-NOEL")
        assert (card.code, card.active) == ("CARD-NOEL", True)
    assert rows_with(ledger, "Products", "CARD-XMAS", "CARD-NOEL") == ["CARD-NOEL"]


def test_a_row_whose_product_has_another_row_since_is_asked_about(ledger: Ledger) -> None:
    retype(ledger, "CARD-XMAS", "CARD-NOEL")
    answer(ledger, "rename")
    ledger.settle()
    add_row(ledger, "Products", {"SKU": "CARD-XMAS", "Name": "Postcard", "Price": "3"})
    ledger.settle()
    with ledger.shop.database.writing() as books:
        edit = books.scalars(select(History.id).where(History.what == "SKU set")).one()
        ledger_edits.undo(books, edit, by=ledger.shop.owner(books), key="undone")
    minutes_pass(ledger)

    # the product is that of the row that has its SKU; the row that it had is nobody's
    assert ("new_row", "CARD-NOEL") in open_ones(ledger)
    type_in(ledger, "Products", "CARD-NOEL", "Price", "9")
    minutes_pass(ledger)
    with ledger.shop.database.writing() as books:
        (one,) = [one for one in ledger_questions.waiting(books) if one.kind == "new_row"]
        given = Answer(one.id, one.version, "add")
        ledger_answers.answer(books, given, by=ledger.shop.owner(books), key="added")
    minutes_pass(ledger)
    assert (price(ledger, "CARD-NOEL"), price(ledger, "CARD-XMAS")) == (900, 599)
    assert rows_with(ledger, "Products", "CARD-NOEL", "CARD-XMAS") == ["CARD-NOEL", "CARD-XMAS"]


def deleted_and_put_back(ledger: Ledger) -> None:
    add_row(ledger, "Products", NEW)
    ledger.settle()
    take_row_out(ledger, "NEW-1")
    ledger.settle()
    assert open_ones(ledger) == []
    add_row(ledger, "Products", NEW)


def called_otherwise_for_a_moment(ledger: Ledger) -> None:
    add_row(ledger, "Products", NEW)
    ledger.settle()
    retype(ledger, "NEW-1", "NEW-2", "NEW-1")


def ignored_and_typed_anew(ledger: Ledger) -> None:
    add_row(ledger, "Products", NEW)
    ledger.settle()
    answer(ledger, "ignore")
    take_row_out(ledger, "NEW-1")
    ledger.settle()
    add_row(ledger, "Products", NEW)


def renamed_in_slack_and_typed_anew(ledger: Ledger) -> None:
    add_row(ledger, "Products", NEW)
    ledger.settle()
    answer(ledger, "add")
    ledger.settle()
    change(ledger, "NEW-1", "code", "NEW-9")
    # the row has its new SKU, and was not read since
    ledger.sync.pass_once()
    add_row(ledger, "Products", NEW)


def copied_for_a_moment(ledger: Ledger) -> None:
    add_row(ledger, "Products", NEW)
    ledger.settle()
    add_row(ledger, "Products", NEW)
    ledger.settle()
    assert open_ones(ledger) == [("new_row", "NEW-1")]
    take_row_out(ledger, "NEW-1")


@pytest.mark.parametrize(
    "again",
    [
        deleted_and_put_back,
        called_otherwise_for_a_moment,
        ignored_and_typed_anew,
        renamed_in_slack_and_typed_anew,
        copied_for_a_moment,
    ],
)
def test_a_row_that_comes_once_more_is_asked_about_once_more(
    ledger: Ledger, again: Callable[[Ledger], None]
) -> None:
    again(ledger)
    minutes_pass(ledger)

    assert open_ones(ledger) == [("new_row", "NEW-1")]
    if again is not renamed_in_slack_and_typed_anew:
        answer(ledger, "add")
        ledger.settle()
        assert price(ledger, "NEW-1") == 800


@pytest.mark.parametrize("heading", ["", "Price"])
def test_a_row_that_was_ignored_is_not_asked_about_as_long_as_it_stands(
    ledger: Ledger, heading: str
) -> None:
    if heading:
        # without a column what was read stays the base, whatever is read since
        clear_heading(ledger, heading)
        ledger.settle()
    add_row(ledger, "Products", {"SKU": "NEW-1", "Name": "Thing"})
    ledger.settle()
    answer(ledger, "ignore")
    ledger.settle()

    for text in ("Thing 2", "Thing 3"):
        type_in(ledger, "Products", "NEW-1", "Name", text)
        minutes_pass(ledger, 2)
    assert asked(ledger) == 1

    take_row_out(ledger, "NEW-1")
    minutes_pass(ledger, 2)
    add_row(ledger, "Products", {"SKU": "NEW-1", "Name": "Thing"})
    minutes_pass(ledger, 2)
    assert (asked(ledger), open_ones(ledger)) == (2, [("new_row", "NEW-1")])


def clear_heading(ledger: Ledger, heading: str) -> None:
    """The heading of a column has another name that nobody knows."""
    cell = f"{ledger.column('Products', heading)}1"
    document = ledger.server.document(ledger.id)
    document.metadata = [one for one in document.metadata if f"/{heading}" not in str(one)]
    ledger.server.type(ledger.id, "Products", cell, "Something else")


def test_a_row_that_was_ignored_is_not_asked_about_when_the_spreadsheet_is_taken_over(
    ledger: Ledger,
) -> None:
    add_row(ledger, "Products", NEW)
    ledger.settle()
    answer(ledger, "ignore")
    ledger.settle()

    take_over(ledger)
    assert asked(ledger) == 1

    type_in(ledger, "Products", "NEW-1", "Price", "9")
    take_over(ledger)
    assert (asked(ledger), open_ones(ledger)) == (2, [("new_row", "NEW-1")])


def test_a_question_about_a_row_stays_the_same_one_while_the_row_stands(ledger: Ledger) -> None:
    add_row(ledger, "Products", NEW)
    retype(ledger, "CARD-XMAS", "CARD-NOEL")
    minutes_pass(ledger, 4)
    take_over(ledger)

    with ledger.shop.database.reading() as books:
        waiting = ledger_questions.waiting(books)
        assert {(one.kind, one.version) for one in waiting} == {("new_row", 1), ("rename", 1)}
    assert asked(ledger) == 2


def test_what_stands_in_an_ignored_row_is_asked_about_once_such_a_product_is_added(
    ledger: Ledger,
) -> None:
    add_row(ledger, "Products", NEW)
    ledger.settle()
    answer(ledger, "ignore")
    ledger.settle()

    with ledger.shop.database.writing() as books:
        catalogue.add_sku(books, "NEW-1", "Thing", currency="GBP", price_minor=500)
    minutes_pass(ledger, 2)

    with ledger.shop.database.reading() as books:
        asked_of = [(one.kind, one.column) for one in ledger_questions.waiting(books)]
    assert asked_of == [("conflict", "Price")]


def test_a_sku_typed_over_the_one_that_we_wrote_is_asked_about(ledger: Ledger) -> None:
    change(ledger, "CARD-XMAS", "code", "CARD-NOEL")
    ledger.sync.pass_once()
    assert rows_with(ledger, "Products", "CARD-NOEL") == ["CARD-NOEL"]
    type_in(ledger, "Products", "CARD-NOEL", "SKU", "CARD-XMAS")
    minutes_pass(ledger)

    assert open_ones(ledger) == [("rename", "CARD-XMAS")]
    assert rows_with(ledger, "Products", "CARD-XMAS", "CARD-NOEL") == ["CARD-XMAS"]


def test_a_product_that_gets_one_sku_after_the_other_keeps_its_row(ledger: Ledger) -> None:
    change(ledger, "CARD-XMAS", "code", "CARD-NOEL")
    ledger.sync.pass_once()
    change(ledger, "CARD-NOEL", "code", "CARD-1")
    there = ledger.row("Products", "CARD-NOEL")
    minutes_pass(ledger)

    assert open_ones(ledger) == []
    assert ledger.row("Products", "CARD-1") == there
