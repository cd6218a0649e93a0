"""Refunds: what would go back, proposing it, and finding those that wait."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from oms import (
    actors,
    approvals,
    channel_figures,
    clock,
    exceptions,
    exchange_legs,
    history,
    locks,
    refund_amounts,
    refund_money,
    refund_tenders,
    refund_terms,
    refund_wishes,
    releasing,
    return_documents,
    return_endings,
    sequences,
    settings,
)
from oms.actors import Who
from oms.errors import NotAllowed, ShopError
from oms.history import About
from oms.once import once
from oms.refund_amounts import TooManyRefunded
from oms.refund_states import PROPOSED, SETTLED, VOID, WAITING
from oms.refund_values import LineAmount, LineMoney, OrderMoney, RefundAmount, Wish
from oms.refund_wishes import CANCEL, EXCHANGE, GOODWILL, RETURNLESS
from oms.return_states import State
from oms.tables.money import Refund, RefundLine
from oms.tables.orders import Order, OrderLine
from oms.tables.returns import Return
from oms.values import money

NOTHING = "nothing to send"
"""The reference of a refund that nobody has to send."""
MAY_PROPOSE = (actors.PROPOSE, actors.INSPECT, actors.RETURNS, actors.CANCEL)
"""Whoever inspects, accepts or cancels owes the customer what follows from it."""


@dataclass(frozen=True)
class RefundPlan:
    """A refund as it would be made now."""

    order_id: int
    number: str
    version: int
    wish: Wish
    amount: RefundAmount
    needs_second: bool
    """A second person must approve it, whoever asked could not alone."""
    earlier_minor: int
    """What whoever asked has approved alone of the order today, which counts along."""

    @property
    def nothing_to_decide(self) -> bool:
        """Whether no money goes back and no debt is given away: nobody has to agree to that.

        What is never sent is not owed either.
        """
        told = self.wish.channel_minor
        if self.wish.kind == EXCHANGE or told not in {None, self.amount.amount_minor}:
            return False
        return not self.amount.amount_minor or (
            self.wish.kind == CANCEL and not self.amount.payout_minor
        )


class NothingToRefund(ShopError):
    """Nothing of an order or a return waits to be refunded."""

    code = "nothing_to_refund"

    def __init__(
        self,
        what: str,
        made: Sequence[Refund] = (),
        *,
        number: str = "",
        remedy: str = "",
    ) -> None:
        """What is said where nothing waits.

        Args:
            what: of what nothing waits.
            made: the refunds there are of it; the latest one that waits is pointed at.
            number: that of the order of which goods could be left with the customer.
            remedy: what to do, where it is not to cancel units or count them in.
        """
        self.what = what
        keeping = f"; to let the customer keep them say `refund {number} without return`"
        remedy = remedy or (
            "Units can be refunded once they are cancelled or counted back in"
            f"{keeping if number else ''}."
        )
        remedy = next((_already(one) for one in reversed(made) if one.state in WAITING), remedy)
        super().__init__(f"Nothing of {what} waits to be refunded.", remedy=remedy)


def _already(refund: Refund) -> str:
    """That a refund stands for units, and where to see what is to be done with it."""
    amount = refund_terms.comes_to(refund.payout_minor, refund.released_minor, refund.currency)
    is_what = f"Refund {refund.number} of {amount} is {refund.state} already"
    return f"{is_what}: `{refund.number}` says what comes next."


def plan(books: Session, order: Order, wish: Wish, *, by: Who) -> RefundPlan:
    """What would go back, with every term; asking as often as one likes changes nothing.

    Raises:
        NothingToRefund: no units and no amount.
        TooManyRefunded, TooMuchMoney: as `refund_amounts.compute`.
    """
    amount = _amount(books, order, wish)
    leaving = leaving_minor(books, wish.kind, wish.return_id, amount.amount_minor)
    may, earlier = permission(wish.kind), approved_alone(books, order.id, wish.kind, by=by)
    alone = by.alone(may, leaving, order.currency, earlier_minor=earlier)
    made = RefundPlan(order.id, order.number, order.version, wish, amount, not alone, earlier)
    return replace(made, needs_second=False) if made.nothing_to_decide else made


def propose(  # noqa: PLR0913  the contract with returns, cancelling and editing
    books: Session,
    order_id: int,
    lines: Mapping[int, int],
    kind: str,
    *,
    return_id: int | None = None,
    cancellation_id: int | None = None,
    reason: str | None = None,
    by: Who,
    key: str,
) -> int:
    """Propose to refund units of an order, order line id -> units, once for each `key`.

    Returns:
        The id of the refund, in the state proposed.

    Raises:
        As `ask`.
    """
    wish = Wish(kind, dict(lines), return_id, cancellation_id, reason)
    return ask(books, order_id, wish, by=by, key=key)


def ask(books: Session, order_id: int, wish: Wish, *, by: Who, key: str) -> int:
    """Propose a refund: units, debt and payments are spoken for until it is called off.

    Returns:
        The id of the refund, in the state proposed.

    Raises:
        NotAllowed: the role neither proposes refunds nor does what leads to one.
        NothingToRefund: no units and no amount.
        TooManyRefunded, TooMuchMoney: as `refund_amounts.compute`.
    """
    _allow(by, wish)
    told = {**vars(wish), "order": order_id, "lines": sorted(wish.lines.items())}

    def do() -> dict[str, Any]:
        made = _propose(books, order_id, wish, by=by)
        if made.needs_second:
            _ask_second(books, made, by=by, key=key)
        return {"refund": made.id}

    return int(once(books, key, "propose_refund", told, by=by, do=do)["refund"])


def permission(kind: str) -> str:
    """What approving a refund of that kind takes: the rules' own figure, or a person's."""
    return actors.GOODWILL if kind == GOODWILL else actors.REFUND


def leaving_minor(books: Session, kind: str, return_id: int | None, amount_minor: int) -> int:
    """The part of an amount that a limit is about: not what pays for other goods instead."""
    if kind != EXCHANGE:
        return amount_minor
    return exchange_legs.leaving_minor(books, return_id, amount_minor)


def nothing_left(books: Session, order: Order, what: str, made: Sequence[Refund]) -> ShopError:
    """Why nothing of `what` is to be refunded, of which these refunds were made."""
    lines = set(books.scalars(select(OrderLine.id).where(OrderLine.order_id == order.id)))
    remedy = _no_money(books, order, lines)
    return NothingToRefund(what, made, number=order.number, remedy=remedy)


def approved_alone(books: Session, order_id: int, kind: str, *, by: Who) -> int:
    """What somebody asked for and approved themselves of an order today, in minor units.

    It counts along with what they approve next, under the same permission: in pieces nobody
    passes their limit.
    """
    wanted = select(Refund).where(
        Refund.order_id == order_id,
        Refund.requested_by_id == by.id,
        Refund.approved_by_id == by.id,
        Refund.approved_at >= settings.today_began(books),
        Refund.state != VOID,
    )
    return sum(
        leaving_minor(books, one.kind, one.return_id, one.amount_minor)
        for one in books.scalars(wanted)
        if permission(one.kind) == permission(kind)
    )


def of_order(books: Session, order_id: int) -> list[Refund]:
    """The refunds of an order, oldest first."""
    wanted = select(Refund).where(Refund.order_id == order_id).order_by(Refund.id)
    return list(books.scalars(wanted))


def of_return(books: Session, return_id: int) -> list[Refund]:
    """The refunds of a return, oldest first."""
    wanted = select(Refund).where(Refund.return_id == return_id).order_by(Refund.id)
    return list(books.scalars(wanted))


def lines_of(books: Session, refund_id: int) -> list[RefundLine]:
    """The lines of a refund."""
    wanted = select(RefundLine).where(RefundLine.refund_id == refund_id)
    return list(books.scalars(wanted.order_by(RefundLine.order_line_id)))


def _allow(by: Who, wish: Wish) -> None:
    if wish.kind == GOODWILL:
        actors.allow(by, actors.GOODWILL)
    elif not any(by.may(one) for one in MAY_PROPOSE):
        raise NotAllowed(by.name, actors.ACTIONS[actors.PROPOSE])


def _amount(books: Session, order: Order, wish: Wish) -> RefundAmount:
    known = refund_money.read_order(books, order, also=frozenset(wish.lines))
    if wish.kind == RETURNLESS:
        known = _left_with_the_customer(books, known, wish)
    elif wish.lines:
        known = _owed_for(books, order, known, wish)
    wanted = refund_wishes.units_of(books, known, wish)
    if not wanted and not wish.amount_minor:
        raise nothing_left(books, order, f"order {order.number}", of_order(books, order.id))
    rules = refund_wishes.rules_of(books, order, wish)
    return refund_amounts.compute(known, wanted, rules, refund_wishes.other_of(wish))


def _left_with_the_customer(books: Session, known: OrderMoney, wish: Wish) -> OrderMoney:
    """The money of an order as if the wished units had been left with the customer already."""

    def kept(line: LineMoney) -> LineMoney:
        units = wish.lines.get(line.line_id, 0)
        keepable = books.get_one(OrderLine, line.line_id).keepable
        if units > keepable:
            raise TooManyRefunded(line.title, wanted=units, eligible=keepable)
        return replace(line, eligible=units) if units else line

    return replace(known, lines=tuple(kept(line) for line in known.lines))


def _owed_for(books: Session, order: Order, known: OrderMoney, wish: Wish) -> OrderMoney:
    """The money of an order without units that came back and for which nothing is owed.

    What is cancelled never left, so it is paid back whatever was said of what came back.
    """
    unowed = {} if wish.kind == CANCEL else return_endings.unowed_units(books, wish.lines)

    def owed(line: LineMoney) -> LineMoney:
        left = max(0, line.eligible - unowed.get(line.line_id, 0))
        units = wish.lines.get(line.line_id, 0)
        if units > left:
            raise TooManyRefunded(
                line.title,
                wanted=units,
                eligible=left,
                number=order.number,
                spoken_for=_spoken_for(books, order, line, units),
            )
        return replace(line, eligible=left)

    return replace(known, lines=tuple(owed(line) for line in known.lines))


def _spoken_for(books: Session, order: Order, line: LineMoney, units: int) -> str:
    """What stands in the way of refunding so many units of a line; empty: nothing that is known.

    Where no refund has taken them, it is that no money goes back for them.
    """
    declined = _no_money(books, order, {line.line_id})
    if declined and units <= line.eligible:
        return declined
    of_line = select(RefundLine.refund_id).where(RefundLine.order_line_id == line.line_id)
    standing = select(Refund).where(Refund.id.in_(of_line), Refund.state != VOID)
    latest = books.scalars(standing.order_by(Refund.id.desc())).first()
    return declined if latest is None else _already(latest)


def _no_money(books: Session, order: Order, line_ids: Collection[int]) -> str:
    """That no money goes back for what came of lines, and what is still possible; else empty."""
    declined = return_endings.why_no_money(books, line_ids)
    if declined is None:
        return ""
    number, why = declined
    return (
        f"No money goes back for return {number}{f' ({why})' if why else ''}; what is given"
        f" nevertheless is goodwill: `refund 5.00 goodwill on {order.number}`."
    )


def _propose(books: Session, order_id: int, wish: Wish, *, by: Who) -> Refund:
    order = locks.order(books, order_id)
    awaiting = _open_returns(books, order)
    for return_id in awaiting:
        return_documents.open_up(books, return_id)
    for line in books.scalars(select(OrderLine).where(OrderLine.order_id == order.id)):
        books.refresh(line)
    planned = plan(books, order, wish, by=by)
    made = _row(books, planned, by=by)
    if planned.nothing_to_decide:
        made.state, made.reference = SETTLED, NOTHING
        made.sent_at = made.settled_at = made.requested_at
    books.add(made)
    books.flush()
    for part in _by_line(planned.amount.lines):
        _count(books, made, part)
    refund_tenders.claim(books, order, made)
    order.version += 1
    told = {"refund": made.number, "kind": made.kind, "amount_minor": made.amount_minor}
    history.record(books, by=by, what="refund proposed", about=About("order", order.id),
                   after=told, reason=wish.reason)  # fmt: skip
    history.record(books, by=by, what="proposed", about=About("refund", made.id), after=told,
                   reason=wish.reason)  # fmt: skip
    _open_cases(books, order, made)
    books.flush()
    releasing.settle(books, order, by=by)
    # also a refund of the order as a whole may be the last thing that a return waited for
    for return_id in awaiting:
        return_endings.settle(books, return_documents.open_up(books, return_id), by=by)
    return made


def _open_returns(books: Session, order: Order) -> list[int]:
    """Ids of the returns of an order of which something has come and not all is settled."""
    wanted = select(Return.id).where(
        Return.order_id == order.id, Return.state == State.RECEIVING.value
    )
    return list(books.scalars(wanted.order_by(Return.id)))


def _ask_second(books: Session, made: Refund, *, by: Who, key: str) -> None:
    """Tell those who may approve it. A picker who inspected asks through the program."""
    may = permission(made.kind)
    asker = by if by.may(may) else actors.system(books, by.source)
    leaving = leaving_minor(books, made.kind, made.return_id, made.amount_minor)
    command = "approve_goodwill" if may == actors.GOODWILL else "approve_refund"
    arguments = {"refund": made.id, "amount_minor": leaving, "currency": made.currency}
    approvals.ask(books, command, arguments, why=made.reason or "", by=asker, key=f"{key}:second")


def _row(books: Session, planned: RefundPlan, *, by: Who) -> Refund:
    amount, wish = planned.amount, planned.wish
    return Refund(
        number=f"RF-{sequences.take(books, 'refund')}",
        order_id=planned.order_id,
        return_id=wish.return_id,
        cancellation_id=wish.cancellation_id,
        kind=wish.kind,
        state=PROPOSED,
        currency=amount.currency,
        goods_minor=amount.goods_minor,
        tax_minor=amount.tax_minor,
        shipping_minor=amount.shipping_minor,
        fee_minor=amount.fee_minor,
        deduction_minor=amount.deduction_minor,
        label_minor=amount.label_minor,
        adjust_minor=amount.adjust_minor,
        amount_minor=amount.amount_minor,
        released_minor=amount.released_minor,
        payout_minor=amount.payout_minor,
        channel_minor=wish.channel_minor,
        terms=[[term.kind, term.minor, term.says] for term in amount.terms],
        reason=wish.reason,
        needs_second=planned.needs_second,
        requested_by_id=by.id,
        requested_at=clock.now(),
        as_credit=wish.as_credit,
    )


def _by_line(parts: tuple[LineAmount, ...]) -> list[LineAmount]:
    """One part a line: units that came back for two reasons are one line of the refund."""
    merged: dict[int, LineAmount] = {}
    for part in parts:
        known = merged.get(part.line_id)
        merged[part.line_id] = part if known is None else known + part
    return list(merged.values())


def _count(books: Session, made: Refund, part: LineAmount) -> None:
    line = books.get_one(OrderLine, part.line_id)
    if made.kind == RETURNLESS:
        line.returnless += part.units
    line.refunded_units += part.units
    line.refunded_goods_minor += part.goods_minor
    line.refunded_tax_minor += part.tax_minor
    books.add(
        RefundLine(
            refund_id=made.id,
            order_line_id=line.id,
            units=part.units,
            goods_minor=part.goods_minor,
            tax_minor=part.tax_minor,
            fee_minor=part.fee_minor,
            deduction_minor=part.deduction_minor,
        )
    )
    books.flush()


def _open_cases(books: Session, order: Order, made: Refund) -> None:
    """What a person must look at before money is sent."""
    channel_figures.compare(books, order, made)
    if apart := refund_money.mismatch(books, order):
        detail = (
            f"The lines and charges of order {order.number} are {money(apart, order.currency)}"
            " away from its total."
        )
        exceptions.open_case(books, "totals_mismatch", f"order {order.number}", detail)
