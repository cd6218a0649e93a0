"""Locks, in the one order that everybody keeps: orders, then their stock, then other documents.

Each kind is locked in the order of its ids. Whoever keeps to that never waits in a circle; in the
tests `STRICT` refuses whoever does not, on both databases, whether or not somebody else is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, SessionTransaction

from oms import questions, queueing
from oms.errors import NoLongerPossible
from oms.tables.catalogue import Channel, KitComponent, Location, Sku, Supplier
from oms.tables.orders import Order, OrderLine

SetUp = TypeVar("SetUp", Channel, Location, Supplier)
STRICT = False
"""Whether locking out of order is refused; only tests are that strict, a shop tries again."""
HELD = "backroom locks"
SHOWN_AND_DONE = 7_606_043
"""The number of a lock of PostgreSQL's that stands for no row."""
_locked: WeakKeyDictionary[SessionTransaction, set[int]] = WeakKeyDictionary()
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
LINES = OrderLine.order_id.in_(bindparam("orders", expanding=True))
GOODS = (
    select(Sku.id)
    .where(
        Sku.id.in_(
            select(OrderLine.sku_id)
            .where(LINES)
            .union_all(
                # what kits are made of, for those that have no lines of their components yet
                select(KitComponent.component_sku_id)
                .join(OrderLine, OrderLine.sku_id == KitComponent.kit_sku_id)
                .where(LINES)
            )
        )
    )
    .order_by(Sku.id)
    .with_for_update(key_share=True)
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


def one_by_one(books: Session) -> None:
    """Whoever does what they were shown waits here for whoever does so now, before any other lock.

    So they look again at what the other one left, and never both at what was there before. What was
    read by then is read afresh. SQLite has one writer, and needs no lock.
    """
    if _one_writer(books):
        return
    queueing.leave(books)
    books.execute(select(func.pg_advisory_xact_lock(SHOWN_AND_DONE)))
    books.flush()
    # also where nobody was waited for: somebody may have committed since it was read
    books.expire_all()


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
    new = wanted - _mine(books)
    if new and not _one_writer(books):
        _keep(books, questions.ask(books, SKUS, {"ids": sorted(new)}).scalars())


def goods(books: Session, orders: Iterable[Order]) -> None:
    """Lock the SKUs of the lines of locked orders, and the components of kits, as `stock`."""
    # what needs no lock need not be looked up either
    if STRICT or not _one_writer(books):
        ids = [one.id for one in orders]
        found = set(questions.ask(books, GOODS, {"orders": ids}).scalars())
        _in_order(books, found)
        _keep(books, found)


def _mine(books: Session) -> set[int]:
    """The SKUs that are known to be locked by this transaction, in whatever savepoint."""
    found: set[int] = set()
    transaction = books.get_nested_transaction() or books.get_transaction()
    while transaction:
        found |= _locked.get(transaction, set())
        transaction = transaction.parent
    return found


def _keep(books: Session, sku_ids: Iterable[int]) -> None:
    """Remember that SKUs are locked, as long as the savepoint that locked them is open.

    What it locked may be taken back with it; where it is kept, it is asked for once more.
    """
    transaction = books.get_nested_transaction() or books.get_transaction()
    if transaction:
        _locked.setdefault(transaction, set()).update(sku_ids)


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
