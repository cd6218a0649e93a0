"""Barcodes that are typed in each other's rows: taken in one pass, all or none, and undone."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from oms import (
    catalogue,
    ledger_answers,
    ledger_edits,
    ledger_questions,
    problems,
    product_edits,
)
from oms.ledger_answers import ToAll
from oms.tables.messages import DoneCommand, OutboxMessage
from tests.sheets.conftest import Ledger

BLU, RED, LAMP, POT = "MUG-BLU", "MUG-RED", "LAMP-1", "TEAPOT"
CODES = {BLU: "5012345678900", RED: "5012345678917", LAMP: "5012345678924", POT: "5012345678931"}
OTHER = "5012345678948"


@pytest.fixture
def ledger(ledger: Ledger) -> Ledger:
    """Of a shop in which four products have barcodes."""
    with ledger.shop.database.writing() as books:
        by = ledger.shop.owner(books)
        for code, barcode in CODES.items():
            sku = ledger.shop.sku_id(books, code)
            product_edits.change(books, sku, "barcode", barcode, by=by, key=f"first {code}")
    ledger.settle()
    return ledger


def type_all(ledger: Ledger, wanted: Mapping[str, str]) -> None:
    column = ledger.column("Products", "Barcode")
    for code, barcode in wanted.items():
        a1 = f"{column}{ledger.row('Products', code)}"
        ledger.server.type(ledger.id, "Products", a1, barcode)


def kept(ledger: Ledger) -> dict[str, str | None]:
    with ledger.shop.database.reading() as books:
        return {code: catalogue.exactly(books, code).barcode for code in CODES}


def shown(ledger: Ledger) -> dict[str, object]:
    heading, *rows = ledger.server.rows(ledger.id, "Products")
    at = heading.index("Barcode")
    return {code: row[at] for row in rows for code in CODES if row[0] == code}


def refused(ledger: Ledger) -> list[str]:
    """Why barcodes are not taken."""
    with ledger.shop.database.reading() as books:
        return [one.why for one in problems.open_problems(books) if one.column == "Barcode"]


def undo_last(ledger: Ledger) -> ledger_edits.AllUndone:
    with ledger.shop.database.writing() as books:
        told = books.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        facts = [one.payload["facts"] for one in told
                 if one.payload["template"] == "notices/ledger_changed"][-1]  # fmt: skip
        first, last = int(facts["first"]), int(facts["last"])
        return ledger_edits.undo_all(books, first, last, by=ledger.shop.owner(books), key="undo")


@pytest.mark.parametrize(
    "typed",
    [
        {BLU: CODES[RED], RED: CODES[BLU]},
        {BLU: CODES[RED], RED: CODES[LAMP], LAMP: CODES[BLU]},
        {BLU: CODES[RED], RED: CODES[BLU], LAMP: CODES[POT], POT: CODES[LAMP]},
        # the row that takes comes before the row that gives, and after it
        {LAMP: CODES[BLU], BLU: CODES[RED], RED: OTHER},
        {BLU: OTHER, RED: CODES[BLU], LAMP: CODES[RED]},
        {LAMP: CODES[BLU], BLU: ""},
    ],
    ids=["two", "three round", "twice two", "down the rows", "up the rows", "given away"],
)
def test_barcodes_change_hands_in_one_pass_and_are_put_back_together(
    ledger: Ledger, typed: dict[str, str]
) -> None:
    type_all(ledger, typed)
    ledger.sync.pass_once()

    wanted = {code: typed.get(code, was) or None for code, was in CODES.items()}
    assert kept(ledger) == wanted
    ledger.settle()
    assert refused(ledger) == []
    assert shown(ledger) == {code: one or "" for code, one in wanted.items()}

    undone = undo_last(ledger)
    assert (len(undone.undone), undone.refused) == (len(typed), ())
    ledger.settle()
    assert kept(ledger) == CODES
    assert shown(ledger) == CODES


def test_what_another_product_keeps_is_refused_and_waits_for_nobody_else(ledger: Ledger) -> None:
    type_all(ledger, {BLU: CODES[RED], RED: CODES[BLU], LAMP: CODES[POT]})
    ledger.settle()

    assert kept(ledger) == {**CODES, BLU: CODES[RED], RED: CODES[BLU]}
    assert refused(ledger) == ["The barcode 5012345678931 belongs to Stoneware teapot (TEAPOT)"]
    type_all(ledger, {POT: ""})
    ledger.settle()
    assert kept(ledger) == {BLU: CODES[RED], RED: CODES[BLU], LAMP: CODES[POT], POT: None}
    assert refused(ledger) == []


def test_two_rows_with_one_barcode_are_not_both_taken(ledger: Ledger) -> None:
    type_all(ledger, {BLU: CODES[RED], RED: CODES[BLU], LAMP: CODES[BLU]})
    ledger.settle()

    assert kept(ledger) == {**CODES, BLU: CODES[RED], RED: CODES[BLU]}
    assert refused(ledger) == ["The barcode 5012345678900 belongs to Red mug (MUG-RED)"]


def test_what_was_changed_since_stays_and_the_other_goes_back(ledger: Ledger) -> None:
    type_all(ledger, {BLU: CODES[RED], RED: CODES[BLU]})
    ledger.settle()
    with ledger.shop.database.writing() as books:
        sku, by = ledger.shop.sku_id(books, RED), ledger.shop.owner(books)
        product_edits.change(books, sku, "barcode", OTHER, by=by, key="since")

    undone = undo_last(ledger)

    assert len(undone.undone) == 1
    assert [said.split(" and is")[0] for said in undone.refused] == [
        "The barcode of Red mug was changed again since"
    ]
    assert kept(ledger) == {**CODES, RED: OTHER}


def answer_all(ledger: Ledger, said: str = "sheet") -> ledger_answers.AllAnswered:
    """Somebody gives one answer to all that waits: by itself, that the ledger is right."""
    with ledger.shop.database.writing() as books:
        asked = ledger_questions.waiting(books)
        version = max(one.version for one in asked)
        every = ToAll(asked[0].id, asked[-1].id, version, said)
        by = ledger.shop.owner(books)
        return ledger_answers.answer_all(books, every, by=by, key="all of it")


def more_products(ledger: Ledger, count: int) -> dict[str, str]:
    """So many more products; their SKUs -> their barcodes."""
    codes = {f"POT-{one:03}": f"77{one:03}" for one in range(count)}
    with ledger.shop.database.writing() as books:
        by = ledger.shop.owner(books)
        for code, barcode in codes.items():
            facts = {"code": code, "title": f"pot {code}", "barcode": barcode}
            product_edits.add(books, facts, by=by, key=code)
    ledger.settle()
    return codes


def test_barcodes_that_were_asked_about_change_hands_with_one_answer(ledger: Ledger) -> None:
    codes = CODES | more_products(ledger, 6)
    given = list(codes)
    taken = given[1:] + given[:1]
    wanted = {one: codes[other] for one, other in zip(given, taken, strict=True)}
    type_all(ledger, wanted)
    ledger.settle()
    assert kept(ledger) == CODES  # more than a fifth of the column

    answered = answer_all(ledger)

    assert (len(answered.done), answered.refused) == (10, ())
    assert kept(ledger) == {code: wanted[code] for code in CODES}
    with ledger.shop.database.writing() as books:
        edits = [one.edit_id for one in answered.done if one.edit_id is not None]
        by = ledger.shop.owner(books)
        undone = ledger_edits.undo_each(books, edits, by=by, key="undo them")
    assert (len(undone.undone), undone.refused) == (10, ())
    assert kept(ledger) == CODES


def test_skus_that_were_exchanged_take_their_barcodes_along_with_one_answer(ledger: Ledger) -> None:
    rows = {code: ledger.row("Products", code) for code in (LAMP, POT)}
    for code, other in ((LAMP, POT), (POT, LAMP)):
        a1 = f"{ledger.column('Products', 'SKU')}{rows[code]}"
        ledger.server.type(ledger.id, "Products", a1, other)
    ledger.settle()

    answered = answer_all(ledger)

    assert answered.refused == ()
    assert kept(ledger) == {**CODES, LAMP: CODES[POT], POT: CODES[LAMP]}


def test_the_name_of_an_exchange_is_short_however_many_go_round(ledger: Ledger) -> None:
    codes = more_products(ledger, 60)
    ring = [*codes][:12]
    type_all(
        ledger, {one: codes[other] for one, other in zip(ring, ring[1:] + ring[:1], strict=True)}
    )
    ledger.settle()

    with ledger.shop.database.reading() as books:
        first = catalogue.exactly(books, ring[0])
        assert first.barcode == codes[ring[1]]
        assert max(map(len, books.scalars(select(DoneCommand.key)))) < 200


def test_what_was_undone_together_is_undone_once(ledger: Ledger) -> None:
    type_all(ledger, {BLU: CODES[RED], RED: CODES[BLU]})
    ledger.settle()
    first = undo_last(ledger)

    assert undo_last(ledger) == first
    assert kept(ledger) == CODES


def test_of_new_rows_one_whose_barcode_is_taken_stops_no_other(ledger: Ledger) -> None:
    below = len(ledger.server.rows(ledger.id, "Products")) + 1
    for number, (code, barcode) in enumerate((("NEW-1", CODES[BLU]), ("NEW-2", OTHER))):
        for heading, text in (("SKU", code), ("Name", code.lower()), ("Barcode", barcode)):
            a1 = f"{ledger.column('Products', heading)}{below + number}"
            ledger.server.type(ledger.id, "Products", a1, text)
    ledger.settle()

    answered = answer_all(ledger, "add")

    assert (len(answered.done), len(answered.refused)) == (1, 1)
    with ledger.shop.database.reading() as books:
        assert catalogue.exactly(books, "NEW-2").barcode == OTHER
