"""The two legs of an exchange: what goods that come back are worth pays for those that go out.

Both stand in the books whole, the one as a refund, the other as a payment of the method
“exchange”: a difference is sent to the customer or asked for, and no netting hides tax or stock.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import clock, exceptions, history, holds, locks, paying, payments, releasing
from oms.actors import Who
from oms.errors import NoLongerPossible
from oms.history import About
from oms.order_states import CANCELLED as CANCELLED_ORDER
from oms.paying import Money
from oms.tables.money import Exchange, Refund
from oms.tables.orders import Order, Payment
from oms.tables.returns import Return
from oms.values import money

METHOD = "exchange"
HOLD = "awaiting_return"
UNPAID = "exchange_unpaid"
PROMISED, SETTLED, CHARGED, CANCELLED = payments.PROMISED, "settled", "charged", "cancelled"


def of_return(books: Session, return_id: int) -> Exchange | None:
    """The exchange that a return belongs to."""
    return books.scalars(select(Exchange).where(Exchange.return_id == return_id)).first()


def of_refund(books: Session, refund: Refund) -> Exchange | None:
    """The exchange that a refund is one leg of."""
    return books.scalars(select(Exchange).where(Exchange.refund_id == refund.id)).first()


def leaving_minor(books: Session, return_id: int | None, amount_minor: int) -> int:
    """How much of what goods in exchange are worth would leave the shop, by what was promised."""
    exchange = of_return(books, return_id) if return_id is not None else None
    return max(0, amount_minor - (exchange.charge_minor if exchange else 0))


def kept_minor(books: Session, refund: Refund) -> int:
    """What of a refund pays for the goods that go out, and so is not sent to the customer."""
    if refund.kind != METHOD:
        return 0
    wanted = select(Payment.amount_minor).where(
        Payment.method == METHOD,
        Payment.reference == refund.number,
        Payment.state == payments.CAPTURED,
    )
    return int(books.scalars(wanted).first() or 0)


def pay(books: Session, refund: Refund, *, by: Who, key: str) -> int:
    """Let an approved refund pay for the goods that go out; gives what is left of its payout.

    The order of the goods that come back is locked; the other one is locked after it, and nobody
    locks the two in another order.
    """
    exchange = of_refund(books, refund)
    if exchange is None:
        return refund.payout_minor
    child = locks.order(books, exchange.child_id)
    # of an order that was cancelled meanwhile nothing is owed, whatever became of its money
    owed = 0 if child.state == CANCELLED_ORDER else payments.of(books, child).owed_minor
    part = min(refund.payout_minor, max(0, owed))
    exchange.state, exchange.ended_at = SETTLED, clock.now()
    books.flush()
    if part:
        money_in = Money(part, METHOD, refund.number)
        paying.record(books, child.id, money_in, by=by, key=f"{key}:exchange")
    history.record(
        books,
        by=by,
        what="exchange settled",
        about=About("order", child.id),
        after={"refund": refund.number, "paid_minor": part},
    )
    return refund.payout_minor - part


def let_go(books: Session, exchange: Exchange, *, by: Who) -> Order:
    """The goods that go out wait for nothing but their payment any more; gives their order."""
    child = locks.order(books, exchange.child_id)
    holds.clear(books, child, HOLD, by=by)
    releasing.settle(books, child, by=by)
    return child


def charge(books: Session, exchange: Exchange, why: str, *, by: Who) -> None:
    """No goods will pay for those that go out: the customer has to, and a case says so.

    The order of the goods that come back is locked.
    """
    end(books, exchange, CHARGED, by=by)
    child = let_go(books, exchange, by=by)
    if child.state == CANCELLED_ORDER:
        return
    owed = money(max(0, payments.of(books, child).owed_minor), child.currency)
    came = books.get_one(Return, exchange.return_id)
    detail = f"The goods of return {came.number} {why}: {owed} of order {child.number} is owed."
    exceptions.open_case(books, UNPAID, child.number, detail)


def end(books: Session, exchange: Exchange, state: str, *, by: Who) -> None:
    """An exchange is over, one way or another."""
    exchange.state, exchange.ended_at = state, clock.now()
    about = About("order", exchange.child_id)
    history.record(books, by=by, what=f"exchange {state}", about=about)
    books.flush()


def called_off(books: Session, refund: Refund, *, by: Who) -> None:
    """Goods that came are not taken for others after all: the others are charged.

    The order of the goods that come back is locked. Their return is settled as any other from now.
    """
    exchange = of_refund(books, refund)
    if exchange is not None:
        exchange.refund_id = None
        charge(books, exchange, "are not taken in exchange", by=by)


def refuse_call_off(books: Session, order: Order, refund: Refund) -> None:
    """A refund that has paid for other goods stays.

    Raises:
        NoLongerPossible: it has.
    """
    if kept_minor(books, refund):
        raise NoLongerPossible(
            f"Refund {refund.number} has paid for the goods that go out instead of those of order"
            f" {order.number}.",
            remedy="Take the payment back on that order first.",
        )
