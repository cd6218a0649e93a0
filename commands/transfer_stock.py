"""Send goods from one place to another.

Said: transfer 2 MUG-BLU from York to Leeds · move 3 jute bags from Hull to York
"""

from __future__ import annotations

from commands.kit import Asked, Done, Facts, MissingWord, Plain, Preview, Write, command
from commands.slots import LOCATION, SKU, UNITS
from commands.slots_goods import GOODS, Goods
from commands.slots_stock import ROUTE, TARGET, Route
from oms import catalogue, kits, stock, transfer_cards, transfers
from oms.actors import TRANSFER
from oms.errors import NotEnoughStock
from oms.records import Location, Sku, Transfer
from oms.transfers import SamePlace, Wanted


def _do(asked: Asked, stored: Plain, key: str) -> Done:
    units = {int(sku_id): int(count) for sku_id, count in stored["units"]}
    wanted = Wanted(stored["from"], stored["to"], units)
    made = transfers.send(asked.books, wanted, by=asked.who, key=key)
    card = transfer_cards.card(asked.books, asked.books.get_one(Transfer, made))
    return Done({"card": card, "who": asked.who.name}, {"transfer": made})


def _undo(asked: Asked, stored: Plain, key: str) -> Facts:
    transfers.cancel(asked.books, stored["transfer"], by=asked.who, key=key)
    found = asked.books.get_one(Transfer, stored["transfer"])
    return {"card": transfer_cards.card(asked.books, found), "who": asked.who.name}


@command(
    phrases=[
        "(transfer|move) {units} {sku} from {location} to {target}",
        "send {units} {sku} from {location} to {target}",
        "(transfer|move) {units} {sku} to {target} from {location}",
        "(transfer|move) {goods} from {location} to {target}",
        "(transfer|move) {goods} to {target} from {location}",
        "(transfer|move) {units} {sku} to {target}",
        "(transfer|move|send) {units} {sku} from {location}",
        "(transfer|move) {units} {sku} {route}",
        "(transfer|move) (stock|goods)",
        "transfer",
    ],
    slots=[UNITS, SKU, GOODS, LOCATION, TARGET, ROUTE],
    may=TRANSFER,
    write=Write(_do, _undo),
)
def transfer_stock(  # noqa: PLR0913  what can be said of a transfer
    asked: Asked,
    *,
    sku: Sku | None = None,
    units: int | None = None,
    location: Location | None = None,
    target: Location | None = None,
    goods: Goods | None = None,
    route: Route | None = None,
) -> Preview:
    """Send goods to another place: they are on the way until somebody there receives them."""
    wanted = dict(goods or ({sku.id: units} if sku and units else {}))
    if route is not None:
        location, target = route
    if not wanted or (target is None and location is None):
        raise MissingWord("product and place", "transfer 2 MUG-BLU from York to Leeds")
    if target is None:
        example = f"transfer 2 MUG-BLU from {_name(location)} to {_other(asked, location)}"
        raise MissingWord("place", example, slot=TARGET.name, question="To where?")
    if location is None:
        example = f"transfer 2 MUG-BLU from {_other(asked, target)} to {target.name}"
        raise MissingWord("location", example, question="From where?")
    if location.id == target.id:
        raise SamePlace(target.name)
    rows = [_row(asked, sku_id, count, location, target) for sku_id, count in wanted.items()]
    stored = {"from": location.id, "to": target.id, "units": [list(one) for one in wanted.items()]}
    facts = {"rows": rows, "units": sum(wanted.values()), "source": location.name,
             "target": target.name}  # fmt: skip
    return Preview(facts, stored)


def _name(place: Location | None) -> str:
    return place.name if place is not None else "York"


def _other(asked: Asked, than: Location | None) -> str:
    """Another place of the shop, for an example."""
    others = (one.name for one in catalogue.locations(asked.books) if than and one.id != than.id)
    return next(others, "Leeds")


def _row(
    asked: Asked, sku_id: int, units: int, location: Location, target: Location
) -> dict[str, object]:
    kits.refuse(asked.books, sku_id)
    here = stock.at(asked.books, sku_id, location.id)
    there = stock.at(asked.books, sku_id, target.id)
    sku = asked.books.get_one(Sku, sku_id)
    if here.available < units:
        others = [one for one in stock.levels(asked.books, sku_id)
                  if one.location_id not in (location.id, target.id)]  # fmt: skip
        best = max(others, key=lambda one: one.available, default=None)
        raise NotEnoughStock(
            sku.code,
            location.name,
            wanted=units,
            available=here.available,
            best=(best.location, best.available) if best else None,
        )
    return {"sku": sku.code, "title": sku.title, "units": units, "here": here.available,
            "there": there.available}  # fmt: skip
