"""Record what was sold over the counter.

Said: sold 2 MUG-BLU in Leeds · sold 2 MUG-BLU and 1 LAMP-1 in Leeds
"""

from __future__ import annotations

from collections import Counter

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import CHANNEL, LOCATION, SKU, UNITS
from commands.slots_goods import GOODS, Goods
from oms import clock, kits, stock, till
from oms.actors import TAKE
from oms.order_card import card
from oms.records import Channel, Location, Order, Sku
from oms.taking import WantedLine
from oms.till import Receipt
from oms.values import decimal_of, money


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    receipt = Receipt(
        channel_id=stored["channel"],
        number="",
        location_id=stored["location"],
        sold_at=clock.now(),
        lines=tuple(_line(asked, int(sku), int(units)) for sku, units in stored["units"]),
    )
    order = till.record_typed(asked.books, receipt, by=asked.who, key=key)
    facts = {"order": card(asked.books, order), "rows": _rows(asked, stored),
             "who": asked.who.name}  # fmt: skip
    return Done(facts, {"order": order.id})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    till.void(asked.books, stored["order"], by=asked.who, key=key)
    order = asked.books.get_one(Order, stored["order"])
    return {"order": card(asked.books, order), "who": asked.who.name}


@command(
    phrases=[
        "[we|i|just] sold {units} {sku} (in|at) {location}",
        "[we|i|just] sold {goods} (in|at) {location}",
        "[we|i|just] sold {units} {sku} (in|at) {location} (on|through) [the] {channel}",
        "[we|i|just] sold {goods} (in|at) {location} (on|through) [the] {channel}",
        "[we|i|just] sold {units} {sku}",
        "record a sale",
    ],
    slots=[UNITS, SKU, GOODS, LOCATION, CHANNEL],
    may=TAKE,
    write=Write(_do, _undo),
)
def record_sale(
    asked: Asked,
    sku: Sku | None = None,
    units: int | None = None,
    goods: Goods | None = None,
    location: Location | None = None,
    channel: Channel | None = None,
) -> Preview:
    """Record a sale over the counter: it has happened, so nothing is refused for want of stock."""
    sold = dict(goods or ({sku.id: units} if sku and units else {}))
    if not sold:
        raise MissingWord("product and place", "sold 2 MUG-BLU in Leeds")
    if location is None:
        raise MissingWord("location", "sold 2 MUG-BLU in Leeds")
    tills = [channel] if channel else till.tills(asked.books)
    if len(tills) > 1:
        raise MissingWord("channel", f"sold 2 MUG-BLU in Leeds on {tills[0].name}")
    stored = {"channel": tills[0].id, "location": location.id,
              "units": [list(one) for one in sold.items()]}  # fmt: skip
    facts = {"rows": _rows(asked, stored), "location": location.name, "channel": tills[0].name}
    return Preview(facts, stored)


def _line(asked: Asked, sku_id: int, units: int) -> WantedLine:
    sku = asked.books.get_one(Sku, sku_id)
    return WantedLine(sku_id, units, decimal_of(sku.price_minor or 0, sku.currency))


def _rows(asked: Asked, stored: Plain) -> list[dict[str, object]]:
    """What is sold; `goods` is what leaves the shelf for it: of a kit its parts."""
    rows, left = [], Counter[int]()
    for sku_id, units in stored["units"]:
        sku = asked.books.get_one(Sku, int(sku_id))
        parts = [(one.sku_id, one.units) for one in kits.contents(asked.books, sku.id)]
        goods = []
        for part, each in parts or [(sku.id, 1)]:
            goods.append(_leaves(asked, part, each * int(units), stored["location"], left[part]))
            left[part] += each * int(units)
        price = money(int(units) * (sku.price_minor or 0), sku.currency)
        rows.append({"sku": sku.code, "title": sku.title, "units": int(units), "price": price,
                     "kit": bool(parts), "goods": goods})  # fmt: skip
    return rows


def _leaves(
    asked: Asked, sku_id: int, units: int, location_id: int, before: int
) -> dict[str, object]:
    """Units of a product, and how many there are: `first`, once others of the sale have left."""
    sku, level = asked.books.get_one(Sku, sku_id), stock.at(asked.books, sku_id, location_id)
    return {"sku": sku.code, "title": sku.title, "units": units, "level": level,
            "first": level.on_hand - before, "free": level.available - before}  # fmt: skip
