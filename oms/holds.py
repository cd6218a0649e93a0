"""Holds: why an order must not be picked or shipped yet, whose they are, and how long already.

Several may be in force at once. Automatic ones come and go with their cause; those a person placed
are released by a person only.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from oms import actors, clock, fills, history, hold_causes, locks, questions
from oms.actors import Who
from oms.errors import ShopError
from oms.history import About
from oms.hold_causes import WORDS
from oms.once import once
from oms.order_states import OPEN
from oms.tables.orders import Order, OrderHold, OrderLine
from oms.tables.people import Actor

BY_PERSON = frozenset({"manual", "customer", "fraud"})
"""Kinds that a person places; they stay until a person releases them."""
NOT_BLOCKING = frozenset({"unknown_date"})
"""Kinds that a person should see to and that stop nothing."""
NOT_RESERVED = frozenset({"payment", "fraud", "address", "manual"})
"""Kinds for which no stock is promised. The others wait with their goods promised to them."""
KINDS = (
    select(OrderHold.kind)
    .where(OrderHold.order_id == bindparam("order_id"), OrderHold.released_at.is_(None))
    .order_by(OrderHold.id)
)


@dataclass(frozen=True)
class Held:
    """One hold in force, as it is shown."""

    id: int
    order_id: int
    kind: str
    note: str
    owner: str
    """Who is to clear it; empty: whoever sees it first."""
    placed_by: str
    placed_at: dt.datetime

    @property
    def words(self) -> str:
        """Its kind in a word or two."""
        return WORDS.get(self.kind, self.kind)

    @property
    def why(self) -> str:
        """Why it is held: what a person said, where one only held it; else its kind."""
        return self.note if self.kind == "manual" and self.note else self.words

    @property
    def is_blocking(self) -> bool:
        """Whether it stops picking and shipping."""
        return self.kind not in NOT_BLOCKING

    @property
    def is_unreserved(self) -> bool:
        """Whether its order is promised no stock meanwhile."""
        return self.kind in NOT_RESERVED

    def age_days(self, now: dt.datetime) -> int:
        """Whole days since it was placed."""
        return (now - self.placed_at).days


class NotHeld(ShopError):
    """An order has no such hold in force."""

    code = "not_held"

    def __init__(self, number: str, kind: str | None = None) -> None:
        self.number, self.kind = number, kind
        of_kind = f" ({WORDS[kind]})" if kind else ""
        super().__init__(
            f"Order {number} is not on hold{of_kind}.",
            remedy=f"Ask how it stands: `where is {number}?`",
        )


class NothingToHold(ShopError):
    """An order that is over, or is no order yet, cannot be held."""

    code = "nothing_to_hold"

    def __init__(self, number: str, state: str) -> None:
        self.number = number
        super().__init__(
            f"Order {number} cannot be held: it is {state}.", remedy="Only open orders can."
        )


def of(books: Session, order: Order) -> list[Held]:
    """The holds in force on an order, the oldest first."""
    return of_many(books, [order.id]).get(order.id, [])


def of_many(books: Session, order_ids: Iterable[int]) -> dict[int, list[Held]]:
    """The holds in force on some orders, the oldest first."""
    rows = books.scalars(
        select(OrderHold)
        .where(OrderHold.order_id.in_(list(order_ids)), OrderHold.released_at.is_(None))
        .order_by(OrderHold.id)
    ).all()
    if not rows:
        return {}
    people = {one for row in rows for one in (row.owner_id, row.placed_by_id) if one is not None}
    names = {one.id: one.name for one in books.scalars(select(Actor).where(Actor.id.in_(people)))}
    found: dict[int, list[Held]] = defaultdict(list)
    for row in rows:
        found[row.order_id].append(
            Held(
                id=row.id,
                order_id=row.order_id,
                kind=row.kind,
                note=row.note or "",
                owner=names[row.owner_id] if row.owner_id is not None else "",
                placed_by=names[row.placed_by_id],
                placed_at=row.placed_at,
            )
        )
    return dict(found)


def kinds(books: Session, order: Order) -> list[str]:
    """The kinds of the holds in force on an order, the oldest first."""
    return list(questions.ask(books, KINDS, {"order_id": order.id}).scalars())


def blocking(books: Session, order: Order) -> list[str]:
    """The kinds of the holds that stop an order from being picked and shipped, the oldest first."""
    return [kind for kind in kinds(books, order) if kind not in NOT_BLOCKING]


def may_reserve(books: Session, order: Order) -> bool:
    """Whether stock may be promised to an order: no hold forbids it."""
    return order.state == OPEN and NOT_RESERVED.isdisjoint(kinds(books, order))


def place(  # noqa: PLR0913  a hold has that many facts
    books: Session,
    order: Order,
    kind: str,
    *,
    note: str | None = None,
    owner_id: int | None = None,
    by: Who,
    key: str,
) -> int:
    """Hold an order, once for each `key`. One that is held for the same kind keeps one hold.

    Args:
        books: an open transaction.
        order: an open one.
        kind: one of `hold_causes.WORDS`.
        note: why, in the words of whoever places it.
        owner_id: the actor who is to clear it.
        by: who places it.
        key: makes a repeat harmless.

    Returns:
        The id of the hold.

    Raises:
        NotAllowed: a kind that a person places, and the role does not hold orders.
        NothingToHold: the order is not open.
    """
    if kind in BY_PERSON:
        actors.allow(by, actors.HOLD)
    arguments = {"order": order.id, "kind": kind, "note": note, "owner": owner_id}

    def do() -> dict[str, Any]:
        locked = locks.order(books, order.id)
        if locked.state != OPEN:
            raise NothingToHold(locked.number, locked.state)
        locked.version += 1
        return {"hold": _place(books, locked, kind, note=note, owner_id=owner_id, by=by)}

    return int(once(books, key, "hold_order", arguments, by=by, do=do)["hold"])


def release(books: Session, order: Order, kind: str, *, by: Who, key: str) -> list[int]:
    """Release the holds of a kind, once for each `key`, and ask for the order's stock.

    A person may release an automatic one too; its cause does not bring it back.

    Returns:
        The ids of the holds that were released.

    Raises:
        NotAllowed: the role does not release holds.
        NotHeld: no hold of that kind is in force.
    """
    actors.allow(by, actors.HOLD)

    def do() -> dict[str, Any]:
        locked = locks.order(books, order.id)
        rows = _in_force(books, locked, kind)
        if not rows:
            raise NotHeld(locked.number, kind)
        _release(books, locked, rows, by=by)
        locked.version += 1
        ask_for_stock(books, locked)
        return {"holds": [row.id for row in rows]}

    arguments = {"order": order.id, "kind": kind}
    return list(once(books, key, "release_order", arguments, by=by, do=do)["holds"])


def unplace(books: Session, hold_ids: list[int], *, by: Who, key: str) -> None:
    """Take back holds that were placed by mistake; those released since are left as they are."""
    actors.allow(by, actors.HOLD)

    def do() -> dict[str, Any]:
        for row in [books.get_one(OrderHold, hold_id) for hold_id in hold_ids]:
            order = locks.order(books, row.order_id)
            if row.released_at is None:
                _release(books, order, [row], by=by)
                order.version += 1
                ask_for_stock(books, order)
        return {}

    once(books, key, "undo_hold", {"holds": hold_ids}, by=by, do=do)


def put_back(books: Session, hold_ids: list[int], *, by: Who, key: str) -> None:
    """Put holds back that were released by mistake; what was promised since stays promised."""
    actors.allow(by, actors.HOLD)

    def do() -> dict[str, Any]:
        for row in [books.get_one(OrderHold, hold_id) for hold_id in hold_ids]:
            order = locks.order(books, row.order_id)
            if order.state != OPEN:
                raise NothingToHold(order.number, order.state)
            row.released_at = row.released_by_id = None
            order.version += 1
            about = About("order", order.id)
            history.record(books, by=by, what="held again", about=about, after={"kind": row.kind})
        books.flush()
        return {}

    once(books, key, "undo_release", {"holds": hold_ids}, by=by, do=do)


def refresh(books: Session, order: Order, *, by: Who) -> bool:
    """Place the automatic holds whose cause is there, release those whose cause has cleared.

    The caller has locked the order. A hold that a person released stays released.

    Returns:
        Whether a hold was released, so that stock may be promised now.
    """
    if order.state != OPEN:
        return False
    causes = hold_causes.of(books, order)
    rows = {row.kind: row for row in _in_force(books, order) if row.kind in hold_causes.WATCHED}
    cleared = [row for kind, row in rows.items() if kind not in causes]
    _release(books, order, cleared, by=by, itself=True)
    waved = _waved_through(books, order)
    for kind, note in causes.items():
        if kind in rows:
            rows[kind].note = note
        elif kind not in waved:
            _place(books, order, kind, note=note, owner_id=None, by=by)
    books.flush()
    return bool(cleared)


def clear(books: Session, order: Order, kind: str, *, by: Who) -> bool:
    """Release an automatic hold whose cause has cleared; whether there was one.

    The caller has locked the order, and asks for its stock.
    """
    rows = _in_force(books, order, kind)
    _release(books, order, rows, by=by, itself=True)
    return bool(rows)


def let_wait(books: Session, order: Order, kind: str, *, note: str, by: Who) -> int:
    """Place an automatic hold whose cause is there; one of that kind in force gets the new note.

    The caller has locked the order. `clear` releases it when the cause is gone.
    """
    return _place(books, order, kind, note=note, owner_id=None, by=by)


def drop(books: Session, order: Order, *, by: Who) -> None:
    """An order is over: nothing of it is held any more. The caller has locked it."""
    _release(books, order, _in_force(books, order), by=by, itself=True)


def ask_for_stock(books: Session, order: Order) -> None:
    """Ask that the order be given the stock it may have; nothing while a hold forbids it."""
    if may_reserve(books, order):
        wanted = select(OrderLine.sku_id).where(
            OrderLine.order_id == order.id, OrderLine.sku_id.is_not(None)
        )
        fills.ask(books, [sku_id for sku_id in books.scalars(wanted) if sku_id is not None])


def _place(
    books: Session, order: Order, kind: str, *, note: str | None, owner_id: int | None, by: Who
) -> int:
    same = next(iter(_in_force(books, order, kind)), None)
    if same is not None and (kind not in BY_PERSON or same.note == note):
        same.note = note or same.note
        same.owner_id = owner_id or same.owner_id
        return same.id
    row = OrderHold(
        order_id=order.id,
        kind=kind,
        note=note,
        owner_id=owner_id,
        placed_by_id=by.id,
        placed_at=clock.now(),
    )
    books.add(row)
    books.flush()
    about = About("order", order.id)
    history.record(books, by=by, what="held", about=about, after={"kind": kind}, reason=note)
    return row.id


def _release(
    books: Session, order: Order, rows: list[OrderHold], *, by: Who, itself: bool = False
) -> None:
    """`itself`: its cause has cleared, nobody decided it."""
    for row in rows:
        row.released_at, row.released_by_id = clock.now(), None if itself else by.id
        history.record(
            books,
            by=by,
            what="released",
            about=About("order", order.id),
            before={"kind": row.kind},
            reason=row.note,
        )
    books.flush()


def _in_force(books: Session, order: Order, kind: str | None = None) -> list[OrderHold]:
    wanted = select(OrderHold).where(
        OrderHold.order_id == order.id, OrderHold.released_at.is_(None)
    )
    if kind is not None:
        wanted = wanted.where(OrderHold.kind == kind)
    return list(books.scalars(wanted.order_by(OrderHold.id)))


def _waved_through(books: Session, order: Order) -> set[str]:
    """The kinds that a person released though their cause was there."""
    released = select(OrderHold.kind).where(
        OrderHold.order_id == order.id, OrderHold.released_by_id.is_not(None)
    )
    return set(books.scalars(released))
