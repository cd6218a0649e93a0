"""What a spreadsheet makes a number of in a column of text: never booked as that number."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from oms import ledger_answers, ledger_questions, problems
from oms.errors import ShopError
from oms.ledger_answers import Answer
from oms.tables.catalogue import Sku
from oms.tables.orders import Order
from tests.sheets.conftest import Ledger, tabs
from tests.sheets.test_tabs import add_row, cells, type_in

TURNED = ["10-12", "3/4/2026", "50%", "100%", "9:30", "£12"]


@pytest.fixture
def unformatted(ledger: Ledger) -> Ledger:
    """A ledger whose columns of text are not formatted as such, as those of before are."""
    for title in ("Products", "Orders", "Returns", "Words"):
        sheet = ledger.server.tab(ledger.id, title).id
        body = {"range": {"sheetId": sheet}, "cell": {}, "fields": "userEnteredFormat"}
        ledger.server.do(ledger.id, {"repeatCell": body})
    ledger.settle()
    return ledger


def option(ledger: Ledger, code: str = "MUG-BLU") -> str | None:
    """The option of a product in the books."""
    with ledger.shop.database.reading() as books:
        return books.scalars(select(Sku.option).where(Sku.code == code)).one()


def why(ledger: Ledger) -> dict[str, tuple[str, str]]:
    """What Problems says of each column, and what to do."""
    with ledger.shop.database.reading() as books:
        return {one.column: (one.why, one.remedy) for one in problems.open_problems(books)}


@pytest.mark.parametrize("typed", [*TURNED, "10", "007", "7.5"])
def test_a_column_of_text_keeps_what_is_typed_to_the_letter(ledger: Ledger, typed: str) -> None:
    type_in(ledger, "Products", "MUG-BLU", "Option", typed)
    type_in(ledger, "Products", "MUG-BLU", "Name", typed)
    type_in(ledger, "Orders", "1043", "Notes", typed)
    ledger.settle()
    assert option(ledger) == typed
    assert cells(ledger, "Products", "MUG-BLU")["Name"] == typed
    with ledger.shop.database.reading() as books:
        note = books.scalars(select(Order.ledger_note).where(Order.number == "1043")).one()
    assert (note, why(ledger)) == (typed, {})


@pytest.mark.parametrize("typed", TURNED)
def test_where_a_cell_is_not_formatted_as_text_what_became_a_number_is_a_problem(
    unformatted: Ledger, typed: str
) -> None:
    ledger, before = unformatted, option(unformatted)
    for title, row, heading in (("Products", "MUG-BLU", "Option"), ("Orders", "1043", "Notes")):
        type_in(ledger, title, row, heading, typed)
    became = cells(ledger, "Products", "MUG-BLU")["Option"]
    ledger.settle()
    ledger.settle()
    assert option(ledger) == before
    assert cells(ledger, "Products", "MUG-BLU")["Option"] == became
    assert sorted(why(ledger)) == ["Notes", "Option"]
    reason, remedy = why(ledger)["Option"]
    assert reason.startswith("the spreadsheet made the number")
    assert "' in front" in remedy

    type_in(ledger, "Products", "MUG-BLU", "Option", f"'{typed}")
    ledger.settle()
    assert option(ledger) == typed
    assert list(why(ledger)) == ["Notes"]


@pytest.mark.parametrize("typed", ["10", "46307", "7.5", "5012345678917"])
def test_a_plain_number_is_its_digits_also_where_the_cell_is_not_formatted_as_text(
    unformatted: Ledger, typed: str
) -> None:
    type_in(unformatted, "Products", "MUG-BLU", "Option", typed)
    unformatted.server.calls.clear()
    unformatted.sync.pass_once()
    assert unformatted.calls("read") <= 4
    assert (option(unformatted), why(unformatted)) == (typed, {})
    unformatted.settle()
    assert str(cells(unformatted, "Products", "MUG-BLU")["Option"]) == typed


def test_what_became_a_number_in_a_new_row_is_not_added_as_that(unformatted: Ledger) -> None:
    ledger = unformatted
    add_row(ledger, "Products", {"SKU": "MUG-GRN", "Name": "Green mug", "Option": "10-12"})
    ledger.settle()

    def add() -> None:
        with ledger.shop.database.writing() as books:
            (one,) = ledger_questions.waiting(books)
            given = Answer(one.id, one.version, "add")
            ledger_answers.answer(books, given, by=ledger.shop.owner(books), key=f"{one.version}")

    with pytest.raises(ShopError, match="cannot be the option") as refused:
        add()
    assert "shown as 10/12/2026" in refused.value.remedy
    type_in(ledger, "Products", "MUG-GRN", "Option", "'10-12")
    ledger.settle()
    add()
    assert option(ledger, "MUG-GRN") == "10-12"


def test_words_that_became_a_number_are_not_taught(unformatted: Ledger) -> None:
    add_row(unformatted, "Words", {"Words": "the old one", "Means": "3/4/2026"})
    unformatted.settle()
    assert why(unformatted)["Means"][0].startswith("the spreadsheet made the number")


def test_how_numbers_are_shown_is_asked_only_where_one_was_typed(unformatted: Ledger) -> None:
    type_in(unformatted, "Products", "MUG-BLU", "Option", "'large")
    unformatted.server.calls.clear()
    unformatted.sync.pass_once()
    assert (option(unformatted), unformatted.calls("read")) == ("large", 1)


def is_text(ledger: Ledger, a1: str) -> bool:
    """Whether a cell of the tab Products is formatted as text."""
    return ledger.server.cell(ledger.id, "Products", a1).text_format


def test_a_setup_formats_the_columns_of_a_ledger_of_before_and_leaves_other_formats(
    unformatted: Ledger,
) -> None:
    ledger = unformatted
    red, bag = (ledger.row("Products", code) for code in ("MUG-RED", "BAG-JUTE"))
    ledger.server.type(ledger.id, "Products", f"C{red}", '="re"&"d"')
    ledger.server.type(ledger.id, "Products", f"C{bag}", "50%")
    ledger.sync_ledger().prepare(tabs())
    assert not is_text(ledger, f"C{red}")
    assert not is_text(ledger, f"C{bag}")
    assert is_text(ledger, f"C{ledger.row('Products', 'MUG-BLU')}")
    assert is_text(ledger, "C150")
    assert not is_text(ledger, "C1")
    assert not is_text(ledger, "E3")

    ledger.server.calls.clear()
    ledger.sync_ledger().prepare(tabs())
    assert ledger.calls("write") == 0
    type_in(ledger, "Products", "MUG-BLU", "Option", "10-12")
    ledger.settle()
    assert option(ledger) == "10-12"


def test_a_column_that_was_moved_and_renamed_is_formatted_where_it_is(unformatted: Ledger) -> None:
    ledger = unformatted
    sheet = ledger.server.tab(ledger.id, "Products").id
    source = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": 2, "endIndex": 3}
    moved = {"source": source, "destinationIndex": 9}
    ledger.server.type(ledger.id, "Products", "C1", "Size")
    ledger.server.do(ledger.id, {"moveDimension": moved})
    ledger.sync_ledger().prepare(tabs())
    heading = ledger.server.rows(ledger.id, "Products")[0]
    assert is_text(ledger, f"{'ABCDEFGHIJ'[heading.index('Size')]}3")
    assert not is_text(ledger, f"{'ABCDEFGHIJ'[heading.index('Price')]}3")


def test_cells_that_may_not_be_formatted_keep_nothing_from_being_set_up(
    unformatted: Ledger,
) -> None:
    ledger = unformatted
    sheet = ledger.server.tab(ledger.id, "Products").id
    kept = {"range": {"sheetId": sheet, "startColumnIndex": 1, "endColumnIndex": 3}}
    body = {"protectedRange": {**kept, "editors": {"users": ["olive@example.com"]}}}
    ledger.server.do(ledger.id, {"addProtectedRange": body})
    assert ledger.sync_ledger().prepare(tabs()) == []
    assert not is_text(ledger, "C3")
