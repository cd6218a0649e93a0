"""Questions that are suggested beside the messages: what is worth asking this person just now.

They are found when they are sent, as the Home tab is, and are words that anybody could type.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from assistant import render, understand
from oms import actors, catalogue, order_lists, picking, settings, stock
from oms.actors import READ
from oms.errors import ShopError
from oms.order_lists import Wanted

MOST, LONGEST = 4, 60
Prompt = dict[str, str]
"""`title`, which is shown, and `message`, which is sent when it is chosen."""


def suggested(books: Session, user: str) -> list[Prompt]:
    """One to four questions for somebody, as Slack takes them.

    Args:
        books: to read.
        user: their Slack id; strangers are only told what they can ask.
    """
    try:
        who = actors.who(books, user)
        actors.allow(who, READ)
    except ShopError:
        return [_prompt("What can I ask?", "help")]
    known = understand.known()
    found = [_prompt(title, words) for name, title, words in _worth_asking(books)
             if known[name].is_for(who)]  # fmt: skip
    return found[:MOST]


def _worth_asking(books: Session) -> Iterator[tuple[str, str, str]]:
    """Name of a command, title and words."""
    today = settings.today(books)
    late = order_lists.late(books, today)
    if late:
        yield "late_orders", "What is late?", "What is late?"
    orders = late or order_lists.find(books, Wanted(stage="open", today=today), 1).orders
    for one in orders[:1]:
        yield "order_status", f"Where is order {one.number}?", f"Where is order {one.number}?"
    place = next((one for one in catalogue.locations(books) if picking.ready(books, one.id)), None)
    if place is not None:
        yield "pick_list", f"What is to pick in {place.name}?", f"pick list for {place.name}"
    if stock.low(books):
        yield "low_stock", "What is running out?", "What is running out?"
    yield "help", "What can I ask?", "help"


def _prompt(title: str, message: str) -> Prompt:
    return {"title": render.cut(title, LONGEST), "message": render.cut(message, LONGEST)}
