"""What goes on from what was said before: kept once, and never further than a preview."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant import (
    dialogue,
    dialogue_memory,
    dialogue_settling,
    frames,
    loosely,
    render,
    understand,
)
from assistant.desk import Desk
from assistant.dialogue import Heard, Pressed
from assistant.dialogue_memory import Recalled
from assistant.dialogue_proposals import Where
from assistant.dialogue_reading import strict
from assistant.dialogue_running import Answer
from assistant.understanding.state import State
from commands.kit import Asked
from oms import actors, catalogue, clock, stock
from oms import settings as shop_settings
from oms.outbox import Claimed
from oms.tables.messages import Conversation, History, Proposal
from oms.tables.stock import Movement
from oms.verify import differences
from tests.assistant.running import answered
from tests.small_shop import OWNER, PICKER, SmallShop

DM, FLOOR = "D01", "C01FLOOR"


class Nobody:
    """Whoever would send answers: here nobody reads them."""

    def deliver(self, message: Claimed) -> None:
        """Send nothing."""

    def settle(self) -> None:
        """Keep nothing."""


def say(
    books: Session, words: str, *, user: str = OWNER, target: str = DM, thread: str | None = None
) -> Answer:
    return dialogue.answer(books, Heard(words, user, target, thread, words))


def button(answer: Answer, label: str) -> dict[str, Any]:
    rows = [block["elements"] for block in answer.message.blocks if block["type"] == "actions"]
    return next(one for row in rows for one in row if one["text"]["text"] == label)


def press(books: Session, pressed: dict[str, Any], *, user: str = OWNER) -> Answer:
    told = Pressed(pressed["action_id"], pressed["value"], user, DM, None, "1.1", "k")
    return dialogue.press(books, told)


def words_of(answer: Answer) -> str:
    return render.unescape(answer.message.text)


def asked_of(books: Session) -> Asked:
    return Asked(books, actors.who(books, OWNER), shop_settings.today(books))


def here(books: Session) -> Where:
    return Where(actors.who(books, OWNER), DM, None)


def count(books: Session, table: type) -> int:
    return books.scalars(select(func.count()).select_from(table)).one()


def on_hand(books: Session, code: str, place: str) -> int:
    sku, location = catalogue.sku(books, code), catalogue.location(books, place)
    return stock.at(books, sku.id, location.id).on_hand


def test_the_buttons_of_a_preview_that_was_replaced_say_so_and_do_nothing(books: Session) -> None:
    first = say(books, "add 2 red mugs in Leeds found")
    second = say(books, "no, 3")

    old = [press(books, button(first, label)) for label in ("Confirm", "Cancel")]

    assert all(answer.private and "replaced" in words_of(answer) for answer in old)
    assert on_hand(books, "MUG-RED", "Leeds") == 4
    press(books, button(second, "Confirm"))
    assert on_hand(books, "MUG-RED", "Leeds") == 7


def test_a_correction_and_a_confirm_at_the_same_moment_book_what_was_confirmed_once(
    shop: SmallShop,
) -> None:
    with shop.database.writing() as books:
        confirm = button(say(books, "add 2 red mugs in Leeds found"), "Confirm")

    def confirming(books: Session) -> str:
        return press(books, confirm).code

    def correcting(books: Session) -> str:
        return say(books, "no, 3").code

    with ThreadPoolExecutor(2) as pool:
        sides = (confirming, correcting)
        codes = list(pool.map(shop.database.write, sides))

    with shop.database.reading() as books:
        booked = 0 if codes[0] else 2
        assert on_hand(books, "MUG-RED", "Leeds") == 4 + booked
        states = books.scalars(select(Proposal.state).order_by(Proposal.id)).all()
        assert states[0] == ("done" if booked else "dropped")
        assert differences(books) == []


def test_the_same_preview_asked_for_again_with_it_is_one_change(books: Session) -> None:
    say(books, "ship 1043")
    say(books, "ok ship it")

    assert say(books, "yes").code == ""
    assert count(books, Proposal) == 1


def test_what_comes_again_moves_neither_what_is_spoken_of_nor_what_waits(shop: SmallShop) -> None:
    desk = Desk(shop.database, Nobody())

    def tell(key: str, words: str) -> list[Claimed]:
        facts = {"kind": "message", "text": words, "user": OWNER, "target": DM, "thread": None}
        return answered(shop.database, desk, key, facts)

    tell("1", "how many blue mugs in Leeds")
    tell("2", "and in York?")
    assert tell("1", "how many blue mugs in Leeds") == []
    (third,) = tell("3", "red mugs?")
    assert "available in York" in third.payload["text"]

    tell("4", "add 2 red mugs in Leeds found")
    tell("5", "no, 3")
    assert tell("4", "add 2 red mugs in Leeds found") == []
    assert tell("5", "no, 3") == []
    tell("6", "yes")
    assert tell("6", "yes") == []
    with shop.database.reading() as books:
        assert on_hand(books, "MUG-RED", "Leeds") == 7
        assert count(books, Proposal) == 2


def test_there_is_one_row_for_a_person_and_a_place_and_old_ones_are_let_go(books: Session) -> None:
    say(books, "where is 1043")
    say(books, "where is 1042")
    say(books, "where is 1042", target=FLOOR, thread="7.1")
    say(books, "where is 1042", target=FLOOR, thread="8.2")
    say(books, "where is 1042", user=PICKER)
    assert count(books, Conversation) == 4
    assert not dialogue_memory.is_old(books)

    later = clock.now() + dt.timedelta(minutes=16)
    clock.set_source(lambda: later)

    assert dialogue_memory.is_old(books)
    dialogue_memory.forget_old(books)
    assert count(books, Conversation) == 0


@pytest.mark.parametrize(
    "kept",
    [{"c": "burn_down", "s": {}}, {"c": "order_status", "s": {"colour": 3}},
     {"c": "stock_level", "s": {"sku": 2, "colour": "red"}}],
)  # fmt: skip
def test_what_another_version_kept_is_spoken_of_no_more(
    books: Session, kept: dict[str, Any]
) -> None:
    dialogue_memory.remember(books, here(books), kept)

    assert dialogue_memory.recall(asked_of(books), here(books)) == Recalled()
    assert say(books, "and in York?").code == "not_understood"


def examples() -> list[tuple[str, str]]:
    known = understand.known().values()
    return [(command.name, one) for command in known for one in command.examples]


def test_what_a_command_was_told_is_kept_and_read_back_the_same(books: Session) -> None:
    asked, read = asked_of(books), 0
    for _name, example in examples():
        for frame in strict(asked, example).readings:
            kept = json.loads(json.dumps(dialogue_memory.carried(frame)))
            dialogue_memory.remember(books, here(books), kept)

            again = dialogue_memory.recall(asked, here(books)).focus

            assert again is not None, example
            assert dialogue_memory.carried(again) == kept, example
            read += 1
    assert read >= 60


def test_an_act_that_is_as_it_was_changes_nothing_of_what_was_told(books: Session) -> None:
    asked = asked_of(books)
    heard = dialogue_memory.Recalled()
    assert heard.state == State()
    for _name, example in examples():
        for frame in strict(asked, example).readings:
            act = frames.act_of(frame, "confirm")
            change = frames.changed(frame, act, act, loosely.understood(asked, example))
            assert change is not None
            assert (change.frame, dict(change.words)) == (frame, {}), example


def test_a_change_that_a_command_has_no_words_for_is_none(books: Session) -> None:
    asked = asked_of(books)
    (frame,) = strict(asked, "put 1043 on hold").readings
    read = loosely.understood(asked, "3 blue mugs")
    act = frames.act_of(frame, "confirm")
    more = replace(act, slots={**act.slots, "units": 3})

    assert frames.changed(frame, act, more, read) is None


SPEECH = ("no", "yes", "but", "make it", "and", "what about", "not", "3", "12", "1042", "1043",
          "the lamp", "blue mugs", "red ones", "in york", "to hull", "from leeds", "it", "them",
          "ship it", "with dpd", "instead", "sorry", "actually", "please", "that one", "only",
          "cancel it", "hold it", "tomorrow", "don't", "?", "if", "she")  # fmt: skip


AGREEING = {"yes", "please", "blue mugs"}
"""Of these a yes may be made by naming what is shown: decision 99."""


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.lists(st.sampled_from(SPEECH), min_size=1, max_size=4), max_size=4))
def test_whatever_follows_a_preview_books_nothing_without_a_whole_yes(
    sqlite_shop: SmallShop, said: list[list[str]]
) -> None:
    with sqlite_shop.database.writing() as books:
        before = count(books, Movement), count(books, History)
        say(books, "move 2 blue mugs from York to Leeds")
        for pieces in said:
            words = " ".join(pieces)
            names_it = "yes" in pieces and AGREEING.issuperset(pieces)
            if dialogue_settling.settles(words) != "yes" and not names_it:
                say(books, words)

        assert (count(books, Movement), count(books, History)) == before, said
        books.rollback()


@pytest.mark.parametrize("before", ["where is 1043", "ship 1043"])
@pytest.mark.parametrize(
    "said",
    ["don't ship it", "never ship it", "should we ship it", "if she calls ship it",
     "ship it tomorrow", "maybe ship it", "he said to ship it", "we might ship it",
     "no need to ship it", "before you ship it", "is it ok to ship it", "ship it unless he pays",
     "hannah, ship it", "<@U02SAM> <@U03PRIYA> ship it", "i was going to ship it",
     "they shipped it"],
)  # fmt: skip
def test_what_denies_asks_supposes_or_is_told_prepares_nothing_with_it(
    sqlite_books: Session, before: str, said: str
) -> None:
    say(sqlite_books, before)
    prepared = count(sqlite_books, Proposal)

    say(sqlite_books, said)

    shown = select(func.count()).where(Proposal.command.not_like("?%"))
    assert sqlite_books.scalars(shown).one() == prepared
