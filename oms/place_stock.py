"""What lies at one place: the products of which there is most, and what of them is free."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from oms.stock import SELLABLE
from oms.tables.catalogue import Sku
from oms.tables.stock import Level, Promise

LISTED = 10


@dataclass(frozen=True)
class StockHere:
    """Units of one SKU at the place: `available` = on hand − reserved − held."""

    sku: str
    title: str
    on_hand: int
    reserved: int
    held: int

    @property
    def available(self) -> int:
        """Units free to promise; below zero means oversold."""
        return self.on_hand - self.reserved - self.held


@dataclass(frozen=True)
class PlaceStock:
    """The products of which most lie at a place, and how much lies there in all."""

    most: tuple[StockHere, ...]
    products: int
    units: int


def at_place(books: Session, location_id: int, limit: int = LISTED) -> PlaceStock:
    """What lies at a place, the most units first."""
    rows = books.execute(HERE, {"place": location_id})
    # sums are decimals on some databases
    found = [
        StockHere(code, title, int(on_hand), int(reserved), int(held))
        for code, title, on_hand, reserved, held in rows
    ]
    return PlaceStock(tuple(found[:limit]), len(found), sum(one.on_hand for one in found))


def _here() -> Select[str, str, int, int, int]:
    on_hand = func.sum(Level.units)
    held = func.coalesce(func.sum(Level.units).filter(Level.bucket != SELLABLE), 0)
    return (
        select(Sku.code, Sku.title, on_hand, func.coalesce(func.max(Promise.reserved), 0), held)
        .join(Level, Level.sku_id == Sku.id)
        .outerjoin(Promise, (Promise.sku_id == Sku.id) & (Promise.location_id == Level.location_id))
        .where(Level.location_id == bindparam("place"))
        .group_by(Sku.id, Sku.code, Sku.title)
        .having(on_hand != 0)
        .order_by(on_hand.desc(), Sku.code)
    )


HERE = _here()
