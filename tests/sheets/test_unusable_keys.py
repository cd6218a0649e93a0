"""A row whose SKU is a formula, or holds what nobody sees, waits until it is mended."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from oms import catalogue, counts
from oms.counts import Where
from oms.tables.catalogue import Sku
from sheets.frame import Frame
from sheets.merge import Base
from sheets.table import Table
from sheets.tabs import products
from sheets.under_merges import UnderMerges
from sheets.unusable_keys import UnusableKeys
from tests.sheets.conftest import Ledger
from tests.sheets.test_nameless import add, open_ones, told
from tests.sheets.test_strange_rows import asked, minutes_pass, take_row_out
from tests.sheets.test_strange_rows import open_ones as questions
from tests.sheets.test_sync import notices, on_hand
from tests.sheets.test_tabs import answer, price, rows_with, type_in

FORMULA = "it is a formula, which says nothing of whose row it is"
UNSEEN = "it holds a zero width space (U+200B) that nobody sees"
CALLED = '="TEA"&"POT"'


def codes(ledger: Ledger) -> dict[str, bool]:
    """The products of the books, and whether they are sold."""
    with ledger.shop.database.reading() as books:
        return {one.code: one.active for one in books.scalars(select(Sku))}


def adjust(ledger: Ledger, units: int) -> None:
    """Somebody finds teapots in York, and says so in Slack."""
    with ledger.shop.database.writing() as books:
        where = Where(ledger.shop.sku_id(books, "TEAPOT"), ledger.shop.location_id(books, "YORK"))
        by = ledger.shop.owner(books)
        counts.adjust(books, where, units, reason="found", by=by, key=f"found {units}")


def retype(ledger: Ledger, tab: str, row: int, text: str) -> None:
    ledger.server.type(ledger.id, tab, f"A{row}", text)


@pytest.mark.parametrize(("sku", "why"), [(CALLED, FORMULA), ("TEAPOT\u200b", UNSEEN)])
def test_a_product_whose_sku_is_none_is_told_of_and_neither_renamed_nor_ended(
    ledger: Ledger, sku: str, why: str
) -> None:
    before, row = codes(ledger), ledger.row("Products", "TEAPOT")
    retype(ledger, "Products", row, sku)
    minutes_pass(ledger)
    ledger.restart()
    minutes_pass(ledger)

    assert told(ledger) == [("Products", "TEAPOT", "SKU", sku, why)]
    assert (questions(ledger), codes(ledger)) == ([], before)
    assert rows_with(ledger, "Products", sku, "TEAPOT") == [sku]

    type_in(ledger, "Products", sku, "Price", "31")
    minutes_pass(ledger)
    assert price(ledger, "TEAPOT") == 2995
    retype(ledger, "Products", row, "TEAPOT")
    minutes_pass(ledger)
    assert (open_ones(ledger), questions(ledger), codes(ledger)) == ([], [], before)
    assert price(ledger, "TEAPOT") == 3100
    assert rows_with(ledger, "Products", sku, "TEAPOT") == ["TEAPOT"]


@pytest.mark.parametrize(("sku", "why"), [("=Products!A7", FORMULA), ("TEAPOT\u200b", UNSEEN)])
def test_a_row_of_stock_waits_with_all_that_is_typed_in_it(
    ledger: Ledger, sku: str, why: str
) -> None:
    row, places = ledger.row("Stock", "TEAPOT", "York"), len(ledger.places())
    retype(ledger, "Stock", row, sku)
    for heading, text in (("Adjust by", "1"), ("Reorder at", "3")):
        ledger.type(sku, "York", heading, text)
    minutes_pass(ledger)

    assert told(ledger) == [("Stock", "TEAPOT|YORK", "SKU", sku, why)]
    assert len(ledger.places()) == places
    assert on_hand(ledger, "TEAPOT", "York") == 7

    adjust(ledger, 2)
    minutes_pass(ledger)
    assert (len(ledger.places()), ledger.shows(sku, "York", "On hand")) == (places, 7)

    retype(ledger, "Stock", row, "TEAPOT")
    minutes_pass(ledger)
    assert (open_ones(ledger), questions(ledger)) == ([], [])
    assert ledger.shows("TEAPOT", "York", "On hand") == on_hand(ledger, "TEAPOT", "York") == 10
    assert ledger.shows("TEAPOT", "York", "Adjust by") == ""
    assert ledger.point("TEAPOT", "YORK") == 3
    assert not [one for one in notices(ledger) if "put_back" in one or "rows_back" in one]


def test_a_whole_column_of_formulas_waits_wherever_its_rows_go(ledger: Ledger) -> None:
    before, products = ledger.places(), codes(ledger)
    rows = ledger.server.rows(ledger.id, "Stock")
    height = len(rows)
    for row in range(2, height + 1):
        sku = str(rows[row - 1][0])
        retype(ledger, "Stock", row, f"=Products!A{ledger.row('Products', sku)}")
    minutes_pass(ledger)
    assert {one.why for one in open_ones(ledger)} == {FORMULA}
    assert len(open_ones(ledger)) == height - 1

    ledger.sort("Stock")
    minutes_pass(ledger)
    assert len(ledger.server.rows(ledger.id, "Stock")) == height
    assert (questions(ledger), codes(ledger)) == ([], products)

    by_name = {str(one[2]): str(one[0]) for one in rows[1:]}
    for row, cells in enumerate(ledger.server.rows(ledger.id, "Stock")[1:], start=2):
        retype(ledger, "Stock", row, by_name[str(cells[2])])
    minutes_pass(ledger)
    assert (open_ones(ledger), ledger.places()) == ([], before)


def test_a_row_that_is_taken_out_with_its_formula_is_gone(ledger: Ledger) -> None:
    row = ledger.row("Products", "CARD-XMAS")
    retype(ledger, "Products", row, '="CARD-"&"XMAS"')
    minutes_pass(ledger)
    take_row_out(ledger, '="CARD-"&"XMAS"')
    minutes_pass(ledger)

    assert open_ones(ledger) == []
    assert not codes(ledger)["CARD-XMAS"]


def test_a_sku_that_is_cleared_under_its_formula_is_waited_for_as_well(ledger: Ledger) -> None:
    row, places = ledger.row("Stock", "TEAPOT", "York"), len(ledger.places())
    retype(ledger, "Stock", row, "=Products!A7")
    minutes_pass(ledger)
    retype(ledger, "Stock", row, "")
    minutes_pass(ledger)
    assert told(ledger) == [("Stock", "TEAPOT|YORK", "SKU", "", "its row has no SKU")]
    retype(ledger, "Stock", row, "TEAPOT")
    minutes_pass(ledger)

    assert (len(ledger.places()), ledger.row("Stock", "TEAPOT", "York")) == (places, row)


def test_another_row_may_go_beside_a_sum_in_the_column_of_the_sku(ledger: Ledger) -> None:
    add(ledger, "Products", {"SKU": "=COUNTA(A2:A7)"})
    minutes_pass(ledger)
    assert (open_ones(ledger), questions(ledger)) == ([], [])

    take_row_out(ledger, "CARD-XMAS")
    minutes_pass(ledger)
    assert not codes(ledger)["CARD-XMAS"]


@pytest.mark.parametrize(("sku", "why"), [('="NEW"&"-1"', FORMULA), ("NEW-1\u200b", UNSEEN)])
def test_a_new_product_is_asked_about_once_its_sku_is_one(
    ledger: Ledger, sku: str, why: str
) -> None:
    row = add(ledger, "Products", {"SKU": sku, "Name": "Thing", "Price": "8"})
    minutes_pass(ledger)
    assert [one[2:] for one in told(ledger)] == [("SKU", sku, why)]
    assert asked(ledger) == 0

    retype(ledger, "Products", row, "NEW-1")
    minutes_pass(ledger)
    assert (open_ones(ledger), questions(ledger)) == ([], [("new_row", "NEW-1")])
    answer(ledger, "add")
    minutes_pass(ledger)
    assert price(ledger, "NEW-1") == 800


def test_a_sku_that_is_asked_about_and_then_a_formula_ends_no_product(ledger: Ledger) -> None:
    before, row = codes(ledger), ledger.row("Products", "CARD-XMAS")
    for text in ("CARD-NOEL", '="CARD-"&"NOEL"'):
        retype(ledger, "Products", row, text)
        minutes_pass(ledger)
    assert (questions(ledger), codes(ledger)) == ([], before)
    assert [one.row for one in open_ones(ledger)] == ["CARD-XMAS"]

    retype(ledger, "Products", row, "CARD-NOEL")
    minutes_pass(ledger)
    assert questions(ledger) == [("rename", "CARD-NOEL")]
    answer(ledger, "rename")
    minutes_pass(ledger)
    assert "CARD-NOEL" in codes(ledger)


def test_a_formula_is_waited_for_while_another_column_is_away(ledger: Ledger) -> None:
    row, column = ledger.row("Products", "TEAPOT"), ledger.column("Products", "Cost")
    ledger.server.type(ledger.id, "Products", f"{column}1", "")
    minutes_pass(ledger)
    retype(ledger, "Products", row, CALLED)
    minutes_pass(ledger)
    assert "TEAPOT" in [one.row for one in open_ones(ledger)]
    type_in(ledger, "Products", CALLED, "Price", "31")
    retype(ledger, "Products", row, "TEAPOT")
    minutes_pass(ledger)
    ledger.server.type(ledger.id, "Products", f"{column}1", "Cost")
    minutes_pass(ledger)

    assert (open_ones(ledger), questions(ledger)) == ([], [])
    assert (codes(ledger)["TEAPOT"], price(ledger, "TEAPOT")) == (True, 3100)


def costs_no_more_requests(ledger: Ledger) -> None:
    """A count beside one row that waits takes as many as any, and it waits on."""
    ledger.server.calls.clear()

    ledger.type("MUG-BLU", "Leeds", "Counted", "3")
    ledger.sync.pass_once()
    assert (ledger.calls("read"), ledger.calls("write")) == (2, 1)
    assert len(open_ones(ledger)) == 1


def test_a_waiting_row_costs_no_request_and_a_restart_changes_nothing(ledger: Ledger) -> None:
    retype(ledger, "Stock", ledger.row("Stock", "TEAPOT", "York"), "=Products!A7")
    ledger.settle()
    ledger.type("MUG-BLU", "Leeds", "Counted", "4")
    ledger.restart()
    ledger.sync.pass_once()
    ledger.settle()
    costs_no_more_requests(ledger)


def test_many_formulas_are_told_of_in_a_few_rows(ledger: Ledger) -> None:
    for number in range(14):
        add(ledger, "Products", {"SKU": f'="N"&{number}', "Name": f"Thing {number}"})
    ledger.settle()

    found = open_ones(ledger)
    assert len(found) == 11
    assert sum("; so it is in 4 rows in all from here on" in one.why for one in found) == 1


def test_a_formula_among_words_ends_no_word(ledger: Ledger) -> None:
    row = add(ledger, "Words", {"Words": "big blues", "Means": "MUG-BLU"})
    minutes_pass(ledger)
    retype(ledger, "Words", row, '="big "&"blues"')
    minutes_pass(ledger)
    assert [(one.tab, one.row, one.why) for one in open_ones(ledger)] == [
        ("Words", "BIG BLUES", FORMULA)
    ]
    retype(ledger, "Words", row, "big blues")
    minutes_pass(ledger)
    assert (open_ones(ledger), rows_with(ledger, "Words", "big blues")) == ([], ["big blues"])
    with ledger.shop.database.reading() as books:
        assert catalogue.find(books, "big blues")[0].code == "MUG-BLU"


def test_a_copy_of_a_row_that_waits_is_a_new_product(ledger: Ledger) -> None:
    row = ledger.row("Products", "TEAPOT")
    retype(ledger, "Products", row, CALLED)
    minutes_pass(ledger)
    copied = dict(zip(*(map(str, ledger.server.rows(ledger.id, "Products")[at])
                        for at in (0, row - 1)), strict=True))  # fmt: skip
    add(ledger, "Products", {**copied, "SKU": "POT-9"})
    minutes_pass(ledger)

    assert questions(ledger) == [("new_row", "POT-9")]


def test_rows_that_keep_their_sku_are_told_by_it_where_columns_moved() -> None:
    """Beside a SKU that became a formula two rows got the names and prices of one another."""
    tab = products.TAB
    was = Table.of([["SKU", "CUP", "JUG"], ["Name", "Cup", "Jug"], ["Price", 4, 9]])
    now = Table.of([["Mine"], ["SKU", "=B9", "JUG"], ["Name", "Jug", "Cup"], ["Price", 9, 4]])
    given = {"CUP", "JUG"}.intersection
    here = Frame(tab, now)
    found = UnusableKeys(Base(Frame(tab, was)), here, given, UnderMerges(here, {}))

    assert (found.rows, found.waiting) == ({0: "SKU"}, {"CUP"})
