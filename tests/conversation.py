"""Conversations written down as staff would have them: what is given, said and answered.

A file holds turns, parted by empty lines:

    # a remark
    as Sam                        who speaks from here on: Olive (owner), Sam, Priya, or Nobody
    in the floor, thread 7.1      where they speak from here on: the DM (at first) or the floor,
                                  and in which thread, if in one
    given order 2001 from Etsy for Ann Lee in Hull: 3 MUG-BLU, 1 LAMP-1, due in 2 days
    given a return of 1001 asked for: 2 MUG-BLU
    given the ledger says 14.00 for the Price of MUG-BLU
    looks at the floor            which channel they look at, beside us, from here on
    later 11 minutes              time passes
    > ship 1043                   something is said; below it stands the answer, line by line,
                                  then a line “(PDF) …” or “(CSV) …” for each file beside it; where
                                  there are several answers, one below the other
    > [Confirm]                   a button of the last answer is pressed
    stock MUG-BLU Leeds 5         what the books must say now
    back 2 of 1001                so many of an order's first product came back and are good
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from assistant import block_limits, dialogue, papers
from assistant.dialogue import Heard, Pressed
from assistant.dialogue_running import Answer
from oms import (
    catalogue,
    clock,
    ledger_edits,
    ledger_notices,
    ledger_questions,
    looks,
    orders,
    reservations,
    returns,
    stock,
)
from oms.actors import system
from oms.ledger_questions import Asking
from oms.records import LedgerQuestion
from tests.oms.came_back import came_back
from tests.small_shop import OWNER, PICKER, SERVICE, STRANGER, SmallShop, order

PEOPLE = {"Olive": OWNER, "Sam": PICKER, "Priya": SERVICE, "Nobody": STRANGER}
TYPING = 0.01
"""Minutes that it takes to say something."""
PLACES = {"the DM": "D01", "the floor": "C01FLOOR"}
GIVEN = re.compile(
    r"order (?P<number>\S+) from (?P<channel>\w+) for (?P<customer>.+) in (?P<town>\w+):"
    r" (?P<lines>.+), due in (?P<due>-?\d+) days"
)
ASKED = re.compile(r"a return of (?P<order>\S+) asked for: (?P<units>\d+) (?P<code>\S+)")

LEDGER = re.compile(r"the ledger says (?P<said>.+) for the (?P<heading>\w+) of (?P<code>\S+)")


@dataclass
class Talk:
    """A conversation with the shop, as one goes through its lines; in a DM until said otherwise."""

    shop: SmallShop
    user: str = OWNER
    target: str = PLACES["the DM"]
    thread: str | None = None
    last: Answer | None = None
    shown: list[str] = field(default_factory=list)
    told: int = 0

    def turn(self, line: str) -> bool:
        """Do what a line says; whether it is one that does something."""
        word, _, rest = line.partition(" ")
        if word == "as":
            self.user = PEOPLE[rest]
        elif word == "in":
            place, _, thread = rest.partition(", thread ")
            self.target, self.thread = PLACES[place], thread or None
        elif word == "looks":
            room = PLACES[rest.removeprefix("at ")]
            with self.shop.database.writing() as books:
                looks.keep(books, self.user, room, clock.now())
        elif word == "later":
            later(int(rest.split()[0]))
        elif word in {"given", "stock"}:
            with self.shop.database.writing() as books:
                given(books, rest) if word == "given" else check_stock(books, rest)
        elif word == "back":
            units, _, number = rest.partition(" of ")
            with self.shop.database.writing() as books:
                came_back(books, number, int(units))
        elif word == ">":
            self.say(rest)
        else:
            return False
        self.shop.drain()
        return True

    def say(self, words: str) -> None:
        """Say something, or press the button of the last answer that is named in [brackets]."""
        self.told += 1
        # what is shown must not depend on the moment
        later(TYPING)
        with self.shop.database.writing() as books:
            button = re.fullmatch(r"\[(.+)\]", words)
            answer = self.press(books, button[1]) if button else self.hear(books, words)
        # what only one person sees, or has no buttons, leaves the buttons above it
        if not answer.private and (any(buttons_of(answer)) or answer.instead):
            self.last = answer
        self.shown = []
        for message in answer.messages:
            self.shown += lines_of(message.blocks)
            self.shown += [f"({papers.extension(slip).upper()}) {papers.words(slip)}"
                           for slip in message.papers]  # fmt: skip
            assert block_limits.faults(message.blocks, message.text) == []
            assert not {"<", ">"} & set(message.text), "data must not become markup"

    def hear(self, books: Session, words: str) -> Answer:
        """Say it where one is."""
        key = f"said-{self.told}"
        return dialogue.answer(books, Heard(words, self.user, self.target, self.thread, key))

    def press(self, books: Session, label: str) -> Answer:
        """Press the button with that label."""
        assert self.last is not None
        button = next(one for one in buttons_of(self.last) if one["text"]["text"] == label)
        pressed = Pressed(
            action=button["action_id"],
            value=button["value"],
            user=self.user,
            target=self.target,
            thread=self.thread,
            message="171.1",
            key=f"pressed-{self.told}",
        )
        return dialogue.press(books, pressed)


def later(minutes: float) -> None:
    """Let time pass."""
    then = clock.now() + dt.timedelta(minutes=minutes)
    clock.set_source(lambda: then)


def given(books: Session, told: str) -> None:
    """Put an order into the books and promise it what stock there is; or a return asked for."""
    asked = ASKED.fullmatch(told)
    if asked is not None:
        ask_for_return(books, asked["order"], int(asked["units"]), asked["code"])
        return
    typed = LEDGER.fullmatch(told)
    if typed is not None:
        ask_about(books, typed["code"], typed["heading"], typed["said"])
        return
    match = GIVEN.fullmatch(told)
    assert match, f"not understood: given {told}"
    pairs = (part.split(" ") for part in match["lines"].split(", "))
    added = order(
        books,
        match["number"],
        match["channel"].lower(),
        match["customer"],
        match["town"],
        clock.now().date(),
        {code: int(units) for units, code in pairs},
        due=int(match["due"]),
    )
    reservations.reserve_order(books, added, by=system(books))


def ask_for_return(books: Session, number: str, units: int, code: str) -> None:
    """A customer asks to send units of an order back; nobody has agreed."""
    wanted = orders.by_number(books, number)
    announced = returns.choose(books, wanted, sku_id=catalogue.sku(books, code).id, units=units)
    key = f"asked:{number}:{units}:{code}"
    returns.request(books, wanted.id, announced, by=system(books), key=key)


def ask_about(books: Session, code: str, heading: str, said: str) -> LedgerQuestion:
    """The ledger says something else of a product than the books, and both were changed."""
    place, ref = ("Products", heading), {"sku": catalogue.exactly(books, code).id}
    value = ledger_edits.read(books, place, ref, said)
    facts = ledger_notices.facts_of(books, place, ref, value, said)
    asking = Asking("conflict", *place[:1], code, facts, column=heading, about=(value,))
    return ledger_questions.ask(books, asking)[0]


def check_stock(books: Session, told: str) -> None:
    """“MUG-BLU Leeds 5”: that many are on hand there."""
    code, place, units = told.split(" ")
    sku, location = catalogue.sku(books, code), catalogue.location(books, place)
    assert stock.at(books, sku.id, location.id).on_hand == int(units), told


def buttons_of(answer: Answer) -> Iterator[dict[str, Any]]:
    """The buttons of an answer, in order."""
    for message in answer.messages:
        for block in message.blocks:
            if block["type"] == "actions":
                yield from block["elements"]


def lines_of(blocks: tuple[dict[str, Any], ...]) -> list[str]:
    """What a person reads: one line a block, row or list item."""
    return [line for block in blocks for line in _lines(block)]


def _lines(block: dict[str, Any]) -> Iterator[str]:
    if block["type"] == "header":
        yield block["text"]["text"]
    elif block["type"] == "rich_text":
        for part in block["elements"]:
            is_list = part["type"] == "rich_text_list"
            for section in part["elements"] if is_list else [part]:
                words = "".join(_word(word) for word in section["elements"])
                yield from [f"• {words}"] if is_list else words.split("\n")
    elif block["type"] in {"table", "data_table"}:
        for row in block["rows"]:
            yield "| " + " | ".join(cell["text"] for cell in row)
    elif block["type"] == "context":
        yield " ".join(element["text"] for element in block["elements"])
    elif block["type"] == "actions":
        # a menu by what stands in it
        shown = (one.get("text") or one["placeholder"] for one in block["elements"])
        yield " ".join(f"[{one['text']}]" for one in shown)


def _word(word: dict[str, Any]) -> str:
    """What stands there; of a channel its id, where Slack shows its name; code between marks."""
    if word.get("style", {}).get("code"):
        return f"`{word['text']}`"
    return f"#{word['channel_id']}" if word["type"] == "channel" else word.get("text", "")
