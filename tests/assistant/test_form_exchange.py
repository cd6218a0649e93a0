"""“Exchange…”: goods of a line come back, others go out, and what it is worth is seen first."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from assistant.app import Program
from assistant.playground.slack import FLOOR, OLIVE, SAM, LocalSlack
from oms import catalogue, clock, orders, reservations, shipping
from oms.actors import who
from oms.tables.catalogue import Sku
from oms.tables.money import Exchange
from oms.tables.returns import ReturnLine
from tests.assistant.test_forms import (
    block_of,
    confirmed,
    errors,
    fields,
    opened,
    sent,
    words,
)
from tests.small_shop import OWNER, PICKER, SERVICE, order

Json = dict[str, Any]


def red(books: Session) -> str:
    """What a menu says of the red mug."""
    return str(catalogue.sku(books, "MUG-RED").id)


def exchanges(books: Session) -> list[Exchange]:
    return list(books.scalars(select(Exchange)))


@pytest.fixture
def two_lines(sqlite_books: Session) -> str:
    """An order of two lines, both of which can come back; its number."""
    by = who(sqlite_books, OWNER)
    today = clock.now().date()
    made = order(sqlite_books, "3003", "etsy", "Bea", "Hull", today,
                 {"MUG-BLU": 1, "LAMP-1": 1}, due=3)  # fmt: skip
    reservations.reserve_order(sqlite_books, made, by=by)
    shipping.ship(sqlite_books, shipping.plan(sqlite_books, made), by=by, key="two-lines")
    return "3003"


def test_what_it_comes_to_is_shown_and_then_promised_for_the_reason_that_was_chosen(
    sqlite_books: Session,
) -> None:
    view = opened(sqlite_books, "exchange", "1001", SERVICE)
    shown = sent(sqlite_books, view, SERVICE, Blue="2", Why="faulty", What=red(sqlite_books))

    looked = shown.answer["view"]
    said = words(looked)
    assert any(one.startswith("• Back: 2 of 3 × Blue mug, £17.00") for one in said)
    assert "• Out: 2 × Red mug (MUG-RED) at today's price, £17.00" in said
    assert looked["submit"]["text"] == "Exchange"
    assert exchanges(sqlite_books) == []

    done = sent(sqlite_books, looked, SERVICE)
    assert done.message is not None
    assert done.message.text.startswith("Promised: return R-1 is awaited")
    line = sqlite_books.scalars(select(ReturnLine)).one()
    assert (line.units, line.reason, line.wanted) == (2, "faulty", "exchange")
    assert len(exchanges(sqlite_books)) == 1


def test_what_is_left_out_stands_below_its_field(sqlite_books: Session) -> None:
    view = opened(sqlite_books, "exchange", "1001")

    nothing = sent(sqlite_books, view, Blue="0")
    assert nothing.answer["errors"] == {
        block_of(view, "Blue"): "Enter how many, of one line at least.",
        block_of(view, "What"): "Choose one.",
    }
    many = sent(sqlite_books, view, Blue="4", What=red(sqlite_books))
    assert errors(many) == ["Enter a whole number from 0 to 3."]


def test_one_line_is_exchanged_at_a_time(sqlite_books: Session, two_lines: str) -> None:
    view = opened(sqlite_books, "exchange", two_lines)
    assert fields(view)[block_of(view, "Blue")]["initial_value"] == "0"

    both = sent(sqlite_books, view, Blue="1", Brass="1", What=red(sqlite_books))
    assert list(both.answer["errors"]) == [block_of(view, "Brass")]
    assert "One line is exchanged at a time." in errors(both)[0]

    done = confirmed(sqlite_books, view, Brass="1", What=red(sqlite_books))
    assert done.message is not None
    later = confirmed(sqlite_books, opened(sqlite_books, "exchange", two_lines),
                      Blue="1", What=red(sqlite_books))  # fmt: skip
    assert later.message is not None
    assert len(exchanges(sqlite_books)) == 2


def test_goods_without_a_price_are_refused_below_what_goes_out(sqlite_books: Session) -> None:
    view = opened(sqlite_books, "exchange", "1001")
    sqlite_books.execute(update(Sku).where(Sku.code == "MUG-RED").values(price_minor=None))

    refused = sent(sqlite_books, view, Blue="1", What=red(sqlite_books))

    assert list(refused.answer["errors"]) == [block_of(view, "What")]
    assert "has no price" in errors(refused)[0]


def test_what_the_policy_refuses_and_who_may_not_are_told_so(sqlite_books: Session) -> None:
    assert fields(opened(sqlite_books, "exchange", "1001", PICKER)) == {}
    assert "can come back" in words(opened(sqlite_books, "exchange", "1043"))[0]
    view = opened(sqlite_books, "exchange", "1001")
    sqlite_books.execute(update(Sku).values(returnable=False))

    refused = sent(sqlite_books, view, Blue="1", What=red(sqlite_books))

    assert list(refused.answer["errors"]) == [block_of(view, "Blue")]
    assert "is not taken back" in errors(refused)[0]
    assert exchanges(sqlite_books) == []


def test_the_form_of_an_order_that_changed_is_drawn_afresh(sqlite_books: Session) -> None:
    view = opened(sqlite_books, "exchange", "1001")
    looked = sent(sqlite_books, view, Blue="3", What=red(sqlite_books)).answer["view"]
    other = opened(sqlite_books, "exchange", "1001")
    assert confirmed(sqlite_books, other, Blue="1", What=red(sqlite_books)).message is not None

    late = sent(sqlite_books, looked)

    assert late.message is None
    assert "has changed since" in words(late.answer["view"])[0]
    assert len(exchanges(sqlite_books)) == 1
    found = orders.by_number(sqlite_books, "1001")
    assert sum(one.returnable for one in orders.lines_of(sqlite_books, found)) == 2


def chosen(slack: LocalSlack, view: Json, typed: str) -> Json:
    """What is sent where the first thing that the menu of products finds is chosen."""
    option = slack.suggest(OLIVE, view["id"], "slot:other", typed)["options"][0]
    held = {"type": "external_select", "selected_option": option}
    return {"slot:other": {"find:exchange:other": held}}


def test_from_the_card_of_an_order_it_is_promised_once_however_often_it_comes(
    slack: LocalSlack, program: Program
) -> None:
    slack.dm(OLIVE, "where is 1001?")
    card = slack.wait_message(lambda one: one["text"].startswith("Order 1001"))
    slack.press(OLIVE, card, "Exchange…")
    view = slack.wait_modal(OLIVE, bool)

    assert slack.submit(OLIVE, view["id"], chosen(slack, view, "red")) == {"updated": True}
    looked = slack.modal(OLIVE)
    assert "3 × Red mug" in json.dumps(looked["blocks"], ensure_ascii=False)
    assert slack.submit(OLIVE, looked["id"], {}) == {"closed": True}
    done = slack.wait_message(lambda one: one["text"].startswith("Promised"))
    last = [one["payload"] for one in slack.deliveries
            if one["payload"].get("type") == "view_submission"][-1]  # fmt: skip
    assert slack.on_loop(slack.delivery.once("interactive", last)) == ("acked", {})
    with program.database.reading() as books:
        assert len(exchanges(books)) == 1

    slack.press(OLIVE, done, "Undo")
    slack.wait_message(lambda one: one["text"].startswith("Undone"))


@pytest.mark.parametrize("program", ["socket"], indirect=True)
def test_a_shortcut_on_a_message_opens_it(slack: LocalSlack, program: Program) -> None:
    said = slack.say(SAM, FLOOR, "Ann wants another colour for 1001")
    slack.shortcut(OLIVE, FLOOR, said, "exchange_from")
    view = slack.wait_modal(OLIVE, bool)

    assert view["title"]["text"] == "Exchange goods"
    assert "Order 1001" in json.dumps(view["blocks"])
