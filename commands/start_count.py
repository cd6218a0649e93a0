"""Ask somebody to count a few products at a place.

Said: count mugs in Leeds · start a count of MUG-BLU and lamps in York
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import LOCATION
from commands.slots_counts import SKUS, Skus
from oms import count_cards, stock_counts
from oms.actors import COUNT
from oms.records import Location, Sku, StockCount
from oms.stock_counts import Wanted


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    wanted = Wanted(stored["location"], tuple(stored["skus"]))
    made = stock_counts.draft(asked.books, wanted, by=asked.who, key=f"{key}:draft")
    stock_counts.start(asked.books, made, by=asked.who, key=f"{key}:start")
    card = count_cards.card(asked.books, asked.books.get_one(StockCount, made))
    return Done({"card": card, "who": asked.who.name}, {"count": made})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    stock_counts.cancel(asked.books, stored["count"], by=asked.who, key=key)
    found = asked.books.get_one(StockCount, stored["count"])
    return {"card": count_cards.card(asked.books, found), "who": asked.who.name}


@command(
    phrases=[
        "[let's] count [all] [the] {skus} (in|at) {location}",
        "(start|open|begin|do) [a] (count|stocktake) of [all] [the] {skus} (in|at) {location}",
        "(start|open|begin) [a] new count of [all] [the] {skus} (in|at) {location}",
        "(start|open|begin|do) [a] [new] (count|stocktake) of [all] [the] {skus}",
        "(start|open|begin|do) [a] [new] (count|stocktake) [in|at] {location}",
        "(stocktake|stock take|stock count) [in|at|of] {location}",
        "count [the|all] [the] stock (in|at) {location}",
        "(stocktake|stock take|stock count|count stock|count the stock)",
        "(start|open|begin|do) [a] [new] (count|stocktake)",
    ],
    slots=[SKUS, LOCATION],
    may=COUNT,
    write=Write(_do, _undo),
)
def start_count(
    asked: Asked, skus: Skus | None = None, location: Location | None = None
) -> Preview:
    """Start a count: whoever is there says what stands on the shelf, without seeing the books."""
    if skus is None:
        raise MissingWord("products", "count mugs in Leeds")
    if location is None:
        raise MissingWord("location", "count mugs in Leeds")
    stock_counts.check(len(skus))
    bench = count_cards.bench(asked.books, location.id, skus)
    found = [asked.books.get_one(Sku, sku_id) for sku_id in skus]
    rows = [{"sku": one.code, "title": one.title, "bench": bench.get(one.id, 0)} for one in found]
    stored = {"location": location.id, "skus": list(skus)}
    return Preview({"location": location.name, "rows": rows}, stored)
