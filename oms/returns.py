"""Goods coming back: announcing them, taking them in, both at once, and undoing that.

Receipt, inspection (`oms.inspections`) and refund (`oms.refunds`) are three commands: none of them
needs another. A receipt counts units, not returns: fewer may come, more, or other goods.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from oms import (
    actors,
    locks,
    orders,
    return_announcing,
    return_documents,
    return_endings,
    return_landing,
    return_policy,
    return_receipts,
    return_refunds,
    supplier_returns,
)
from oms.actors import Who
from oms.errors import BadQuantity, NoLongerPossible, TooManyReturned
from oms.once import once
from oms.return_announcing import PLAIN, Terms
from oms.return_documents import Opened
from oms.return_errors import NothingToReturn
from oms.return_landing import Judgement
from oms.return_policy import Announced
from oms.return_reasons import CHANGED_MIND
from oms.return_states import Event
from oms.tables.catalogue import Location, Sku
from oms.tables.orders import Order, OrderLine


@dataclass(frozen=True)
class PlannedReturn:
    """Units of one order line that come back, and what they are worth in minor units."""

    line_id: int
    sku_id: int
    sku: str
    title: str
    units: int
    amount_minor: int
    needs_look: bool
    """Somebody must look at it before it may be sold again."""


@dataclass(frozen=True)
class ReturnPlan:
    """What would be taken back, where it would be put, and what the rules say of it."""

    order_id: int
    number: str
    version: int
    currency: str
    location_id: int
    location: str
    lines: tuple[PlannedReturn, ...]
    concerns: tuple[str, ...] = ()
    """What the checks refuse or ask about; the goods are here all the same."""

    @property
    def units(self) -> int:
        """All units that come back."""
        return sum(line.units for line in self.lines)

    @property
    def amount_minor(self) -> int:
        """What the goods are worth to the customer, in minor units of the order's currency."""
        return sum(line.amount_minor for line in self.lines)


@dataclass(frozen=True)
class Judged:
    """What becomes of the goods and what the customer gets."""

    disposition: str = "restock"
    resolution: str = "refund"
    reason: str | None = None
    condition: str = "opened"


def request(
    books: Session,
    order_id: int,
    announced: Sequence[Announced],
    terms: Terms = PLAIN,
    *,
    by: Who,
    key: str,
) -> int:
    """Write down that a customer asks to send goods back; nobody has agreed.

    Returns:
        The id of the return, requested; no unit is spoken for.

    Raises:
        NotAllowed: the role does not authorise returns.
    """
    actors.allow(by, actors.AUTHORISE)

    def do() -> dict[str, Any]:
        order = return_documents.lock_order(books, order_id)
        verdict = return_policy.verdict(books, order, announced)
        opened = return_announcing.begin(books, order, announced, terms, verdict, by=by)
        return_documents.remember(books, opened, "requested", by=by, reason=terms.note)
        return {"return": opened.document.id}

    told = return_announcing.told(order_id, announced, terms)
    return int(once(books, key, "request_return", told, by=by, do=do)["return"])


def authorise(
    books: Session,
    order_id: int,
    announced: Sequence[Announced],
    terms: Terms = PLAIN,
    *,
    by: Who,
    key: str,
) -> int:
    """Agree that goods may come back, and speak for their units, once for each `key`.

    Returns:
        The id of the return, authorised.

    Raises:
        NotAllowed: the role does not authorise returns, or not against the policy.
        OverLimit: against the policy, and the goods are worth more than the role may give away.
        NotReturnable: a check refuses.
        NeedsDecision: a check asks, and `terms.decided` is not set.
        TooManyReturned: more units than can still come back; the database refuses them too.
        NotOfTheSupplier: they are to go to a supplier that did not send them.
    """
    actors.allow(by, actors.AUTHORISE)

    def do() -> dict[str, Any]:
        order = return_documents.lock_order(books, order_id)
        verdict = return_policy.verdict(books, order, announced)
        worth = return_announcing.worth(books, announced)
        return_announcing.insist(order, verdict, terms, worth, by=by)
        if terms.supplier_id is not None:
            supplier_returns.check(books, terms.supplier_id, announced)
        opened = return_announcing.begin(books, order, announced, terms, verdict, by=by)
        return_announcing.speak_for(books, opened)
        after = {"units": sum(one.units for one in announced)}
        return_documents.remember(
            books, opened, "authorised", by=by, after=after, reason=terms.despite or terms.note
        )
        return {"return": opened.document.id}

    told = return_announcing.told(order_id, announced, terms)
    return int(once(books, key, "authorise_return", told, by=by, do=do)["return"])


def agree(books: Session, return_id: int, terms: Terms = PLAIN, *, by: Who, key: str) -> None:
    """Agree to a return that was requested: its units are spoken for from now.

    Raises:
        NotAllowed, NotReturnable, NeedsDecision, TooManyReturned: as `authorise`.
        ReturnRefuses: it is not requested.
    """
    actors.allow(by, actors.AUTHORISE)

    def do() -> dict[str, Any]:
        opened = return_documents.open_up(books, return_id)
        if opened.order is not None:
            announced = return_announcing.announced_by(opened)
            verdict = return_policy.verdict(books, opened.order, announced)
            worth = return_announcing.worth(books, announced)
            return_announcing.insist(opened.order, verdict, terms, worth, by=by)
            opened.document.policy = verdict.snapshot()
        return_announcing.speak_for(books, opened)
        return_documents.remember(books, opened, "authorised", by=by, reason=terms.despite)
        return {}

    once(books, key, "agree_return", {"return": return_id}, by=by, do=do)


def receive(  # noqa: PLR0913  a receipt is that many facts
    books: Session,
    return_id: int,
    arrived: Mapping[int, int],
    location_id: int,
    *,
    received: int | None = None,
    by: Who,
    key: str,
) -> list[int]:
    """Count in what arrived, once for each `key`; it needs no refund and no inspection.

    Fewer than announced: the rest stays awaited. More, or other goods: they go to quarantine as
    lines of no order, and an exception case `unidentified_return` asks whose they are.

    Args:
        books: open for writing.
        return_id: of a return that was agreed to; one that was closed, cancelled or has expired
            takes late goods too, for they are a fact.
        arrived: SKU id -> units seen, 1 or more.
        location_id: where they are.
        received: units that had arrived when `by` was asked; None: however many have.
        by: who counted.
        key: idempotency key.

    Returns:
        The ids of the receipts, one for each line that something arrived for.

    Raises:
        NotAllowed, NotHere: the role does not accept returns, or not there.
        ReturnRefuses: nobody agreed to the return.
        BadQuantity: nothing arrived, or a quantity below 1.
        NoLongerPossible: somebody else counted units in since `by` was asked.
    """
    actors.allow(by, actors.RETURNS, location_id=location_id)
    if not arrived or min(arrived.values()) < 1:
        raise BadQuantity(min(arrived.values(), default=0))

    def do() -> dict[str, Any]:
        opened = return_documents.open_up(books, return_id, arrived)
        return_receipts.as_asked(opened, received)
        landed = return_receipts.take_in(books, opened, arrived, location_id, by=by, key=key)
        return_endings.settle(books, opened, by=by)
        return_refunds.arrived(books, opened, by=by, key=f"{key}:exchange")
        return {"receipts": [one.id for one in landed]}

    told = {"return": return_id, "at": location_id, "arrived": sorted(arrived.items())}
    return list(once(books, key, "receive_return", told, by=by, do=do)["receipts"])


def undo_receipt(
    books: Session, return_id: int, receipt_ids: Sequence[int], *, by: Who, key: str
) -> None:
    """Say that goods did not arrive after all: levels and counters as before.

    Raises:
        NotAllowed, NotHere: the role does not accept returns, or not there.
        JudgedSince, RefundedSince: something stands on the receipt.
        NoLongerPossible: it was undone before.
    """
    actors.allow(by, actors.RETURNS)

    def do() -> dict[str, Any]:
        opened = return_documents.open_up(books, return_id)
        landed = [one for one in return_receipts.of(books, return_id) if one.id in receipt_ids]
        return_receipts.take_out(books, opened, landed, by=by, key=key)
        return_endings.end_again(books, opened, by=by)
        return {}

    told = {"return": return_id, "receipts": list(receipt_ids)}
    once(books, key, "undo_receipt", told, by=by, do=do)


def plan(
    books: Session,
    order: Order,
    location_id: int,
    *,
    sku_id: int | None = None,
    units: int | None = None,
    reason: str = CHANGED_MIND,
) -> ReturnPlan:
    """What would come back: all that may, or so many units of one SKU; of a kit its components.

    Raises:
        NothingToReturn: nothing (of that SKU) went out that has not come back.
        TooManyReturned: more units than can still come back.
        BadQuantity: units below 1, or units without saying of which SKU where there are several.
    """
    announced = choose(books, order, sku_id=sku_id, units=units, reason=reason)
    place = books.get_one(Location, location_id)
    concerns = return_policy.verdict(books, order, announced).sentences
    parts = planned(books, announced)
    return ReturnPlan(
        order.id, order.number, order.version, order.currency, place.id, place.name, parts, concerns
    )


def choose(
    books: Session,
    order: Order,
    *,
    sku_id: int | None = None,
    units: int | None = None,
    reason: str = CHANGED_MIND,
) -> list[Announced]:
    """Which units of which lines are meant: all that may come back, or so many of one SKU.

    Raises:
        NothingToReturn, TooManyReturned, BadQuantity: as `plan`.
    """
    every = orders.lines_of(books, order)
    kits = {line.parent_line_id for line in every if line.parent_line_id is not None}
    whole = [line for line in every if line.id in kits and line.sku_id == sku_id]
    if sku_id is not None and whole:
        return _of_kit(order, every, whole[0], units, reason)
    own = [line for line in every if line.id not in kits and sku_id in (None, line.sku_id)]
    lines = [line for line in own if line.returnable > 0 and line.sku_id is not None]
    if not lines:
        title = books.get_one(Sku, sku_id).title if sku_id is not None else ""
        lost, kept = sum(line.lost for line in own), sum(line.returnless for line in own)
        raise NothingToReturn(order.number, title, lost=lost, kept=kept)
    if units is not None and (units < 1 or len({line.sku_id for line in lines}) > 1):
        raise BadQuantity(units)
    return _spread(books, lines, units, reason)


def accept(
    books: Session, wanted: ReturnPlan, judged: Judged = Judged(), *, by: Who, key: str
) -> int:
    """Take the planned goods back in one go: counted, judged, placed, and owed for.

    What the owner wants inspected waits in quarantine, and its return stays open.

    Returns:
        The id of the return.

    Raises:
        NotAllowed: the role does not accept returns, or not write off stock.
        OverLimit: it writes off more than the role may alone (`oms.return_write_offs` asks).
        NoLongerPossible: the order changed since it was planned.
    """
    actors.allow(by, actors.RETURNS, location_id=wanted.location_id)
    told = [[line.line_id, line.units] for line in wanted.lines]
    arguments = {"order": wanted.order_id, "lines": told, "disposition": judged.disposition}

    def do() -> dict[str, Any]:
        return {"return": _accept(books, wanted, judged, by=by, key=key)}

    return int(once(books, key, "accept_return", arguments, by=by, do=do)["return"])


def undo(books: Session, return_id: int, *, by: Who, key: str) -> None:
    """Say that the goods did not come back after all: levels and counters as before.

    Raises:
        NotAllowed, NotHere: the role does not accept returns, or not there.
        RefundedSince: money was sent for them.
        NoLongerPossible: it was undone before, or the goods were judged since.
    """
    actors.allow(by, actors.RETURNS)

    def do() -> dict[str, Any]:
        opened = return_documents.open_up(books, return_id)
        standing = [one for one in return_receipts.of(books, return_id) if one.undone_at is None]
        if not standing:
            raise NoLongerPossible(f"Return {opened.document.number} is {opened.document.state}.")
        return_refunds.call_off(books, opened, by=by, key=f"{key}:refund")
        return_receipts.take_out(books, opened, standing, by=by, key=key)
        return_documents.let_go(books, opened)
        return_documents.happened(books, opened, Event.CANCEL)
        return_documents.remember(books, opened, "undone", by=by)
        return {}

    once(books, key, "undo_return", {"return": return_id}, by=by, do=do)


def _spread(
    books: Session, lines: Sequence[OrderLine], units: int | None, reason: str
) -> list[Announced]:
    can = sum(line.returnable for line in lines)
    left = can if units is None else units
    if left > can:
        code = books.get_one(Sku, lines[0].sku_id).code
        number = books.get_one(Order, lines[0].order_id).number
        raise TooManyReturned(code, number=number, wanted=left, returnable=can)
    parts = []
    for line in lines:
        if part := min(left, line.returnable):
            left -= part
            parts.append(Announced(line.id, part, reason))
    return parts


def _of_kit(
    order: Order, every: Sequence[OrderLine], kit: OrderLine, units: int | None, reason: str
) -> list[Announced]:
    """So many whole kits, as the units of their components; all that can still make one."""
    parts = [line for line in every if line.parent_line_id == kit.id]
    can = min((line.returnable // (line.kit_units or 1) for line in parts), default=0)
    wanted = can if units is None else units
    if can == 0:
        raise NothingToReturn(order.number, f"whole {kit.title}")
    if not 1 <= wanted <= can:
        raise TooManyReturned(kit.sku_text, number=order.number, wanted=wanted, returnable=can)
    return [Announced(line.id, wanted * (line.kit_units or 1), reason) for line in parts]


def planned(books: Session, announced: Sequence[Announced]) -> tuple[PlannedReturn, ...]:
    """What is announced, with what it is and what it is worth."""
    return tuple(_planned(books, one) for one in announced)


def _planned(books: Session, one: Announced) -> PlannedReturn:
    line = books.get_one(OrderLine, one.line_id)
    sku = books.get_one(Sku, line.sku_id)
    return PlannedReturn(
        line_id=line.id,
        sku_id=sku.id,
        sku=sku.code,
        title=line.title,
        units=one.units,
        amount_minor=return_documents.worth(line, one.units),
        needs_look=return_landing.needs_look(sku, one.reason),
    )


def _accept(books: Session, wanted: ReturnPlan, judged: Judged, *, by: Who, key: str) -> int:
    order = return_documents.lock_order(books, wanted.order_id)
    if order.version != wanted.version:
        raise NoLongerPossible(f"Order {order.number} has changed since you were asked.")
    locks.goods(books, [order])
    announced = [
        Announced(line.line_id, line.units, judged.reason or CHANGED_MIND, judged.resolution)
        for line in wanted.lines
    ]
    verdict = return_policy.verdict(books, order, announced)
    terms = Terms(wanted.location_id)
    opened = return_announcing.begin(books, order, announced, terms, verdict, by=by)
    return_announcing.speak_for(books, opened)
    _take_in(books, opened, wanted, judged, by=by, key=key)
    # what waits to be inspected waits for its money too
    if not any(line.waiting for line in opened.lines):
        return_refunds.propose(books, opened, by=by, key=f"{key}:refund")
    return_endings.settle(books, opened, by=by)
    return opened.document.id


def _take_in(
    books: Session, opened: Opened, wanted: ReturnPlan, judged: Judged, *, by: Who, key: str
) -> None:
    """Whoever says that goods are broken has looked; else what needs a look waits for one."""
    seen = None
    if judged.disposition != "restock":
        seen = Judgement(0, 0, judged.disposition, judged.condition, note=judged.reason)
    arrived: dict[int, int] = {}
    for line in wanted.lines:
        arrived[line.sku_id] = arrived.get(line.sku_id, 0) + line.units
    return_receipts.take_in(books, opened, arrived, wanted.location_id, judged=seen, by=by, key=key)
