"""What somebody else changed meanwhile is not undone with one's own change, nor cut away."""

from __future__ import annotations

import pytest

from oms import orders
from tests.conversation import Talk
from tests.small_shop import SmallShop

CHANGED = "was changed since"
OTHERWISE = "That has changed since it was shown, so nothing was done."


@pytest.mark.parametrize(
    ("mine", "theirs", "ask", "stands"),
    [
        ("Etsy orders ship complete", "hold short Etsy orders", "Etsy orders may be split",
         "Now: orders ship complete, from one place; what is short holds the order."),
        ("CARD-XMAS is a kit of 1 MUG-BLU", "CARD-XMAS is a kit of 2 MUG-RED",
         "what is in CARD-XMAS", "Red mug (MUG-RED) | 2"),
        ("PO-1 comes on 3 Dec", "PO-1 comes on 5 Dec", "PO-1 comes on 9 Dec", "Sat 5 Dec → Wed 9"),
    ],
    ids=["policy", "kit", "purchase"],
)  # fmt: skip
def test_an_undo_leaves_alone_what_was_changed_since(
    sqlite_shop: SmallShop, mine: str, theirs: str, ask: str, stands: str
) -> None:
    first, second = Talk(sqlite_shop), Talk(sqlite_shop)
    prepare(first)
    for talk, words in ((first, mine), (second, theirs)):
        talk.turn(f"> {words}")
        talk.turn("> [Confirm]")

    first.turn("> [Undo]")

    assert any(CHANGED in line for line in first.shown), first.shown
    second.turn(f"> {ask}")
    assert any(stands in line for line in second.shown), second.shown


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("Etsy orders ship complete", "hold short Etsy orders"),
        ("CARD-XMAS is a kit of 1 MUG-BLU", "CARD-XMAS is a kit of 2 MUG-RED"),
        ("PO-1 comes on 3 Dec", "PO-1 comes on 5 Dec"),
    ],
    ids=["policy", "kit", "purchase"],
)
def test_what_was_shown_is_not_done_to_what_was_changed_since(
    sqlite_shop: SmallShop, mine: str, theirs: str
) -> None:
    first, second = Talk(sqlite_shop), Talk(sqlite_shop)
    prepare(first)
    first.turn(f"> {mine}")
    second.turn(f"> {theirs}")
    second.turn("> [Confirm]")

    first.turn("> [Confirm]")

    assert first.shown[0].startswith(OTHERWISE)


def prepare(talk: Talk) -> None:
    """PO-1 is a dropship order of cards, which are on no shelf."""
    for line in (
        "given order 2001 from Etsy for Ann Lee in Hull: 3 CARD-XMAS, due in 4 days",
        "> Harrow dropships CARD-XMAS", "> [Confirm]", "> dropship 2001", "> [Confirm]",
    ):  # fmt: skip
        talk.turn(line)


def test_a_note_is_refused_rather_than_cut(sqlite_shop: SmallShop) -> None:
    talk = Talk(sqlite_shop)
    for number in range(6):
        talk.turn(f"> note on 1043: {number} {'x' * 290}")
        talk.turn("> [Confirm]")
    talk.turn("> note on 1043: the last")
    talk.turn("> [Confirm]")

    talk.turn(f"> note on 1043: {'y' * 295}")

    assert "has 2076 letters, which is too long. Say it in 2000" in talk.shown[0]
    with sqlite_shop.database.reading() as books:
        note = orders.by_number(books, "1043").note or ""
    assert note.startswith("0 xxx")
    assert note.endswith("the last")
