"""What was listed, told or shown before, and amounts in words, in the running program."""

from __future__ import annotations

import pytest

from assistant.app import Program
from assistant.playground.slack import OLIVE, LocalSlack
from oms import catalogue
from tests.assistant.test_program_talk import Channel, on_hand, states


def test_the_orders_of_an_answer_are_told_apart_by_what_it_showed_of_them(
    slack: LocalSlack, program: Program
) -> None:
    dm = Channel(slack, OLIVE)
    dm.say("hold 1043")
    dm.say("yes")
    assert "2 open orders" in dm.say("show me open orders")["text"]

    assert "Cancel order 1043 of" in dm.say("cancel the one on hold")["text"]
    assert "Nothing was changed" in dm.say("no")["text"]
    assert "Order 1042" in dm.say("where is the late one?")["text"]
    assert "Ship order 1042 for" in dm.say("ship the bigger one")["text"]
    assert "Order 1043" in dm.say("open the Leeds one")["text"]
    assert states(program) == ["done", "dropped", "open"]


def test_of_two_orders_that_the_words_fit_it_asks_which_and_no_yes_takes_either(
    slack: LocalSlack, program: Program
) -> None:
    dm = Channel(slack, OLIVE)
    dm.say("show me open orders")

    asked = dm.say("hold the open one")

    assert "Which order?" in asked["text"]
    assert "Nothing waits for a yes" in dm.say("yes")["text"]
    slack.press(OLIVE, asked, "Order 1042")
    slack.wait_message(lambda one: "Hold order 1042 of" in one["text"])
    assert "1042 is on hold" in dm.say("yes")["text"]


def test_the_place_that_was_told_last_is_there(slack: LocalSlack, program: Program) -> None:
    dm = Channel(slack, OLIVE)
    dm.say("how many red mugs in Leeds?")
    assert "in Leeds" in dm.say("and blue ones there?")["text"]
    assert "8.50" in dm.say("price of the blue mug")["text"]

    assert "From where?" in dm.say("move 5 there")["text"]
    shown = dm.say("York")

    assert "from York to Leeds" in shown["text"]
    assert on_hand(program, "MUG-BLU", "Leeds") == 5
    dm.say("yes")
    assert on_hand(program, "MUG-BLU", "York") == 4


@pytest.mark.parametrize("said", ["right, send it", "ok send it", "yes, ship it again", "send it"])
def test_what_waits_said_again_is_no_yes_and_says_what_is_one(
    slack: LocalSlack, program: Program, said: str
) -> None:
    dm = Channel(slack, OLIVE)
    dm.say("ship 1043")

    again = dm.say(said)

    assert again["text"].startswith("Nothing is done yet. Press Confirm or say “yes”")
    assert "Ship order 1043 for" in again["text"]
    assert (on_hand(program, "MUG-BLU", "Leeds"), states(program)) == (5, ["open"])
    dm.say("yes")
    assert (on_hand(program, "MUG-BLU", "Leeds"), states(program)) == (2, ["done"])


def test_a_yes_with_what_is_shown_is_a_yes(slack: LocalSlack, program: Program) -> None:
    dm = Channel(slack, OLIVE)
    dm.say("ship 1043")

    assert dm.say("yes, ship it")["text"].startswith("Shipped")
    assert (on_hand(program, "MUG-BLU", "Leeds"), states(program)) == (2, ["done"])


def test_an_amount_in_words_is_the_whole_of_it_or_none(slack: LocalSlack, program: Program) -> None:
    dm = Channel(slack, OLIVE)

    assert "£425.00 is more" in dm.say("refund 1001 four hundred and twenty five quid")["text"]
    assert "Which product?" in dm.say("refund 1001 four hundred and twenty five")["text"]
    assert "four point five" in dm.say("refund 1001 four point five quid")["text"]
    assert states(program)[1:] == []
    assert "£25.50" in dm.say("refund 1001 twenty five pounds fifty")["text"]
    assert "£25.50" in dm.say("yes")["text"]


def test_rolls_are_counted_a_verb_is_no_product_and_weeks_have_a_first_day(
    slack: LocalSlack, program: Program
) -> None:
    with program.database.writing() as books:
        for code, title in (("RIB", "Red ribbon"), ("ROL", "Bin bag roll"), ("CAG", "Bike cage")):
            catalogue.add_sku(books, code, title, price_minor=300, barcode=None)
    dm = Channel(slack, OLIVE)

    assert "0 → 24" in dm.say("add 24 rolls of red ribbon in Leeds found")["text"]
    assert "PO-63" in dm.say("3 came on PO-63")["text"]
    assert "cage" not in slack.bot_messages()[-1]["text"]
    assert "from Wed 1 Jan to Tue 7 Jan 2025" in dm.say("sales w/c 1st Jan 2025")["text"]
    assert "from Sat" in dm.say("sales sat & sun")["text"]
