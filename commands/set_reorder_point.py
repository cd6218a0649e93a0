"""Say at how many units of a product somebody is to be told.

Said: reorder blue mugs in Leeds at 10 · no reorder point for MUG-BLU in Leeds
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Slot, Write, command
from commands.slot_kinds import words
from commands.slots import COUNTED, LOCATION, SKU
from oms import catalogue, ledger_edits, reorder, stock
from oms.actors import CATALOGUE
from oms.counts import Where
from oms.errors import AlreadySo, NoLongerPossible
from oms.ledger_edits import REORDER_AT, LedgerEdit
from oms.records import Location, Sku

CLEARING = Slot("clearing", r"no|remove|clear|delete", words, "no")
"""There is to be no reorder point."""


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    ref = {"sku": stored["sku"], "location": stored["location"]}
    done = ledger_edits.put(asked.books, REORDER_AT, ref, stored["after"], by=asked.who, key=key)
    if done.before != stored["before"]:
        raise NoLongerPossible("The reorder point was changed since you were asked.")
    undo = {**ref, "edit": done.edit_id} if done.edit_id is not None else None
    return Done(_facts(asked, ref, done), undo)


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    back = ledger_edits.undo(asked.books, stored["edit"], by=asked.who, key=key)
    return _facts(asked, stored, back)


def _facts(asked: Asked, ref: Plain, edit: LedgerEdit) -> Facts:
    sku = asked.books.get_one(Sku, ref["sku"])
    place = asked.books.get_one(Location, ref["location"])
    level = stock.at(asked.books, sku.id, place.id)
    return {"sku": sku.code, "title": sku.title, "location": place.name, "before": edit.before,
            "after": edit.after, "available": level.available, "who": asked.who.name}  # fmt: skip


@command(
    phrases=[
        "(set|change) [the] reorder (point|level) (of|for) {sku} (in|at) {location} to {counted}",
        "(set|change) [the] reorder (point|level) (of|for) {sku} to {counted} (in|at) {location}",
        "(set|change) [the] reorder (point|level) (of|for) {sku} to {counted}",
        "reorder {sku} (in|at) {location} at {counted}",
        "reorder {sku} at {counted}",
        "{clearing} [the] reorder (point|level) (of|for) {sku} (in|at) {location}",
        "{clearing} [the] reorder (point|level) (of|for) {sku}",
        "(set|change) a reorder (point|level)",
    ],
    slots=[SKU, LOCATION, COUNTED, CLEARING],
    may=CATALOGUE,
    write=Write(_do, _undo),
)
def set_reorder_point(
    asked: Asked,
    sku: Sku | None = None,
    location: Location | None = None,
    counted: int | None = None,
    clearing: str = "",
) -> Preview:
    """Say at how many units of a product in a place the shop wants to be told."""
    if sku is None or (counted is None and not clearing):
        raise MissingWord("product and units", "set the reorder point of MUG-BLU in Leeds to 10")
    places = catalogue.locations(asked.books)
    if location is None and len(places) > 1:
        units = f"to {counted}" if counted is not None else ""
        raise MissingWord("location", f"set the reorder point of {sku.title} in Leeds {units}")
    here = location or places[0]
    reorder.check(asked.books, sku.id, counted)
    before = reorder.point_of(asked.books, Where(sku.id, here.id))
    if before == counted:
        told = counted if counted is not None else "none"
        raise AlreadySo(f"The reorder point of {sku.title} in {here.name} is {told}")
    stored = {"sku": sku.id, "location": here.id, "before": before, "after": counted}
    return Preview(_facts(asked, stored, LedgerEdit(before, counted, None)), stored)
