"""Rows that are taken out end what they stand for, or come back and are told; many wait."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from oms import ledger_answers, ledger_questions, product_edits, words
from oms.ledger_answers import Answer
from oms.product_fields import Value
from oms.tables.catalogue import Sku
from tests.sheets.conftest import Ledger
from tests.sheets.test_columns_anew import of_products, put, shown, take_out
from tests.sheets.test_strange_rows import minutes_pass, take_row_out

MADE = [f"X-{number}" for number in range(8)]


def add(ledger: Ledger, *codes: str) -> None:
    """Products that the shop has no stock of."""
    with ledger.shop.database.writing() as books:
        for code in codes:
            facts: dict[str, Value] = {"code": code, "title": f"Thing {code}", "price": 1000}
            product_edits.add(books, facts, by=ledger.shop.owner(books), key=f"add {code}")


def add_row(ledger: Ledger, code: str) -> None:
    """A person types a SKU below the last row."""
    below = len(ledger.server.rows(ledger.id, "Products")) + 1
    column = ledger.column("Products", "SKU")
    ledger.server.type(ledger.id, "Products", f"{column}{below}", code)


def listed(ledger: Ledger) -> list[str]:
    """The SKUs of the tab."""
    at = ledger.server.rows(ledger.id, "Products")[0].index("SKU")
    return [str(row[at]) for row in ledger.server.rows(ledger.id, "Products")[1:] if row]


def sold(ledger: Ledger) -> set[str]:
    """The SKUs of the products that have not ended."""
    return {code for code, active in of_products(ledger, Sku.active).items() if active}


def asked(ledger: Ledger) -> list[tuple[str, int]]:
    """Kind and number of the questions that wait."""
    with ledger.shop.database.reading() as books:
        return [(one.kind, one.id) for one in ledger_questions.waiting(books)]


def answer(ledger: Ledger, what: str) -> None:
    """Somebody answers the only question."""
    with ledger.shop.database.writing() as books:
        [one] = ledger_questions.waiting(books)
        given = Answer(one.id, one.version, what)
        ledger_answers.answer(books, given, by=ledger.shop.owner(books), key=f"answer {what}")


def test_a_row_that_came_while_a_column_is_away_ends_like_any_other(ledger: Ledger) -> None:
    take_out(ledger, "Products", "Option")
    ledger.settle()
    add(ledger, "X-1")
    minutes_pass(ledger)
    take_row_out(ledger, "X-1")
    minutes_pass(ledger, 4)
    assert "X-1" not in listed(ledger)
    assert "X-1" not in sold(ledger)


def test_a_row_that_is_taken_out_before_it_was_read_ends_too(ledger: Ledger) -> None:
    add(ledger, "X-1")
    ledger.sync.pass_once()
    take_row_out(ledger, "X-1")
    minutes_pass(ledger, 4)
    assert "X-1" not in listed(ledger)
    assert "X-1" not in sold(ledger)


def test_a_row_whose_sku_was_retyped_and_that_is_taken_out_then_ends(ledger: Ledger) -> None:
    add(ledger, "X-1")
    minutes_pass(ledger)
    put(ledger, "Products", "X-1", "SKU", "X-2")
    minutes_pass(ledger, 1)
    assert [kind for kind, _ in asked(ledger)] == ["rename"]
    take_row_out(ledger, "X-2")
    minutes_pass(ledger, 4)
    assert not {"X-1", "X-2"} & {*listed(ledger), *sold(ledger)}
    assert asked(ledger) == []


def test_one_whose_sku_is_put_back_ends_nothing(ledger: Ledger) -> None:
    add(ledger, "X-1")
    minutes_pass(ledger)
    for was, code in (("X-1", "X-2"), ("X-2", "X-3"), ("X-3", "X-1")):
        put(ledger, "Products", was, "SKU", code)
        minutes_pass(ledger, 2)
    assert "X-1" in listed(ledger)
    assert "X-1" in sold(ledger)
    assert asked(ledger) == []


def retype_with_a_pass_between(ledger: Ledger, was: str, code: str, price: str = "") -> None:
    """A person clears a SKU, and types another; the program looks in between, and after."""
    at = f"{ledger.column('Products', 'SKU')}{ledger.row('Products', was)}"
    ledger.server.type(ledger.id, "Products", at, "")
    ledger.sync.pass_once(force=True)
    ledger.server.type(ledger.id, "Products", at, code)
    if price:
        put(ledger, "Products", code, "Price", price)
    ledger.sync.pass_once(force=True)


def test_a_product_does_not_end_while_it_is_asked_whether_it_was_renamed(ledger: Ledger) -> None:
    retype_with_a_pass_between(ledger, "CARD-XMAS", "CARD-B")
    minutes_pass(ledger)
    assert [kind for kind, _ in asked(ledger)] == ["rename"]
    assert "CARD-XMAS" in sold(ledger)
    assert "CARD-XMAS" not in listed(ledger)
    answer(ledger, "rename")
    minutes_pass(ledger)
    assert "CARD-B" in sold(ledger)
    assert "CARD-XMAS" not in {*listed(ledger), *of_products(ledger, Sku.active)}
    assert asked(ledger) == []


def test_nor_when_its_sku_is_put_back(ledger: Ledger) -> None:
    retype_with_a_pass_between(ledger, "CARD-XMAS", "CARD-B", price="7")
    minutes_pass(ledger)
    put(ledger, "Products", "CARD-B", "SKU", "CARD-XMAS")
    minutes_pass(ledger)
    assert "CARD-XMAS" in sold(ledger)
    assert of_products(ledger, Sku.price_minor)["CARD-XMAS"] == 700
    assert listed(ledger).count("CARD-XMAS") == 1
    assert asked(ledger) == []


def test_once_its_row_is_taken_out_it_ends(ledger: Ledger) -> None:
    retype_with_a_pass_between(ledger, "CARD-XMAS", "CARD-B")
    minutes_pass(ledger)
    take_row_out(ledger, "CARD-B")
    minutes_pass(ledger, 4)
    assert not {"CARD-XMAS", "CARD-B"} & {*listed(ledger), *sold(ledger)}
    assert asked(ledger) == []


def test_it_keeps_what_it_showed_while_many_others_are_away(ledger: Ledger) -> None:
    add(ledger, *MADE)
    minutes_pass(ledger)
    at = f"{ledger.column('Products', 'SKU')}{ledger.row('Products', 'CARD-XMAS')}"
    ledger.server.type(ledger.id, "Products", at, "")
    ledger.sync.pass_once(force=True)
    ledger.server.type(ledger.id, "Products", at, "CARD-B")
    at = at.replace(ledger.column("Products", "SKU"), ledger.column("Products", "Price"))
    ledger.server.type(ledger.id, "Products", at, "7")
    for code in MADE[:7]:
        take_row_out(ledger, code)
    minutes_pass(ledger)
    assert sorted(kind for kind, _ in asked(ledger)) == ["gone_rows", "rename"]
    for code in MADE[:7]:
        add_row(ledger, code)
    minutes_pass(ledger)
    answer(ledger, "rename")
    minutes_pass(ledger)
    assert of_products(ledger, Sku.price_minor)["CARD-B"] == 700
    assert sold(ledger) >= {*MADE, "CARD-B"}
    assert asked(ledger) == []


@pytest.mark.parametrize("minutes", [0, 3])
def test_what_is_typed_beside_such_a_sku_is_taken(ledger: Ledger, minutes: int) -> None:
    retype_with_a_pass_between(ledger, "CARD-XMAS", "CARD-B", price="7")
    minutes_pass(ledger, minutes)
    answer(ledger, "rename")
    minutes_pass(ledger)
    assert of_products(ledger, Sku.price_minor)["CARD-B"] == 700
    assert "CARD-B" in sold(ledger)
    assert asked(ledger) == []


def new_rows(ledger: Ledger) -> None:
    """A person pastes seven rows, and takes that back."""
    for number in range(7):
        add_row(ledger, f"N-{number}")
    minutes_pass(ledger, 1)
    assert [kind for kind, _ in asked(ledger)] == ["new_row"] * 7
    for number in range(7):
        take_row_out(ledger, f"N-{number}")


def other_skus(ledger: Ledger) -> None:
    """A person fills the column SKU, and takes that back."""
    codes = listed(ledger)
    for code in codes:
        put(ledger, "Products", code, "SKU", f"{code}-Z")
    minutes_pass(ledger, 1)
    assert [kind for kind, _ in asked(ledger)] == ["rename"] * len(codes)
    for code in codes:
        put(ledger, "Products", f"{code}-Z", "SKU", code)


def rows_of_stock(ledger: Ledger) -> None:
    """A person pastes seven rows that the books know nothing of into another tab."""
    first = len(ledger.server.rows(ledger.id, "Stock")) + 1
    for row in range(first, first + 7):
        for heading, text in (("SKU", f"N-{row}"), ("Location", "Studio")):
            at = f"{ledger.column('Stock', heading)}{row}"
            ledger.server.type(ledger.id, "Stock", at, text)
    minutes_pass(ledger, 1)
    area = {"sheetId": ledger.server.tab(ledger.id, "Stock").id, "dimension": "ROWS",
            "startIndex": first - 1, "endIndex": first + 6}  # fmt: skip
    ledger.server.do(ledger.id, {"deleteDimension": {"range": area}})


@pytest.mark.parametrize("paste_and_undo", [new_rows, other_skus, rows_of_stock])
def test_many_rows_that_the_books_never_had_are_not_missed(
    ledger: Ledger, paste_and_undo: Callable[[Ledger], None]
) -> None:
    add(ledger, "X-1")
    minutes_pass(ledger)
    before = sold(ledger)
    paste_and_undo(ledger)
    put(ledger, "Products", "X-1", "Price", "41")
    minutes_pass(ledger)
    assert asked(ledger) == []
    assert of_products(ledger, Sku.price_minor)["X-1"] == 4100
    assert sold(ledger) == before == set(listed(ledger))


def test_one_that_the_books_know_since_it_was_asked_about_ends(ledger: Ledger) -> None:
    add_row(ledger, "N-1")
    minutes_pass(ledger, 1)
    answer(ledger, "add")
    take_row_out(ledger, "N-1")
    minutes_pass(ledger, 4)
    assert of_products(ledger, Sku.active)["N-1"] is False
    assert "N-1" not in listed(ledger)


def ask_about_price(ledger: Ledger, code: str) -> list[tuple[str, int]]:
    """Type a price that nobody believes; gives the question about it."""
    put(ledger, "Products", code, "Price", "900")
    minutes_pass(ledger, 1)
    found = asked(ledger)
    assert [kind for kind, _ in found] == ["held"]
    return found


def test_what_is_asked_about_a_row_is_asked_no_more_once_its_product_ended(
    ledger: Ledger,
) -> None:
    ask_about_price(ledger, "CARD-XMAS")
    take_row_out(ledger, "CARD-XMAS")
    minutes_pass(ledger, 4)
    assert "CARD-XMAS" not in sold(ledger)
    assert asked(ledger) == []


def test_a_row_or_a_column_that_is_away_for_a_moment_keeps_its_questions(ledger: Ledger) -> None:
    question = ask_about_price(ledger, "CARD-XMAS")
    row = list(ledger.server.rows(ledger.id, "Products")[ledger.row("Products", "CARD-XMAS") - 1])
    take_row_out(ledger, "CARD-XMAS")
    ledger.sync.pass_once(force=True)
    assert asked(ledger) == question
    below = len(ledger.server.rows(ledger.id, "Products")) + 1
    for letter, cell in zip("ABCDEFGHIJKLMNOP", row, strict=False):
        ledger.server.type(ledger.id, "Products", f"{letter}{below}", str(cell))
    minutes_pass(ledger)
    assert asked(ledger) == question
    take_out(ledger, "Products", "Price")
    minutes_pass(ledger)
    assert asked(ledger) == question


def test_many_rows_that_come_back_one_by_one_wait_for_the_last(ledger: Ledger) -> None:
    add(ledger, *MADE)
    minutes_pass(ledger)
    for code in MADE[:6]:
        take_row_out(ledger, code)
    minutes_pass(ledger)
    [question] = asked(ledger)
    for code in MADE[:6]:
        assert asked(ledger) == [question]
        add_row(ledger, code)
        minutes_pass(ledger, 2)
        assert sold(ledger) >= set(MADE)
    minutes_pass(ledger)
    assert asked(ledger) == []
    assert sorted(listed(ledger)) == sorted(of_products(ledger, Sku.active))


@pytest.mark.parametrize("what", ["restore", "archive"])
def test_what_is_said_of_them_is_said_of_those_that_are_still_away(
    ledger: Ledger, what: str
) -> None:
    add(ledger, *MADE)
    minutes_pass(ledger)
    for code in MADE[:6]:
        take_row_out(ledger, code)
    minutes_pass(ledger)
    add_row(ledger, "X-0")
    minutes_pass(ledger)
    answer(ledger, what)
    minutes_pass(ledger)
    away = set(MADE[1:6]) if what == "archive" else set()
    assert set(MADE) - sold(ledger) == away
    assert set(MADE) - set(listed(ledger)) == away
    assert asked(ledger) == []

    take_row_out(ledger, "X-7")
    minutes_pass(ledger)
    assert "X-7" not in sold(ledger)


def test_a_key_that_is_made_anew_ends_nothing_however_few_the_rows_are(ledger: Ledger) -> None:
    taught = {"big blues": "MUG-BLU", "grandad": "LAMP-1"}
    with ledger.shop.database.writing() as books:
        for said, means in taught.items():
            words.put(books, said, means, by=ledger.shop.owner(books))
    minutes_pass(ledger)
    take_out(ledger, "Words", "Words")
    column = len(ledger.server.rows(ledger.id, "Words")[0])
    ledger.server.type(ledger.id, "Words", f"{'ABCDEFGH'[column]}1", "Words")
    minutes_pass(ledger, 4)
    assert asked(ledger) == [("gone_rows", 1)]
    answer(ledger, "restore")
    minutes_pass(ledger, 4)
    with ledger.shop.database.reading() as books:
        assert {one.said for one in words.every(books)} == set(taught)
    assert {one for one in shown(ledger, "Words", "Words") if one} == set(taught)
    assert asked(ledger) == []
