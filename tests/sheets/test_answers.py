"""What was answered stands, about what was asked and nothing else; what is typed later is asked."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable

import pytest
from sqlalchemy import select

from assistant import digest
from oms import (
    count_questions,
    counts,
    ledger_answers,
    ledger_edits,
    ledger_notes,
    ledger_questions,
    product_edits,
    stock,
)
from oms.counts import Where
from oms.ledger_answers import Answer
from oms.product_fields import Value
from oms.tables.catalogue import Sku
from oms.tables.orders import Order
from oms.tables.sheet import LedgerQuestion
from tests.sheets.conftest import Ledger

MUG = "MUG-BLU"
KEYS = (f"says {number}" for number in itertools.count())


def types(ledger: Ledger, text: str, row: str = MUG, heading: str = "Price") -> None:
    """Somebody types into a cell of Products."""
    a1 = f"{ledger.column('Products', heading)}{ledger.row('Products', row)}"
    ledger.server.type(ledger.id, "Products", a1, text)


def shows(ledger: Ledger, row: str = MUG, heading: str = "Price") -> object:
    rows = ledger.server.rows(ledger.id, "Products")
    return rows[ledger.row("Products", row) - 1][rows[0].index(heading)]


def says(ledger: Ledger, minor: int, row: str = MUG) -> int:
    """Somebody sets a price in Slack; gives the edit, by which it is undone."""
    with ledger.shop.database.writing() as books:
        done = product_edits.change(
            books, ledger.shop.sku_id(books, row), "price", minor,
            by=ledger.shop.owner(books), key=next(KEYS),
        )  # fmt: skip
    return done.edit_id or 0


def price(ledger: Ledger, row: str = MUG) -> int | None:
    with ledger.shop.database.reading() as books:
        return books.scalars(select(Sku.price_minor).where(Sku.code == row)).one()


def asked(ledger: Ledger) -> list[LedgerQuestion]:
    """What waits for an answer."""
    with ledger.shop.database.reading() as books:
        return ledger_questions.waiting(books)


def answers(ledger: Ledger, said: str, value: Value = None) -> None:
    """Somebody answers the oldest question that waits."""
    question = asked(ledger)[0]
    given = Answer(question.id, question.version, said, value)
    with ledger.shop.database.writing() as books:
        by = ledger.shop.owner(books)
        ledger_answers.answer(books, given, by=by, key=f"answers {question.id}")


@pytest.fixture
def differs(ledger: Ledger) -> Ledger:
    """The price was 8.50; the ledger has 9.00 now and the books 9.50, which is asked about."""
    types(ledger, "9")
    says(ledger, 950)
    ledger.settle()
    assert [one.kind for one in asked(ledger)] == ["conflict"]
    return ledger


@pytest.fixture
def slipped(ledger: Ledger) -> Ledger:
    """The price was 8.50; 900 is typed over it, which is asked about."""
    types(ledger, "900")
    ledger.settle()
    assert [one.kind for one in asked(ledger)] == ["held"]
    return ledger


def test_an_answer_that_gives_what_stood_there_before_is_not_overridden(differs: Ledger) -> None:
    answers(differs, "typed", 850)
    differs.settle()
    assert (price(differs), shows(differs), asked(differs)) == (850, 8.5, [])


@pytest.mark.parametrize("is_first", [True, False])
def test_what_the_ledger_says_is_not_booked_where_it_was_refused_and_the_books_change_back(
    ledger: Ledger, *, is_first: bool
) -> None:
    types(ledger, "9")
    edit = says(ledger, 950)
    ledger.settle()
    if not is_first:
        answers(ledger, "books")
    with ledger.shop.database.writing() as books:
        ledger_edits.undo(books, edit, by=ledger.shop.owner(books), key="undone")
    if is_first:
        answers(ledger, "books")
    ledger.settle()
    assert (price(ledger), shows(ledger), asked(ledger)) == (850, 8.5, [])


def test_a_note_that_is_to_be_neither_is_none(ledger: Ledger) -> None:
    a1 = f"{ledger.column('Orders', 'Notes')}{ledger.row('Orders', '1043')}"
    ledger.server.type(ledger.id, "Orders", a1, "ring first")
    with ledger.shop.database.writing() as books:
        order = books.scalars(select(Order.id).where(Order.number == "1043")).one()
        ledger_notes.write(books, "order", order, "a gift", by=ledger.shop.owner(books))
    ledger.settle()
    answers(ledger, "typed", None)
    ledger.settle()
    with ledger.shop.database.reading() as books:
        assert not books.get_one(Order, order).ledger_note
    assert ledger.server.cell(ledger.id, "Orders", a1).value in {None, ""}


def test_a_slip_that_was_refused_and_put_right_by_hand_is_asked_about_when_it_comes_again(
    slipped: Ledger,
) -> None:
    answers(slipped, "books")
    types(slipped, "8.50")
    slipped.settle()
    assert (price(slipped), asked(slipped)) == (850, [])
    types(slipped, "900")
    slipped.settle()
    assert (price(slipped), shows(slipped)) == (850, 900)
    assert [one.kind for one in asked(slipped)] == ["held"]


def test_a_slip_that_was_meant_once_is_asked_about_when_it_comes_again(slipped: Ledger) -> None:
    answers(slipped, "sheet")
    slipped.settle()
    says(slipped, 850)
    slipped.settle()
    assert (price(slipped), shows(slipped)) == (850, 8.5)
    types(slipped, "900")
    slipped.settle()
    assert (price(slipped), shows(slipped)) == (850, 900)
    assert [one.kind for one in asked(slipped)] == ["held"]


def test_a_conflict_that_comes_again_is_asked_about_again(differs: Ledger) -> None:
    answers(differs, "sheet")
    differs.settle()
    says(differs, 850)
    differs.settle()
    types(differs, "9")
    says(differs, 950)
    differs.settle()
    assert (price(differs), shows(differs)) == (950, 9)
    assert [one.kind for one in asked(differs)] == ["conflict"]


def test_keeping_what_the_ledger_says_keeps_what_it_says_by_then(differs: Ledger) -> None:
    types(differs, "8.50")
    answers(differs, "sheet")
    differs.settle()
    assert (price(differs), shows(differs), asked(differs)) == (850, 8.5, [])


def test_a_slip_that_is_put_right_while_somebody_says_that_it_is_meant_is_asked_about(
    slipped: Ledger,
) -> None:
    types(slipped, "8.50")
    answers(slipped, "sheet")
    slipped.settle()
    assert (price(slipped), shows(slipped)) == (90000, 8.5)
    (question,) = asked(slipped)
    assert question.facts["value"] == 850
    answers(slipped, "sheet")
    slipped.settle()
    assert (price(slipped), shows(slipped), asked(slipped)) == (850, 8.5, [])


def test_what_is_typed_after_a_slip_was_refused_is_taken_unasked(slipped: Ledger) -> None:
    answers(slipped, "books")
    types(slipped, "9")
    slipped.settle()
    assert (price(slipped), shows(slipped), asked(slipped)) == (900, 9, [])


@pytest.mark.parametrize(("said", "value"), [("typed", 700), ("books", None)])
def test_what_is_typed_while_a_conflict_is_answered_is_asked_about(
    differs: Ledger, said: str, value: Value
) -> None:
    types(differs, "8.50")
    answers(differs, said, value)
    differs.settle()
    assert (price(differs), shows(differs)) == (value or 950, 8.5)
    assert [one.kind for one in asked(differs)] == ["conflict"]


def away(ledger: Ledger, heading: str) -> Callable[[], object]:
    """Take a heading out; gives what brings it back."""
    a1 = f"{ledger.column('Products', heading)}1"
    ledger.server.type(ledger.id, "Products", a1, "")
    return lambda: ledger.server.type(ledger.id, "Products", a1, heading)


def cut(ledger: Ledger) -> Callable[[], object]:
    """Take the row out; gives what pastes it below."""
    rows = ledger.server.rows(ledger.id, "Products")
    row, tab = ledger.row("Products", MUG), ledger.server.tab(ledger.id, "Products")
    there = {"sheetId": tab.id, "dimension": "ROWS", "startIndex": row - 1, "endIndex": row}
    ledger.server.do(ledger.id, {"deleteDimension": {"range": there}})

    def paste() -> None:
        for letter, cell in zip("ABCDEFGHI", rows[row - 1], strict=False):
            ledger.server.type(ledger.id, "Products", f"{letter}{len(rows)}", str(cell))

    return paste


@pytest.mark.parametrize("taken", ["row", "Price", "Cost", "SKU"])
def test_an_answer_waits_for_a_cell_that_is_away_and_counts_once(
    differs: Ledger, taken: str
) -> None:
    back = cut(differs) if taken == "row" else away(differs, taken)
    differs.sync.pass_once(force=True)
    answers(differs, "typed", 850)
    differs.sync.pass_once(force=True)
    if taken == "Cost":
        assert shows(differs) == 8.5
    back()
    for _ in range(3):
        differs.sync.pass_once(force=True)
    assert (price(differs), shows(differs), asked(differs)) == (850, 8.5, [])
    types(differs, "9")
    says(differs, 950)
    differs.settle()
    assert [one.kind for one in asked(differs)] == ["conflict"]


POTS = [f"POT-{number}" for number in range(6)]


def add(ledger: Ledger, *codes: str) -> None:
    """More products, at 10.00 each."""
    with ledger.shop.database.writing() as books:
        for code in codes:
            facts: dict[str, Value] = {"code": code, "title": code.lower(), "price": 1000}
            product_edits.add(books, facts, by=ledger.shop.owner(books), key=code)


@pytest.fixture
def crowded(ledger: Ledger) -> Ledger:
    """Six prices of twelve are changed at once, which is asked about."""
    add(ledger, *POTS)
    ledger.settle()
    for code in POTS:
        types(ledger, "20", code)
    ledger.settle()
    assert [one.row_key for one in asked(ledger)] == POTS
    return ledger


def taken(ledger: Ledger) -> list[str]:
    """The pots of which the books took what was typed."""
    return [code for code in POTS if price(ledger, code) == 2000]


@pytest.mark.parametrize("said", ["sheet", "books"])
def test_of_many_that_were_changed_at_once_each_waits_for_its_own_answer(
    crowded: Ledger, said: str
) -> None:
    for left in range(5, -1, -1):
        answers(crowded, said)
        crowded.settle()
        assert [one.row_key for one in asked(crowded)] == POTS[6 - left :]
    assert taken(crowded) == (POTS if said == "sheet" else [])
    assert {shows(crowded, code) for code in POTS} == {20 if said == "sheet" else 10}


def test_of_many_that_were_changed_at_once_the_others_wait_when_one_is_put_right_by_hand(
    crowded: Ledger,
) -> None:
    types(crowded, "10", POTS[0])
    crowded.settle()
    assert [one.row_key for one in asked(crowded)] == POTS[1:]
    assert taken(crowded) == []


def test_of_many_that_were_changed_at_once_all_wait_when_the_tab_grows(crowded: Ledger) -> None:
    add(crowded, *(f"PAN-{number}" for number in range(30)))
    crowded.settle()
    assert [one.row_key for one in asked(crowded)] == POTS
    says(crowded, 1500, POTS[0])
    crowded.settle()
    assert [one.kind for one in asked(crowded)] == ["held"] * 5 + ["conflict"]
    # nobody has said yet that so many changes are meant
    says(crowded, 1000, POTS[0])
    crowded.settle()
    assert [one.kind for one in asked(crowded)] == ["held"] * 6
    assert taken(crowded) == []


@pytest.fixture
def counted(ledger: Ledger) -> Ledger:
    """6 were counted beside a 5 to which 3 were added since, which is asked about."""
    with ledger.shop.database.writing() as books:
        where = Where(ledger.shop.sku_id(books, MUG), ledger.shop.location_id(books, "LEEDS"))
        by = ledger.shop.owner(books)
        counts.adjust(books, where, 3, reason="found", by=by, key="found")
    ledger.type(MUG, "Leeds", "Counted", "6")
    ledger.settle()
    return ledger


def on_hand(ledger: Ledger) -> int:
    with ledger.shop.database.reading() as books:
        where = ledger.shop.sku_id(books, MUG), ledger.shop.location_id(books, "LEEDS")
        return stock.at(books, *where).on_hand


def morning(ledger: Ledger, day: int) -> None:
    """The digest is sent."""
    digest.send(ledger.shop.database, dt.date(2026, 11, day))


@pytest.mark.parametrize("taken", ["row", "Counted", "SKU", "tab"])
def test_a_count_that_stands_there_no_more_is_none_unless_somebody_says_so(
    counted: Ledger, taken: str
) -> None:
    tab = counted.server.tab(counted.id, "Stock")
    if taken == "tab":
        counted.server.do(counted.id, {"deleteSheet": {"sheetId": tab.id}})
    elif taken == "row":
        rows = counted.rows_of(MUG, "Leeds")
        counted.server.do(counted.id, {"deleteDimension": {"range": rows}})
    else:
        at = counted.server.rows(counted.id, "Stock")[0].index(taken)
        column = {"sheetId": tab.id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
        counted.server.do(counted.id, {"deleteDimension": {"range": column}})
    counted.sync.pass_once(force=True)
    morning(counted, 25)
    counted.sync.pass_once(force=True)
    assert on_hand(counted) == 8

    with counted.shop.database.writing() as books:
        by = counted.shop.owner(books)
        count_questions.answer(books, 1, base=8, by=by, key="answer")
    assert on_hand(counted) == 6


def test_a_count_whose_heading_is_back_waits_for_the_next_digest(counted: Ledger) -> None:
    heading = f"{counted.column('Stock', 'Counted')}1"
    counted.server.type(counted.id, "Stock", heading, "")
    counted.sync.pass_once(force=True)
    morning(counted, 25)
    counted.server.type(counted.id, "Stock", heading, "Counted")
    counted.sync.pass_once(force=True)
    assert on_hand(counted) == 8

    morning(counted, 26)
    counted.settle()
    assert on_hand(counted) == 6
    assert counted.shows(MUG, "Leeds", "Counted") == ""
