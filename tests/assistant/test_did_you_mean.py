"""“Did you mean …?”: what is offered, in whose words, and that one of it is asked for once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import dialogue, dialogue_likely, understand
from assistant import dialogue_memory as memory
from assistant.app import Program
from assistant.dialogue import Heard as Said
from assistant.dialogue import Pressed
from assistant.dialogue_follow import Heard
from assistant.dialogue_memory import Recalled
from assistant.dialogue_reading import strict
from assistant.playground.slack import FLOOR, OLIVE, PRIYA, SAM, LocalSlack
from commands.kit import Asked
from oms import actors, catalogue, settings, stock
from oms.errors import NoLongerPossible
from oms.tables.messages import Proposal
from tests.small_shop import OWNER, SmallShop
from tests.speech import sentences

Json = dict[str, Any]


def labels(message: Json) -> list[str]:
    """The buttons of a message."""
    rows = [block["elements"] for block in message["blocks"] if block["type"] == "actions"]
    return [button["text"]["text"] for row in rows for button in row]


def press_again(slack: LocalSlack, message: Json, user: str, label: str) -> None:
    """Press a button that a message had when it was posted, once more."""
    at = [one["given"] for one in slack.calls if one["method"] == "chat.postMessage"]
    posted = next(one for one in at if one.get("text") == message["text"])
    was = {**message, "blocks": posted["blocks"]}
    slack.press(user, was, label)


def proposals(program: Program) -> list[tuple[str, str]]:
    """The changes that were shown: command and state."""
    with program.database.reading() as books:
        found = books.execute(select(Proposal.command, Proposal.state).order_by(Proposal.id))
        return [(command, state) for command, state in found]


def on_hand(program: Program, code: str, place: str) -> int:
    with program.database.reading() as books:
        sku, location = catalogue.sku(books, code), catalogue.location(books, place)
        return stock.at(books, sku.id, location.id).on_hand


def test_a_reading_that_is_pressed_twice_is_shown_once_and_confirmed_once(
    slack: LocalSlack, program: Program
) -> None:
    slack.dm(OLIVE, "take 2 mugs off leeds, smashed")
    asked = dict(slack.wait_message(lambda one: "fits 2 products" in one["text"]))
    assert labels(asked) == ["Blue mug (MUG-BLU)", "Red mug (MUG-RED)"]

    press_again(slack, asked, OLIVE, "Red mug (MUG-RED)")
    shown = slack.wait_message(lambda one: one["ts"] == asked["ts"] and "4 → 2" in one["text"])
    press_again(slack, asked, OLIVE, "Red mug (MUG-RED)")
    press_again(slack, asked, OLIVE, "Blue mug (MUG-BLU)")
    slack.wait_until(
        lambda: len([1 for one in slack.bot_messages() if "pressed before" in one["text"]]) == 2
    )

    assert proposals(program) == [("adjust_stock", "open")]
    assert on_hand(program, "MUG-RED", "Leeds") == 4
    slack.press(OLIVE, shown, "Confirm")
    slack.wait_message(lambda one: one["ts"] == asked["ts"] and "Undo" in labels(one))
    assert on_hand(program, "MUG-RED", "Leeds") == 2
    assert on_hand(program, "MUG-BLU", "Leeds") == 5


def test_in_a_channel_only_who_asked_says_which_was_meant(
    slack: LocalSlack, program: Program
) -> None:
    thread = slack.mention(SAM, FLOOR, "please ship 1043 quick smart")
    asked = dict(slack.wait_message(lambda one: "Did you mean" in one["text"]))
    assert (labels(asked), asked["thread_ts"]) == (["ship 1043"], thread)

    slack.press(PRIYA, asked, "ship 1043")
    told = slack.wait_message(lambda one: "Somebody else asked" in one["text"])
    assert told["only_to"] == PRIYA
    assert proposals(program) == []

    slack.press(SAM, asked, "ship 1043")
    slack.wait_message(lambda one: one["ts"] == asked["ts"] and "Confirm" in labels(one))
    assert proposals(program) == [("ship_order", "open")]


def test_what_a_slash_command_comes_near_to_is_asked_where_only_one_person_sees_it(
    slack: LocalSlack, program: Program
) -> None:
    words = "release or cancel 1042 somehow"
    slack.slash(SAM, FLOOR, "/backroom", words)
    # a picker may do neither, so neither is offered
    told = slack.wait_message(lambda one: one.get("only_to") == SAM)
    assert labels(told) == []

    slack.slash(PRIYA, FLOOR, "/backroom", words)
    asked = slack.wait_message(lambda one: "Did you mean" in one["text"])
    assert asked["only_to"] == PRIYA
    assert labels(asked) == ["release 1042", "cancel 1042"]

    slack.press(PRIYA, asked, "release 1042")
    slack.wait_message(lambda one: "not on hold" in one["text"])
    slack.press(PRIYA, asked, "cancel 1042")
    slack.wait_message(lambda one: one["ts"] == asked["ts"] and "Confirm" in labels(one))
    assert proposals(program) == [("cancel_order", "open")]


def test_a_reading_that_is_pressed_by_several_at_one_moment_is_shown_once(shop: SmallShop) -> None:
    with shop.database.writing() as books:
        asked = dialogue.answer(
            books, Said("take 2 mugs off leeds, smashed", OWNER, "D1", None, "k")
        )
    (blue, red) = asked.message.blocks[1]["elements"]

    def pressing(button: Json) -> str:
        pressed = Pressed(button["action_id"], button["value"], OWNER, "D1", None, "1.1", "k")
        return shop.database.write(lambda books: dialogue.press(books, pressed)).code

    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(pressing, [blue, red, blue, red]))

    assert codes == ["", *[NoLongerPossible.code] * 3]
    with shop.database.reading() as books:
        assert len(list(books.scalars(select(Proposal)))) == 1


def test_a_button_carries_ids_and_no_words_of_the_sentence(
    slack: LocalSlack, program: Program
) -> None:
    slack.dm(OLIVE, "please ship 1043 quick smart")
    asked = slack.wait_message(lambda one: "Did you mean" in one["text"])

    (button,) = asked["blocks"][1]["elements"]
    carried = json.loads(button["value"])
    assert carried.keys() == {"c", "s", "by", "n"}
    assert carried["c"] == "ship_order"
    assert carried["s"].keys() == {"order"}
    assert isinstance(carried["s"]["order"], int)


@pytest.mark.parametrize(
    "said",
    ["tell me a joke", "don't cancel 1042 somehow", "please tell Sam to ship 1043 quick smart",
     "when we cancel 1042 somehow", "they cancelled 1042 yesterday somehow"],
)  # fmt: skip
def test_no_change_is_offered_for_what_asks_for_none(sqlite_books: Session, said: str) -> None:
    asked = Asked(sqlite_books, actors.who(sqlite_books, OWNER), settings.today(sqlite_books))
    found = dialogue_likely.did_you_mean(Heard(asked, Recalled(), said))

    assert not [one for one, *_ in found if understand.understand(one)[0].command.write]


def test_of_what_asks_for_no_change_next_to_nothing_is_offered_one() -> None:
    reader = sentences.shop()
    said = list(sentences.negatives(5))
    offered = [
        words
        for words in said
        if any(reader.speeches[act.command].writes for act in reader.likely(reader.read(words)))
    ]

    assert len(said) > 300
    # “cancel a meeting room”: the words of a request, and not of ours
    assert len(offered) <= len(said) // 100, offered


def test_what_a_button_says_is_read_as_what_it_asks(sqlite_books: Session) -> None:
    asked = Asked(sqlite_books, actors.who(sqlite_books, OWNER), settings.today(sqlite_books))
    examples = [one for command in understand.known().values() for one in command.examples]
    frames = [frame for example in examples for frame in strict(asked, example).readings]
    worded = [(frame, dialogue_likely.wording(asked, frame)) for frame in frames]

    assert len([words for _, words in worded if words]) > len(frames) * 0.8
    for frame, words in worded:
        again = strict(asked, words).readings if words else (frame,)
        assert memory.carried(frame) in [memory.carried(one) for one in again], words


def test_a_name_that_another_has_too_is_said_by_its_code(sqlite_books: Session) -> None:
    catalogue.add_sku(sqlite_books, "MUG-NEW", "Blue mug", price_minor=900)
    asked = Asked(sqlite_books, actors.who(sqlite_books, OWNER), settings.today(sqlite_books))
    (frame,) = strict(asked, "how many MUG-BLU in Leeds?").readings

    assert dialogue_likely.wording(asked, frame) == "how many MUG-BLU in LEEDS"
