"""All that staff want to know of one customer: who they are, what they ordered, what came back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import clock, customers, order_lists, settings, store_credit, taken_back
from oms.order_lists import OrderFound, Wanted
from oms.order_states import CANCELLED, DRAFT
from oms.payments import SENT_BACK
from oms.tables.catalogue import Channel
from oms.tables.money import Refund
from oms.tables.orders import Order, OrderLine
from oms.tables.people import Customer, CustomerIdentity
from oms.tables.returns import Return

LISTED = 5


@dataclass(frozen=True)
class CustomerCard:
    """A customer as staff see them: name and town, never the address."""

    id: int
    name: str
    town: str
    channels: tuple[str, ...]
    """The channels that know them."""
    since: dt.date | None
    """The day of their first order."""
    orders: tuple[OrderFound, ...]
    """The last few, the newest first."""
    bought: tuple[str, ...]
    """What each of these holds, in the same order."""
    count: int
    spent: tuple[tuple[str, int], ...]
    """Currency and what their orders come to, without drafts and cancelled ones."""
    refunded: tuple[tuple[str, int], ...]
    credit: tuple[tuple[str, int], ...]
    """Store credit that is not used yet."""
    returns: tuple[tuple[str, str], ...]
    """Number and state of the last few."""
    returns_count: int
    ask_on_return: bool
    merged: tuple[str, ...]
    """Names of those who were merged into this one."""


def card(books: Session, customer: Customer) -> CustomerCard:
    """The card of a customer, as things stand now."""
    wanted = Wanted(customer_id=customer.id, today=settings.today(books))
    found = order_lists.find(books, wanted, LISTED)
    returns, returns_count = _returns(books, customer)
    return CustomerCard(
        id=customer.id,
        name=customer.name,
        town=customer.town or "",
        channels=_channels(books, customer),
        since=_since(books, customer),
        orders=found.orders,
        bought=tuple(_bought(books, one.id) for one in found.orders),
        count=found.total,
        spent=_spent(books, customer),
        refunded=_refunded(books, customer),
        credit=tuple(sorted(store_credit.balance(books, customer.id).items())),
        returns=returns,
        returns_count=returns_count,
        ask_on_return=customer.ask_on_return,
        merged=_merged(books, customer),
    )


def _channels(books: Session, customer: Customer) -> tuple[str, ...]:
    identified = select(CustomerIdentity.channel_id).where(
        CustomerIdentity.customer_id == customer.id
    )
    bought = select(Order.channel_id).where(Order.customer_id == customer.id)
    known = select(Channel.name).where(Channel.id.in_(identified.union(bought)))
    return tuple(books.scalars(known.order_by(Channel.name)))


def _since(books: Session, customer: Customer) -> dt.date | None:
    first = books.scalars(
        select(func.min(Order.placed_at)).where(Order.customer_id == customer.id)
    ).one()
    return clock.day_of(first, settings.zone(books)) if first else None


def _bought(books: Session, order_id: int) -> str:
    lines = books.execute(
        select(
            OrderLine.id,
            OrderLine.ordered,
            OrderLine.cancelled,
            OrderLine.amount_minor,
            OrderLine.title,
        )
        .where(OrderLine.order_id == order_id, OrderLine.parent_line_id.is_(None))
        .order_by(OrderLine.line_no)
    ).all()
    may = (one for one in lines if taken_back.maybe(one.ordered, one.cancelled, one.amount_minor))
    gone = taken_back.among(books, (one.id for one in may))
    kept = (one for one in lines if one.id not in gone)
    # of an order that was cancelled whole, what was wanted
    is_whole = all(one.ordered == one.cancelled for one in lines)
    left = [(one.ordered if is_whole else one.ordered - one.cancelled, one.title) for one in kept]
    return ", ".join(f"{units} × {title}" for units, title in left if units)


def _spent(books: Session, customer: Customer) -> tuple[tuple[str, int], ...]:
    rows = books.execute(
        select(Order.currency, func.sum(Order.total_minor))
        .where(Order.customer_id == customer.id, Order.state.not_in((DRAFT, CANCELLED)))
        .group_by(Order.currency)
        .order_by(Order.currency)
    )
    return tuple((currency, int(minor)) for currency, minor in rows)


def _refunded(books: Session, customer: Customer) -> tuple[tuple[str, int], ...]:
    rows = books.execute(
        select(Refund.currency, func.sum(Refund.payout_minor))
        .join(Order, Order.id == Refund.order_id)
        .where(Order.customer_id == customer.id, Refund.state.in_(SENT_BACK))
        .group_by(Refund.currency)
        .order_by(Refund.currency)
    )
    return tuple((currency, int(minor)) for currency, minor in rows)


def _returns(books: Session, customer: Customer) -> tuple[tuple[tuple[str, str], ...], int]:
    ordered = select(Order.id).where(Order.customer_id == customer.id)
    mine = Return.order_id.in_(ordered) | (Return.customer_id == customer.id)
    total = books.scalars(select(func.count()).select_from(Return).where(mine)).one()
    rows = books.execute(
        select(Return.number, Return.state).where(mine).order_by(Return.id.desc()).limit(LISTED)
    )
    return tuple((number, state) for number, state in rows), total


def _merged(books: Session, customer: Customer) -> tuple[str, ...]:
    wanted = select(Customer).where(Customer.merged_into_id == customer.id).order_by(Customer.id)
    return tuple(customers.told(one) for one in books.scalars(wanted))
