"""What was meant by a number in the ledger: reached by the buttons of its question only."""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, Plain, Reply, Write, command
from oms import count_questions, counts, stock, write_offs
from oms.actors import ADJUST
from oms.counts import StockChange, Where
from oms.errors import NoLongerPossible
from oms.records import Location, Sku


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    where = Where(int(stored["sku"]), int(stored["location"]))
    now = stock.at(asked.books, where.sku_id, where.location_id).on_hand
    if now != stored["now"]:
        raise NoLongerPossible(
            "Stock has moved since this was asked.", remedy="Count again and type it again."
        )
    change = _booked(asked, where, stored, key)
    undo = {"movement": change.movement_id} if change.movement_id else None
    return Done(_facts(asked, where, change.before, change.after), undo)


def _booked(asked: Asked, where: Where, stored: Plain, key: str) -> StockChange:
    base = int(stored["base"])
    if "question" in stored:
        question = int(stored["question"])
        return count_questions.answer(asked.books, question, base=base, by=asked.who, key=key)
    counted = int(stored["counted"])
    return counts.count(asked.books, where, counted, base=base, by=asked.who, key=key)


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    change = write_offs.undo(asked.books, int(stored["movement"]), by=asked.who, key=key)
    where = Where(change.sku_id, change.location_id)
    return _facts(asked, where, change.before, change.after)


def _facts(asked: Asked, where: Where, before: int, after: int) -> Facts:
    level = stock.at(asked.books, where.sku_id, where.location_id)
    return {
        "sku": asked.books.get_one(Sku, where.sku_id).code,
        "title": asked.books.get_one(Sku, where.sku_id).title,
        "location": asked.books.get_one(Location, where.location_id).name,
        "before": before,
        "after": after,
        "reserved": level.reserved,
        "held": level.held,
        "reason": "counted",
        "who": asked.who.name,
    }


@command(phrases=[], slots=[], may=ADJUST, write=Write(_do, _undo), on_button=True)
def settle_count(asked: Asked) -> Reply:
    """Book a count from the ledger as it was meant."""
    return Reply({"who": asked.who.name})
