"""What a cancellation or an edit comes to, as it is shown before it is done and after."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from oms import cancelling, editing, order_edits
from oms.actors import Who
from oms.cancelling import CancelPlan
from oms.editing import Edit, Edited
from oms.order_card import OrderCard, card
from oms.order_edits import Change
from oms.payments import PAID_TOO_MUCH
from oms.rehearsal import is_rehearsed, rehearse
from oms.tables.money import Refund
from oms.tables.orders import Order, OrderVersion


@dataclass(frozen=True)
class MoneyBack:
    """Refunds that are proposed: what is let off and what is sent back, in minor units."""

    number: str
    """Of several, their numbers; empty while it is only rehearsed, for then it has none."""
    released_minor: int = 0
    payout_minor: int = 0
    too_much_minor: int = 0
    """Of what is sent back: it was paid beyond what the order cost."""


@dataclass(frozen=True)
class CancelCard:
    """A cancellation: what goes, and the order afterwards."""

    plan: CancelPlan
    back: MoneyBack | None
    after: OrderCard


@dataclass(frozen=True)
class EditCard:
    """An edit: what is different, what it is worth, and the order afterwards."""

    changes: tuple[Change, ...]
    difference_minor: int
    back: MoneyBack | None
    after: OrderCard
    version_no: int


def of_cancel(books: Session, order: Order, wish: cancelling.Wish, *, by: Who) -> CancelCard:
    """What cancelling would come to.

    Raises:
        NotAllowed, NotCancellable, BadQuantity: as `cancelling.cancel`.
    """
    order_id = order.id

    def do() -> CancelCard:
        planned = cancelling.plan(books, books.get_one(Order, order_id), wish.lines)
        done = cancelling.cancel(books, order_id, wish, by=by, key=f"rehearsal:{order_id}")
        after = card(books, books.get_one(Order, order_id))
        return CancelCard(planned, back(books, done.refund_id, done.too_much_id), after)

    return rehearse(books, do)


def of_edit(books: Session, order: Order, wanted: Edit, *, reason: str | None, by: Who) -> EditCard:
    """What an edit would come to.

    Raises:
        NotAllowed, OverLimit, NotEditable, NotCancellable, NoPrice: as `editing.edit`.
    """
    order_id = order.id

    def do() -> EditCard:
        key = f"rehearsal:{order_id}"
        return edited(books, editing.edit(books, order_id, wanted, reason=reason, by=by, key=key))

    return rehearse(books, do)


def edited(books: Session, done: Edited) -> EditCard:
    """What an edit came to."""
    version = books.get_one(OrderVersion, done.version_id)
    order = books.get_one(Order, version.order_id)
    found = order_edits.changes(
        order_edits.from_plain(version.before),
        order_edits.from_plain(version.after),
        order.currency,
    )
    return EditCard(
        changes=tuple(found),
        difference_minor=done.difference_minor,
        back=back(books, done.refund_id),
        after=card(books, order),
        version_no=version.version_no,
    )


def back(books: Session, *refund_ids: int | None) -> MoneyBack | None:
    """The refunds that were proposed, in one; None where there are none."""
    made = [books.get_one(Refund, one) for one in refund_ids if one is not None]
    if not made:
        return None
    return MoneyBack(
        "" if is_rehearsed(books) else " and ".join(one.number for one in made if one.payout_minor),
        sum(one.released_minor for one in made),
        sum(one.payout_minor for one in made),
        sum(one.payout_minor for one in made if one.reason == PAID_TOO_MUCH),
    )
