"""Exchanging goods: promising others for those that come back, and when these never come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from oms import (
    actors,
    catalogue,
    clock,
    history,
    holds,
    locks,
    orders,
    refund_amounts,
    refund_money,
    return_announcing,
    return_documents,
    return_policy,
    returns,
    settings,
    taking,
)
from oms.actors import Who
from oms.customers import Buyer
from oms.errors import TooManyReturned
from oms.exchange_legs import HOLD, PROMISED
from oms.history import About
from oms.once import once
from oms.order_states import OPEN
from oms.refund_values import SHOP, STATUTORY, LineMoney, OrderMoney, Rules, WantedUnits
from oms.return_announcing import PLAIN
from oms.return_policy import Announced
from oms.return_reasons import CHANGED_MIND
from oms.tables.catalogue import Channel, Sku
from oms.tables.money import Exchange
from oms.tables.orders import Order, OrderLine
from oms.tables.people import Customer
from oms.tables.returns import Return
from oms.taking import NewOrder, Origin, WantedLine
from oms.values import decimal_of, minor_of

AT_ONCE = "at_once"


@dataclass(frozen=True)
class Swap:
    """Units of a line that come back, and the SKU of which as many go out instead."""

    line_id: int
    units: int
    sku_id: int
    reason: str = CHANGED_MIND


@dataclass(frozen=True)
class ExchangePlan:
    """An exchange as it would be promised now; money in minor units of `currency`."""

    order_id: int
    number: str
    version: int
    currency: str
    swap: Swap
    back: str
    """Title of what comes back."""
    out: str
    """Title of what goes out."""
    out_sku: str
    worth_minor: int
    """What comes back is worth, fees taken off."""
    worth_terms: tuple[tuple[int, str], ...]
    charge_minor: int
    """What goes out costs, with its tax."""
    tax_minor: int
    """The tax in it."""
    same_product: bool
    """It goes out at the price that was paid for the other."""
    at_once: bool
    """It may leave before the other has come."""

    @property
    def net_minor(self) -> int:
        """Above 0: the customer gets it; below: the customer pays it."""
        return self.worth_minor - self.charge_minor


def line_for(books: Session, order: Order, sku_id: int, units: int) -> int:
    """The line of an order of which so many units of a SKU can come back.

    Raises:
        TooManyReturned: none has so many.
    """
    lines = [line for line in orders.lines_of(books, order) if line.sku_id == sku_id]
    best = max(lines, key=lambda line: line.returnable, default=None)
    if best is None or best.returnable < units:
        code = books.get_one(Sku, sku_id).code
        raise TooManyReturned(
            code,
            number=order.number,
            wanted=units,
            returnable=best.returnable if best else 0,
        )
    return next(line.id for line in lines if line.returnable >= units)


def documents_of(books: Session, exchange_id: int) -> tuple[Order, Return]:
    """The order that goes out for an exchange, and the return it is for."""
    known = books.get_one(Exchange, exchange_id)
    return books.get_one(Order, known.child_id), books.get_one(Return, known.return_id)


def plan(books: Session, order: Order, swap: Swap, *, by: Who) -> ExchangePlan:
    """What an exchange would come to; nothing is changed.

    Raises:
        NoPrice: the other goods have none in the order's currency.
        NotReturnable, NeedsDecision: as `returns.authorise`.
    """
    line, sku = books.get_one(OrderLine, swap.line_id), books.get_one(Sku, swap.sku_id)
    known = refund_money.read_order(books, order)
    verdict = return_policy.verdict(books, order, [_announced(swap)])
    worth, terms, full = _worth(known, swap, statutory=verdict.statutory)
    return_announcing.insist(order, verdict, PLAIN, full[0], by=by)
    same = _same_product(books, line, sku)
    charge, tax = full if same else _price(books, order, line, sku, swap.units)
    return ExchangePlan(
        order_id=order.id,
        number=order.number,
        version=order.version,
        currency=order.currency,
        swap=swap,
        back=line.title,
        out=sku.title,
        out_sku=sku.code,
        worth_minor=worth,
        worth_terms=terms,
        charge_minor=charge,
        tax_minor=tax,
        same_product=same,
        at_once=settings.value(books, "exchange_ships") == AT_ONCE,
    )


def promise(books: Session, order_id: int, swap: Swap, *, by: Who, key: str) -> int:
    """Agree to an exchange: the return is authorised, the other goods are ordered and held.

    Returns:
        The id of the exchange.

    Raises:
        NotAllowed: the role does not exchange goods.
        NoPrice, TooManyReturned, NotReturnable, NeedsDecision: it cannot be.
    """
    actors.allow(by, actors.EXCHANGE)

    def do() -> dict[str, Any]:
        order = locks.order(books, order_id)
        return {
            "exchange": _promise(books, order, plan(books, order, swap, by=by), by=by, key=key).id
        }

    told = {"order": order_id, "swap": vars(swap)}
    return int(once(books, key, "exchange", told, by=by, do=do)["exchange"])


def _promise(books: Session, order: Order, wanted: ExchangePlan, *, by: Who, key: str) -> Exchange:
    swap = wanted.swap
    announced = [_announced(swap)]
    return_id = returns.authorise(books, order.id, announced, by=by, key=f"{key}:return")
    child = taking.take(books, _child(books, order, wanted, return_id), by=by)  # a draft
    made = Exchange(
        return_id=return_id,
        order_id=order.id,
        child_id=child.id,
        state=PROMISED,
        worth_minor=wanted.worth_minor,
        charge_minor=wanted.charge_minor,
        by_id=by.id,
        at=clock.now(),
    )
    books.add(made)
    child.state = OPEN
    books.flush()
    if not wanted.at_once:
        note = f"until {swap.units} × {wanted.back} of order {order.number} came back"
        holds.place(books, child, HOLD, note=note, by=by, key=f"{key}:hold")
    taking.opened(books, locks.order(books, child.id), by=by)
    told = {"order": child.number, "worth_minor": made.worth_minor,
            "charge_minor": made.charge_minor}  # fmt: skip
    about = About("order", order.id)
    history.record(books, by=by, what="exchange promised", about=about, after=told)
    books.flush()
    return made


def _child(books: Session, order: Order, wanted: ExchangePlan, return_id: int) -> NewOrder:
    units = wanted.swap.units
    channel = books.get_one(Channel, order.channel_id)
    gross = wanted.charge_minor
    if not channel.prices_include_tax:
        gross -= wanted.tax_minor
    # the price of all units is what was promised, whatever that is for one
    unit_price = decimal_of(gross, order.currency) / Decimal(units)
    number = return_documents.number_of(books, return_id)
    return NewOrder(
        channel_id=order.channel_id,
        their_id=f"exchange {number}",
        their_number=f"{order.their_number} {number}",
        buyer=_buyer(books, order),
        lines=(WantedLine(wanted.swap.sku_id, units, unit_price, tax_minor=wanted.tax_minor),),
        placed_at=clock.now(),
        payment="unpaid",
        delivery=taking.Delivery(order.ship_to, order.ship_method),
        note=f"In exchange for goods of order {order.number}",
        origin=Origin("exchange", order.id),
        customer_id=order.customer_id,
        is_draft=True,
    )


def _buyer(books: Session, order: Order) -> Buyer:
    known = books.get(Customer, order.customer_id) if order.customer_id else None
    return Buyer(known.name if known else "", order.town, order.country)


def _announced(swap: Swap) -> Announced:
    return Announced(swap.line_id, swap.units, swap.reason, "exchange", swap.sku_id)


def _worth(
    known: OrderMoney, swap: Swap, *, statutory: bool
) -> tuple[int, tuple[tuple[int, str], ...], tuple[int, int]]:
    """What the units will be worth when they come: amount, terms; their price and its tax."""
    as_if = replace(known, lines=tuple(_as_if_here(line, swap) for line in known.lines))
    wanted = [WantedUnits(swap.line_id, swap.units, swap.reason)]
    made = refund_amounts.compute(as_if, wanted, Rules(STATUTORY if statutory else SHOP))
    terms = tuple((term.minor, term.says) for term in made.terms)
    return made.amount_minor, terms, (made.goods_minor + made.tax_minor, made.tax_minor)


def _as_if_here(line: LineMoney, swap: Swap) -> LineMoney:
    return replace(line, eligible=swap.units) if line.line_id == swap.line_id else line


def _same_product(books: Session, line: OrderLine, sku: Sku) -> bool:
    if line.sku_id == sku.id:
        return True
    was = books.get(Sku, line.sku_id) if line.sku_id is not None else None
    return was is not None and was.product_id is not None and was.product_id == sku.product_id


def _price(books: Session, order: Order, line: OrderLine, sku: Sku, units: int) -> tuple[int, int]:
    """What other goods cost today with their tax, and the tax: at the rate of what comes back."""
    price = minor_of(catalogue.price(sku, order.currency) * units, order.currency)
    if books.get_one(Channel, order.channel_id).prices_include_tax:
        return price, _share(price, line.tax_minor, line.net_minor + line.tax_minor)
    tax = _share(price, line.tax_minor, line.net_minor)
    return price + tax, tax


def _share(amount_minor: int, part: int, whole: int) -> int:
    """The same share of an amount as `part` is of `whole`, rounded half up."""
    return (2 * amount_minor * part + whole) // (2 * whole) if whole else 0
