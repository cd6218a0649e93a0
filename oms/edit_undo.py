"""Undoing an edit of an order: all of it, as long as nothing of the order left since."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    cancelling,
    clock,
    edit_lines,
    editing,
    fills,
    history,
    kit_lines,
    locks,
    orders,
    payments,
    refund_steps,
    releasing,
    reservations,
)
from oms.actors import Who
from oms.edit_lines import NotEditable
from oms.history import About
from oms.once import once
from oms.order_edits import LineNow, Snapshot, Worth, changes, from_plain
from oms.order_states import CANCELLED
from oms.tables.money import Refund
from oms.tables.orders import Order, OrderLine, OrderVersion, Shipment

GONE = ("packed", "shipped", "delivered", "lost", "returned_to_sender", "damaged_in_post")


WHOLE = {"line1", "postcode"}
"""Parts of an address without which only a town is known."""


def undo(books: Session, version_id: int, *, by: Who, key: str) -> None:
    """Put an order back to what it was before an edit, once for each `key`; that is a version too.

    Raises:
        NotAllowed: the role does not edit orders.
        NotEditable: it was edited again, something of it was packed or left since, or that version
            is itself an undoing: what it took back is asked for anew.
    """
    actors.allow(by, actors.EDIT)

    def do() -> dict[str, Any]:
        version = books.get_one(OrderVersion, version_id)
        order = locks.order(books, version.order_id)
        _refuse(books, order, version)
        _undo(books, order, version, by=by, key=key)
        return {}

    once(books, key, "undo_edit", {"version": version_id}, by=by, do=do)


def _refuse(books: Session, order: Order, version: OrderVersion) -> None:
    if order.state == CANCELLED:
        raise NotEditable(order.number, "it was cancelled since")
    if editing.versions(books, order)[-1].id != version.id:
        raise NotEditable(order.number, "it was edited again since")
    if "undoes" in version.after:
        raise NotEditable(order.number, "that edit was undone", remedy="Edit it again.")
    since = books.scalars(
        select(Shipment.number).where(
            Shipment.order_id == order.id,
            Shipment.state.in_(GONE),
            (Shipment.shipped_at >= version.at) | (Shipment.packed_at >= version.at),
        )
    ).first()
    if since is not None:
        raise NotEditable(order.number, f"shipment {since} was packed or left since")


def _undo(books: Session, order: Order, version: OrderVersion, *, by: Who, key: str) -> None:
    was, now = from_plain(version.before), editing.snapshot(books, order)
    lines = {line.id: line for line in orders.lines_of(books, order)}
    skus = sorted({line.sku_id for line in lines.values() if line.sku_id is not None})
    locks.stock(books, skus)
    _call_off(books, version, by=by, key=key)
    if version.after.get("cancellation") is not None:
        cancelling.undo_within(
            books, order, version.after["cancellation"], by=by, key=f"{key}:units"
        )
    before = {line.line_id: line for line in was.lines}
    for line in [line for line in lines.values() if line.parent_line_id is None]:
        books.refresh(line)
        _restore(books, order, line, before.get(line.id))
    order.ship_to = dict(was.ship_to) if WHOLE & was.ship_to.keys() else None
    order.town, order.country = was.ship_to.get("town"), was.ship_to.get("country")
    order.ship_method, order.note = was.ship_method or None, was.note or None
    _keep(books, order, now, version, by=by)
    fills.ask(books, skus)


def _call_off(books: Session, version: OrderVersion, *, by: Who, key: str) -> None:
    """Call off what was to be given back because of lower prices."""
    wanted = select(Refund).where(
        Refund.id.in_(version.after.get("refunds", [])), Refund.cancellation_id.is_(None)
    )
    for refund in list(books.scalars(wanted)):
        if refund.state != payments.VOID:
            why = "the edit was undone"
            refund_steps.call_off(books, refund.id, why, by=by, key=f"{key}:{refund.id}")


def _restore(books: Session, order: Order, line: OrderLine, was: LineNow | None) -> None:
    """A line as it was. One that was added stays, cancelled and worth nothing."""
    more = line.ordered - (was.ordered if was else 0)
    if more > 0:
        _take_off(books, order, line, more, keep=was is not None)
    worth = was.worth if was else Worth(0, 0, 0)
    line.unit_price = was.unit_price if was else "0"
    edit_lines.revalue(books, order, line, worth)


def _take_off(books: Session, order: Order, line: OrderLine, units: int, *, keep: bool) -> None:
    """Take units off a line and its components: of the number ordered, or as cancelled."""
    parts = edit_lines.children(books, line)
    for part in parts or [line]:
        count = units * (part.kit_units or 1)
        books.refresh(part)
        short = count - max(0, part.backordered)
        if short > 0 and reservations.release(books, part, short) < short:
            raise NotEditable(order.number, f"{part.title} is being picked for it")
    for part in [line, *parts]:
        count = units * (part.kit_units or 1 if part is not line else 1)
        if keep:
            part.ordered -= count
        else:
            part.cancelled += count
    books.flush()


def _keep(books: Session, order: Order, now: Snapshot, version: OrderVersion, *, by: Who) -> None:
    lines = orders.lines_of(books, order)
    kit_lines.follow(lines)
    orders.settle_state(order, lines)
    after = editing.snapshot(books, order)
    books.add(
        OrderVersion(
            order_id=order.id,
            version_no=version.version_no + 1,
            before=now.plain(),
            after=after.plain() | {"undoes": version.version_no},
            difference_minor=-version.difference_minor,
            reason="undone",
            at=clock.now(),
            by_id=by.id,
        )
    )
    order.version += 1
    told = [
        [one.kind, one.what, one.before, one.after] for one in changes(now, after, order.currency)
    ]
    about = About("order", order.id)
    history.record(books, by=by, what="edit undone", about=about, after={"changes": told})
    books.flush()
    releasing.settle(books, order, by=by)
    releasing.reserve(books, order, by=by)
    # a hold takes no promise away, so it does not keep back what the edit let go
    promised = version.after.get("reserved", {})
    releasing.restore(books, order, {int(one): promised[one] for one in promised}, by=by)
