"""Put an order before the others that wait for the same stock.

Said: 1043 first · give 1043 the next two blue mugs · put 1043 first because it is a gift
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import ORDER, SKU, UNITS, WHY
from oms import priorities
from oms.actors import PRIORITISE
from oms.errors import NoLongerPossible
from oms.records import Order, Sku


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    order = asked.books.get_one(Order, stored["order"])
    if order.version != stored["version"]:
        raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
    turn = priorities.turn(asked.books, order)
    before = priorities.put_first(asked.books, turn, reason=stored["why"], by=asked.who, key=key)
    facts = {"turn": turn, "who": asked.who.name}
    return Done(facts, {"order": order.id, "before": before})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    priorities.undo(asked.books, stored["order"], stored["before"], by=asked.who, key=key)
    return {"number": asked.books.get_one(Order, stored["order"]).number, "who": asked.who.name}


@command(
    phrases=[
        "[order] {order} first",
        "[order] {order} first because {why}",
        "(put|do|serve) [order] {order} first",
        "(put|do|serve) [order] {order} first because {why}",
        "(prioritise|prioritize|rush|bump) [order] {order}",
        "[order] {order} is urgent",
        "(prioritise|prioritize) [order] {order} because {why}",
        "give [order] {order} the (next|first) {sku}",
        "give [order] {order} the (next|first) {units} {sku}",
        "give [order] {order} the (next|first) {sku} because {why}",
        "give [order] {order} the (next|first) {units} {sku} because {why}",
        "let [order] {order} jump the queue",
        "(let|move|put|bring) [order] {order} (to|at) the (front|top) [of the queue|of the list]",
        "(prioritise|prioritize) [an|the] order",
    ],
    slots=[ORDER, SKU, UNITS, WHY],
    may=PRIORITISE,
    write=Write(_do, _undo),
)
def put_first(
    asked: Asked,
    order: Order | None = None,
    sku: Sku | None = None,
    units: int | None = None,  # noqa: ARG001  it gets what it waits for, never more
    why: str | None = None,
) -> Preview:
    """Put an order first in the queue for what it waits for, with the reason."""
    if order is None:
        raise MissingWord("order", "1043 first")
    turn = priorities.turn(
        asked.books, order, sku_id=sku.id if sku else None, title=sku.title if sku else ""
    )
    facts = {"turn": turn, "title": sku.title if sku else "", "why": why or ""}
    return Preview(facts, {"order": order.id, "version": order.version, "why": why})
