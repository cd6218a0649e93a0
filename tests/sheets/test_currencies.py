"""Amounts in the ledger: of each product in its own currency, whatever the shop's is now."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from oms import (
    catalogue,
    ledger_answers,
    ledger_edits,
    ledger_questions,
    problems,
    reorder,
    settings,
)
from oms.errors import NoLongerPossible
from oms.ledger_answers import Answer
from oms.tables.messages import History
from oms.values import money
from tests.sheets.conftest import Ledger
from tests.sheets.test_tabs import add_row, cells, price, type_in


def shop_in(ledger: Ledger, currency: str) -> None:
    """The owner says in which currency the shop is."""
    type_in(ledger, "Settings", "currency", "Value", currency)
    ledger.settle()
    with ledger.shop.database.reading() as books:
        assert settings.value(books, "currency") == currency


def sold_in(ledger: Ledger, code: str, currency: str, minor: int) -> None:
    """A product whose prices are in a currency."""
    with ledger.shop.database.writing() as books:
        sku = catalogue.exactly(books, code)
        sku.currency, sku.price_minor, sku.cost_minor = currency, minor, None
    ledger.sync.pass_once(force=True)
    ledger.settle()


def why(ledger: Ledger) -> dict[str, str]:
    """What Problems says of each column."""
    with ledger.shop.database.reading() as books:
        return {one.column: one.why for one in problems.open_problems(books)}


@pytest.mark.parametrize("currency", ["JPY", "KWD", "EUR"])
def test_a_price_is_in_the_currency_of_its_product_whatever_the_shops_is(
    ledger: Ledger, currency: str
) -> None:
    shop_in(ledger, currency)
    type_in(ledger, "Products", "MUG-BLU", "Price", "9")
    type_in(ledger, "Products", "MUG-RED", "Price", "'£9.25")
    ledger.settle()
    assert (price(ledger, "MUG-BLU"), price(ledger, "MUG-RED")) == (900, 925)
    assert cells(ledger, "Products", "MUG-BLU")["Price"] == 9
    assert cells(ledger, "Products", "MUG-RED")["Price"] == 9.25

    type_in(ledger, "Products", "MUG-BLU", "Price", "9.255")
    type_in(ledger, "Products", "MUG-BLU", "Cost", f"'4 {currency}")
    ledger.settle()
    assert why(ledger)["Price"] == "it has more decimals than the 2 of pounds"
    assert "this amount is kept in pounds" in why(ledger)["Cost"]
    assert price(ledger, "MUG-BLU") == 900
    assert cells(ledger, "Products", "MUG-BLU")["Price"] == 9.255


def test_a_slip_is_seen_in_the_currency_of_the_product(ledger: Ledger) -> None:
    shop_in(ledger, "JPY")
    type_in(ledger, "Products", "MUG-BLU", "Price", "1000")
    ledger.settle()
    assert price(ledger, "MUG-BLU") == 850
    with ledger.shop.database.reading() as books:
        (one,) = ledger_questions.waiting(books)
    assert (one.facts["sheet"], one.facts["books"]) == ("£1,000.00", "£8.50")


@pytest.mark.parametrize(
    ("currency", "minor", "shown", "typed", "minor_after", "refused"),
    [
        ("JPY", 850, 850, "900", 900, "9.5"),
        ("KWD", 8500, 8.5, "9.255", 9255, "9.2555"),
    ],
)
def test_currencies_of_no_decimals_and_of_three_are_kept_to_the_last_one(
    ledger: Ledger, currency: str, minor: int, shown: float, typed: str, minor_after: int,
    refused: str,
) -> None:  # fmt: skip
    sold_in(ledger, "MUG-BLU", currency, minor)
    assert cells(ledger, "Products", "MUG-BLU")["Price"] == shown
    type_in(ledger, "Products", "MUG-BLU", "Price", typed)
    ledger.settle()
    assert price(ledger, "MUG-BLU") == minor_after
    assert cells(ledger, "Products", "MUG-BLU")["Price"] == float(typed)
    type_in(ledger, "Products", "MUG-BLU", "Price", refused)
    ledger.settle()
    assert price(ledger, "MUG-BLU") == minor_after
    assert list(why(ledger)) == ["Price"]


def test_a_new_row_is_in_the_currency_of_the_shop_when_it_was_asked_about(ledger: Ledger) -> None:
    shop_in(ledger, "JPY")
    add_row(ledger, "Products", {"SKU": "MUG-GRN", "Name": "Green mug", "Price": "900"})
    # the same pass reads the row and takes the setting
    type_in(ledger, "Settings", "currency", "Value", "EUR")
    ledger.sync.pass_once(force=True)
    with ledger.shop.database.writing() as books:
        (one,) = ledger_questions.waiting(books)
        assert ["Price", money(900, "JPY")] in one.facts["shown"]
        by = ledger.shop.owner(books)
        ledger_answers.answer(books, Answer(one.id, one.version, "add"), by=by, key="tap")
    with ledger.shop.database.reading() as books:
        mug = catalogue.exactly(books, "MUG-GRN")
        assert (mug.price_minor, mug.currency) == (900, "JPY")
    ledger.settle()
    assert cells(ledger, "Products", "MUG-GRN")["Price"] == 900
    assert price(ledger, "MUG-GRN") == 900


def test_what_cannot_be_put_back_any_more_is_said_in_units(ledger: Ledger) -> None:
    for units in ("12", "13"):
        ledger.type("MUG-BLU", "Leeds", "Reorder at", units)
        ledger.settle()
    with ledger.shop.database.writing() as books:
        edits = books.scalars(select(History).where(History.what == reorder.WHAT))
        first = next(one for one in edits if 12 in (one.after or {}).values())
        with pytest.raises(NoLongerPossible, match="is 13 now"):
            ledger_edits.undo(books, first.id, by=ledger.shop.owner(books), key="undo")


def test_a_cost_that_the_spreadsheet_made_of_a_day_is_asked_about(ledger: Ledger) -> None:
    # in a German spreadsheet 12.5 is 12 May, and that is the number 46154
    type_in(ledger, "Products", "BAG-JUTE", "Cost", "46154")
    ledger.settle()

    with ledger.shop.database.reading() as books:
        assert catalogue.exactly(books, "BAG-JUTE").cost_minor is None
        [asked] = ledger_questions.in_tab(books, "Products", ("held",))
    assert asked.facts["why"] == "it may be a day: 2026-05-12"
