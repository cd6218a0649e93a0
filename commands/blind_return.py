"""Take in goods that came back with no order on file.

Said: 2 blue mugs came back without an order · blind return 2 MUG-BLU 1 LAMP-1 in York
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.returning import told_of
from commands.slots import LOCATION
from commands.slots_goods import GOODS, Goods
from oms import blind_returns, returns, stock
from oms.actors import RETURNS
from oms.errors import BadQuantity
from oms.records import Location, Sku
from oms.return_announcing import Terms
from oms.return_documents import place_for, place_name


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    goods = {int(sku): units for sku, units in stored["goods"]}
    terms = Terms(thread=asked.thread)
    made = blind_returns.take_in(
        asked.books, goods, stored["location"], terms, by=asked.who, key=key
    )
    return Done(told_of(asked, made), {"return": made})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    returns.undo(asked.books, stored["return"], by=asked.who, key=key)
    return told_of(asked, stored["return"])


@command(
    phrases=[
        "blind return [of] {goods}",
        "blind return [of] {goods} (in|at|to) {location}",
        "{goods} came back (without an order|with no order|without order|no order|unknown order)",
        "{goods} came back (without an order|with no order|without order) (in|at|to) {location}",
        "(take|book) in {goods} (without an order|with no order)",
        "blind return",
    ],
    slots=[GOODS, LOCATION],
    may=RETURNS,
    write=Write(_do, _undo),
)
def blind_return(
    asked: Asked, goods: Goods | None = None, location: Location | None = None
) -> Preview:
    """Take in goods that nobody knows the order of; they wait in quarantine."""
    if goods is None:
        raise MissingWord("goods", "2 blue mugs came back without an order")
    if min(goods.values()) < 1:
        raise BadQuantity(min(goods.values()))
    place = place_for(asked.books, location.id if location else None)
    rows = [
        {
            "title": asked.books.get_one(Sku, sku_id).title,
            "sku": asked.books.get_one(Sku, sku_id).code,
            "units": units,
            "on_hand": stock.at(asked.books, sku_id, place).on_hand,
        }
        for sku_id, units in goods.items()
    ]
    stored = {"goods": sorted(goods.items()), "location": place}
    return Preview({"rows": rows, "place": place_name(asked.books, place)}, stored)
