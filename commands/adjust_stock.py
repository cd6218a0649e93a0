"""Change what is on a shelf: add, take off, or count.

Said: add 3 blue mugs in Leeds found · take 2 MUG-BLU off York damaged · counted 12 MUG-RED in Hull
"""

from __future__ import annotations

from collections.abc import Mapping

from commands.kit import (
    Asked,
    Done,
    Facts,
    Field,
    Form,
    MissingWord,
    Plain,
    Preview,
    Write,
    command,
)
from commands.slot_kinds import one_of
from commands.slots import ADDING, BROKEN, COUNTED, GONE, LOCATION, REASON, SKU, TAKING, UNITS
from oms import (
    actors,
    approvals,
    counts,
    kits,
    locks,
    quick_counts,
    settings,
    stock,
    stock_counts,
    write_offs,
)
from oms.actors import ADJUST, WRITE_OFF
from oms.counts import StockChange, Where
from oms.errors import NoLongerPossible
from oms.records import Location, Sku, StockCount
from oms.stock import StockAt
from oms.values import money

CHANGES: Mapping[str, tuple[int, str]] = {
    "I counted what is there": (0, "count"),
    "Add: found, or came in": (1, "found"),
    "Add: put right": (1, "correction"),
    "Take off: damaged": (-1, "damage"),
    "Take off: stolen": (-1, "theft"),
    "Take off: out of date": (-1, "expired"),
    "Take off: a sample": (-1, "sample"),
    "Take off: missing, or put right": (-1, "correction"),
}
"""What is chosen in the form -> added (1), taken off (-1) or counted (0), and the reason."""
CHANGE = one_of("change", {said: said for said in CHANGES}, "I counted what is there")
FORM = Form(
    title="Count or change stock",
    submit="Save",
    fields=(
        Field("sku", "Product", is_needed=True),
        Field("location", "Place", is_needed=True),
        Field("change", "What happened", is_needed=True, prefers="I counted what is there"),
        Field("counted", "How many", "Of a count, all that are there.", is_needed=True),
    ),
    slots=(CHANGE,),
    faults={"not_that_many": "counted", "bad_quantity": "counted", "not_here": "location",
            "too_many_units": "counted"},
)  # fmt: skip


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    where = Where(stored["sku"], stored["location"])
    locks.stock(asked.books, [where.sku_id])
    if stored["counted"] is not None:
        if stock.at(asked.books, where.sku_id, where.location_id).on_hand != stored["base"]:
            raise NoLongerPossible(
                "Stock has moved since you were asked.", remedy="Count again, or say it again."
            )
        counted = quick_counts.take(
            asked.books, where, stored["counted"], base=stored["base"], by=asked.who, key=key
        )
        if not isinstance(counted, StockChange):
            facts = _facts(asked, where, stored["base"], stored["base"], stored["reason"])
            return Done({**facts, "count": counted.number}, {"count": counted.id})
        change = counted
    elif stored["units"] < 0:
        taken = write_offs.take_off(
            asked.books, where, -stored["units"], reason=stored["reason"], by=asked.who, key=key
        )
        if not isinstance(taken, StockChange):
            return Done({**_facts(asked, where, stored["base"], stored["base"], stored["reason"]),
                         "waits": approvals.shown(asked.books, taken)}, None)  # fmt: skip
        change = taken
    else:
        change = counts.adjust(
            asked.books, where, stored["units"], reason=stored["reason"], by=asked.who, key=key
        )
    undo = {"movement": change.movement_id} if change.movement_id else None
    return Done(_facts(asked, where, change.before, change.after, stored["reason"]), undo)


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    if "count" in stored:
        (line,) = stock_counts.lines_of(asked.books, stored["count"])
        where = Where(line.sku_id, asked.books.get_one(StockCount, stored["count"]).location_id)
        stock_counts.cancel(asked.books, stored["count"], by=asked.who, key=key)
        now = stock.at(asked.books, where.sku_id, where.location_id).on_hand
        return _facts(asked, where, now, now, "")
    change = write_offs.undo(asked.books, stored["movement"], by=asked.who, key=key)
    where = Where(change.sku_id, change.location_id)
    return _facts(asked, where, change.before, change.after, "")


@command(
    phrases=[
        "{adding} {units} {sku} (in|at|to) {location}",
        "[i|we] [have] {adding} {units} [more|extra] {sku} (in|at) {location}",
        "{adding} {units} {sku} (in|at|to) {location} {reason}",
        "{taking} {units} {sku} (off|from|in|at|out of) {location}",
        "{taking} {units} {sku} (off|from|in|at|out of) {location} {reason}",
        "{adding} {units} {sku}",
        "{taking} {units} {sku} [off]",
        "{units} {sku} [are|is] {broken} (in|at) {location}",
        "{units} {sku} [are|is|were|was|have been|got] {gone} (in|at|from) {location}",
        "{units} {sku} [are|is|were|was|have been|got] {gone}",
        "{units} {sku} (in|at) {location} (are|is) {broken}",
        "(count|counted|set) [the] [stock of] {sku} (in|at) {location} [to|as|is|at] {counted}",
        "[i|we] counted {counted} {sku} (in|at) {location}",
        "there are [only] {counted} {sku} [left] (in|at) {location}",
        "adjust [stock]",
    ],
    slots=[ADDING, TAKING, BROKEN, GONE, UNITS, SKU, LOCATION, REASON, COUNTED],
    may=ADJUST,
    write=Write(_do, _undo),
    form=FORM,
)
def adjust_stock(  # noqa: PLR0913  what can be said of a shelf
    asked: Asked,
    *,
    sku: Sku | None = None,
    location: Location | None = None,
    units: int | None = None,
    reason: str | None = None,
    counted: int | None = None,
    adding: str = "",
    taking: str = "",
    broken: str = "",
    gone: str = "",
    change: str = "",
) -> Preview:
    """Add units to a shelf, take them off, or say how many were counted."""
    sign, why = CHANGES.get(change, (0, None))
    if sign:
        units, counted, reason, taking = counted, None, why, "take" if sign < 0 else ""
    if sku is None:
        raise MissingWord("product and place", "add 3 blue mugs in Leeds found")
    if location is None:
        raise _which_place(sku, f"{adding or taking or 'take'} {units}", units, counted)
    if units is None and counted is None:
        there = f"{sku.title} in {location.name}"
        raise MissingWord("counted", f"counted 12 {there}", question=f"How many {there}?")
    # before it is shown, so that nobody is asked to confirm what is refused then
    actors.allow(asked.who, ADJUST, location_id=location.id)
    kits.refuse(asked.books, sku.id)
    where = Where(sku.id, location.id)
    level = stock.at(asked.books, where.sku_id, where.location_id)
    now, added = level.on_hand, units or 0
    if counted is not None:
        reason, after = "count", counted
    else:
        added = -added if taking or broken or gone else added
        reason = reason or gone or ("damage" if broken else "found" if adding else "correction")
        after = now + added
        if added < 0 and after < level.held:
            shelf = now - level.held
            raise counts.NotThatMany(sku.code, location.name, wanted=-added, on_hand=shelf)
    worth = counts.value_of(asked.books, sku.id, -added) if added < 0 else 0
    earlier = write_offs.lost_alone(asked.books, where, by=asked.who) if worth else 0
    alone = asked.who.alone(WRITE_OFF, worth, earlier_minor=earlier)
    second = counted is None and added < 0 and not alone
    stored = {
        "sku": sku.id,
        "location": location.id,
        "units": added,
        "reason": reason,
        "counted": counted,
        "base": now,
    }
    recount = counted is not None and not quick_counts.is_booked_at_once(
        asked.books, where, counted, by=asked.who
    )
    currency = settings.value(asked.books, "currency")
    facts = {**_facts(asked, where, now, after, reason, level), "second": second,
             "recount": recount, "worth": money(worth, currency),
             "earlier": money(earlier, currency) if earlier else ""}  # fmt: skip
    return Preview(facts, stored)


def _which_place(sku: Sku, change: str, units: int | None, counted: int | None) -> MissingWord:
    is_counted = units is None or counted is not None
    said = f"counted {12 if counted is None else counted}" if is_counted else change
    return MissingWord("location", f"{said} {sku.title} in Leeds")


def _facts(
    asked: Asked,
    where: Where,
    before: int,
    after: int,
    reason: str,
    level: StockAt | None = None,
) -> Facts:
    sku = asked.books.get_one(Sku, where.sku_id)
    place = asked.books.get_one(Location, where.location_id)
    level = level or stock.at(asked.books, where.sku_id, where.location_id)
    return {
        "waits": None,
        "count": "",
        "sku": sku.code,
        "title": sku.title,
        "location": place.name,
        "before": before,
        "after": after,
        "reason": reason.replace("_", " "),
        "reserved": level.reserved,
        "held": level.held,
        "who": asked.who.name,
    }
