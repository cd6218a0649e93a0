"""An order as money sees it: what it is worth, what was taken, what went back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import payments, settings
from oms.refund_states import VOID
from oms.refund_values import LineMoney, OrderMoney, Postage, Purse
from oms.tables.catalogue import Sku
from oms.tables.money import Refund
from oms.tables.orders import Charge, Order, OrderLine
from oms.values import minor_of


@dataclass(frozen=True)
class WentBack:
    """What refunds of an order that were not called off come to, in minor units."""

    shipping_minor: int
    released_minor: int
    payout_minor: int


def read_order(books: Session, order: Order, *, also: frozenset[int] = frozenset()) -> OrderMoney:
    """The money of an order now; lock the order first where something follows from it.

    Args:
        books: open.
        order: whose lines, payments and refunds are read.
        also: lines that are refunded though they are no goods, such as a service.
    """
    went_back = went_back_of(books, order)
    paid = payments.of(books, order)
    # what went back because it was paid too much was never for what the order costs now
    kept = paid.captured_minor - paid.given_back_minor
    # a channel that gave the whole order back itself has nothing left that we could send
    told_back = order.payment == "refunded"
    sent = kept if told_back else went_back.payout_minor - paid.given_back_minor
    return OrderMoney(
        number=order.number,
        currency=order.currency,
        lines=_lines(books, order, also),
        purse=Purse(paid.due_minor, kept, sent),
        postage=_postage(books, order, went_back.shipping_minor),
    )


def went_back_of(books: Session, order: Order) -> WentBack:
    """The sums of all refunds of an order that were not called off."""
    parts = (Refund.shipping_minor, Refund.released_minor, Refund.payout_minor)
    sums = [func.coalesce(func.sum(part), 0) for part in parts]
    row = books.execute(
        select(*sums).where(Refund.order_id == order.id, Refund.state != VOID)
    ).one()
    return WentBack(*(int(minor) for minor in row))


def mismatch(books: Session, order: Order) -> int:
    """How far the lines and charges of an order are from its total, beyond a penny a line.

    Returns:
        Minor units, 0 where it adds up within as many as there are lines.
    """
    lines = list(books.scalars(select(OrderLine).where(OrderLine.order_id == order.id)))
    tops = [line for line in lines if line.parent_line_id is None]
    goods = sum(line.net_minor + line.tax_minor for line in tops)
    rest = sum(minor for kind, minor in _charges(books, order) if kind not in {"discount", "tax"})
    apart = order.total_minor - goods - rest
    return apart if abs(apart) > len(tops) else 0


def _lines(books: Session, order: Order, also: frozenset[int]) -> tuple[LineMoney, ...]:
    """The lines that can be refunded: of a kit its components, never both."""
    rows = books.execute(
        select(OrderLine, Sku.kind, Sku.fee_bps)
        .outerjoin(Sku, Sku.id == OrderLine.sku_id)
        .where(OrderLine.order_id == order.id)
        .order_by(OrderLine.line_no)
    ).all()
    kits = {line.parent_line_id for line, _, _ in rows if line.parent_line_id is not None}
    return tuple(
        _line(line, fee_bps or 0)
        for line, kind, fee_bps in rows
        if line.id not in kits and (kind != "service" or line.id in also)
    )


def _line(line: OrderLine, fee_bps: int) -> LineMoney:
    return LineMoney(
        line_id=line.id,
        title=line.title,
        units=line.ordered,
        goods_minor=line.net_minor,
        tax_minor=line.tax_minor,
        eligible=line.refundable,
        refunded_units=line.refunded_units,
        refunded_goods_minor=line.refunded_goods_minor,
        refunded_tax_minor=line.refunded_tax_minor,
        fee_bps=fee_bps,
    )


def _postage(books: Session, order: Order, refunded_minor: int) -> Postage:
    paid = sum(minor for kind, minor in _charges(books, order) if kind == "shipping")
    standard = standard_minor(books, order.currency)
    upgraded = standard if standard is not None and standard < paid else None
    return Postage(max(0, paid), refunded_minor, upgraded)


def standard_minor(books: Session, currency: str) -> int | None:
    """What the plain service costs, by the shop's setting; None: every service counts as plain."""
    said = settings.value(books, "standard_postage")
    # the setting is in the shop's own currency, and there is no rate to another one
    known = said and currency == settings.value(books, "currency")
    return minor_of(Decimal(said), currency) if known else None


def _charges(books: Session, order: Order) -> list[tuple[str, int]]:
    rows = books.execute(
        select(Charge.kind, Charge.amount_minor).where(
            Charge.order_id == order.id, Charge.return_id.is_(None)
        )
    )
    return [(row.kind, row.amount_minor) for row in rows]
