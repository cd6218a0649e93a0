"""Cells that somebody empties in a row whose key, or whose product, is new: they stay empty."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from oms import catalogue, ledger_answers, ledger_questions
from oms.ledger_answers import Answer
from tests.sheets.conftest import Ledger
from tests.sheets.test_strange_rows import change, minutes_pass, open_ones, retype
from tests.sheets.test_tabs import add_row, answer, cells, price, rows_with, type_in
from tests.sheets.test_taken_over import take_over

Deed = Callable[[Ledger, Callable[[], None]], None]


def in_the_same_moment(ledger: Ledger, act: Callable[[], None]) -> None:
    """Somebody acts in the ledger, and the product is renamed in Slack before that is read."""
    act()
    change(ledger, "MUG-BLU", "code", "MUG-AZ")


def after_our_write(ledger: Ledger, act: Callable[[], None]) -> None:
    """The product is renamed in Slack, the row follows, and then somebody acts in it."""
    change(ledger, "MUG-BLU", "code", "MUG-AZ")
    ledger.sync.pass_once()
    assert rows_with(ledger, "Products", "MUG-BLU", "MUG-AZ") == ["MUG-AZ"]
    act()


def before_a_write_that_is_lost(ledger: Ledger, act: Callable[[], None]) -> None:
    """As in the same moment; the SKU that is to be written does not get there the first time."""
    act()
    change(ledger, "MUG-BLU", "code", "MUG-AZ")
    ledger.server.before_request = lambda kind, _path: stop(ledger) if kind == "write" else None
    with pytest.raises(Exception, match=r".*"):
        ledger.sync.pass_once(force=True)
    ledger.server.before_request, ledger.server.down = None, False
    ledger.restart()


def stop(ledger: Ledger) -> None:
    ledger.server.down = True


WHEN = [in_the_same_moment, after_our_write, before_a_write_that_is_lost]


def there(ledger: Ledger) -> str:
    """The SKU that the row of the mug has just now."""
    return rows_with(ledger, "Products", "MUG-BLU", "MUG-AZ")[0]


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize(("text", "wanted"), [("", None), ("9", 900)])
def test_a_price_changed_while_its_product_is_renamed_is_taken(
    ledger: Ledger, when: Deed, text: str, wanted: int | None
) -> None:
    when(ledger, lambda: type_in(ledger, "Products", there(ledger), "Price", text))
    minutes_pass(ledger)

    assert price(ledger, "MUG-AZ") == wanted
    assert cells(ledger, "Products", "MUG-AZ")["Price"] == (9 if text else "")
    assert open_ones(ledger) == []


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize(("text", "wanted"), [("", None), ("4", 4)])
def test_a_reorder_point_changed_while_its_product_is_renamed_is_taken(
    ledger: Ledger, when: Deed, text: str, wanted: int | None
) -> None:
    when(ledger, lambda: ledger.type(there(ledger), "Leeds", "Reorder at", text))
    minutes_pass(ledger)

    assert ledger.point("MUG-AZ", "Leeds") == wanted
    assert ledger.shows("MUG-AZ", "Leeds", "Reorder at") == (4 if text else "")
    assert open_ones(ledger) == []


@pytest.mark.parametrize("when", WHEN)
def test_a_figure_typed_over_while_its_product_is_renamed_is_put_back_and_told(
    ledger: Ledger, when: Deed
) -> None:
    when(ledger, lambda: ledger.type(there(ledger), "Leeds", "On hand", "77"))
    minutes_pass(ledger)

    assert ledger.shows("MUG-AZ", "Leeds", "On hand") == 5
    with ledger.shop.database.reading() as books:
        told = ledger_questions.last(books, ("Stock", "MUG-AZ|LEEDS", "On hand"))
        assert told is not None
        assert (told.kind, told.facts["typed"]) == ("put_back", "77")


def test_what_both_sides_change_while_a_product_is_renamed_is_asked_about(
    ledger: Ledger,
) -> None:
    type_in(ledger, "Products", "MUG-BLU", "Price", "9")
    with ledger.shop.database.writing() as books:
        catalogue.exactly(books, "MUG-BLU").price_minor = 950
    change(ledger, "MUG-BLU", "code", "MUG-AZ")
    minutes_pass(ledger)

    assert price(ledger, "MUG-AZ") == 950
    assert open_ones(ledger) == [("conflict", "MUG-AZ")]


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(("said", "code"), [("rename", "CARD-NOEL"), ("new", "CARD-NOEL")])
def test_a_price_emptied_in_a_row_with_another_sku_stays_empty(
    ledger: Ledger, said: str, code: str, *, first: bool
) -> None:
    if first:
        type_in(ledger, "Products", "CARD-XMAS", "Price", "")
    retype(ledger, "CARD-XMAS", "CARD-NOEL")
    if not first:
        minutes_pass(ledger, 2)
        answer(ledger, said)
        type_in(ledger, "Products", "CARD-NOEL", "Price", "")
    else:
        answer(ledger, said)
    minutes_pass(ledger)

    assert price(ledger, code) is None
    assert cells(ledger, "Products", code)["Price"] == ""
    assert open_ones(ledger) == []
    if said == "new":
        assert price(ledger, "CARD-XMAS") == 599


@pytest.mark.parametrize("other", ["CARD-XMAS", "CARD-2"])
def test_a_price_emptied_beside_a_sku_that_is_put_right_stays_empty(
    ledger: Ledger, other: str
) -> None:
    retype(ledger, "CARD-XMAS", "CARD-NOEL")
    type_in(ledger, "Products", "CARD-NOEL", "Price", "")
    retype(ledger, "CARD-NOEL", other)
    if other != "CARD-XMAS":
        answer(ledger, "rename")
    minutes_pass(ledger)

    assert price(ledger, other) is None
    assert cells(ledger, "Products", other)["Price"] == ""
    assert open_ones(ledger) == []


def test_what_stood_in_a_row_is_known_though_its_product_got_yet_another_sku(
    ledger: Ledger,
) -> None:
    type_in(ledger, "Products", "CARD-XMAS", "Price", "")
    retype(ledger, "CARD-XMAS", "CARD-NOEL")
    change(ledger, "CARD-XMAS", "code", "CARD-3")
    minutes_pass(ledger, 2)
    answer(ledger, "rename")
    minutes_pass(ledger)

    assert price(ledger, "CARD-NOEL") is None
    assert open_ones(ledger) == []


@pytest.mark.parametrize("text", ["", "9"])
def test_what_is_changed_in_a_new_row_after_it_was_read_is_taken_when_it_is_added(
    ledger: Ledger, text: str
) -> None:
    row = {"SKU": "NEW-1", "Name": "Thing", "Price": "8", "Supplier": "Harrow"}
    add_row(ledger, "Products", row)
    ledger.settle()
    answer(ledger, "add")
    type_in(ledger, "Products", "NEW-1", "Price", text)
    type_in(ledger, "Products", "NEW-1", "Supplier", "")
    minutes_pass(ledger)

    assert price(ledger, "NEW-1") == (900 if text else None)
    shown = cells(ledger, "Products", "NEW-1")
    assert (shown["Price"], shown["Supplier"]) == (9 if text else "", "")
    assert shown["Active"] is True
    assert open_ones(ledger) == []


def test_what_is_typed_in_a_new_row_whose_product_is_added_elsewhere_is_asked_about(
    ledger: Ledger,
) -> None:
    add_row(ledger, "Products", {"SKU": "NEW-1", "Name": "Thing", "Price": "8"})
    ledger.settle()
    with ledger.shop.database.writing() as books:
        catalogue.add_sku(books, "NEW-1", "Thing", currency="GBP", price_minor=500)
    minutes_pass(ledger)

    assert price(ledger, "NEW-1") == 500
    assert cells(ledger, "Products", "NEW-1")["Price"] == 8
    assert open_ones(ledger) == [("conflict", "NEW-1")]


def test_a_cell_that_was_emptied_before_the_spreadsheet_is_taken_over_is_asked_about(
    ledger: Ledger,
) -> None:
    type_in(ledger, "Products", "MUG-BLU", "Price", "")
    ledger.type("MUG-BLU", "Leeds", "Reorder at", "")
    take_over(ledger)

    assert set(open_ones(ledger)) == {("conflict", "MUG-BLU"), ("conflict", "MUG-BLU|LEEDS")}
    assert cells(ledger, "Products", "MUG-BLU")["Price"] == ""
    assert (price(ledger, "MUG-BLU"), ledger.point("MUG-BLU", "Leeds")) == (850, 6)

    for said, tab in (("sheet", "Products"), ("books", "Stock")):
        with ledger.shop.database.writing() as books:
            one = next(one for one in ledger_questions.waiting(books) if one.tab == tab)
            given = Answer(one.id, one.version, said)
            ledger_answers.answer(books, given, by=ledger.shop.owner(books), key=f"a{one.id}")
    minutes_pass(ledger)
    assert price(ledger, "MUG-BLU") is None
    assert ledger.shows("MUG-BLU", "Leeds", "Reorder at") == 6
    assert open_ones(ledger) == []


def test_what_the_books_never_filled_is_filled_when_a_spreadsheet_is_taken_over(
    ledger: Ledger,
) -> None:
    """A ledger of the owner's own, with nothing of ours in it; and a column that was made anew."""
    column = ledger.column("Products", "Price")
    for row in range(2, len(ledger.server.rows(ledger.id, "Products")) + 1):
        ledger.server.type(ledger.id, "Products", f"{column}{row}", "")
    ledger.server.type(ledger.id, "Products", f"{ledger.column('Products', 'Name')}3", "")
    ledger.server.type(ledger.id, "Products", f"{ledger.column('Products', 'Row ID')}3", "")
    code = str(ledger.server.rows(ledger.id, "Products")[2][0])
    take_over(ledger)

    assert open_ones(ledger) == []
    assert cells(ledger, "Products", "MUG-BLU")["Price"] == 8.5
    assert cells(ledger, "Products", code)["Name"] != ""
