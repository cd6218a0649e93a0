"""A column of ours that is made anew, or another that takes its heading, takes nothing away."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from oms import count_questions, counts, ledger_answers, ledger_questions, product_edits
from oms.counts import Where
from oms.ledger_answers import Answer
from oms.tables.catalogue import Sku
from oms.tables.sheet import LedgerProblem
from oms.tables.stock import CountQuestion
from sheets import headings
from sheets.stock_inputs import AGAIN
from tests.sheets.conftest import Ledger, tabs

PRICES = {"MUG-BLU": 850, "MUG-RED": 850, "LAMP-1": 4200, "TEAPOT": 2995, "BAG-JUTE": 395,
          "CARD-XMAS": 599}  # fmt: skip


def of_products(ledger: Ledger, what: Any) -> dict[str, Any]:
    """A field of every product in the books, by its SKU."""
    with ledger.shop.database.reading() as books:
        return {one.code: one.what for one in books.execute(select(Sku.code, what.label("what")))}


def prices(ledger: Ledger) -> dict[str, Any]:
    """The prices in the books, by SKU."""
    return of_products(ledger, Sku.price_minor)


def span(ledger: Ledger, tab: str, heading: str) -> dict[str, Any]:
    """A column as the requests of a batch name it."""
    at = ledger.server.rows(ledger.id, tab)[0].index(heading)
    return {"sheetId": ledger.server.tab(ledger.id, tab).id, "dimension": "COLUMNS",
            "startIndex": at, "endIndex": at + 1}  # fmt: skip


def take_out(ledger: Ledger, tab: str, heading: str) -> None:
    """A person deletes a column."""
    ledger.server.do(ledger.id, {"deleteDimension": {"range": span(ledger, tab, heading)}})


def cut_and_paste(ledger: Ledger, tab: str, heading: str, to: int) -> str:
    """A person moves the cells of a column, heading and all; gives where they were, as A1 says."""
    was = span(ledger, tab, heading)
    rows = {"startRowIndex": 0, "endRowIndex": len(ledger.server.rows(ledger.id, tab))}
    columns = {"startColumnIndex": was["startIndex"], "endColumnIndex": was["endIndex"]}
    letter = ledger.column(tab, heading)
    ledger.server.do(ledger.id, {"cutPaste": {
        "source": {"sheetId": was["sheetId"], **rows, **columns},
        "destination": {"sheetId": was["sheetId"], "rowIndex": 0, "columnIndex": to},
        "pasteType": "PASTE_NORMAL",
    }})  # fmt: skip
    return letter


def call(ledger: Ledger, tab: str, heading: str, text: str) -> None:
    """A person types over a heading."""
    ledger.server.type(ledger.id, tab, f"{ledger.column(tab, heading)}1", text)


def put(ledger: Ledger, tab: str, key: str, heading: str, text: str) -> None:
    """A person types into a cell."""
    a1 = f"{ledger.column(tab, heading)}{ledger.row(tab, key)}"
    ledger.server.type(ledger.id, tab, a1, text)


def shown(ledger: Ledger, tab: str, heading: str) -> list[Any]:
    """What stands below a heading."""
    first, *rows = ledger.server.rows(ledger.id, tab)
    at = first.index(heading)
    return [row[at] if at < len(row) else "" for row in rows]


def look(ledger: Ledger, times: int = 3) -> None:
    """So many passes, each of which looks."""
    for _ in range(times):
        ledger.sync.pass_once(force=True)


def asked(ledger: Ledger) -> list[tuple[str, str | None, Any]]:
    """Row, column and what was typed, of each question about a cell that waits."""
    with ledger.shop.database.reading() as books:
        return [(one.row_key, one.column, one.facts.get("typed"))
                for one in ledger_questions.waiting(books)]  # fmt: skip


def problems(ledger: Ledger) -> list[tuple[str, str]]:
    """Column and why, of each problem that is listed."""
    with ledger.shop.database.reading() as books:
        wanted = select(LedgerProblem).where(LedgerProblem.cleared_at.is_(None))
        return [(one.column, one.why) for one in books.scalars(wanted)]


@pytest.mark.parametrize("looks", [0, 2])
@pytest.mark.parametrize(("heading", "what"), [("Price", Sku.price_minor), ("Active", Sku.active)])
def test_a_column_that_is_deleted_and_called_anew_is_filled(
    ledger: Ledger, heading: str, what: Any, looks: int
) -> None:
    before, cells = of_products(ledger, what), shown(ledger, "Products", heading)
    take_out(ledger, "Products", heading)
    look(ledger, looks)
    ledger.server.type(ledger.id, "Products", "J1", heading)
    look(ledger)

    assert of_products(ledger, what) == before
    assert shown(ledger, "Products", heading) == cells
    assert (asked(ledger), problems(ledger)) == ([], [])


def test_reorder_points_that_are_few_come_back_too(ledger: Ledger) -> None:
    ledger.type("MUG-BLU", "Leeds", "Reorder at", "6")
    ledger.settle()
    cells = shown(ledger, "Stock", "Reorder at")
    take_out(ledger, "Stock", "Reorder at")
    ledger.settle()
    ledger.server.type(ledger.id, "Stock", "M1", "Reorder at")
    ledger.settle()
    assert ledger.point("MUG-BLU", "Leeds") == 6
    assert shown(ledger, "Stock", "Reorder at") == cells


def test_one_that_is_made_anew_in_the_very_place_is_seen_to_be_another(ledger: Ledger) -> None:
    where = span(ledger, "Products", "Price")
    for request in ({"deleteDimension": {"range": where}},
                    {"insertDimension": {"range": where, "inheritFromBefore": False}}):  # fmt: skip
        ledger.server.do(ledger.id, request)
    ledger.server.type(ledger.id, "Products", "E1", "Price")
    put(ledger, "Products", "TEAPOT", "Price", "4.10")
    look(ledger)
    assert prices(ledger) == PRICES
    assert asked(ledger) == [("TEAPOT", "Price", 4.1)]


def test_what_stands_in_it_is_asked_about_once_and_the_answer_counts(ledger: Ledger) -> None:
    take_out(ledger, "Products", "Price")
    ledger.settle()
    ledger.server.type(ledger.id, "Products", "J1", "Price")
    put(ledger, "Products", "TEAPOT", "Price", "4.10")
    put(ledger, "Products", "LAMP-1", "Price", "42")
    put(ledger, "Products", "MUG-RED", "Price", "9")
    look(ledger)
    assert prices(ledger) == PRICES
    assert asked(ledger) == [("MUG-RED", "Price", 9), ("TEAPOT", "Price", 4.1)]

    with ledger.shop.database.writing() as books:
        by = ledger.shop.owner(books)
        for one, answer in zip(ledger_questions.waiting(books), ("sheet", "books"), strict=True):
            ledger_answers.answer(books, Answer(one.id, one.version, answer), by=by, key=answer)
    look(ledger)
    assert prices(ledger) == {**PRICES, "MUG-RED": 900}
    assert sorted(shown(ledger, "Products", "Price")) == [3.95, 5.99, 8.5, 9, 29.95, 42]
    assert (asked(ledger), problems(ledger)) == ([], [])


def test_it_is_one_of_ours_from_then_on(ledger: Ledger) -> None:
    take_out(ledger, "Products", "Price")
    ledger.settle()
    ledger.server.type(ledger.id, "Products", "J1", "Price")
    look(ledger)
    call(ledger, "Products", "Price", "What it costs")
    put(ledger, "Products", "TEAPOT", "What it costs", "31")
    look(ledger)
    assert prices(ledger) == {**PRICES, "TEAPOT": 3100}
    assert problems(ledger) == []

    take_out(ledger, "Products", "What it costs")
    ledger.server.type(ledger.id, "Products", "K1", "Price")
    look(ledger)
    assert prices(ledger) == {**PRICES, "TEAPOT": 3100}


def test_while_another_column_is_away_too_nothing_is_taken_from_it(ledger: Ledger) -> None:
    take_out(ledger, "Products", "Option")
    take_out(ledger, "Products", "Price")
    look(ledger)
    ledger.server.type(ledger.id, "Products", "J1", "Price")
    put(ledger, "Products", "TEAPOT", "Price", "4.10")
    ledger.sync.pass_once()
    ledger.restart()
    look(ledger)
    assert prices(ledger) == PRICES
    put(ledger, "Products", "LAMP-1", "Price", "43")
    put(ledger, "Products", "BAG-JUTE", "Price", "")
    look(ledger)
    assert prices(ledger) == {**PRICES, "LAMP-1": 4300, "BAG-JUTE": None}
    assert asked(ledger) == [("TEAPOT", "Price", 4.1)]


def test_a_column_that_comes_back_is_the_one_that_it_was(ledger: Ledger) -> None:
    undone = ledger.server.document(ledger.id)
    tab, marks = ledger.server.tab(ledger.id, "Products"), list(undone.metadata)
    before = span(ledger, "Products", "Price")
    cells = shown(ledger, "Products", "Price")
    take_out(ledger, "Products", "Price")
    ledger.settle()
    with ledger.shop.database.writing() as books:
        sku = ledger.shop.sku_id(books, "LAMP-1")
        product_edits.change(books, sku, "price", 4300, by=ledger.shop.owner(books), key="dearer")
    ledger.settle()
    ledger.server.do(ledger.id, {"insertDimension": {"range": before}})
    start = {"sheetId": tab.id, "rowIndex": 0, "columnIndex": before["startIndex"]}
    values = [{"stringValue": "Price"}, *({"numberValue": one} for one in cells)]
    rows = [{"values": [{"userEnteredValue": one}]} for one in values]
    ledger.server.do(ledger.id, {"updateCells": {"start": start, "rows": rows,
                                                 "fields": "userEnteredValue"}})  # fmt: skip
    ledger.server.document(ledger.id).metadata = marks
    put(ledger, "Products", "TEAPOT", "Price", "31")
    look(ledger)
    assert prices(ledger) == {**PRICES, "LAMP-1": 4300, "TEAPOT": 3100}
    assert sorted(shown(ledger, "Products", "Price"))[-2:] == [31, 43]
    assert asked(ledger) == []


@pytest.mark.parametrize(("typed", "books"), [("", None), ("9.10", 910), ("8.50", 850)])
def test_what_is_typed_or_emptied_under_a_heading_that_is_away_is_taken_once_it_is_back(
    ledger: Ledger, typed: str, books: int | None
) -> None:
    ledger.settle()
    at = f"{ledger.column('Products', 'Price')}1"
    ledger.server.type(ledger.id, "Products", at, "")
    look(ledger)
    cell = f"{at[:-1]}{ledger.row('Products', 'MUG-BLU')}"
    ledger.server.type(ledger.id, "Products", cell, typed)
    look(ledger)
    ledger.server.type(ledger.id, "Products", at, "Price")
    look(ledger)

    assert (prices(ledger)["MUG-BLU"], asked(ledger)) == (books, [])


@pytest.mark.parametrize(
    ("tab", "heading", "row"), [("Words", "Means", "GRANDAD"), ("Products", "Price", "MUG-BLU")]
)
def test_what_is_emptied_under_a_heading_that_was_renamed_and_went_is_asked_about(
    ledger: Ledger, tab: str, heading: str, row: str
) -> None:
    for line, (word, means) in enumerate([("grandad", "LAMP-1"), ("big blues", "MUG-BLU")], 2):
        ledger.server.type(ledger.id, "Words", f"A{line}", word)
        ledger.server.type(ledger.id, "Words", f"B{line}", means)
    look(ledger)
    call(ledger, tab, heading, "Something else")
    look(ledger)
    at = f"{ledger.column(tab, 'Something else')}1"
    ledger.server.type(ledger.id, tab, at, "")
    look(ledger)
    number = 1 + [str(one[0]).upper() for one in ledger.server.rows(ledger.id, tab)].index(row)
    ledger.server.type(ledger.id, tab, f"{at[:-1]}{number}", "")
    ledger.server.type(ledger.id, tab, at, heading)
    look(ledger)

    assert [(key, column) for key, column, _ in asked(ledger)] == [(row, heading)]
    assert prices(ledger) == PRICES


def test_a_heading_that_is_renamed_after_the_read_leaves_its_mark_where_it_is() -> None:
    tab = next(one for one in tabs() if one.title == "Stock")
    marks = {one: [one] for one in tab.headings} | {"Reorder at": ["Least"]}

    found = headings.understood(
        tab, tab.headings, {}, marks, lambda ours, called: float(ours == called), is_new=False
    )

    assert found == {"Reorder at": f"{headings.ASTRAY}Least"}


def test_a_copy_of_a_column_that_stays_alone_is_compared_with_the_books(ledger: Ledger) -> None:
    where = span(ledger, "Products", "Price")
    sheet = {"sheetId": where["sheetId"]}
    source = {**sheet, "startColumnIndex": where["startIndex"], "endColumnIndex": where["endIndex"]}
    to = {**sheet, "startColumnIndex": 10, "endColumnIndex": 11, "startRowIndex": 0}
    ledger.server.do(ledger.id, {"copyPaste": {"source": source, "destination": to,
                                               "pasteType": "PASTE_NORMAL"}})  # fmt: skip
    look(ledger, 1)
    take_out(ledger, "Products", "Price")
    put(ledger, "Products", "TEAPOT", "Price", "31")
    look(ledger)
    assert prices(ledger) == PRICES
    assert asked(ledger) == [("TEAPOT", "Price", 31)]


def test_a_column_that_was_renamed_stays_the_one_when_another_gets_its_heading(
    ledger: Ledger,
) -> None:
    call(ledger, "Products", "Price", "Price incl. VAT")
    look(ledger)
    put(ledger, "Products", "MUG-BLU", "Price incl. VAT", "9")
    look(ledger)
    ledger.server.type(ledger.id, "Products", "K1", "Price")
    ledger.server.type(ledger.id, "Products", "K5", "4.10")
    look(ledger)
    assert prices(ledger) == {**PRICES, "MUG-BLU": 900}
    why = "a second column has this heading; the one called “Price incl. VAT” is read and written"
    assert problems(ledger) == [("Price", why)]

    ledger.restart()
    put(ledger, "Products", "MUG-RED", "Price incl. VAT", "9.50")
    look(ledger)
    assert prices(ledger) == {**PRICES, "MUG-BLU": 900, "MUG-RED": 950}

    ledger.server.type(ledger.id, "Products", "K1", "Mine")
    look(ledger)
    assert problems(ledger) == []


def test_headings_that_changed_places_are_neither_read_nor_written_until_they_are_back(
    ledger: Ledger,
) -> None:
    put(ledger, "Products", "MUG-BLU", "Cost", "3")
    ledger.settle()
    price, cost = (ledger.column("Products", one) for one in ("Price", "Cost"))
    ledger.server.type(ledger.id, "Products", f"{price}1", "Cost")
    ledger.server.type(ledger.id, "Products", f"{cost}1", "Price")
    put(ledger, "Products", "MUG-BLU", "Name", "Azure mug")
    look(ledger)
    ledger.restart()
    look(ledger)
    assert prices(ledger) == PRICES
    assert of_products(ledger, Sku.cost_minor)["MUG-BLU"] == 300
    assert ledger.server.cell(ledger.id, "Products", f"{price}2").value == 3.95
    assert {column for column, _ in problems(ledger)} == {"Price", "Cost"}
    assert asked(ledger) == []

    ledger.server.type(ledger.id, "Products", f"{price}1", "Price")
    ledger.server.type(ledger.id, "Products", f"{cost}1", "Cost")
    put(ledger, "Products", "TEAPOT", "Price", "31")
    look(ledger)
    assert prices(ledger) == {**PRICES, "TEAPOT": 3100}
    assert (asked(ledger), problems(ledger)) == ([], [])


def test_a_heading_that_is_typed_over_another_column_of_ours_takes_nothing(ledger: Ledger) -> None:
    take_out(ledger, "Products", "Cost")
    call(ledger, "Products", "Price", "Cost")
    look(ledger)
    assert prices(ledger) == PRICES
    assert set(of_products(ledger, Sku.cost_minor).values()) == {None}
    assert {column for column, _ in problems(ledger)} == {"Price", "Cost"}

    call(ledger, "Products", "Cost", "Price")
    ledger.server.type(ledger.id, "Products", "J1", "Cost")
    look(ledger)
    assert (prices(ledger), asked(ledger), problems(ledger)) == (PRICES, [], [])


def test_what_is_typed_into_an_input_that_is_made_anew_is_booked_once(ledger: Ledger) -> None:
    take_out(ledger, "Stock", "Adjust by")
    ledger.server.type(ledger.id, "Stock", "M1", "Adjust by")
    ledger.type("MUG-BLU", "Leeds", "Adjust by", "2")
    before = ledger.shows("MUG-BLU", "Leeds", "On hand")
    look(ledger)
    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == before + 2  # type: ignore[operator]
    assert ledger.shows("MUG-BLU", "Leeds", "Adjust by") == ""


@pytest.mark.parametrize(("looks", "left"), [(0, 12), (2, "")])
def test_the_same_count_in_a_column_that_is_made_anew_is_another_one(
    ledger: Ledger, looks: int, left: object
) -> None:
    """Of the former column it was answered what was meant; typed before we show that, it is asked.

    `left`: what stands in the cell after that.
    """
    ledger.type("MUG-BLU", "York", "Counted", "12")
    with ledger.shop.database.writing() as books:
        by, there = ledger.shop.owner(books), ledger.shop.location_id(books, "YORK")
        where = Where(ledger.shop.sku_id(books, "MUG-BLU"), there)
        counts.adjust(books, where, 1, reason="found", by=by, key="found")
    look(ledger, 1)
    take_out(ledger, "Stock", "Counted")
    with ledger.shop.database.writing() as books:
        count_questions.answer(books, 1, base=9, by=by, key="answer")
    look(ledger, looks)
    ledger.server.type(ledger.id, "Stock", "M1", "Counted")
    ledger.type("MUG-BLU", "York", "Counted", "12")
    look(ledger)

    assert ledger.shows("MUG-BLU", "York", "On hand") == (12 if left == "" else 13)
    assert ledger.shows("MUG-BLU", "York", "Counted") == left
    with ledger.shop.database.reading() as books:
        asked = [one.state for one in books.scalars(select(CountQuestion))]
    assert asked == ["answered"] + ["open"] * (left == 12)


def test_what_was_booked_of_a_column_and_stands_in_another_is_told(ledger: Ledger) -> None:
    """The column went before the cell could be emptied; it may be typed once more, or a copy."""

    def taken_out(kind: str, _path: str) -> None:
        if kind == "write":
            ledger.server.before_request = None
            take_out(ledger, "Stock", "Adjust by")

    ledger.type("MUG-BLU", "York", "Adjust by", "2")
    ledger.server.before_request = taken_out
    look(ledger)
    ledger.server.type(ledger.id, "Stock", "M1", "Adjust by")
    ledger.type("MUG-BLU", "York", "Adjust by", "2")
    look(ledger)

    assert ledger.shows("MUG-BLU", "York", "Adjust by") == 2
    assert problems(ledger) == [("Adjust by", AGAIN)]
    ledger.type("MUG-BLU", "York", "Adjust by", "")
    look(ledger)
    ledger.type("MUG-BLU", "York", "Adjust by", "2")
    look(ledger)
    assert ledger.shows("MUG-BLU", "York", "On hand") == 13
    assert (ledger.shows("MUG-BLU", "York", "Adjust by"), problems(ledger)) == ("", [])


def test_figures_of_the_books_come_back_into_a_column_that_is_made_anew(ledger: Ledger) -> None:
    cells = shown(ledger, "Stock", "On hand")
    take_out(ledger, "Stock", "On hand")
    ledger.server.type(ledger.id, "Stock", "M1", "On hand")
    ledger.sync.pass_once()
    assert shown(ledger, "Stock", "On hand") == cells
    assert problems(ledger) == []


def test_marks_are_found_in_a_tab_that_people_call_otherwise(ledger: Ledger) -> None:
    sheet = ledger.server.tab(ledger.id, "Products").id
    properties = {"sheetId": sheet, "title": "What we sell"}
    ledger.server.do(ledger.id, {"updateSheetProperties": {"properties": properties,
                                                           "fields": "title"}})  # fmt: skip
    call(ledger, "What we sell", "Price", "Price incl. VAT")
    put(ledger, "What we sell", "TEAPOT", "Price incl. VAT", "31")
    look(ledger)
    assert prices(ledger) == {**PRICES, "TEAPOT": 3100}
    assert (asked(ledger), problems(ledger)) == ([], [])


def test_a_spreadsheet_of_which_no_mark_is_seen_gets_them(ledger: Ledger) -> None:
    ledger.server.document(ledger.id).metadata = []
    ledger.sync.adopt()
    look(ledger)
    held = [one["metadataValue"] for one in ledger.server.document(ledger.id).metadata
            if one["metadataKey"] == "backroom.column"]  # fmt: skip
    assert sorted(held) == sorted(
        f"{tab.title}/{heading}" for tab in tabs() for heading in tab.headings
    )
    take_out(ledger, "Products", "Price")
    ledger.server.type(ledger.id, "Products", "J1", "Price")
    look(ledger)
    assert prices(ledger) == PRICES


def test_it_costs_a_read_more_when_headings_changed_and_none_after(ledger: Ledger) -> None:
    take_out(ledger, "Products", "Price")
    ledger.server.type(ledger.id, "Products", "J1", "Price")
    ledger.settle()
    ledger.server.calls.clear()
    put(ledger, "Products", "TEAPOT", "Price", "31")
    ledger.sync.pass_once()
    # what the books took is what stands there
    assert (ledger.calls("read"), ledger.calls("write")) == (1, 0)
    ledger.restart()
    ledger.server.calls.clear()
    put(ledger, "Products", "TEAPOT", "Price", "32")
    ledger.sync.pass_once()
    assert ledger.calls("write") == 0
    assert ledger.calls("read") <= 2


@pytest.mark.parametrize("between", [0, 2])
@pytest.mark.parametrize("own", ["", "My notes"])
def test_a_column_that_is_cut_and_pasted_is_known_by_what_it_shows(
    ledger: Ledger, own: str, between: int
) -> None:
    at = cut_and_paste(ledger, "Products", "Price", 10)
    look(ledger, between)
    if own:
        ledger.server.type(ledger.id, "Products", f"{at}1", own)
        ledger.server.type(ledger.id, "Products", f"{at}2", "7")
    look(ledger)
    assert prices(ledger) == PRICES
    assert problems(ledger) == []

    put(ledger, "Products", "MUG-BLU", "Price", "9")
    look(ledger)
    assert prices(ledger) == PRICES | {"MUG-BLU": 900}


def test_the_old_place_of_an_input_that_is_cut_and_pasted_is_somebodys_own(ledger: Ledger) -> None:
    at = cut_and_paste(ledger, "Stock", "Counted", 13)
    ledger.server.type(ledger.id, "Stock", f"{at}1", "Shelf")
    ledger.server.type(ledger.id, "Stock", f"{at}{ledger.row('Stock', 'MUG-BLU', 'Leeds')}", "9")
    look(ledger)
    assert shown(ledger, "Stock", "Shelf").count(9) == 1
    assert ledger.shows("MUG-BLU", "Leeds", "On hand") == 5


def test_cells_that_are_put_before_a_column_push_others_from_their_marks(ledger: Ledger) -> None:
    sheet = span(ledger, "Products", "Price")
    ledger.server.do(ledger.id, {"insertRange": {
        "range": {"sheetId": sheet["sheetId"], "startRowIndex": 0, "endRowIndex": 7,
                  "startColumnIndex": sheet["startIndex"], "endColumnIndex": sheet["endIndex"]},
        "shiftDimension": "COLUMNS",
    }})  # fmt: skip
    ledger.server.type(ledger.id, "Products", "E1", "My notes")
    look(ledger)
    put(ledger, "Products", "MUG-BLU", "Supplier", "Harrow")
    look(ledger)
    assert (prices(ledger), problems(ledger)) == (PRICES, [])
    assert of_products(ledger, Sku.active)["MUG-BLU"]


def test_two_blank_columns_of_which_either_may_be_the_input_are_both_left_alone(
    ledger: Ledger,
) -> None:
    call(ledger, "Stock", "Counted", "Shelf")
    ledger.server.type(ledger.id, "Stock", "N1", "Counted")
    look(ledger)
    assert [column for column, _ in problems(ledger)] == ["Counted"]
