"""Hold an order, so that it is neither picked nor shipped.

Said: hold 1043 the address is wrong · put 1043 on hold · hold 1043 for Sam customer is away
"""

from __future__ import annotations

import re

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import ORDER, WHY
from commands.slots_orders import PERSON
from oms import clock, holds, settings
from oms.actors import HOLD, Who
from oms.errors import AlreadySo
from oms.order_card import card
from oms.order_states import OPEN
from oms.records import Order
from oms.values import short_day

CHATTER = re.compile(
    r"(?:(?:for|just) )*(?:me|us|(?:a|the) (?:bit|while|moment|sec|second|minute|time being)|now"
    r"|ok|okay|please|pls|will you|would you|can you|could you|then|thanks|thank you|ta|mate"
    r"|please for (?:the )?(?:moment|now|time being))(?: (?:please|pls|ok|thanks|ta))*[ ?.!]*",
    re.IGNORECASE,
)
FRAUD = re.compile(r"\b(fraud|scam|stolen card|suspicious)", re.IGNORECASE)
CUSTOMER = re.compile(
    r"\b(customer|buyer|they|he|she) (is|are|asked|asks|wants|said)", re.IGNORECASE
)
DAY = re.compile(
    r"\b(until|till|til|tomorrow|tonight|hours?|days?|weeks?|months?"
    r"|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?)\b",
    re.IGNORECASE,
)
"""What sounds as if a hold ended by itself, which none that a person placed does."""


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    order = asked.books.get_one(Order, stored["order"])
    hold_id = holds.place(
        asked.books,
        order,
        stored["kind"],
        note=stored["note"],
        owner_id=stored["owner"],
        by=asked.who,
        key=key,
    )
    facts = {"order": card(asked.books, order), "who": asked.who.name}
    return Done(facts, {"order": order.id, "holds": [hold_id]})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    holds.unplace(asked.books, stored["holds"], by=asked.who, key=key)
    order = asked.books.get_one(Order, stored["order"])
    return {"order": card(asked.books, order), "who": asked.who.name}


@command(
    phrases=[
        "(hold|block|pause|freeze) [order] {order} [for|because|since|as] {why}",
        "(hold|block|pause|freeze) [order] {order} [again|after all|then|now|instead]",
        "(hold|block|pause|freeze) [order] {order} for {person} {why}",
        "(put|place) [order] {order} [back] on hold [again|after all|then|now|instead]",
        "[order] {order} on hold",
        "(put|place) [order] {order} on hold [because|since|as|for] {why}",
        "(don't|do not|dont) ship [order] {order} yet",
        "(hold|hold order|hold an order)",
    ],
    slots=[ORDER, PERSON, WHY],
    may=HOLD,
    write=Write(_do, _undo),
)
def hold_order(
    asked: Asked, order: Order | None = None, person: Who | None = None, why: str | None = None
) -> Preview:
    """Hold an order until a person releases it, with a reason and somebody who sees to it."""
    if order is None:
        raise MissingWord("order", "hold 1043 the address is wrong")
    if order.state != OPEN:
        raise holds.NothingToHold(order.number, order.state)
    owner, why = person or asked.who, _reason_of(why)
    _refuse_again(asked, order, person, why)
    stored = {"order": order.id, "kind": _kind(why or ""), "note": why, "owner": owner.id}
    facts = {"order": card(asked.books, order), "why": why or "", "owner": owner.name}
    facts["names_a_day"] = bool(DAY.search(why or ""))
    return Preview(facts, stored)


def _reason_of(said: str | None) -> str | None:
    """Why, as it was said; “hold 1043 for me”, “… for a bit” and “… ok?” give no reason."""
    return None if said is None or CHATTER.fullmatch(said.strip()) else said


def _refuse_again(asked: Asked, order: Order, person: Who | None, why: str | None) -> None:
    """Refuse a hold that says nothing which one in force does not say already.

    Raises:
        AlreadySo: with that hold.
    """
    if person is not None or why:
        return
    for held in holds.of(asked.books, order):
        if held.kind in holds.BY_PERSON:
            since = short_day(clock.day_of(held.placed_at, settings.zone(asked.books)))
            told = f"{held.why}, since {since}" + (f", {held.owner}" if held.owner else "")
            raise AlreadySo(f"Order {order.number} is on hold ({told})")


def _kind(why: str) -> str:
    """What kind of hold the words are about."""
    if FRAUD.search(why):
        return "fraud"
    return "customer" if CUSTOMER.search(why) else "manual"
