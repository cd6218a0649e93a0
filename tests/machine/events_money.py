"""Money goes back: asked for, agreed to by somebody else, paid, failed, called off."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import actors, refund_requests, refund_steps, refunds
from oms.refund_values import Wish
from oms.tables.money import Refund
from oms.tables.orders import Order, OrderLine
from tests.machine.world import Event, World
from tests.small_shop import OWNER, SERVICE


def refund_units(world: World, books: Session, key: str) -> None:
    """Units that came back or were cancelled are to be paid back; it is asked for twice."""
    line = world.line(
        books,
        OrderLine.cancelled + OrderLine.returned + OrderLine.returnless > OrderLine.refunded_units,
    )
    left = line.cancelled + line.returned + line.returnless - line.refunded_units
    kind = "return" if line.returned else "cancel"
    units = {line.id: world.draws.number(1, max(1, left))}
    who = actors.who(books, SERVICE)
    first = refunds.propose(books, line.order_id, units, kind, by=who, key=key)
    again = refunds.propose(books, line.order_id, units, kind, by=who, key=key)
    assert first == again, "I-21"


def refund_one_too_many(world: World, books: Session, key: str) -> None:
    """Somebody asks for one unit more than came back: it is refused, whatever was refunded."""
    line = world.line(books, (OrderLine.refunded_units > 0) | (OrderLine.return_open > 0))
    left = line.cancelled + line.returned + line.returnless - line.refunded_units
    who = world.owner(books)
    refunds.propose(books, line.order_id, {line.id: left + 1}, "return", by=who, key=key)
    raise AssertionError(f"{left + 1} units refunded of {left}")


def keep_the_goods(world: World, books: Session, key: str) -> None:
    """The customer gets money and keeps the goods."""
    line = world.line(books, OrderLine.shipped > OrderLine.returned + OrderLine.return_open)
    wish = Wish("returnless", {line.id: 1}, reason="not worth the post")
    refund_requests.request(books, line.order_id, wish, by=world.owner(books), key=key)


def give_goodwill(world: World, books: Session, key: str) -> None:
    """Something is given without an obligation."""
    order = world.order(books, Order.taken_minor > 0)
    wish = Wish("goodwill", reason="sorry", amount_minor=world.draws.number(1, 3_000))
    refund_requests.request(books, order.id, wish, by=world.owner(books), key=key)


def approve(world: World, books: Session, key: str) -> None:
    """Somebody agrees; who asked may not always."""
    who = actors.who(books, world.draws.pick([OWNER, OWNER, SERVICE]))
    refund_requests.approve(books, _one(world, books, "proposed"), by=who, key=key)


def send(world: World, books: Session, key: str) -> None:
    """The money is sent, perhaps again; pressing twice sends it once."""
    chosen = _one(world, books, "approved", "failed")
    for _ in range(2):
        refund_steps.send(books, chosen, f"ref-{key}", by=world.owner(books), key=key)


def settle(world: World, books: Session, key: str) -> None:
    """The money arrived."""
    refund_steps.settle(books, _one(world, books, "sent"), by=world.owner(books), key=key)


def fail(world: World, books: Session, key: str) -> None:
    """The money did not go through."""
    chosen = _one(world, books, "sent")
    refund_steps.fail(books, chosen, "card expired", by=world.owner(books), key=key)


def call_off(world: World, books: Session, key: str) -> None:
    """No money goes back after all."""
    chosen = _one(world, books, "proposed", "approved")
    refund_steps.call_off(books, chosen, "a mistake", by=world.owner(books), key=key)


def _one(world: World, books: Session, *states: str) -> int:
    rows = select(Refund.id).order_by(Refund.id)
    return world.any_of(books, rows if world.draws.wild() else rows.where(Refund.state.in_(states)))


EVENTS: tuple[Event, ...] = (
    refund_units, refund_units, refund_one_too_many, keep_the_goods, give_goodwill, approve, send,
    settle, fail, call_off,
)  # fmt: skip
