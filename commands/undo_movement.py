"""Taking back a count or an adjustment of the ledger: reached by the button of its notice only."""

from __future__ import annotations

from commands.kit import Asked, Done, Plain, Reply, Write, command
from oms import stock, write_offs
from oms.actors import ADJUST
from oms.records import Location, Sku


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    change = write_offs.undo(asked.books, int(stored["movement"]), by=asked.who, key=key)
    level = stock.at(asked.books, change.sku_id, change.location_id)
    facts = {
        "sku": asked.books.get_one(Sku, change.sku_id).code,
        "title": asked.books.get_one(Sku, change.sku_id).title,
        "location": asked.books.get_one(Location, change.location_id).name,
        "before": change.before,
        "after": change.after,
        "reserved": level.reserved,
        "held": level.held,
        "who": asked.who.name,
    }
    return Done(facts, None)


@command(phrases=[], slots=[], may=ADJUST, write=Write(_do), on_button=True)
def undo_movement(asked: Asked) -> Reply:
    """Take back what was counted or adjusted in the ledger."""
    return Reply({"who": asked.who.name})
