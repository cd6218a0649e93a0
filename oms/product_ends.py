"""What stands against no longer selling a product: its stock, and whoever still counts on it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session

from oms import low_stock, questions, touched
from oms.errors import ShopError
from oms.tables.catalogue import KitComponent, Location, ReorderRule, Sku
from oms.tables.orders import Order, OrderLine
from oms.tables.purchasing import PurchaseLine, PurchaseOrder
from oms.tables.returns import Return, ReturnLine
from oms.tables.stock import Level

NAMED = 3
TRANSIT = "transit"
THIS: BindParameter[int] = bindparam("sku")
THERE = (
    select(Location.name, Location.kind, func.sum(Level.units))
    .join(Location, Location.id == Level.location_id)
    .where(Level.sku_id == THIS, Location.is_physical | (Location.kind == TRANSIT))
    .group_by(Location.id, Location.name, Location.kind)
    # in two buckets the units may cancel out, and still neither is empty
    .having(func.max(func.abs(Level.units)) > 0)
    .order_by(Location.rank, Location.id)
)
WANTED = (
    select(Order.number)
    .join(OrderLine, OrderLine.order_id == Order.id)
    .where(OrderLine.sku_id == THIS, Order.state == "open")
    .where(OrderLine.ordered > OrderLine.cancelled + OrderLine.shipped)
    .distinct()
    .order_by(Order.number)
)
COMING_BACK = (
    select(Return.number)
    .join(ReturnLine, ReturnLine.return_id == Return.id)
    .where(ReturnLine.sku_id == THIS, Return.closed_at.is_(None))
    .where(Return.state.in_(("requested", "authorised", "receiving")))
    .where(ReturnLine.units > ReturnLine.received + ReturnLine.missing)
    .distinct()
    .order_by(Return.number)
)
BOUGHT = (
    select(PurchaseOrder.number)
    .join(PurchaseLine, PurchaseLine.purchase_order_id == PurchaseOrder.id)
    .where(PurchaseLine.sku_id == THIS, PurchaseOrder.state.not_in(("closed", "cancelled")))
    .where(PurchaseLine.units > PurchaseLine.received + PurchaseLine.cancelled)
    .distinct()
    .order_by(PurchaseOrder.number)
)
IN_KITS = (
    select(Sku.code)
    .join(KitComponent, KitComponent.kit_sku_id == Sku.id)
    .where(KitComponent.component_sku_id == THIS, Sku.active)
    .order_by(Sku.code_key)
)
DOCUMENTS: Sequence[tuple[str, Select[str]]] = (
    ("open order", WANTED),
    ("open return", COMING_BACK),
    ("purchase order", BOUGHT),
    ("kit", IN_KITS),
)
RULES = select(ReorderRule.location_id).where(ReorderRule.sku_id == THIS)


class StillNeeded(ShopError):
    """A product cannot end while there is stock of it, or somebody counts on it."""

    code = "still_needed"

    def __init__(self, title: str, sku: str, why: Sequence[str]) -> None:
        self.sku, self.why = sku, tuple(why)
        super().__init__(
            f"{title} ({sku}) cannot end yet: {'; '.join(why)}.",
            remedy="Sell, move or write off what there is and settle what is open, then end it.",
        )


def in_the_way(books: Session, sku_id: int) -> list[str]:
    """What stands against ending a product, in words; nothing when it may end."""
    this = {"sku": sku_id}
    found = [
        f"{units} on the way" if kind == TRANSIT else f"{units} on hand in {place}"
        for place, kind, units in questions.ask(books, THERE, this)
    ]
    for noun, wanted in DOCUMENTS:
        names = [row[0] for row in questions.ask(books, wanted, this)]
        if names:
            found.append(_counted(noun, names))
    return found


def end(books: Session, sku: Sku) -> None:
    """Sell a product no longer; that it runs low is nothing to tell any more.

    Raises:
        StillNeeded: with all that stands against it.
    """
    why = in_the_way(books, sku.id)
    if why:
        raise StillNeeded(sku.title, sku.code, why)
    sku.active = False
    for row in questions.ask(books, RULES, {"sku": sku.id}):
        low_stock.forget(books, sku.id, row.location_id)


def begin(books: Session, sku: Sku) -> None:
    """Sell a product again; its reorder points hold again."""
    sku.active = True
    for row in questions.ask(books, RULES, {"sku": sku.id}):
        touched.mark(books, sku.id, row.location_id)


def _counted(noun: str, names: Sequence[str]) -> str:
    """Two open orders (1042, 1043)."""
    more = ", …" if len(names) > NAMED else ""
    plural = "" if len(names) == 1 else "s"
    return f"{len(names)} {noun}{plural} ({', '.join(names[:NAMED])}{more})"
