"""The order, return or refund that is meant by whose it is: “Ann's order”."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session

from oms import order_lists, orders, return_documents
from oms.customers import UnknownCustomer, name_like
from oms.errors import ShopError
from oms.order_lists import OrderFound, Wanted
from oms.order_states import WAITING_STAGES
from oms.refund_states import WAITING
from oms.tables.catalogue import Sku
from oms.tables.money import Refund
from oms.tables.orders import Order, OrderLine
from oms.tables.people import Customer
from oms.tables.returns import Return

LISTED = 5
MOST = 50
"""Orders of one customer that are looked at, the newest first."""
OVER = ("closed", "rejected", "cancelled", "expired")
"""States of returns with which nothing more happens."""
Candidate = tuple[str, int]
"""How one of several is told apart, and its id."""


@dataclass(frozen=True)
class Owner:
    """Whose it is: a `customer` of a name, or an `order` or `return` of a number."""

    kind: str
    said: str


@dataclass(frozen=True)
class Which:
    """Which of somebody's orders can be meant."""

    today: dt.date | None = None
    """The day in the shop."""
    closed: AbstractSet[str] = frozenset()
    """Stages, as order_states.stage tells them, in which none is meant."""
    goods: AbstractSet[str] = frozenset()
    """Codes of SKUs: where orders hold one of them, it is one of these."""
    open_first: bool = False
    """What is asked about a customer's order is about the one that has not come yet."""


class SeveralFit(ShopError):
    """Somebody has several orders, returns or refunds that may be meant."""

    code = "several_fit"

    def __init__(self, owner: Owner, what: str, found: Sequence[Candidate]) -> None:
        self.candidates = tuple(found[:LISTED])
        more = len(found) - len(self.candidates)
        told = ", ".join(label for label, _ in self.candidates)
        told += f" and {more} more" if more else ""
        super().__init__(
            f"{_told(owner)} has {len(found)} {what}s: {told}.",
            remedy="Say which by its number.",
        )


class NothingFits(ShopError):
    """Somebody has no order, return or refund."""

    code = "nothing_fits"

    def __init__(self, owner: Owner, what: str) -> None:
        super().__init__(f"{_told(owner)} has no {what}.", remedy=REMEDIES[what].format(owner.said))


REMEDIES = {
    "order": "`orders for {}` lists what there was.",
    "return": "`which returns are open?` lists those that there are.",
    "refund": "A refund follows from a return or from what is cancelled.",
}


def of_order(books: Session, owner: Owner, which: Which) -> Order:
    """The one order of a customer that can be meant.

    Raises:
        UnknownCustomer: nobody is called that.
        SeveralFit: several can be meant.
        NothingFits: none can.
    """
    _known(books, owner)
    wanted = Wanted(customer=owner.said, today=which.today)
    every = list(order_lists.find(books, wanted, MOST).orders)
    fitting = [one for one in every if one.stage not in which.closed]
    holding = _holding(books, [one.id for one in fitting], which.goods)
    fitting = [one for one in fitting if one.id in holding] or fitting
    found = [one for one in fitting if which.open_first and one.stage in WAITING_STAGES] or fitting
    if not found and len(every) == 1:
        found = every  # why nothing can be done with it, is said of it
    if len(found) != 1:
        raise _not_one(owner, "order", [(_label(one), one.id) for one in found or every])
    return books.get_one(Order, found[0].id)


def of_return(books: Session, owner: Owner) -> Return:
    """The one return of a customer or an order that can be meant: the one that is not over.

    Raises:
        UnknownCustomer, UnknownOrder: there is no such owner.
        SeveralFit: several can be meant.
        NothingFits: none can.
    """
    rows = select(Return).where(_owned(books, owner)).order_by(Return.id.desc())
    every = list(books.scalars(rows.limit(MOST)))
    found = [one for one in every if one.state not in OVER] or every
    if len(found) != 1:
        raise _not_one(owner, "return", [(f"{one.number} ({one.state})", one.id) for one in found])
    return found[0]


def of_refund(books: Session, owner: Owner) -> Refund:
    """The one refund of a customer, an order or a return that can be meant: the one that waits.

    Raises:
        UnknownCustomer, UnknownOrder, UnknownReturn: there is no such owner.
        SeveralFit: several can be meant.
        NothingFits: none can.
    """
    if owner.kind == "return":
        wanted = Refund.return_id == return_documents.by_number(books, owner.said).id
    else:
        wanted = Refund.order_id.in_(_orders(books, owner))
    rows = select(Refund).where(wanted, Refund.state != "void").order_by(Refund.id.desc())
    every = list(books.scalars(rows.limit(MOST)))
    found = [one for one in every if one.state in WAITING] or every
    if len(found) != 1:
        raise _not_one(owner, "refund", [(f"{one.number} ({one.state})", one.id) for one in found])
    return found[0]


def _known(books: Session, owner: Owner) -> None:
    if not books.scalar(select(exists().where(name_like(owner.said)))):
        raise UnknownCustomer(owner.said)


def _orders(books: Session, owner: Owner) -> list[int] | Select[int]:
    """The ids of the orders of a customer, or of the one that is named."""
    if owner.kind == "order":
        return [orders.by_number(books, owner.said).id]
    _known(books, owner)
    return select(Order.id).where(Order.customer_id.in_(_named(owner)))


def _owned(books: Session, owner: Owner) -> ColumnElement[bool]:
    of_order = Return.order_id.in_(_orders(books, owner))
    if owner.kind == "order":
        return of_order
    return or_(of_order, Return.customer_id.in_(_named(owner)))


def _named(owner: Owner) -> Select[int]:
    return select(Customer.id).where(name_like(owner.said))


def _holding(books: Session, ids: Sequence[int], goods: AbstractSet[str]) -> set[int]:
    """Those of some orders that hold one of some goods."""
    if not goods:
        return set()
    lines = select(OrderLine.order_id).join(Sku, Sku.id == OrderLine.sku_id)
    return set(books.scalars(lines.where(OrderLine.order_id.in_(ids), Sku.code.in_(goods))))


def _label(one: OrderFound) -> str:
    return f"{one.number} ({one.customer}, {one.told})"


def _told(owner: Owner) -> str:
    named = {"order": "Order ", "return": "Return "}.get(owner.kind, "")
    return f"{named}{owner.said}" if named else f"“{owner.said}”"


def _not_one(owner: Owner, what: str, found: Sequence[Candidate]) -> ShopError:
    return SeveralFit(owner, what, found) if found else NothingFits(owner, what)
