"""A row of which the key was cleared waits with all that is in it, until the key is typed again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from oms import words
from sheets.cleared_keys import MOST_PAIRS, cleared
from sheets.frame import Frame
from sheets.merge import Base
from sheets.tab import LONGEST
from sheets.table import Table
from sheets.tabs import products
from tests.sheets.conftest import Ledger
from tests.sheets.test_nameless import add, open_ones, told
from tests.sheets.test_rows_gone import listed, sold
from tests.sheets.test_strange_rows import minutes_pass
from tests.sheets.test_strange_rows import open_ones as questions
from tests.sheets.test_sync import on_hand
from tests.sheets.test_tabs import price
from tests.sheets.test_unusable_keys import costs_no_more_requests

CLEARED = ("Products", "CARD-XMAS", "SKU", "", "its row has no SKU")


def put(ledger: Ledger, tab: str, row: int, cells: dict[str, str]) -> None:
    """A person types into cells of a row."""
    for heading, text in cells.items():
        ledger.server.type(ledger.id, tab, f"{ledger.column(tab, heading)}{row}", text)


def take_out(ledger: Ledger, row: int) -> None:
    area = {"sheetId": ledger.server.tab(ledger.id, "Products").id, "dimension": "ROWS",
            "startIndex": row - 1, "endIndex": row}  # fmt: skip
    ledger.server.do(ledger.id, {"deleteDimension": {"range": area}})


def where(ledger: Ledger, name: str) -> int:
    """The number of the row of a product, by its name."""
    rows = ledger.server.rows(ledger.id, "Products")
    return 1 + next(at for at, row in enumerate(rows) if name in row)


@pytest.mark.parametrize("code", ["CARD-XMAS", "TEAPOT"])
def test_a_product_is_sold_still_and_what_is_typed_beside_is_taken_once_its_sku_is_back(
    ledger: Ledger, code: str
) -> None:
    before, row = sold(ledger), ledger.row("Products", code)
    put(ledger, "Products", row, {"SKU": "", "Price": "6.50"})
    minutes_pass(ledger)
    ledger.restart()
    minutes_pass(ledger)

    assert told(ledger) == [("Products", code, "SKU", "", "its row has no SKU")]
    assert open_ones(ledger)[0].remedy == f"Type {code} there again, or take the row out."
    assert (sold(ledger), questions(ledger)) == (before, [])
    assert len(listed(ledger)) == len(before)

    put(ledger, "Products", row, {"SKU": code, "Name": "Another name"})
    minutes_pass(ledger)
    assert (open_ones(ledger), questions(ledger), sold(ledger)) == ([], [], before)
    assert (price(ledger, code), sorted(listed(ledger))) == (650, sorted(before))


def sort_after(ledger: Ledger) -> None:
    ledger.sort("Products", by=1)


def sort_and_price(ledger: Ledger) -> None:
    ledger.sort("Products", by=1)
    put(ledger, "Products", where(ledger, "Christmas card set"), {"Price": "6.50"})


def without_its_id(ledger: Ledger) -> None:
    put(ledger, "Products", where(ledger, "Christmas card set"), {"Row ID": ""})


@pytest.mark.parametrize("also", [sort_after, sort_and_price, without_its_id])
def test_it_is_found_wherever_it_went(ledger: Ledger, also: Callable[[Ledger], None]) -> None:
    before = sold(ledger)
    add(ledger, "Products", {"Name": "these are all we have"})
    minutes_pass(ledger)
    put(ledger, "Products", ledger.row("Products", "CARD-XMAS"), {"SKU": ""})
    also(ledger)
    minutes_pass(ledger)

    assert CLEARED in told(ledger)
    assert sold(ledger) == before
    also(ledger)
    put(ledger, "Products", where(ledger, "Christmas card set"), {"SKU": "CARD-XMAS"})
    minutes_pass(ledger)
    assert CLEARED not in told(ledger)
    assert (questions(ledger), sold(ledger)) == ([], before)


def test_a_sku_that_is_too_long_to_be_one_ends_nothing(ledger: Ledger) -> None:
    row = ledger.row("Products", "CARD-XMAS")
    put(ledger, "Products", row, {"SKU": "X" * (LONGEST + 1)})
    minutes_pass(ledger)

    assert ["it has 301 letters" in one.why for one in open_ones(ledger)] == [True]
    assert "CARD-XMAS" in sold(ledger)


def test_another_sku_typed_there_is_asked_about(ledger: Ledger) -> None:
    row = ledger.row("Products", "CARD-XMAS")
    put(ledger, "Products", row, {"SKU": ""})
    minutes_pass(ledger)
    put(ledger, "Products", row, {"SKU": "CARD-NOEL"})
    minutes_pass(ledger)

    assert questions(ledger) == [("rename", "CARD-NOEL")]
    assert "CARD-XMAS" in sold(ledger)


def empty_what_is_seen(ledger: Ledger, row: int) -> None:
    put(ledger, "Products", row, {"SKU": "", "Name": "", "Price": "", "Active": "FALSE"})


def clear_and_take_out(ledger: Ledger, row: int) -> None:
    put(ledger, "Products", row, {"SKU": ""})
    minutes_pass(ledger)
    take_out(ledger, row)


def take_out_beside_a_remark(ledger: Ledger, row: int) -> None:
    add(ledger, "Products", {"Name": "Christmas card set", "Supplier": "ask for more"})
    minutes_pass(ledger)
    take_out(ledger, row)


@pytest.mark.parametrize(
    "leave", [empty_what_is_seen, clear_and_take_out, take_out_beside_a_remark]
)
def test_a_row_of_which_nothing_is_seen_any_more_ends(
    ledger: Ledger, leave: Callable[[Ledger, int], None]
) -> None:
    leave(ledger, ledger.row("Products", "CARD-XMAS"))
    minutes_pass(ledger)

    assert "CARD-XMAS" not in sold(ledger)
    assert CLEARED not in told(ledger)


def test_a_row_of_stock_waits_with_what_is_typed_in_it(ledger: Ledger) -> None:
    row, places = ledger.row("Stock", "TEAPOT", "York"), len(ledger.places())
    put(ledger, "Stock", row, {"Location": "", "Adjust by": "1", "Reorder at": "3"})
    minutes_pass(ledger)

    assert told(ledger) == [("Stock", "TEAPOT|YORK", "Location", "", "its row has no Location")]
    assert (len(ledger.places()), on_hand(ledger, "TEAPOT", "York")) == (places, 7)

    put(ledger, "Stock", row, {"Location": "York"})
    minutes_pass(ledger)
    assert (open_ones(ledger), questions(ledger)) == ([], [])
    assert ledger.shows("TEAPOT", "York", "On hand") == on_hand(ledger, "TEAPOT", "York") == 8
    assert ledger.point("TEAPOT", "YORK") == 3


def test_a_cleared_word_keeps_its_meaning(ledger: Ledger) -> None:
    row = add(ledger, "Words", {"Words": "big blues", "Means": "MUG-BLU"})
    minutes_pass(ledger)
    put(ledger, "Words", row, {"Words": ""})
    minutes_pass(ledger)

    assert told(ledger) == [("Words", "BIG BLUES", "Words", "", "its row has no Words")]
    with ledger.shop.database.reading() as books:
        assert words.value(books, "big blues") == "MUG-BLU"
    put(ledger, "Words", row, {"Words": "big blues"})
    minutes_pass(ledger)
    assert (open_ones(ledger), len(ledger.server.rows(ledger.id, "Words"))) == ([], row)


def test_a_row_that_waits_costs_no_more_requests(ledger: Ledger) -> None:
    put(ledger, "Stock", ledger.row("Stock", "TEAPOT", "York"), {"SKU": ""})
    ledger.settle()
    costs_no_more_requests(ledger)


def test_more_than_can_be_held_against_one_another_have_left() -> None:
    several = 1 + int(MOST_PAIRS**0.5)
    codes = [f"X-{number}" for number in range(several)]
    names = ["Name", *codes]
    was = Frame(products.TAB, Table.of([["SKU", *codes], names]))
    now = Frame(products.TAB, Table.of([["SKU"], names]))

    assert cleared(Base(was), now, codes[2:], ()).alike
    assert not cleared(Base(was), now, codes, ()).alike
