"""A count or an adjustment that was refused is not booked later, when the stock is another."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from oms import counts, problems, product_edits, stock
from oms.counts import Where
from oms.tables.stock import CountQuestion
from sheets.connection import LedgerRefused
from tests.sheets.conftest import Ledger

RED = "MUG-RED", "Leeds"


def on_hand(ledger: Ledger, sku: str, location: str) -> int:
    with ledger.shop.database.reading() as books:
        place = ledger.shop.location_id(books, location.upper())
        return stock.at(books, ledger.shop.sku_id(books, sku), place).on_hand


def found(ledger: Ledger, sku: str, location: str, units: int) -> None:
    """Somebody says in Slack that there are so many more."""
    with ledger.shop.database.writing() as books:
        where = Where(
            ledger.shop.sku_id(books, sku), ledger.shop.location_id(books, location.upper())
        )
        by = ledger.shop.owner(books)
        counts.adjust(books, where, units, reason="found", by=by, key=f"slack {units}")


def refused(ledger: Ledger) -> list[tuple[str, str, str]]:
    """Column, text and why of what is not taken of the tab Stock."""
    with ledger.shop.database.reading() as books:
        return [(one.column, one.typed, one.why) for one in problems.open_problems(books)
                if one.tab == "Stock"]  # fmt: skip


def test_an_adjustment_that_is_said_in_slack_instead_is_booked_once(ledger: Ledger) -> None:
    ledger.type(*RED, "Adjust by", "60")
    ledger.settle()
    slip = [("Adjust by", "60", "it would change 4 by +60, more than is likely")]
    assert refused(ledger) == slip

    found(ledger, *RED, 60)
    ledger.settle()

    assert (on_hand(ledger, *RED), refused(ledger)) == (64, slip)
    ledger.type(*RED, "Adjust by", "")
    ledger.settle()
    assert refused(ledger) == []
    ledger.type(*RED, "Adjust by", "60")
    ledger.settle()
    assert on_hand(ledger, *RED) == 124


def test_what_could_not_be_taken_off_is_not_taken_off_a_later_delivery(ledger: Ledger) -> None:
    ledger.type(*RED, "Adjust by", "-10")
    ledger.settle()
    found(ledger, *RED, 40)
    ledger.restart()
    ledger.settle()
    assert on_hand(ledger, *RED) == 44
    assert "cannot be taken off" in (ledger.note(*RED, "Adjust by") or "")

    ledger.type(*RED, "Adjust by", "-9")
    ledger.settle()

    assert (on_hand(ledger, *RED), refused(ledger)) == (35, [])


def test_an_adjustment_with_a_wrong_reason_is_booked_once_the_reason_is_right(
    ledger: Ledger,
) -> None:
    ledger.type(*RED, "Adjust by", "-1")
    ledger.type(*RED, "Reason", "dunno")
    ledger.settle()
    assert [column for column, _, _ in refused(ledger)] == ["Adjust by"]

    ledger.type(*RED, "Reason", "damage")
    ledger.settle()

    assert (on_hand(ledger, *RED), refused(ledger)) == (3, [])


def test_a_count_beside_no_figure_is_not_booked_beside_one_that_nobody_saw(
    ledger: Ledger,
) -> None:
    tab = ledger.server.tab(ledger.id, "Stock")
    row = tab.used()[0] + 1
    for heading, text in (("SKU", "NEW-1"), ("Location", "Leeds"), ("Counted", "5")):
        a1 = f"{ledger.column('Stock', heading)}{row}"
        ledger.server.type(ledger.id, "Stock", a1, text)
    ledger.settle()
    with ledger.shop.database.writing() as books:
        product_edits.add(
            books, {"code": "NEW-1", "title": "New"}, by=ledger.shop.owner(books), key="new"
        )
    found(ledger, "NEW-1", "Leeds", 20)

    ledger.settle()

    assert on_hand(ledger, "NEW-1", "Leeds") == 20
    assert ledger.shows("NEW-1", "Leeds", "Counted") == 5
    assert [why for _, _, why in refused(ledger)] == ["the cell On hand beside it is empty"]


def test_a_count_and_an_adjustment_side_by_side_are_asked_for_one_of_the_two(
    ledger: Ledger,
) -> None:
    ledger.type(*RED, "Counted", "3")
    ledger.type(*RED, "Adjust by", "-1")
    ledger.settle()

    assert on_hand(ledger, *RED) == 4
    assert [column for column, _, _ in refused(ledger)] == ["Counted", "Adjust by"]

    ledger.type(*RED, "Adjust by", "")
    ledger.settle()
    assert (on_hand(ledger, *RED), refused(ledger)) == (3, [])


@pytest.mark.parametrize(
    ("pasted", "asked"), [("7", [(3, 7)]), ("4", []), ("400", []), ("some", [])]
)
def test_a_count_beside_a_figure_that_was_pasted_with_it_is_asked_about(
    ledger: Ledger, pasted: str, asked: list[tuple[int, int]]
) -> None:
    ledger.type(*RED, "Counted", "3")
    ledger.type(*RED, "On hand", pasted)
    ledger.settle()

    with ledger.shop.database.reading() as books:
        found = books.execute(select(CountQuestion.counted, CountQuestion.shown))
        assert [tuple(one) for one in found] == asked
    assert on_hand(ledger, *RED) == (4 if asked else 3)


def test_a_reason_goes_with_its_adjustment_also_when_the_program_died_in_between(
    ledger: Ledger,
) -> None:
    ledger.type(*RED, "Adjust by", "-1")
    ledger.type(*RED, "Reason", "damage")
    ledger.server.faults.append({"path": ":batchUpdate", "times": 1, "status": 403})
    with pytest.raises(LedgerRefused):
        ledger.settle()
    assert on_hand(ledger, *RED) == 3

    ledger.server.faults.clear()
    ledger.restart()
    ledger.settle()

    assert (ledger.shows(*RED, "Adjust by"), ledger.shows(*RED, "Reason")) == ("", "")
    ledger.type(*RED, "Reason", "found")
    ledger.settle()
    assert ledger.shows(*RED, "Reason") == "found"


def test_an_adjustment_beside_a_count_that_is_asked_about_waits_for_the_answer(
    ledger: Ledger,
) -> None:
    blue = "MUG-BLU", "Leeds"
    found(ledger, *blue, 3)  # 8 by now, where the ledger shows 5
    ledger.type(*blue, "Counted", "6")
    ledger.settle()
    ledger.type(*blue, "Adjust by", "-2")
    ledger.settle()

    assert on_hand(ledger, *blue) == 8
    why = "the count beside it is asked about, and this may be in it already"
    assert refused(ledger) == [("Adjust by", "-2", why)]
    ledger.type(*blue, "Counted", "")
    ledger.settle()
    # it was meant for what the count said
    assert (on_hand(ledger, *blue), refused(ledger)) == (8, [("Adjust by", "-2", why)])
    ledger.type(*blue, "Adjust by", "-1")
    ledger.settle()
    assert (on_hand(ledger, *blue), refused(ledger)) == (7, [])


@pytest.mark.parametrize(
    ("heading", "typed", "left"), [("Adjust by", "-2", 2), ("Counted", "3", 3)]
)
def test_a_reason_that_comes_after_its_units_is_told_of(
    ledger: Ledger, heading: str, typed: str, left: int
) -> None:
    ledger.type(*RED, heading, typed)
    ledger.settle()
    ledger.type(*RED, "Reason", "damage")
    ledger.settle()

    said = "The reason is for the units that you type next; those before keep theirs"
    assert ledger.shows(*RED, "Note from assistant") == said
    assert (on_hand(ledger, *RED), refused(ledger)) == (left, [])
    ledger.type(*RED, "Reason", "")
    ledger.settle()
    assert ledger.shows(*RED, "Note from assistant") == ""
