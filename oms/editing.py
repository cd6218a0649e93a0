"""Editing a placed order: each change is a version with what was, what is and what it is worth.

Lines are added and raised at their prices, lowered by cancelling, priced anew by a person who may;
the address changes until something is packed. What was fixed for units before stays fixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from oms import actors, cancelling, clock, edit_lines, history, kit_lines, locks, orders, releasing
from oms.actors import Who
from oms.edit_lines import NotEditable
from oms.history import About
from oms.once import once
from oms.order_edits import Snapshot, changes, difference
from oms.order_states import CANCELLED, COMPLETED
from oms.tables.orders import Order, OrderLine, OrderVersion, Shipment

PACKED = "packed"


@dataclass(frozen=True)
class Edit:
    """What is to change; what is empty stays as it is."""

    add: tuple[tuple[int, int], ...] = ()
    """SKU id and units more of it."""
    units: Mapping[int, int] = field(default_factory=dict)
    """Order line id -> units the customer is to have."""
    prices: Mapping[int, str] = field(default_factory=dict)
    """Order line id -> unit price, as decimal text."""
    ship_to: Mapping[str, Any] | None = None
    ship_method: str | None = None
    note: str | None = None

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "add": [list(part) for part in self.add],
            "units": sorted(self.units.items()),
            "prices": sorted(self.prices.items()),
            "ship_to": dict(self.ship_to) if self.ship_to is not None else None,
            "ship_method": self.ship_method,
            "note": self.note,
        }


def from_plain(plain: Mapping[str, Any]) -> Edit:
    """An edit as JSON kept it."""
    return Edit(
        add=tuple((int(sku_id), int(units)) for sku_id, units in plain["add"]),
        units={int(line_id): int(units) for line_id, units in plain["units"]},
        prices={int(line_id): str(price) for line_id, price in plain["prices"]},
        ship_to=plain["ship_to"],
        ship_method=plain["ship_method"],
        note=plain["note"],
    )


@dataclass(frozen=True)
class Edited:
    """What an edit came to."""

    version_id: int
    difference_minor: int
    """Above 0 the customer owes it, below 0 it is owed to the customer."""
    refund_id: int | None


@dataclass(frozen=True)
class _Written:
    """What an edit wrote besides the order itself."""

    cancellation_id: int | None = None
    refund_ids: tuple[int, ...] = ()
    reserved: Mapping[str, int] = field(default_factory=dict)
    """Line id -> units that were promised to it before; an undo gives them back, held or not."""


def edit(
    books: Session, order_id: int, wanted: Edit, *, reason: str | None = None, by: Who, key: str
) -> Edited:
    """Change a placed order, once for each `key`, and keep the version.

    What it makes dearer is asked for: unpaid, it is held where its channel wants money first. What
    it makes cheaper is proposed as a refund.

    Raises:
        NotAllowed: the role does not edit orders, or not that.
        OverLimit: a price above the limit.
        TakesTwo: the order is over, and opening it again takes a second person.
        NotEditable: the order is cancelled, packed, or nothing would change.
        NotCancellable: units would go that are packed or gone.
        NoPrice: a product that is added has none.
    """
    _allow(books, order_id, wanted, by=by)
    arguments = {"order": order_id, "edit": wanted.plain(), "reason": reason}

    def do() -> dict[str, Any]:
        order = locks.order(books, order_id)
        before = snapshot(books, order)
        reserved = {str(line.id): line.reserved for line in orders.lines_of(books, order)}
        written = _apply(books, order, wanted, reason, by=by, key=key)
        return _keep(books, order, before, replace(written, reserved=reserved), reason, by=by)

    done = once(books, key, "edit_order", arguments, by=by, do=do)
    return Edited(done["version"], done["difference"], done["refund"])


def snapshot(books: Session, order: Order) -> Snapshot:
    """An order as it stands, as far as it can be edited."""
    return Snapshot(
        total_minor=order.total_minor,
        lines=tuple(edit_lines.now(line) for line in _whole(books, order)),
        ship_to=address_of(order),
        ship_method=order.ship_method or "",
        note=order.note or "",
    )


def address_of(order: Order) -> dict[str, Any]:
    """Where an order goes, as far as it is known: of some only the town."""
    if order.ship_to:
        return dict(order.ship_to)
    known = {"town": order.town, "country": order.country}
    return {part: words for part, words in known.items() if words}


def versions(books: Session, order: Order) -> list[OrderVersion]:
    """The versions of an order, the oldest first."""
    wanted = select(OrderVersion).where(OrderVersion.order_id == order.id)
    return list(books.scalars(wanted.order_by(OrderVersion.version_no)))


def _whole(books: Session, order: Order) -> list[OrderLine]:
    """The lines that a customer ordered: kits, not their components."""
    return [line for line in orders.lines_of(books, order) if line.parent_line_id is None]


def _allow(books: Session, order_id: int, wanted: Edit, *, by: Who) -> None:
    """Each part of an edit takes its own permission."""
    only_note = wanted == Edit(note=wanted.note)
    actors.allow(by, actors.NOTE if only_note else actors.EDIT)
    order = books.get_one(Order, order_id)
    if wanted.prices:
        minor = edit_lines.price_change(books, order, wanted.prices)
        actors.allow(by, actors.PRICE, amount_minor=minor, currency=order.currency)
    if order.state == COMPLETED and (wanted.add or wanted.units):
        actors.allow_alone(by, actors.REOPEN)


def _apply(
    books: Session, order: Order, wanted: Edit, reason: str | None, *, by: Who, key: str
) -> _Written:
    """Write what is to change; gives the cancellation and refunds of what was taken off."""
    if order.state == CANCELLED:
        raise NotEditable(order.number, "it is cancelled")
    lowered = edit_lines.write(books, order, wanted.add, wanted.units, wanted.prices)
    if wanted.ship_to is not None:
        _address(books, order, wanted.ship_to)
    if wanted.ship_method is not None:
        order.ship_method = wanted.ship_method
    if wanted.note is not None:
        order.note = wanted.note or None
    books.flush()
    cancelled = cancelling.Cancelled(None, None)
    if lowered:
        wish = cancelling.Wish(lines=lowered, note=reason)
        cancelled = cancelling.within(books, order, wish, by=by, key=f"{key}:lowered")
    too_much = None
    if wanted.prices:
        too_much = cancelling.give_back_too_much(books, order, by=by, key=f"{key}:too-much")
    refunds = (cancelled.refund_id, cancelled.too_much_id, too_much)
    return _Written(cancelled.cancellation_id, tuple(one for one in refunds if one is not None))


def _address(books: Session, order: Order, ship_to: Mapping[str, Any]) -> None:
    packed = books.scalars(
        select(Shipment.number).where(Shipment.order_id == order.id, Shipment.state == PACKED)
    ).first()
    if packed is not None:
        raise NotEditable(
            order.number,
            f"shipment {packed} is packed for the old address",
            remedy=f"Take it apart first: `stop picking {order.number}`.",
        )
    order.ship_to = dict(ship_to)
    order.town = ship_to.get("town") or order.town
    order.country = ship_to.get("country") or order.country


def _keep(
    books: Session,
    order: Order,
    before: Snapshot,
    written: _Written,
    reason: str | None,
    *,
    by: Who,
) -> dict[str, Any]:
    """Settle what follows from the change, and keep it as a version."""
    lines = orders.lines_of(books, order)
    kit_lines.follow(lines)
    orders.settle_state(order, lines)
    after = snapshot(books, order)
    found = changes(before, after, order.currency)
    if not found:
        raise NotEditable(order.number, "nothing would be different")
    worth = difference(before, after, cancelling.given_back(books, written.cancellation_id))
    number = (
        1
        + books.scalars(
            select(func.coalesce(func.max(OrderVersion.version_no), 0)).where(
                OrderVersion.order_id == order.id
            )
        ).one()
    )
    made = OrderVersion(
        order_id=order.id,
        version_no=number,
        before=before.plain(),
        after=after.plain()
        | {
            "cancellation": written.cancellation_id,
            "refunds": list(written.refund_ids),
            "reserved": dict(written.reserved),
        },
        difference_minor=worth,
        reason=reason,
        at=clock.now(),
        by_id=by.id,
    )
    books.add(made)
    order.version += 1
    told = {"changes": [[one.kind, one.what, one.before, one.after] for one in found],
            "difference_minor": worth}  # fmt: skip
    history.record(
        books, by=by, what="edited", about=About("order", order.id), after=told, reason=reason
    )
    books.flush()
    releasing.settle(books, order, by=by)
    releasing.reserve(books, order, by=by)
    refund_id = written.refund_ids[0] if written.refund_ids else None
    return {"version": made.id, "difference": worth, "refund": refund_id}
