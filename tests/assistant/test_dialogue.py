"""Dialogue: who may, what is shown first, what is done once, and what is taken back."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from assistant import dialogue
from assistant.dialogue import Heard, Pressed
from assistant.dialogue_running import Answer
from oms import actors, catalogue, staff, stock
from oms.errors import NoLongerPossible
from oms.stock import Move, Place
from oms.tables.messages import Proposal
from oms.tables.orders import Order, Shipment
from oms.tables.stock import Movement
from oms.verify import differences
from tests.small_shop import OWNER, PICKER, SERVICE, SmallShop


def say(books: Session, words: str, *, user: str = OWNER, target: str = "D01") -> Answer:
    """Say something in a DM."""
    return dialogue.answer(books, Heard(words, user, target, None, words))


def buttons(answer: Answer) -> dict[str, dict[str, Any]]:
    """The buttons of an answer by their label."""
    rows = [block["elements"] for block in answer.message.blocks if block["type"] == "actions"]
    return {button["text"]["text"]: button for row in rows for button in row}


def press(books: Session, button: dict[str, Any], *, user: str = OWNER) -> Answer:
    """Press a button of the message 1.1 in a DM."""
    pressed = Pressed(button["action_id"], button["value"], user, "D01", None, "1.1", "k")
    return dialogue.press(books, pressed)


def count(books: Session, table: type) -> int:
    return books.scalars(select(func.count()).select_from(table)).one()


def on_hand(books: Session, code: str, place: str) -> int:
    sku, location = catalogue.sku(books, code), catalogue.location(books, place)
    return stock.at(books, sku.id, location.id).on_hand


def test_nothing_moves_before_confirm(books: Session) -> None:
    movements = count(books, Movement)

    answer = say(books, "ship 1043")

    assert set(buttons(answer)) == {"Confirm", "Cancel"}
    assert count(books, Movement) == movements


def test_confirm_pressed_again_and_again_ships_once(books: Session) -> None:
    shipments = count(books, Shipment)
    confirm = buttons(say(books, "ship 1043"))["Confirm"]

    first = press(books, confirm)
    again = [press(books, confirm) for _ in range(3)]

    assert first.instead
    assert {answer.code for answer in again} == {NoLongerPossible.code}
    assert all(answer.private for answer in again)
    assert count(books, Shipment) == shipments + 1
    assert on_hand(books, "MUG-BLU", "Leeds") == 2
    assert differences(books) == []


def test_confirm_pressed_by_two_at_the_same_moment_ships_once(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        confirm = buttons(say(books, "ship 1043"))["Confirm"]

    def pressing(_number: int) -> str:
        with shop.database.writing() as books:
            return press(books, confirm).code

    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(pressing, range(4)))

    assert codes == ["", *[NoLongerPossible.code] * 3]
    with shop.database.reading() as books:
        assert on_hand(books, "MUG-BLU", "Leeds") == 2
        assert differences(books) == []


def test_a_change_refused_half_way_leaves_nothing_behind(books: Session) -> None:
    # given an order of mugs and a lamp, shown to be shipped
    confirm = buttons(say(books, "ship 1043"))["Confirm"]
    # when both lamps turn out to be gone, which is found after the mugs were booked
    lamp, leeds = catalogue.sku(books, "LAMP-1"), catalogue.location(books, "Leeds")
    gone = Place(catalogue.virtual(books, "variance"))
    loss = Move(lamp.id, 2, Place(leeds.id), gone, reason="theft", is_fact=True)
    stock.move(books, loss, by=actors.system(books))
    movements = count(books, Movement)
    answer = press(books, confirm)
    # then the refusal stands in place of the preview, and the mugs have not moved either
    assert answer.code == "not_enough_stock"
    assert answer.instead
    assert buttons(answer) == {}
    assert count(books, Movement) == movements
    assert on_hand(books, "MUG-BLU", "Leeds") == 5


def test_an_order_that_changed_since_the_preview_is_not_shipped(books: Session) -> None:
    confirm = buttons(say(books, "ship 1043"))["Confirm"]
    books.execute(update(Order).where(Order.number == "1043").values(version=Order.version + 1))

    answer = press(books, confirm)

    assert answer.code == NoLongerPossible.code
    assert on_hand(books, "MUG-BLU", "Leeds") == 5
    assert differences(books) == []


def test_a_role_taken_away_after_the_preview_confirms_nothing(books: Session) -> None:
    confirm = buttons(say(books, "ship 1043", user=PICKER))["Confirm"]
    staff.add(books, name="Sam Reed", slack_user_id=PICKER, role="viewer")

    answer = press(books, confirm, user=PICKER)

    assert answer.code == "not_allowed"
    assert answer.private
    assert on_hand(books, "MUG-BLU", "Leeds") == 5


def test_yes_elsewhere_confirms_nothing(books: Session) -> None:
    say(books, "ship 1043")

    elsewhere = say(books, "yes", target="D02")
    somebody = say(books, "yes", user=PICKER)

    assert elsewhere.code == somebody.code == NoLongerPossible.code
    assert on_hand(books, "MUG-BLU", "Leeds") == 5


@pytest.mark.parametrize(
    "words",
    [
        "yes 1042",
        "no wait",
        "yes wait",
        "ok hang on",
        "confirm 1043",
        "ok ship it",
        "yes and 1042",
        "ok?",
        "yes?",
        "typical. yes please",
    ],
)
def test_only_a_bare_yes_is_a_yes(books: Session, words: str) -> None:
    say(books, "ship 1043")

    say(books, words)

    assert on_hand(books, "MUG-BLU", "Leeds") == 5
    shown = select(Proposal.state).where(Proposal.command == "ship_order")
    assert books.scalars(shown).all() == ["open"]


@pytest.mark.parametrize("words", ["yes 1043", "1043 yes"])
def test_a_yes_may_say_again_what_is_shown(books: Session, words: str) -> None:
    say(books, "ship 1043")

    say(books, words)

    assert on_hand(books, "MUG-BLU", "Leeds") == 2


@pytest.mark.parametrize("words", ["nah scrap that, I'll carry them over myself", "wait, leave it"])
def test_a_no_may_say_why(books: Session, words: str) -> None:
    say(books, "move 2 blue mugs from Leeds to York")

    say(books, words)

    assert books.scalars(select(Proposal.state)).all() == ["dropped"]


def test_a_yes_that_names_another_number_than_is_shown_is_none(books: Session) -> None:
    say(books, "move 2 blue mugs from Leeds to York")

    say(books, "yes 3")

    assert on_hand(books, "MUG-BLU", "Leeds") == 5


def test_a_yes_after_what_was_asked_for_instead_is_to_that(books: Session) -> None:
    say(books, "cancel 1043")
    say(books, "dont cancel it, just put it on hold")

    say(books, "yes")

    shown = select(Proposal.command, Proposal.state)
    assert {tuple(one) for one in books.execute(shown)} == {
        ("cancel_order", "dropped"),
        ("hold_order", "done"),
    }


def test_what_was_asked_for_is_still_answered_after_a_question_in_between(books: Session) -> None:
    say(books, "move 2 jute bags to York")
    say(books, "how many in Hull?")

    say(books, "take them from there then")
    say(books, "yes")

    assert on_hand(books, "BAG-JUTE", "Hull") == 28


def test_a_yes_with_more_is_shown_again_and_only_that_is_done(books: Session) -> None:
    say(books, "ship 1043")

    shown = buttons(say(books, "yes but only the lamp"))

    assert (on_hand(books, "MUG-BLU", "Leeds"), on_hand(books, "LAMP-1", "Leeds")) == (5, 2)
    press(books, shown["Confirm"])
    assert (on_hand(books, "MUG-BLU", "Leeds"), on_hand(books, "LAMP-1", "Leeds")) == (5, 1)


def test_a_word_that_was_asked_for_is_forgotten_once_something_else_is_said(
    books: Session,
) -> None:
    say(books, "ship")
    say(books, "what is late?")

    answer = say(books, "1043")

    assert answer.message.text.startswith("Order 1043")
    assert "Confirm" not in buttons(answer)


def test_buttons_carry_ids_and_never_what_somebody_wrote(books: Session) -> None:
    said = ("ship 1043", "how many mugs in leeds", "where is order 1034?", "add 3 blue mugs",
            "return 1 blue mug from 1001 to Bristol")  # fmt: skip
    for words in said:
        carried = buttons(say(books, words))
        assert carried, words
        for label, button in carried.items():
            assert label not in button["value"]
            for part in ("blue", "mug", "Leeds", "Priya", "1043"):
                assert part not in button["value"], (words, button)


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("confirm:0", "no-such-token"), ("undo:0", ""), ("ask:0", "not json"), ("ask:0", "[1]"),
        ("ask:0", json.dumps({"c": "burn_down", "s": {}})),
        ("ask:0", json.dumps({"c": "ship_order", "s": {"colour": 3}})),
        ("ask:0", json.dumps({"c": "ship_order"})),
        ("do:ship_order:0", "{}"), ("do:nothing:0", "{}"), ("dance:0", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_strange_button_is_answered_politely_and_does_nothing(
    books: Session, action: str, value: str
) -> None:
    movements = count(books, Movement)

    answer = press(books, {"action_id": action, "value": value})

    assert answer.code == NoLongerPossible.code
    assert answer.private
    assert "older version" in answer.message.text
    assert count(books, Movement) == movements


def settle_button(books: Session, *, counted: int, now: int) -> dict[str, Any]:
    """The button of a question about a count in the ledger."""
    sku, leeds = catalogue.sku(books, "MUG-BLU"), catalogue.location(books, "Leeds")
    told = {"sku": sku.id, "location": leeds.id, "counted": counted, "base": now, "now": now}
    return {"action_id": "do:settle_count:0", "value": json.dumps(told)}


def test_a_button_of_a_notice_acts_at_once_and_once_and_can_be_undone(books: Session) -> None:
    button = settle_button(books, counted=7, now=5)

    done, again = press(books, button), press(books, button)

    assert done.instead
    assert again.code == NoLongerPossible.code
    assert on_hand(books, "MUG-BLU", "Leeds") == 7
    press(books, buttons(done)["Undo"])
    assert on_hand(books, "MUG-BLU", "Leeds") == 5
    assert differences(books) == []


def test_a_button_of_a_notice_asks_for_the_same_permission_as_words(books: Session) -> None:
    answer = press(books, settle_button(books, counted=7, now=5), user=SERVICE)

    assert answer.code == "not_allowed"
    assert answer.private
    assert on_hand(books, "MUG-BLU", "Leeds") == 5


def test_a_button_of_a_notice_that_is_out_of_date_does_nothing(books: Session) -> None:
    answer = press(books, settle_button(books, counted=7, now=6))

    assert answer.code == NoLongerPossible.code
    assert on_hand(books, "MUG-BLU", "Leeds") == 5


def test_undo_is_done_once(books: Session) -> None:
    done = press(books, buttons(say(books, "ship 1043"))["Confirm"])
    undo = buttons(done)["Undo"]

    first, second = press(books, undo), press(books, undo)

    assert first.instead
    assert second.code == NoLongerPossible.code
    assert on_hand(books, "MUG-BLU", "Leeds") == 5
    assert differences(books) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("where is order 1043?", ("1043", "to pick", "Priya Shah", "3 × Blue mug")),
        ("how many blue mugs in Leeds?", ("2 Blue mug", "Leeds", "York has 9")),
        ("ship 1043", ("1043", "5 → 2", "Confirm")),
        ("what is late?", ("1042", "2 days")),
        ("where is order 1034?", ("no order 1034", "1043")),
        ("don't ship 1043", ("ship 1043", "don't", "nothing was changed")),
    ],
)
def test_the_text_beside_the_blocks_tells_the_whole_answer(
    books: Session, words: str, told: tuple[str, ...]
) -> None:
    text = say(books, words).message.text

    assert [part for part in told if part not in text] == []


@pytest.mark.parametrize(
    "naming", ["the 1042 one", "1042", "yes, hold 1042", "yes hold order 1042"]
)
def test_a_yes_to_several_asks_which_and_its_name_agrees(books: Session, naming: str) -> None:
    shipments = count(books, Shipment)
    say(books, "ship 1043")
    say(books, "hold 1042")

    asked = say(books, "yes")
    agreed = say(books, naming)

    assert "“hold order 1042”, “ship order 1043”" in asked.message.text
    assert "order 1042 is on hold" in agreed.message.text
    assert count(books, Shipment) == shipments
    say(books, "yes")
    assert count(books, Shipment) == shipments + 1


@pytest.mark.parametrize(
    "said",
    ["not the 1042 one", "the 1042 one?", "yes cancel 1042", "yes 1042 or 1043", "yes hold it"],
)
def test_what_does_not_name_one_change_alone_agrees_to_none(books: Session, said: str) -> None:
    say(books, "ship 1043")
    say(books, "hold 1042")
    say(books, "yes")

    say(books, said)

    done = select(Proposal).where(Proposal.state == "done")
    assert books.scalars(done).all() == []


def test_a_name_without_a_yes_agrees_to_nothing_before_it_was_asked_for(books: Session) -> None:
    say(books, "ship 1043")
    say(books, "hold 1042")

    say(books, "1042")

    assert books.scalars(select(Proposal).where(Proposal.state == "done")).all() == []


def test_a_word_that_is_right_as_it_stands_is_not_taken_for_a_product(books: Session) -> None:
    catalogue.add_sku(books, "CAB-HALL", "Hall cabinet", price_minor=9_900)

    assert "Hall" not in str(say(books, "refund half of 1043").message.payload)
    assert "Hall cabinet" in say(books, "how many hal cabinets?").message.text
