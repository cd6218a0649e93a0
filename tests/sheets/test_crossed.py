"""Rows that have the SKU of one product and the hidden Row ID of another: nothing is taken."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from oms import ledger_answers, ledger_questions, problems
from oms.ledger_answers import Answer, ToAll
from oms.tables.catalogue import Sku
from tests.sheets.conftest import Ledger
from tests.sheets.test_strange_rows import change, minutes_pass, open_ones
from tests.sheets.test_tabs import cells, notices, type_in
from tests.sheets.test_taken_over import take_over


def products(ledger: Ledger) -> dict[str, tuple[Any, ...]]:
    with ledger.shop.database.reading() as books:
        return {one.code: (one.title, one.price_minor, one.barcode)
                for one in books.scalars(select(Sku))}  # fmt: skip


def facts(ledger: Ledger) -> dict[str, tuple[Any, ...]]:
    with ledger.shop.database.reading() as books:
        return {one.code: (one.title, one.cost_minor, one.supplier_id)
                for one in books.scalars(select(Sku))}  # fmt: skip


def rows(ledger: Ledger) -> list[list[Any]]:
    return [list(row) for row in ledger.server.rows(ledger.id, "Products")]


def sort_skus(ledger: Ledger, order: str) -> None:
    """A person sorts the column of the SKU, and nothing beside it."""
    ledger.sort("Products", order, columns=1)


def swap(ledger: Ledger, one: str, other: str) -> None:
    """A person exchanges the SKUs of two rows."""
    column = ledger.column("Products", "SKU")
    first, second = ledger.row("Products", one), ledger.row("Products", other)
    ledger.server.type(ledger.id, "Products", f"{column}{first}", other)
    ledger.server.type(ledger.id, "Products", f"{column}{second}", one)


def answer_all(ledger: Ledger, said: str) -> None:
    with ledger.shop.database.writing() as books:
        waiting = ledger_questions.waiting(books)
        given = ToAll(waiting[0].id, waiting[-1].id, 1, said)
        ledger_answers.answer_all(books, given, by=ledger.shop.owner(books), key="all")
    minutes_pass(ledger)


def answer_first(ledger: Ledger, said: str) -> None:
    with ledger.shop.database.writing() as books:
        first = ledger_questions.waiting(books)[0]
        given = Answer(first.id, first.version, said)
        ledger_answers.answer(books, given, by=ledger.shop.owner(books), key="first")
    minutes_pass(ledger)


def test_skus_that_are_sorted_by_themselves_change_no_product(ledger: Ledger) -> None:
    before, shown = products(ledger), rows(ledger)
    sort_skus(ledger, "DESCENDING")
    minutes_pass(ledger)

    assert products(ledger) == before
    assert {kind for kind, _ in open_ones(ledger)} == {"held"}
    with ledger.shop.database.reading() as books:
        told = {one.row: one.why for one in problems.open_problems(books)
                if one.column == "Row ID"}  # fmt: skip
        whys = {one.facts["why"] for one in ledger_questions.waiting(books)}
    assert "its hidden Row ID is that of LAMP-1, as if SKU alone had been moved" in whys
    assert len(told) == len(before)
    assert set(told.values()) == whys
    # asked once, however often it is seen
    asked = len(notices(ledger))
    minutes_pass(ledger)
    assert len(notices(ledger)) == asked

    sort_skus(ledger, "ASCENDING")
    minutes_pass(ledger)
    assert (products(ledger), rows(ledger)) == (before, shown)
    assert open_ones(ledger) == []
    assert "notices/ledger_put_back" not in notices(ledger)


def test_of_skus_that_are_sorted_by_themselves_the_books_may_be_kept(ledger: Ledger) -> None:
    before = products(ledger)
    sort_skus(ledger, "DESCENDING")
    minutes_pass(ledger)
    answer_all(ledger, "books")

    assert products(ledger) == before
    assert open_ones(ledger) == []
    with ledger.shop.database.reading() as books:
        ids = {code: str(ledger.shop.sku_id(books, code)) for code in before}
    for code, (title, _, _) in before.items():
        row = cells(ledger, "Products", code)
        assert (row["Name"], row["Row ID"]) == (title, ids[code])


def test_two_skus_that_are_exchanged_in_earnest_take_one_answer(ledger: Ledger) -> None:
    before = products(ledger)
    swap(ledger, "TEAPOT", "LAMP-1")
    minutes_pass(ledger)
    assert products(ledger) == before

    answer_all(ledger, "sheet")

    after = products(ledger)
    assert (after["TEAPOT"], after["LAMP-1"]) == (before["LAMP-1"], before["TEAPOT"])
    assert open_ones(ledger) == []
    with ledger.shop.database.reading() as books:
        teapot = str(ledger.shop.sku_id(books, "TEAPOT"))
    assert cells(ledger, "Products", "TEAPOT")["Row ID"] == teapot


def test_a_row_id_typed_over_by_itself_is_put_back(ledger: Ledger) -> None:
    before = rows(ledger)
    other = str(cells(ledger, "Products", "LAMP-1")["Row ID"])
    type_in(ledger, "Products", "MUG-BLU", "Row ID", other)
    minutes_pass(ledger)

    assert rows(ledger) == before
    assert open_ones(ledger) == []
    assert notices(ledger).count("notices/ledger_put_back") == 1


def test_what_is_typed_once_the_row_id_is_right_again_is_taken(ledger: Ledger) -> None:
    own = str(cells(ledger, "Products", "MUG-BLU")["Row ID"])
    other = str(cells(ledger, "Products", "LAMP-1")["Row ID"])
    type_in(ledger, "Products", "MUG-BLU", "Row ID", other)
    type_in(ledger, "Products", "MUG-BLU", "Price", "9")
    minutes_pass(ledger)
    assert open_ones(ledger) == [("held", "MUG-BLU")]
    assert products(ledger)["MUG-BLU"][1] == 850

    type_in(ledger, "Products", "MUG-BLU", "Row ID", own)
    minutes_pass(ledger)
    assert products(ledger)["MUG-BLU"][1] == 900
    assert open_ones(ledger) == []


def test_a_product_changed_in_slack_while_its_sku_is_in_another_row_is_asked_about(
    ledger: Ledger,
) -> None:
    swap(ledger, "TEAPOT", "LAMP-1")
    minutes_pass(ledger)
    change(ledger, "TEAPOT", "title", "Big teapot")
    minutes_pass(ledger)
    swap(ledger, "TEAPOT", "LAMP-1")
    minutes_pass(ledger)

    assert products(ledger)["TEAPOT"][0] == "Big teapot"
    assert cells(ledger, "Products", "TEAPOT")["Name"] == "Big teapot"
    assert cells(ledger, "Products", "LAMP-1")["Name"] == "Brass desk lamp"
    assert open_ones(ledger) == []


def test_a_change_in_slack_is_not_written_to_the_row_that_has_the_sku_meanwhile(
    ledger: Ledger,
) -> None:
    swap(ledger, "MUG-BLU", "MUG-RED")
    minutes_pass(ledger)
    mixed = rows(ledger)
    change(ledger, "MUG-BLU", "price", 900)
    minutes_pass(ledger)
    assert rows(ledger) == mixed

    swap(ledger, "MUG-BLU", "MUG-RED")
    minutes_pass(ledger)
    assert (products(ledger)["MUG-BLU"][1], products(ledger)["MUG-RED"][1]) == (900, 850)
    assert cells(ledger, "Products", "MUG-BLU")["Price"] == 9
    assert cells(ledger, "Products", "MUG-RED")["Price"] == 8.5
    assert open_ones(ledger) == []


def test_a_product_that_ends_in_slack_while_the_skus_are_sorted_stays_ended(
    ledger: Ledger,
) -> None:
    sort_skus(ledger, "DESCENDING")
    minutes_pass(ledger)
    change(ledger, "CARD-XMAS", "active", value=False)
    change(ledger, "TEAPOT", "cost", 1200)
    minutes_pass(ledger)
    sort_skus(ledger, "ASCENDING")
    minutes_pass(ledger)

    with ledger.shop.database.reading() as books:
        ended = [one.code for one in books.scalars(select(Sku)) if not one.active]
        costs = {one.code for one in books.scalars(select(Sku)) if one.cost_minor is not None}
        told = [one.column for one in problems.open_problems(books)]
    assert (ended, costs, told) == (["CARD-XMAS"], {"TEAPOT"}, [])
    assert cells(ledger, "Products", "CARD-XMAS")["Active"] is False
    assert cells(ledger, "Products", "TEAPOT")["Cost"] == 12
    assert open_ones(ledger) == []


def test_one_answer_about_a_row_is_not_written_while_others_of_it_wait(ledger: Ledger) -> None:
    before, shown = products(ledger), rows(ledger)
    swap(ledger, "TEAPOT", "LAMP-1")
    minutes_pass(ledger)
    answer_first(ledger, "books")
    swap(ledger, "TEAPOT", "LAMP-1")
    minutes_pass(ledger)

    assert (products(ledger), rows(ledger)) == (before, shown)
    assert open_ones(ledger) == []


def test_at_a_take_over_nothing_of_rows_with_exchanged_skus_is_taken_unasked(
    ledger: Ledger,
) -> None:
    change(ledger, "MUG-BLU", "cost", 300)
    change(ledger, "MUG-BLU", "supplier", "Aldous")
    minutes_pass(ledger)
    before, shown = facts(ledger), rows(ledger)
    swap(ledger, "MUG-BLU", "MUG-RED")
    mixed = rows(ledger)
    take_over(ledger)

    assert (facts(ledger), rows(ledger)) == (before, mixed)
    with ledger.shop.database.reading() as books:
        told = {one.row: one.why for one in problems.open_problems(books)
                if one.column == "Row ID"}  # fmt: skip
    assert told["MUG-RED"] == "its hidden Row ID is that of MUG-BLU, as if SKU alone had been moved"
    assert set(told) == {"MUG-BLU", "MUG-RED"}

    swap(ledger, "MUG-BLU", "MUG-RED")
    minutes_pass(ledger)
    assert (facts(ledger), rows(ledger)) == (before, shown)
    assert open_ones(ledger) == []


def test_after_a_take_over_a_change_in_slack_waits_for_the_skus_to_be_put_back(
    ledger: Ledger,
) -> None:
    swap(ledger, "MUG-BLU", "MUG-RED")
    take_over(ledger)
    mixed = rows(ledger)
    change(ledger, "MUG-BLU", "supplier", "Aldous")
    minutes_pass(ledger)
    assert rows(ledger) == mixed

    swap(ledger, "MUG-BLU", "MUG-RED")
    minutes_pass(ledger)
    assert facts(ledger)["MUG-BLU"][2] is not None
    assert facts(ledger)["MUG-RED"] == ("Red mug", None, None)
    assert cells(ledger, "Products", "MUG-BLU")["Supplier"] == "Aldous"
    assert open_ones(ledger) == []


def test_at_a_take_over_one_answer_to_all_settles_exchanged_skus(ledger: Ledger) -> None:
    shown = rows(ledger)
    swap(ledger, "TEAPOT", "LAMP-1")
    before = products(ledger)
    take_over(ledger)
    answer_all(ledger, "books")

    assert products(ledger) == before
    assert sorted(map(str, rows(ledger))) == sorted(map(str, shown))
    assert open_ones(ledger) == []
