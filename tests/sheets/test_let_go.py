"""What is let go is told with an Undo; what stands in its row again was typed, and is not lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import select

from oms import clock, ledger_edits, words
from oms.tables.catalogue import Sku
from oms.tables.messages import OutboxMessage
from sheets.cells import Cell
from sheets.frame import Frame
from sheets.let_go import as_typed
from sheets.merge import NOT_SHOWN
from sheets.table import Table
from sheets.tabs import products, stock
from tests.sheets.conftest import Ledger
from tests.sheets.test_columns_anew import of_products
from tests.sheets.test_nameless import add, open_ones
from tests.sheets.test_rows_gone import listed, sold
from tests.sheets.test_strange_rows import change, minutes_pass
from tests.sheets.test_strange_rows import open_ones as questions
from tests.sheets.test_tabs import answer, cells, price

CARD = {"SKU": "CARD-XMAS", "Name": "Christmas card set", "Price": "5.99", "Active": "TRUE"}


def take_out(ledger: Ledger, tab: str, first: str) -> dict[str, str]:
    """A person takes a row out, and it is let go; gives what it showed."""
    row = ledger.row(tab, first)
    rows = ledger.server.rows(ledger.id, tab)
    area = {"sheetId": ledger.server.tab(ledger.id, tab).id, "dimension": "ROWS",
            "startIndex": row - 1, "endIndex": row}  # fmt: skip
    ledger.server.do(ledger.id, {"deleteDimension": {"range": area}})
    minutes_pass(ledger)
    return {str(one): str(cell).upper() if isinstance(cell, bool) else str(cell)
            for one, cell in zip(rows[0], rows[row - 1], strict=False)}  # fmt: skip


def a_year_passes(ledger: Ledger) -> None:
    then = clock.now() + dt.timedelta(days=300)
    clock.set_source(lambda: then)
    minutes_pass(ledger)


def changes(ledger: Ledger) -> list[Mapping[str, Any]]:
    """What was told of edits that were taken, a message each."""
    with ledger.shop.database.reading() as books:
        told = books.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        return [one.payload["facts"] for one in told
                if one.payload["template"] == "notices/ledger_changed"]  # fmt: skip


def undo(ledger: Ledger, told: Mapping[str, Any]) -> None:
    with ledger.shop.database.writing() as books:
        first, last = int(str(told["first"])), int(str(told["last"]))
        by = ledger.shop.owner(books)
        ledger_edits.undo_all(books, first, last, by=by, key=f"undo {first}")


def means(ledger: Ledger, said: str) -> str | None:
    with ledger.shop.database.reading() as books:
        return words.value(books, said)


def test_a_product_that_ends_with_its_row_is_told_once_with_an_undo(ledger: Ledger) -> None:
    take_out(ledger, "Products", "CARD-XMAS")
    assert "CARD-XMAS" not in sold(ledger)
    (told,) = changes(ledger)
    (one,) = told["changed"]
    assert (one["heading"], one["before"], one["after"]) == ("Active", "yes", "no")
    assert told["ended"] == 1

    undo(ledger, told)
    minutes_pass(ledger)
    assert "CARD-XMAS" in sold(ledger)
    assert "CARD-XMAS" in listed(ledger)
    assert len(changes(ledger)) == 1


def test_a_word_that_ends_with_its_row_is_told_once_with_an_undo(ledger: Ledger) -> None:
    add(ledger, "Words", {"Words": "big blues", "Means": "MUG-BLU"})
    minutes_pass(ledger)
    take_out(ledger, "Words", "big blues")
    assert means(ledger, "big blues") is None
    assert [told.get("ended", 0) for told in changes(ledger)] == [0, 1]

    undo(ledger, changes(ledger)[-1])
    minutes_pass(ledger)
    assert means(ledger, "big blues") == "MUG-BLU"
    assert cells(ledger, "Words", "big blues")["Means"] == "MUG-BLU"


def test_a_row_of_what_ended_before_ends_nothing_and_is_not_told(ledger: Ledger) -> None:
    change(ledger, "CARD-XMAS", "active", False)
    minutes_pass(ledger)
    take_out(ledger, "Products", "CARD-XMAS")
    assert changes(ledger) == []


@pytest.mark.parametrize("later", [lambda _: None, a_year_passes])
def test_a_row_that_is_put_back_is_sold_again(
    ledger: Ledger, later: Callable[[Ledger], None]
) -> None:
    before = sold(ledger)
    row = take_out(ledger, "Products", "CARD-XMAS")
    later(ledger)
    add(ledger, "Products", row)
    minutes_pass(ledger)

    assert (sold(ledger), questions(ledger), open_ones(ledger)) == (before, [], [])
    assert cells(ledger, "Products", "CARD-XMAS")["Active"] is True
    assert [one.get("ended", 0) for one in changes(ledger)] == [1, 0]


@pytest.mark.parametrize("ticked", [True, False])
def test_a_row_that_is_typed_anew_says_whether_it_is_sold(ledger: Ledger, *, ticked: bool) -> None:
    take_out(ledger, "Products", "CARD-XMAS")
    a_year_passes(ledger)
    add(ledger, "Products", CARD | {"Active": str(ticked).upper()})
    minutes_pass(ledger)

    assert ("CARD-XMAS" in sold(ledger)) is ticked
    assert (questions(ledger), open_ones(ledger)) == ([], [])
    shown = cells(ledger, "Products", "CARD-XMAS")
    assert (shown["Active"], shown["Row ID"]) == (ticked, "6")


def test_a_word_that_is_taught_again_means_it_again(ledger: Ledger) -> None:
    add(ledger, "Words", {"Words": "big blues", "Means": "MUG-BLU"})
    minutes_pass(ledger)
    take_out(ledger, "Words", "big blues")
    a_year_passes(ledger)
    add(ledger, "Words", {"Words": "Big Blues", "Means": "MUG-BLU"})
    minutes_pass(ledger)

    assert means(ledger, "big blues") == "MUG-BLU"
    assert cells(ledger, "Words", "Big Blues")["Means"] == "MUG-BLU"
    assert (questions(ledger), open_ones(ledger)) == ([], [])


@pytest.mark.parametrize("is_put_back", [True, False])
def test_what_is_typed_as_it_was_is_asked_about_once_where_slack_changed_it(
    ledger: Ledger, *, is_put_back: bool
) -> None:
    row = take_out(ledger, "Products", "CARD-XMAS")
    change(ledger, "CARD-XMAS", "price", 799)
    minutes_pass(ledger)
    add(ledger, "Products", row if is_put_back else CARD)
    minutes_pass(ledger)

    assert questions(ledger) == [("conflict", "CARD-XMAS")]
    assert cells(ledger, "Products", "CARD-XMAS")["Price"] == 5.99
    answer(ledger, "books")
    minutes_pass(ledger)
    assert (questions(ledger), open_ones(ledger), price(ledger, "CARD-XMAS")) == ([], [], 799)
    assert cells(ledger, "Products", "CARD-XMAS")["Price"] == 7.99


def test_what_is_new_in_it_is_taken_and_what_was_left_blank_is_filled(ledger: Ledger) -> None:
    take_out(ledger, "Products", "CARD-XMAS")
    change(ledger, "CARD-XMAS", "barcode", "5012345678917")
    add(ledger, "Products", {"SKU": "CARD-XMAS", "Active": "TRUE", "Cost": "2"})
    minutes_pass(ledger)

    assert (questions(ledger), open_ones(ledger)) == ([], [])
    assert of_products(ledger, Sku.cost_minor)["CARD-XMAS"] == 200
    shown = cells(ledger, "Products", "CARD-XMAS")
    assert (shown["Name"], shown["Price"], shown["Barcode"]) == (
        "Christmas card set", 5.99, "5012345678917",
    )  # fmt: skip


def test_what_is_emptied_in_a_row_that_is_put_back_is_asked_about(ledger: Ledger) -> None:
    row = take_out(ledger, "Products", "CARD-XMAS")
    add(ledger, "Products", row | {"Price": ""})
    minutes_pass(ledger)

    assert questions(ledger) == [("conflict", "CARD-XMAS")]
    assert cells(ledger, "Products", "CARD-XMAS")["Price"] == ""
    assert price(ledger, "CARD-XMAS") == 599


def test_what_the_books_alone_write_counts_as_shown_where_anything_of_it_stands() -> None:
    shown: dict[str, Cell] = {"Name": "Mug", "On hand": 0, "Reserved": 0, "Reorder at": 3}
    heading = ["SKU", "Location", "Name", "On hand", "Reserved", "Reorder at"]
    rows: list[tuple[list[Cell], dict[str, Cell]]] = [
        (["MUG", "York", "", "", "", ""], {"On hand": "", "Reorder at": ""}),
        (["MUG", "York", "Mug", 7, 0, ""], {"On hand": 0, "Reorder at": NOT_SHOWN}),
    ]
    for row, known in rows:
        now = Frame(stock.TAB, Table.of([list(one) for one in zip(heading, row, strict=True)]))
        found = as_typed(now, "MUG|YORK", shown)
        assert {one: found[one] for one in known} == known


def test_of_several_rows_with_its_key_nothing_is_looked_at() -> None:
    now = Frame(products.TAB, Table.of([["SKU", "CUP", "CUP"], ["Name", "Cup", ""]]))
    found = as_typed(now, "CUP", {"Name": "Cup", "Active": True, "Row ID": "3"})
    assert (found["Name"], found["Active"]) == ("", False)
