"""“Change…” below a preview: what was told stands in fields, and is shown again when put right."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant import block_limits, dialogue, form_offer, forms, understand
from assistant.app import Program
from assistant.dialogue import Heard
from assistant.dialogue_running import Answer
from assistant.form_asked import Opening, Sent
from assistant.forms import Outcome
from assistant.playground import slack_blocks
from assistant.playground.slack import OLIVE, LocalSlack
from oms import catalogue, stock
from oms.tables.messages import Proposal
from tests.small_shop import OWNER, PICKER

Json = dict[str, Any]
DM = "D01"


def say(books: Session, words: str) -> Answer:
    return dialogue.answer(books, Heard(words, OWNER, DM, None, words))


def token_of(answer: Answer) -> str | None:
    """Of the change that its “Change…” puts right; None: there is none."""
    found = [one["accessory"]["value"] for one in answer.message.blocks if one.get("accessory")]
    return str(json.loads(found[0])["t"]) if found else None


def opened(books: Session, answer: Answer, user: str = OWNER) -> Json:
    """The form that “Change…” opens, as Slack takes it."""
    wanted = Opening("", user, DM, None, changes=token_of(answer), message="1.1")
    view = forms.opened(books, wanted)
    assert block_limits.view_faults(view) == slack_blocks.view_problems(view) == []
    return view


def fields(view: Json) -> dict[str, Json]:
    return {one["block_id"]: one["element"] for one in view["blocks"] if one["type"] == "input"}


def sent(books: Session, view: Json, **filled: str) -> Outcome:
    """Send it with other values in some slots."""
    values: Json = {}
    for block, element in fields(view).items():
        said = filled.get(block.removeprefix("slot:"))
        option = element.get("initial_option")
        if said is not None:
            option = {"text": {"type": "plain_text", "text": said}, "value": said}
        values[block] = {"in": {"value": said or element.get("initial_value"),
                                "selected_option": option}}  # fmt: skip
    return forms.send(books, Sent(OWNER, view.get("private_metadata"), values))


def states(books: Session) -> list[str]:
    return list(books.scalars(select(Proposal.state).order_by(Proposal.id)))


def test_what_was_told_stands_in_fields_and_can_be_put_right(sqlite_books: Session) -> None:
    view = opened(sqlite_books, say(sqlite_books, "move 2 blue mugs from York to Hull"))
    stands = fields(view)
    assert list(stands) == ["slot:units", "slot:sku", "slot:location", "slot:target"]
    assert stands["slot:units"]["initial_value"] == "2"
    assert stands["slot:sku"]["initial_option"]["text"]["text"] == "Blue mug (MUG-BLU)"

    red = str(catalogue.sku(sqlite_books, "MUG-RED").id)
    leeds = str(catalogue.location(sqlite_books, "Leeds").id)
    outcome = sent(sqlite_books, view, units="3", sku=red, location=leeds)

    assert outcome.message is not None
    assert outcome.instead
    assert "Transfer 3 units from Leeds to Hull? 3 × Red mug" in outcome.message.text
    assert states(sqlite_books) == ["dropped", "open"]
    assert "T-1" in say(sqlite_books, "yes").message.text


def test_what_cannot_be_is_said_below_a_field_and_the_preview_still_waits(
    sqlite_books: Session,
) -> None:
    view = opened(sqlite_books, say(sqlite_books, "move 2 blue mugs from York to Hull"))

    for units, said in (
        ("99", "York has 9 MUG-BLU"),
        ("0", "whole number"),
        ("x", "Write it like"),
    ):
        outcome = sent(sqlite_books, view, units=units)
        assert said in str(outcome.answer["errors"]["slot:units"])
    assert states(sqlite_books) == ["open"]


def test_the_same_form_twice_shows_one_preview_and_an_old_one_none(sqlite_books: Session) -> None:
    view = opened(sqlite_books, say(sqlite_books, "move 2 blue mugs from York to Hull"))
    first, again = sent(sqlite_books, view, units="3"), sent(sqlite_books, view, units="3")
    assert (first.message is None, again.message) == (False, None)
    assert states(sqlite_books) == ["dropped", "open"]

    other = sent(sqlite_books, view, units="4")
    assert other.message is None
    assert "was done" in json.dumps(other.answer["view"]["blocks"])


@pytest.mark.parametrize("after", ["no", "where is 1043?", "yes"])
def test_a_preview_that_waits_no_more_or_is_not_the_last_thing_said_is_not_changed(
    sqlite_books: Session, after: str
) -> None:
    shown = say(sqlite_books, "move 2 blue mugs from York to Hull")
    view = opened(sqlite_books, shown)
    say(sqlite_books, after)
    before = states(sqlite_books)

    assert fields(opened(sqlite_books, shown)) == {}
    outcome = sent(sqlite_books, view, units="3")
    assert (outcome.message, states(sqlite_books)) == (None, before)
    assert "Say it again" in json.dumps(outcome.answer["view"]["blocks"])


def test_what_somebody_else_was_shown_is_not_changed(sqlite_books: Session) -> None:
    shown = say(sqlite_books, "move 2 blue mugs from York to Hull")

    assert fields(opened(sqlite_books, shown, PICKER)) == {}


def test_every_preview_of_an_example_opens_a_form_that_slack_takes(sqlite_books: Session) -> None:
    with_form = set()
    for command in understand.known().values():
        for example in command.examples if command.write is not None else ():
            with sqlite_books.begin_nested() as tried:
                answer = say(sqlite_books, example)
                if token_of(answer):
                    assert fields(opened(sqlite_books, answer)), example
                    with_form.add(command.name)
                tried.rollback()

    assert len(with_form) >= 15, sorted(with_form)
    assert {"ship_order", "transfer_stock", "set_price", "adjust_stock"} <= with_form


def test_it_is_changed_in_its_message_and_confirmed_once(
    slack: LocalSlack, program: Program
) -> None:
    slack.dm(OLIVE, "move 2 blue mugs from York to Hull")
    shown = slack.wait_message(lambda one: "9 → 7" in one["text"])
    slack.press(OLIVE, shown, form_offer.LABEL)
    view = slack.wait_modal(OLIVE, bool)
    option = slack.suggest(OLIVE, view["id"], "slot:target", "lee")["options"][0]
    filled = {
        "slot:units": {"in": {"value": "3"}},
        "slot:target": {"find:transfer_stock:target": {"selected_option": option}},
    }
    assert slack.submit(OLIVE, view["id"], filled) == {"closed": True}

    again = slack.wait_message(lambda one: "from York to Leeds" in one["text"])
    assert again["ts"] == shown["ts"]
    slack.press(OLIVE, again, "Confirm")
    slack.wait_message(lambda one: "T-1" in one["text"])
    with program.database.reading() as books:
        sku, york = catalogue.sku(books, "MUG-BLU"), catalogue.location(books, "York")
        assert stock.at(books, sku.id, york.id).on_hand == 6
