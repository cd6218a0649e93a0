"""What happens when goods come back, and when they did not after all."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import blind_returns, inspections, return_endings, returns
from oms.return_announcing import Terms
from oms.return_landing import Judgement
from oms.return_policy import Announced
from oms.tables.orders import Order, OrderLine
from oms.tables.returns import Inspection, Receipt, Return, ReturnLine
from tests.machine.world import Event, World

DISPOSITIONS = ("restock", "hold", "repair", "send_back", "write_off")


def accept_return(world: World, books: Session, key: str) -> None:
    """Goods of an order come back, in one tap."""
    line = world.line(books, OrderLine.shipped > OrderLine.returned)
    units = world.draws.number(1, max(1, line.returnable))
    plan = returns.plan(
        books, books.get_one(Order, line.order_id), world.any_place(books),
        sku_id=line.sku_id, units=units,
    )  # fmt: skip
    judged = returns.Judged(
        disposition=world.draws.pick(["restock", "hold", "write_off", "repair"])
    )
    for _ in range(2):
        returns.accept(books, plan, judged, by=world.owner(books), key=key)


def undo_return(world: World, books: Session, key: str) -> None:
    """Goods did not come back after all."""
    chosen = world.any_of(books, select(Return.id).order_by(Return.id))
    returns.undo(books, chosen, by=world.owner(books), key=key)


def authorise(world: World, books: Session, key: str) -> None:
    """A customer may send units back."""
    line = world.line(books, OrderLine.shipped > OrderLine.returned + OrderLine.return_open)
    units = world.draws.number(1, max(1, line.returnable))
    reason = world.draws.pick(["changed_mind", "faulty"])
    told = [Announced(line.id, units, reason)]
    terms = Terms(decided=True, despite="a regular")
    returns.authorise(books, line.order_id, told, terms, by=world.owner(books), key=key)


def receive(world: World, books: Session, key: str) -> None:
    """Some of what was announced arrives."""
    states = ("authorised", "receiving", "closed", "cancelled")
    chosen = _one(world, books, *states[: 4 if world.draws.wild() else 2])
    arrived: dict[int, int] = {}
    for line in _lines(books, chosen):
        if units := world.draws.number(0, line.units - line.received - line.missing):
            arrived[line.sku_id] = arrived.get(line.sku_id, 0) + units
    if world.draws.wild():
        # something that nobody announced
        arrived[world.any_sku(books)] = world.draws.number(1, 3)
    returns.receive(books, chosen, arrived, world.any_place(books), by=world.owner(books), key=key)


def inspect(world: World, books: Session, key: str) -> None:
    """Somebody looks at what came, and splits it as it is."""
    chosen = _one(world, books, "receiving")
    judged = [
        Judgement(line.id, units, world.draws.pick(DISPOSITIONS), "used")
        for line in _lines(books, chosen)
        if (units := world.draws.number(0, line.received - line.inspected))
    ]
    inspections.inspect(books, chosen, judged, by=world.owner(books), key=key)


def judge_anew(world: World, books: Session, key: str) -> None:
    """What was put aside turns out otherwise."""
    seen = select(Inspection.id).where(Inspection.undone_at.is_(None)).order_by(Inspection.id)
    one = books.get_one(Inspection, world.any_of(books, seen))
    judged = Judgement(
        one.return_line_id, world.draws.number(1, one.units), world.draws.pick(DISPOSITIONS)
    )
    inspections.judge_anew(books, one.id, judged, by=world.owner(books), key=key)


def undo_inspection(world: World, books: Session, key: str) -> None:
    """What was found is taken back."""
    seen = select(Inspection.id).where(Inspection.undone_at.is_(None)).order_by(Inspection.id)
    one = books.get_one(Inspection, world.any_of(books, seen))
    line = books.get_one(ReturnLine, one.return_line_id)
    inspections.undo(books, line.return_id, [one.id], by=world.owner(books), key=key)


def close_short(world: World, books: Session, key: str) -> None:
    """Nobody waits any longer for what has not come."""
    chosen = _one(world, books, "authorised", "receiving")
    return_endings.close_short(books, chosen, by=world.owner(books), key=key)


def cancel(world: World, books: Session, key: str) -> None:
    """The customer keeps it after all."""
    chosen = _one(world, books, "authorised")
    return_endings.cancel(books, chosen, "kept it", by=world.owner(books), key=key)


def undo_receipt(world: World, books: Session, key: str) -> None:
    """What was counted in did not come after all."""
    rows = select(Receipt.id).where(Receipt.undone_at.is_(None)).order_by(Receipt.id)
    one = books.get_one(Receipt, world.any_of(books, rows))
    line = books.get_one(ReturnLine, one.return_line_id)
    returns.undo_receipt(books, line.return_id, [one.id], by=world.owner(books), key=key)


def decline(world: World, books: Session, key: str) -> None:
    """No money goes back for what came, and one in five times it does after all."""
    chosen = _one(world, books, "receiving")
    olive = world.owner(books)
    declined = return_endings.decline(books, chosen, "worn", by=olive, key=key)
    if world.draws.wild():
        return_endings.undo_decline(books, chosen, declined, by=olive, key=f"{key}:undo")


def restore(world: World, books: Session, key: str) -> None:
    """A return that was called off is not."""
    chosen = _one(world, books, "cancelled")
    return_endings.restore(books, chosen, by=world.owner(books), key=key)


def blind(world: World, books: Session, key: str) -> None:
    """Something comes that nobody knows the order of."""
    goods = {world.any_sku(books): world.draws.number(1, 4)}
    blind_returns.take_in(books, goods, world.any_place(books), by=world.owner(books), key=key)


def _one(world: World, books: Session, *states: str) -> int:
    rows = select(Return.id).order_by(Return.id)
    return world.any_of(books, rows if world.draws.wild() else rows.where(Return.state.in_(states)))


def _lines(books: Session, return_id: int) -> list[ReturnLine]:
    wanted = select(ReturnLine).where(ReturnLine.return_id == return_id).order_by(ReturnLine.id)
    return list(books.scalars(wanted))


EVENTS: tuple[Event, ...] = (
    accept_return, undo_return, authorise, receive, inspect, judge_anew, undo_inspection,
    close_short, cancel, undo_receipt, decline, restore, blind,
)  # fmt: skip
