"""Take goods back.

Said: return 1043 · return 2 blue mugs from 1043 to Leeds · 1043 came back damaged
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import BROKEN, LOCATION, ORDER, SKU, UNITS
from oms import (
    approvals,
    photos,
    refund_cards,
    return_cards,
    return_documents,
    return_write_offs,
    returns,
    stock,
)
from oms.actors import RETURNS
from oms.errors import NoLongerPossible
from oms.order_card import card
from oms.records import Location, Order, Return, Sku
from oms.returns import Judged


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    order = asked.books.get_one(Order, stored["order"])
    if order.version != stored["version"]:
        raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
    plan = returns.plan(
        asked.books, order, stored["location"], sku_id=stored["sku"], units=stored["units"]
    )
    judged = _judged(stored["disposition"])
    made, waits = return_write_offs.accept(asked.books, plan, judged, by=asked.who, key=key)
    if asked.thread is not None:
        photos.talk_in(asked.books, made, *asked.thread)
    facts = {
        "card": return_cards.card(asked.books, asked.books.get_one(Return, made)),
        "order": card(asked.books, order),
        "plan": plan,
        "disposition": stored["disposition"],
        "waits": approvals.shown(asked.books, waits) if waits is not None else None,
        "refund": refund_cards.of_return(asked.books, made),
        "who": asked.who.name,
    }
    return Done(facts, {"return": made, "order": order.id})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    returns.undo(asked.books, stored["return"], by=asked.who, key=key)
    order = asked.books.get_one(Order, stored["order"])
    number = return_documents.number_of(asked.books, stored["return"])
    return {"number": number, "order": card(asked.books, order), "who": asked.who.name}


@command(
    phrases=[
        "[accept|take|book in|book] [a|the] return (of|for|from) [order] {order}",
        "[accept|book in|book] [a|the] return (of|for|from) [order] {order} (to|in|at) {location}",
        "return [order] {order}",
        "return [order] {order} to {location}",
        "return {units} {sku} (from|of|on) [order] {order}",
        "return {units} {sku} (from|of|on) [order] {order} (to|in|at) {location}",
        "return [the] {sku} (from|of|on) [order] {order}",
        "return [the] {sku} (from|of|on) [order] {order} (to|in|at) {location}",
        "(accept|take) back {units} {sku} (from|of|on) [order] {order}",
        "(accept|take) back {units} {sku} (from|of|on) [order] {order} (to|in|at) {location}",
        "(accept|take) back [order] {order}",
        "[order] {order} (came|has come|is) back",
        "[order] {order} (came|has come|is) back (to|in|at) {location}",
        "[order] {order} (came|has come|is) back {broken} (to|in|at) {location}",
        "[order] {order} (came|has come|is) back {broken}",
        "{units} {sku} (from|of) [order] {order} came back",
        "{units} {sku} (from|of) [order] {order} came back (to|in|at) {location}",
        "{units} {sku} came back from [order] {order}",
        "(got|received) {units} {sku} back from [order] {order}",
        "[the] customer returned {units} {sku} from [order] {order}",
        "[the] customer (returned|sent back|has returned|has sent back) [order] {order}",
        "{units} {sku} (from|of) [order] {order} came back {broken}",
        "return {units} {sku} (from|of|on) [order] {order} [because] [it is|they are] {broken}",
        "return [the] {sku} (from|of|on) [order] {order} [because] [it is|they are] {broken}",
        "(return|accept return|accept a return)",
    ],
    slots=[ORDER, UNITS, SKU, LOCATION, BROKEN],
    may=RETURNS,
    write=Write(_do, _undo),
)
def accept_return(
    asked: Asked,
    order: Order | None = None,
    sku: Sku | None = None,
    units: int | None = None,
    location: Location | None = None,
    broken: str | None = None,
) -> Preview:
    """Take goods of an order back onto the shelf, or aside when they are damaged."""
    if order is None:
        raise MissingWord("order", "return 2 blue mugs from 1043")
    place = return_documents.place_for(asked.books, location.id if location else None)
    plan = returns.plan(asked.books, order, place, sku_id=sku.id if sku else None, units=units)
    disposition = "write_off" if broken else "restock"
    stored = {
        "order": order.id,
        "version": order.version,
        "location": place,
        "sku": sku.id if sku else None,
        "units": units,
        "disposition": disposition,
    }
    facts = {
        "order": card(asked.books, order),
        "plan": plan,
        "disposition": disposition,
        "shelves": _shelves(asked, plan),
        "second": return_write_offs.accepting_takes_two(
            asked.books, plan, _judged(disposition), by=asked.who
        ),
        "worth": return_write_offs.told(
            asked.books,
            return_write_offs.worth_of_plan(asked.books, plan),
            return_write_offs.alone(asked.books, plan.order_id, by=asked.who),
        ),
    }
    return Preview(facts, stored)


def _judged(disposition: str) -> Judged:
    """Whoever says that goods are broken has looked."""
    if disposition == "restock":
        return Judged()
    return Judged(disposition=disposition, condition="damaged")


def _shelves(asked: Asked, plan: returns.ReturnPlan) -> dict[int, int]:
    """Available units where the goods come to, before each line and after those above it."""
    found: dict[int, int] = {}
    now: dict[int, int] = {}
    for line in plan.lines:
        if line.sku_id not in now:
            now[line.sku_id] = stock.at(asked.books, line.sku_id, plan.location_id).available
        found[line.line_id] = now[line.sku_id]
        now[line.sku_id] += 0 if line.needs_look else line.units
    return found
