"""Every command of a return, a refund and an exchange in every state: done or refused, no third.

The states are reached by commands alone, and what is refused leaves everything as it was. The
tables are written down here once more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import (
    actors,
    catalogue,
    clock,
    exchange_endings,
    inspections,
    orders,
    refund_steps,
    refunds,
    return_documents,
    return_endings,
    returns,
    verify,
)
from oms.actors import Who
from oms.errors import ShopError
from oms.return_landing import Judgement
from oms.return_policy import Announced
from oms.tables.catalogue import Sku
from oms.tables.money import Exchange, Refund
from oms.tables.orders import Order, OrderLine, Payment
from oms.tables.returns import Return
from oms.tables.stock import Movement
from tests.oms.came_back import arrive, came_back
from tests.oms.swapped import promised, sku, swap
from tests.small_shop import OWNER, SERVICE

REFUNDS = """
            proposed  approved  sent     settled  failed  void
approve     approved  -         -        -        -       -
send        -         sent      -        -        sent    -
settle      -         -         settled  -        -       -
fail        -         -         failed   -        -       -
call_off    void      void      -        -        -       -
"""
RETURNS = """
            requested   authorised  receiving   closed     rejected   cancelled   expired
agree       authorised  -           -           -          -          -           -
reject      rejected    -           -           -          -          -           -
cancel      -           cancelled   -           -          -          -           -
expire      =           expired     =           =          =          =           =
receive     -           receiving   receiving   receiving  -          receiving   receiving
inspect     -           -           receiving   -          -          -           -
judge_anew  .           .           .           closed     .          .           .
close_short -           -           -           -          -          -           -
undo        -           -           cancelled   -          -          -           -
restore     -           -           -           -          requested  authorised  authorised
"""
EXCHANGES = """
            promised   waiting   overdue    settled   charged   cancelled
arrive      settled    =         settled    =         =         =
call_off    cancelled  -         -          -         -         -
end         =          =         cancelled  =         =         =
approve     .          settled   .          -         .         .
decline     .          charged   .          -         .         .
"""
"""Waiting: for a second person to pay the difference. Overdue: the return has expired."""


def cells(table: str) -> list[tuple[str, str, str]]:
    """State, command, and the state reached; - refused, = nothing changes, . no such thing."""
    heads, *rows = (line.split() for line in table.strip().splitlines())
    return [
        (state, row[0], reached)
        for row in rows
        for state, reached in zip(heads, row[1:], strict=True)
        if reached != "."
    ]


@dataclass
class Shop:
    """Order 1001 of the small shop, three blue mugs, all shipped; Olive does everything."""

    books: Session

    @property
    def by(self) -> Who:
        return actors.who(self.books, OWNER)

    @property
    def order(self) -> Order:
        return orders.by_number(self.books, "1001")

    @property
    def line(self) -> OrderLine:
        return orders.lines_of(self.books, self.order)[0]

    @property
    def york(self) -> int:
        return catalogue.location(self.books, "York").id

    def standing(self) -> list[object]:
        """What a command may change."""
        self.books.flush()
        self.books.expire_all()
        line = self.line
        return [
            (line.return_open, line.returned, line.returnless, line.refunded_units),
            self.books.scalar(select(func.count()).select_from(Movement)),
            self.books.scalar(select(func.count()).select_from(Payment)),
            list(self.books.scalars(select(Return.state).order_by(Return.id))),
            list(self.books.scalars(select(Refund.state).order_by(Refund.id))),
            list(self.books.scalars(select(Exchange.state).order_by(Exchange.id))),
        ]


def insist(shop: Shop, do: Callable[[], object], reached: str, now: Callable[[], str]) -> None:
    """The command leads where the table says, or is refused and changes nothing."""
    before = shop.standing()
    assert verify.differences(shop.books) == []
    if reached == "-":
        with pytest.raises(ShopError) as refusal, shop.books.begin_nested():
            do()
        assert refusal.value.remedy
        assert shop.standing() == before
    else:
        was = now()
        do()
        shop.standing()
        assert now() == (was if reached == "=" else reached)
    assert verify.differences(shop.books) == []


@pytest.mark.parametrize(("state", "command", "reached"), cells(REFUNDS))
def test_every_command_of_a_refund_in_every_state(
    sqlite_books: Session, state: str, command: str, reached: str
) -> None:
    shop = Shop(sqlite_books)
    came_back(sqlite_books, "1001", 1)
    lines = {shop.line.id: 1}
    made = refunds.propose(sqlite_books, shop.order.id, lines, "return", by=shop.by, key="propose")
    do: Mapping[str, Callable[[str], object]] = {
        "approve": lambda key: refund_steps.approve(sqlite_books, made, by=shop.by, key=key),
        "send": lambda key: refund_steps.send(sqlite_books, made, "8812", by=shop.by, key=key),
        "settle": lambda key: refund_steps.settle(sqlite_books, made, by=shop.by, key=key),
        "fail": lambda key: refund_steps.fail(sqlite_books, made, "no", by=shop.by, key=key),
        "call_off": lambda key: refund_steps.call_off(
            sqlite_books, made, "no", by=shop.by, key=key
        ),
    }
    ways = {"proposed": "", "approved": "approve", "sent": "approve send",
            "settled": "approve send settle", "failed": "approve send fail",
            "void": "call_off"}  # fmt: skip
    for step in ways[state].split():
        do[step](f"first {step}")
    assert sqlite_books.get_one(Refund, made).state == state

    insist(
        shop, lambda: do[command]("then"), reached, lambda: sqlite_books.get_one(Refund, made).state
    )


@pytest.mark.parametrize(("state", "command", "reached"), cells(RETURNS))
def test_every_command_of_a_return_in_every_state(
    sqlite_books: Session, state: str, command: str, reached: str
) -> None:
    shop, books = Shop(sqlite_books), sqlite_books
    asked = returns.request(
        books, shop.order.id, [Announced(shop.line.id, 2)], by=shop.by, key="request"
    )
    mug = shop.line.sku_id or 0
    books.get_one(Sku, mug).inspect_on_return = True
    line = return_documents.lines_of(books, asked)[0]

    def judge_anew(key: str) -> None:
        (held,) = inspections.of(books, asked)
        anew = Judgement(line.id, 1, "repair")
        inspections.judge_anew(books, held.id, anew, by=shop.by, key=key)

    seen = [Judgement(line.id, 1, "restock")]
    goods = {mug: 1}
    endings = return_endings
    do: Mapping[str, Callable[[str], object]] = {
        "agree": lambda key: returns.agree(books, asked, by=shop.by, key=key),
        "reject": lambda key: endings.reject(books, asked, "no", by=shop.by, key=key),
        "cancel": lambda key: endings.cancel(books, asked, "no", by=shop.by, key=key),
        "expire": lambda key: endings.expire(books, asked, by=shop.by, key=key),
        "receive": lambda key: returns.receive(books, asked, goods, shop.york, by=shop.by, key=key),
        "inspect": lambda key: inspections.inspect(books, asked, seen, by=shop.by, key=key),
        "decline": lambda key: endings.decline(books, asked, "kept", by=shop.by, key=key),
        "judge_anew": judge_anew,
        "close_short": lambda key: endings.close_short(books, asked, by=shop.by, key=key),
        "undo": lambda key: returns.undo(books, asked, by=shop.by, key=key),
        "restore": lambda key: endings.restore(books, asked, by=shop.by, key=key),
    }
    ways = {"requested": "", "authorised": "agree", "receiving": "agree receive",
            "closed": "agree receive inspect decline close_short", "rejected": "reject",
            "cancelled": "agree cancel", "expired": "agree expire"}  # fmt: skip
    for step in ways[state].split():
        do[step](f"first {step}")
    assert books.get_one(Return, asked).state == state

    insist(shop, lambda: do[command]("then"), reached, lambda: books.get_one(Return, asked).state)


@pytest.mark.parametrize(("state", "command", "reached"), cells(EXCHANGES))
def test_every_command_of_an_exchange_in_every_state(
    sqlite_books: Session, state: str, command: str, reached: str
) -> None:
    shop, books = Shop(sqlite_books), sqlite_books
    shop.line.amount_minor = shop.line.net_minor = 18_000
    shop.order.total_minor = shop.order.taken_minor = 18_000
    books.flush()
    # the difference of a mug of £60.00 and a bag is more than Priya gives back alone
    by = actors.who(books, SERVICE) if state in {"waiting", "charged"} else shop.by
    exchange = promised(books, swap(books, "BAG-JUTE"), by=by)
    mug = sku(books, "MUG-BLU").id

    def do(step: str, key: str) -> None:
        books.refresh(exchange)
        refund = exchange.refund_id or 0
        match step:
            case "arrive":
                arrive(books, exchange.return_id, {mug: 1}, key=key)
            case "call_off":
                exchange_endings.call_off(books, exchange.id, by=shop.by, key=key)
            case "expire":
                later = clock.now() + dt.timedelta(days=60)
                clock.set_source(lambda: later)
                return_endings.expire(books, exchange.return_id, by=shop.by, key=key)
            case "end":
                exchange_endings.end(books, exchange.id, by=shop.by, key=key)
            case "approve":
                refund_steps.approve(books, refund, by=shop.by, key=key)
            case _:
                refund_steps.call_off(books, refund, "scratched", by=shop.by, key=key)

    ways = {"promised": "", "waiting": "arrive", "overdue": "expire", "settled": "arrive",
            "charged": "arrive decline", "cancelled": "call_off"}  # fmt: skip
    for step in ways[state].split():
        do(step, f"first {step}")
    books.refresh(exchange)
    assert exchange.state == ("promised" if state in {"waiting", "overdue"} else state)
    assert (exchange.refund_id is not None) == (state in {"waiting", "settled"})

    insist(shop, lambda: do(command, "then"), reached, lambda: exchange.state)
