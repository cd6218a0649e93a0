"""“cancel the one on hold”: which of the orders that an answer listed, as the books have them now.

The message goes on with the order's number in place of the words, as if that had been said. Where
the words fit several of the orders or none, it is asked, and nothing is taken for granted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from assistant import dialogue_memory as memory
from assistant import dialogue_proposals as proposals
from assistant import dialogue_reading as reading
from assistant import loosely, whose
from assistant.dialogue_memory import Listed
from assistant.dialogue_offers import one_of, refused
from assistant.dialogue_proposals import QUESTION, Change, Where
from assistant.dialogue_running import Answer
from assistant.frames import Frame
from assistant.understanding import tokens
from assistant.understanding.names import KnownOrder
from assistant.understanding.picking import Pointed, pointed_at
from assistant.understanding.tag_sheet import DOCUMENTS
from commands.kit import Asked
from oms import order_lists
from oms.errors import ShopError
from oms.order_lists import OrderFound
from oms.order_states import WAITING_STAGES
from oms.records import Order
from oms.tables.catalogue import Location, Sku
from oms.tables.orders import OrderLine
from oms.tables.stock import Reservation

ONE = re.compile(r"\b(?:the|that|her|his|their)\b.{0,60}?\b(?:one|order)\b", re.IGNORECASE)
IT = re.compile(
    r"\b(?:it|(?:this|that)(?: one| order)?(?=(?: please| pls| now| then| too)*[.!?]*$))(?!['’\w])",
    re.IGNORECASE,
)
"""What stands for the one order of a list; “this morning's delivery” does not."""
MOST = 5
OWING = frozenset({"unpaid", "part_paid"})


GOODS = (
    select(OrderLine.order_id, Sku.code)
    .join(Sku, Sku.id == OrderLine.sku_id)
    .where(
        OrderLine.order_id.in_(bindparam("ids", expanding=True)),
        OrderLine.ordered > OrderLine.cancelled,
        Sku.active,
    )
)
PLACES = (
    select(OrderLine.order_id, Location.name)
    .join(Reservation, Reservation.order_line_id == OrderLine.id)
    .join(Location, Location.id == Reservation.location_id)
    .where(OrderLine.order_id.in_(bindparam("ids", expanding=True)), Reservation.state == "active")
    .distinct()
)


class WhichListed(ShopError):
    """Words that should tell one of the orders that were listed from the others do not."""

    code = "which_listed"

    def __init__(self, said: str, fitting: Sequence[str], listed: Listed) -> None:
        why = f"Of the orders listed, none is “{said}”."
        if fitting and listed.is_cut:
            why = f"There are more orders than were listed, so “{said}” may be another."
        elif fitting:
            why = f"“{said}” fits {' and '.join(fitting)}."
        super().__init__(why, remedy="Which order? Say its number.")


@dataclass(frozen=True)
class _Asking:
    """What a message asks of an order, but for which."""

    frame: Frame
    slot: str
    """Holds the order."""

    def of(self, order_id: int) -> dict[str, Any]:
        """The same of one order, as a button carries it."""
        kept = memory.carried(self.frame)
        return {**kept, "s": {**kept["s"], self.slot: order_id}}


def named(asked: Asked, where: Where, said: str) -> str | Answer:
    """The message with the number of the one order that it means; or the question which one.

    Where it speaks of none of those that were listed, the message itself.

    Args:
        asked: who says it, and the books.
        where: the conversation.
        said: the message.
    """
    if not ONE.search(said) and not IT.search(said):
        return said
    listed = memory.listed_last(asked.books, where)
    is_only = len(listed.ids) == 1 and listed.is_last and not listed.is_cut
    if not ONE.search(said) and not is_only:
        return said
    is_past = not listed.ids or _is_of_others(asked, where, listed)
    if is_past or reading.strict(asked, said).is_a_sentence:
        return said
    shown = order_lists.of_ids(asked.books, listed.ids, asked.today)
    if not ONE.search(said):
        return _the_only_one(asked, said, shown)
    return _one_of(asked, where, said, shown, listed)


def _is_of_others(asked: Asked, where: Where, listed: Listed) -> bool:
    """Whether an order was spoken of since that is none of those listed."""
    focus = None if listed.is_last else memory.recall(asked, where).focus
    order = focus.values.get("order") if focus else None
    return isinstance(order, Order) and order.id not in listed.ids


def _one_of(
    asked: Asked, where: Where, said: str, shown: Sequence[OrderFound], listed: Listed
) -> str | Answer:
    """“cancel the one on hold”."""
    reader = loosely.reader(asked, said)
    known = {one.number: one.id for one in shown}
    found = pointed_at(reader, _known(asked.books, shown), tokens.read(said), in_order=True)
    if found is None:
        return said
    if len(found.orders) == 1 and not listed.is_cut:
        return found.naming(found.orders[0].number)
    asking = _asking(asked, where, found, next(iter(known)))
    if asking is None:
        return said  # it would ask for nothing anyway
    fitting = {one.number: known[one.number] for one in found.orders}
    return _which(asked, where, asking, WhichListed(found.words, [*fitting], listed), fitting)


def _the_only_one(asked: Asked, said: str, shown: Sequence[OrderFound]) -> str:
    """“ship it”, “why is it late”, behind a list of one order; else the message itself."""
    if len(shown) != 1 or len(IT.findall(said)) != 1:
        return said
    named = IT.sub(shown[0].number, said)
    read = loosely.understood(asked, named)
    # “can you do it for 1043”, “will it go on Friday”
    others = {tag.kind for tag in read.tags} & {*DOCUMENTS, "date"}
    is_of_it = others == {"order"} and len([one for one in read.tags if one.kind == "order"]) == 1
    reads = is_of_it and read.verdict in {"answer", "confirm"}
    return named if reads or (is_of_it and reading.strict(asked, named).is_a_sentence) else said


def _which(
    asked: Asked, where: Where, asking: _Asking, why: WhichListed, fitting: Mapping[str, int]
) -> Answer:
    """The question which order is meant, which waits for it like any other."""
    ids = memory.carried(asking.frame)["s"]
    rest = {name: value for name, value in ids.items() if name != asking.slot}
    waits = {"slot": asking.slot, "ids": rest}
    proposals.propose(asked.books, where, Change(QUESTION + asking.frame.command.name, waits))
    readings = [(f"Order {number}", asking.of(one)) for number, one in fitting.items()]
    return Answer(refused(why, one_of(asked, readings[:MOST])), code=why.code)


def _asking(asked: Asked, where: Where, found: Pointed, number: str) -> _Asking | None:
    """What a message asks of an order, where it surely asks for one thing."""
    said = found.naming(number)
    frames = reading.commands_of(_frames(asked, where, said, number))
    if len(frames) != 1:
        return None
    values = frames[0].values.items()
    slots = [name for name, one in values if isinstance(one, Order) and one.number == number]
    return _Asking(frames[0], slots[0]) if len(slots) == 1 else None


def _frames(asked: Asked, where: Where, said: str, number: str) -> list[Frame]:
    question = next(filter(proposals.is_question, proposals.waiting(asked.books, where)), None)
    if question is not None and question.slots and said.strip(" .!?") == number:
        named = question.command.removeprefix(QUESTION)
        before = memory.frame_of(asked, {"c": named, "s": question.slots["ids"]})
        slot = before and before.command.slots[question.slots["slot"]]
        if before is not None and slot:
            return [Frame(before.command, {**before.values, slot.name: slot.read(asked, number)})]
    strict = reading.strict(asked, said)
    if strict.is_a_sentence:
        return list(strict.readings)
    found = loosely.matches(loosely.understood(asked, said))
    read = [reading.read(asked, match) for match in found]
    return [one for one in read if isinstance(one, Frame)] or list(strict.readings)


def _known(books: Session, shown: Sequence[OrderFound]) -> tuple[KnownOrder, ...]:
    """Orders with what tells one from another, in the order in which they were listed."""
    ids = [one.id for one in shown]
    goods = _each(books, GOODS, ids)
    places = _each(books, PLACES, ids)
    is_comparable = len({one.currency for one in shown}) == 1
    return tuple(
        KnownOrder(
            one.number,
            stage=whose.STAGES.get(one.stage, one.stage),
            products=tuple(goods.get(one.id, ())),
            also=frozenset(_also(one)),
            called=(one.customer, one.channel, one.town, *places.get(one.id, ())),
            units=one.units,
            worth=one.total_minor if is_comparable else 0,
            placed=int(one.placed_at.timestamp()),
        )
        for one in shown
    )


def _also(one: OrderFound) -> Iterator[str]:
    if one.stage in WAITING_STAGES:
        yield "unfulfilled"
        if any(hold.is_blocking for hold in one.holds):
            yield "on_hold"
        if one.payment in OWING:
            yield "unpaid"
        if one.is_late:
            yield "late"


def _each(books: Session, wanted: Select[int, str], ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for order_id, name in books.execute(wanted, {"ids": ids}):
        found.setdefault(order_id, []).append(name)
    return found
