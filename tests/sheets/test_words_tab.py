"""The tab Words against a real server: taught, refused, undone and taken out by owners."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from assistant import plain
from oms import catalogue, clock, ledger_edits, words
from oms.tables.messages import History, OutboxMessage
from tests.sheets.conftest import Ledger
from tests.sheets.test_tabs import add_row, cells, notices, type_in
from tests.small_shop import OWNER


def asked(ledger: Ledger, question: str) -> str:
    """The answer to a question put to the program, as in Slack."""
    with ledger.shop.database.writing() as books:
        return str(plain.ask(books, OWNER, question)["answer"])


def teach(ledger: Ledger, said: str, means: str) -> None:
    """The owner fills a row."""
    add_row(ledger, "Words", {"Words": said, "Means": means})
    ledger.settle()


def meaning(ledger: Ledger, said: str) -> str | None:
    with ledger.shop.database.reading() as books:
        return words.value(books, said)


def problems(ledger: Ledger) -> dict[str, str]:
    """What was typed -> why it was not taken, and what to do."""
    return {str(row[5]): f"{row[6]}. {row[7]}"
            for row in ledger.server.rows(ledger.id, "Problems")[1:] if row[0]}  # fmt: skip


def test_a_word_that_an_owner_types_is_understood_at_once_and_told_with_an_undo(
    ledger: Ledger,
) -> None:
    teach(ledger, "Big Blues", "mug-blu")

    assert meaning(ledger, "big blues") == "MUG-BLU"
    assert cells(ledger, "Words", "Big Blues")["Means"] == "MUG-BLU"
    assert asked(ledger, "how many big blues in Leeds").startswith("2 Blue mug (MUG-BLU)")
    assert notices(ledger) == ["notices/ledger_changed"]
    with ledger.shop.database.writing() as books:
        told = books.scalars(select(OutboxMessage)).all()[-1].payload["facts"]
        by = ledger.shop.owner(books)
        ledger_edits.undo_all(books, told["first"], told["last"], by=by, key="undo")
    ledger.settle()
    assert meaning(ledger, "big blues") is None
    assert cells(ledger, "Words", "Big Blues")["Means"] == ""
    assert "No product is called “big blues”" in asked(ledger, "how many big blues in Leeds")


def test_a_word_stands_for_a_place_a_channel_or_a_sentence(ledger: Ledger) -> None:
    teach(ledger, "the barn", "york")
    teach(ledger, "the bay", "Etsy")
    teach(ledger, "chase {order}", "where is order {order}")

    assert [cells(ledger, "Words", one)["Means"] for one in ("the barn", "the bay")] == [
        "York", "Etsy",
    ]  # fmt: skip
    assert asked(ledger, "how many blue mugs in the barn").startswith("9 Blue mug (MUG-BLU)")
    assert asked(ledger, "orders from the bay").startswith("1 Etsy order: 1001")
    assert asked(ledger, "please chase 1043").startswith("Order 1043 · to pick.")


def test_a_word_that_would_be_mistaken_is_named_in_problems_with_what_to_do(
    ledger: Ledger,
) -> None:
    for said, means in (("mugs", "MUG-BLU"), ("leeds", "York"), ("low stock", "LAMP-1"),
                        ("grandad", "a lamp of sorts"), ("big blues!", "MUG-BLU")):  # fmt: skip
        teach(ledger, said, means)

    why = {row[3]: f"{row[6]}. {row[7]}" for row in ledger.server.rows(ledger.id, "Problems")[1:]}
    assert why["MUGS"] == (
        "“mugs” also fits Red mug (MUG-RED), so it would be unclear which is meant. Add a word"
        " that only the one has."
    )
    assert why["LEEDS"] == "“leeds” is the location Leeds. Choose other words."
    assert "“low stock” asks for something already: " in why["LOW STOCK"]
    assert "“a lamp of sorts” is no product, location, channel or sentence" in why["GRANDAD"]
    assert why["BIG BLUES!"].endswith("Write “big blues”.")
    with ledger.shop.database.reading() as books:
        assert words.every(books) == []
    # what was typed stands where it was typed, until it is mended
    assert cells(ledger, "Words", "mugs")["Means"] == "MUG-BLU"
    type_in(ledger, "Words", "grandad", "Means", "LAMP-1")
    ledger.settle()
    assert meaning(ledger, "grandad") == "LAMP-1"
    assert "a lamp of sorts" not in problems(ledger)


def test_many_words_pasted_at_once_are_all_taken(ledger: Ledger) -> None:
    for number in range(12):
        add_row(ledger, "Words", {"Words": f"fancy{chr(97 + number)}", "Means": "LAMP-1"})

    ledger.settle()

    with ledger.shop.database.reading() as books:
        assert len(words.every(books)) == 12
    assert notices(ledger) == ["notices/ledger_changed"]


def test_another_meaning_and_none_are_taken_and_put_back(ledger: Ledger) -> None:
    teach(ledger, "big blues", "MUG-BLU")
    type_in(ledger, "Words", "big blues", "Means", "MUG-RED")
    ledger.settle()
    assert meaning(ledger, "big blues") == "MUG-RED"
    type_in(ledger, "Words", "big blues", "Means", "")
    ledger.settle()
    assert meaning(ledger, "big blues") is None

    with ledger.shop.database.writing() as books:
        edits = list(books.scalars(select(History.id).where(History.what == words.WHAT)))
        ledger_edits.undo(books, edits[-1], by=ledger.shop.owner(books), key="back")
    ledger.settle()

    assert meaning(ledger, "big blues") == "MUG-RED"
    assert cells(ledger, "Words", "big blues")["Means"] == "MUG-RED"


def test_a_row_that_is_taken_out_takes_its_word_with_it(ledger: Ledger) -> None:
    teach(ledger, "big blues", "MUG-BLU")
    row = ledger.row("Words", "big blues")
    span = {"sheetId": ledger.server.tab(ledger.id, "Words").id, "dimension": "ROWS",
            "startIndex": row - 1, "endIndex": row}  # fmt: skip
    ledger.server.do(ledger.id, {"deleteDimension": {"range": span}})
    ledger.settle()
    assert meaning(ledger, "big blues") == "MUG-BLU"
    then = clock.now() + dt.timedelta(seconds=61)
    clock.set_source(lambda: then)
    ledger.sync.pass_once(force=True)
    ledger.settle()

    assert meaning(ledger, "big blues") is None
    assert ledger.server.rows(ledger.id, "Words")[1:] == []
    with ledger.shop.database.writing() as books:
        words.put(books, "big blues", "MUG-RED", by=ledger.shop.owner(books))
    ledger.settle()
    assert cells(ledger, "Words", "big blues")["Means"] == "MUG-RED"


def test_a_word_taught_in_slack_is_shown_and_one_taken_back_shows_nothing(ledger: Ledger) -> None:
    with ledger.shop.database.writing() as books:
        by = ledger.shop.owner(books)
        kept = words.teach(books, "big blues", "blue mug", by=by, key="kept")
        gone = words.teach(books, "grandad", "LAMP-1", by=by, key="gone")
        assert gone.edit_id is not None
        words.untaught(books, gone.edit_id, by=by, key="undone")
    ledger.settle()

    assert [row for row in ledger.server.rows(ledger.id, "Words")[1:] if row] == [
        ["big blues", "MUG-BLU"]
    ]
    with ledger.shop.database.writing() as books:
        assert kept.edit_id is not None
        words.untaught(books, kept.edit_id, by=ledger.shop.owner(books), key="also")
    ledger.settle()
    assert cells(ledger, "Words", "big blues")["Means"] == ""


def test_a_word_of_a_product_follows_its_sku(ledger: Ledger) -> None:
    teach(ledger, "big blues", "MUG-BLU")
    with ledger.shop.database.writing() as books:
        mug = catalogue.exactly(books, "MUG-BLU").id
        by = ledger.shop.owner(books)
        ledger_edits.put(books, ("Products", "SKU"), {"sku": mug}, "MUG-NAVY", by=by, key="renamed")
    ledger.settle()

    assert cells(ledger, "Words", "big blues")["Means"] == "MUG-NAVY"
    assert asked(ledger, "how many big blues in Leeds").startswith("2 Blue mug (MUG-NAVY)")
