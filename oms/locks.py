"""Locks, in the one order that everybody keeps: orders, then their stock, then other documents.

Each kind is locked in the order of its ids. Whoever keeps to that never waits in a circle; in the
tests `STRICT` refuses whoever does not, on both databases, whether or not somebody else is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from oms.errors import NoLongerPossible
from oms.tables.catalogue import Channel, Location, Sku, Supplier
from oms.tables.orders import Order, OrderLine

SetUp = TypeVar("SetUp", Channel, Location, Supplier)
STRICT = False
"""Whether locking out of order is refused; only tests are that strict, a shop tries again."""
HELD = "backroom locks"
ORDER = (
    select(Order)
    .where(Order.id == bindparam("order_id"))
    .with_for_update()
    .execution_options(populate_existing=True)
)
# the SKU row stands for all levels of the SKU, also for those that do not exist yet
SKUS = (
    select(Sku.id)
    .where(Sku.id.in_(bindparam("ids", expanding=True)))
    .order_by(Sku.id)
    .with_for_update(key_share=True)
)
GOODS = (
    select(OrderLine.sku_id)
    .distinct()
    .where(
        OrderLine.order_id.in_(bindparam("orders", expanding=True)), OrderLine.sku_id.is_not(None)
    )
)


class OutOfOrder(RuntimeError):
    """A fault of ours: something was locked after what comes behind it in the order of locks."""

    def __init__(self, wanted: str, held: object) -> None:
        super().__init__(f"{wanted} was locked after {held}; see oms/locks.py")


@dataclass
class _Held:
    """What a command has locked so far."""

    orders: set[int] = field(default_factory=set)
    skus: set[int] = field(default_factory=set)


@contextmanager
def command(books: Session) -> Iterator[None]:
    """A command begins, or a part of one: what it locks from here on, it locks in order."""
    if HELD in books.info:
        yield
        return
    books.info[HELD] = _Held()
    try:
        yield
    finally:
        del books.info[HELD]


def order(books: Session, order_id: int) -> Order:
    """The order, read afresh and locked until the transaction ends."""
    held: _Held | None = books.info.get(HELD)
    if STRICT and held and order_id not in held.orders:
        _refuse(f"order {order_id}", [*held.skus, *(one for one in held.orders if one > order_id)])
        held.orders.add(order_id)
    return books.scalars(ORDER, {"order_id": order_id}).one()


def setting(books: Session, kind: type[SetUp], row_id: int) -> SetUp:
    """A location, channel or supplier whose settings are to change, read afresh and locked.

    What only names it goes on meanwhile: a movement there, an order of it.
    """
    return books.get_one(kind, row_id, with_for_update={"key_share": True}, populate_existing=True)


def product(books: Session, sku_id: int, *, is_named_anew: bool = False) -> Sku:
    """A SKU whose facts are to change, read afresh and locked as `stock` locks it.

    `is_named_anew`: its code or barcode is to change. Then nothing may even name it meanwhile, and
    to find that out only when it is written would be a wait in a circle with a new order of it.
    """
    _in_order(books, {sku_id})
    lock = {} if is_named_anew else {"key_share": True}
    return books.get_one(Sku, sku_id, with_for_update=lock, populate_existing=True)


def unchanged(books: Session, order_id: int, version: int) -> Order:
    """The order, locked, if it is as somebody was shown it.

    Raises:
        NoLongerPossible: it changed since.
    """
    found = order(books, order_id)
    if found.version != version:
        raise NoLongerPossible(f"Order {found.number} has changed since you were asked.")
    return found


def stock(books: Session, sku_ids: Iterable[int]) -> None:
    """Lock all levels and promises of these SKUs until the transaction ends.

    All that a transaction needs at once; what was read of them before is read again after. SQLite
    needs no lock: a writing transaction began with BEGIN IMMEDIATE.
    """
    wanted = set(sku_ids)
    _in_order(books, wanted)
    if wanted and not _one_writer(books):
        books.execute(SKUS, {"ids": sorted(wanted)}).all()


def goods(books: Session, orders: Iterable[Order]) -> None:
    """Lock the SKUs of the lines of locked orders, as `stock`."""
    # what needs no lock need not be looked up either
    if STRICT or not _one_writer(books):
        found = books.scalars(GOODS, {"orders": [one.id for one in orders]})
        stock(books, [sku_id for sku_id in found if sku_id is not None])


def _in_order(books: Session, sku_ids: set[int]) -> None:
    held: _Held | None = books.info.get(HELD)
    if STRICT and held and (new := sku_ids - held.skus):
        _refuse(f"SKU {min(new)}", [one for one in held.skus if one > min(new)])
        held.skus |= new


def _one_writer(books: Session) -> bool:
    return books.get_bind().dialect.name == "sqlite"


def _refuse(wanted: str, behind: list[int]) -> None:
    if behind:
        raise OutOfOrder(wanted, sorted(behind))
