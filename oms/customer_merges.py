"""Two customers that a person found to be one: merged with all they have, and parted again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from oms import actors, approvals, clock, customers, exceptions, history
from oms.actors import Who
from oms.approvals import Approvable
from oms.errors import NoLongerPossible, ShopError
from oms.history import About
from oms.once import once
from oms.tables.money import StoreCredit
from oms.tables.orders import Order
from oms.tables.people import Customer, CustomerIdentity, CustomerMerge
from oms.tables.returns import Return

COMMAND = "merge_customers"
Owned = type[Order] | type[Return] | type[CustomerIdentity] | type[StoreCredit]
MOVED: Mapping[str, Owned] = {
    "orders": Order, "returns": Return, "identities": CustomerIdentity, "credits": StoreCredit,
}  # fmt: skip
"""What goes over with a customer: word -> its table."""


@dataclass(frozen=True)
class Merged:
    """A merge as it would be, or was: who stays, who goes into them, and how much goes over."""

    kept_id: int
    merged_id: int
    kept: str
    merged: str
    orders: int
    returns: int
    identities: int


class CannotMerge(ShopError):
    """Two customers cannot become one."""

    code = "cannot_merge"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"These customers cannot be merged: {why}.", remedy="Give the numbers of two customers."
        )


def plan(books: Session, kept_id: int, merged_id: int) -> Merged:
    """What a merge would do.

    Raises:
        CannotMerge: it is one customer, or one of them was merged or erased already.
    """
    kept, merged = _both(books, kept_id, merged_id)
    counts = {word: len(ids) for word, ids in _owned(books, merged_id).items()}
    return Merged(
        kept_id=kept.id,
        merged_id=merged.id,
        kept=customers.told(kept),
        merged=customers.told(merged),
        orders=counts["orders"],
        returns=counts["returns"],
        identities=counts["identities"],
    )


def merge(books: Session, kept_id: int, merged_id: int, *, by: Who, key: str) -> int:
    """One customer goes into another with orders, returns and credits; both identities stay.

    Returns:
        The id of the merge, which undoes it.

    Raises:
        NotAllowed: the role does not merge customers.
        TakesTwo: it takes a second person: see `APPROVABLE`.
        CannotMerge: as `plan`.
    """
    actors.allow_alone(by, actors.MERGE)
    arguments = {"kept": kept_id, "merged": merged_id}

    def do() -> dict[str, Any]:
        return {"merge": _merge(books, kept_id, merged_id, by=by)}

    return int(once(books, key, COMMAND, arguments, by=by, do=do)["merge"])


def undo(books: Session, merge_id: int, *, by: Who, key: str) -> None:
    """Part two customers again: what came over goes back, what came since stays where it is.

    Raises:
        NotAllowed: the role does not merge customers.
        NoLongerPossible: it was undone before, or the customer who stayed was merged since.
    """
    actors.allow(by, actors.MERGE)

    def do() -> dict[str, Any]:
        _undo(books, merge_id, by=by)
        return {}

    once(books, key, "undo_merge", {"merge": merge_id}, by=by, do=do)


def _both(books: Session, kept_id: int, merged_id: int) -> tuple[Customer, Customer]:
    if kept_id == merged_id:
        raise CannotMerge("it is one and the same")
    found = [books.get(Customer, one, populate_existing=True) for one in (kept_id, merged_id)]
    kept, merged = found
    if kept is None or merged is None:
        raise CannotMerge("one of them is not there")
    for one in (kept, merged):
        if one.merged_into_id is not None or one.erased_at is not None:
            raise CannotMerge(f"{customers.told(one)} was merged or erased before")
    return kept, merged


def _owned(books: Session, customer_id: int) -> dict[str, list[int]]:
    """The ids of all that belongs to a customer, by word."""
    return {
        word: list(
            books.scalars(
                select(table.id).where(table.customer_id == customer_id).order_by(table.id)
            )
        )
        for word, table in MOVED.items()
    }


def _merge(books: Session, kept_id: int, merged_id: int, *, by: Who) -> int:
    # both rows are locked, the lower number first, so that two merges never wait for each other
    wanted = select(Customer).where(Customer.id.in_((kept_id, merged_id)))
    books.scalars(wanted.order_by(Customer.id).with_for_update()).all()
    kept, merged = _both(books, kept_id, merged_id)
    moved = _owned(books, merged_id)
    _move(books, moved, kept_id)
    merged.merged_into_id = kept.id
    made = CustomerMerge(
        kept_id=kept.id, merged_id=merged.id, moved=moved, at=clock.now(), by_id=by.id
    )
    books.add(made)
    books.flush()
    history.record(
        books,
        by=by,
        what="customers merged",
        about=About("customer", kept.id),
        after={"merged": merged.id, "orders": len(moved["orders"])},
    )
    first, second = sorted((kept_id, merged_id))
    exceptions.resolve(books, customers.SAME, f"customers {first} and {second}")
    return made.id


def _undo(books: Session, merge_id: int, *, by: Who) -> None:
    made = books.get_one(CustomerMerge, merge_id, with_for_update=True, populate_existing=True)
    kept = books.get_one(Customer, made.kept_id, populate_existing=True)
    merged = books.get_one(Customer, made.merged_id, populate_existing=True)
    if made.undone_at is not None or merged.merged_into_id != kept.id:
        raise NoLongerPossible("These customers were parted before.")
    if kept.merged_into_id is not None:
        raise NoLongerPossible(f"{customers.told(kept)} was merged into another since.")
    _move(books, made.moved, merged.id, back_from=kept.id)
    merged.merged_into_id = None
    made.undone_at = clock.now()
    about = About("customer", kept.id)
    history.record(books, by=by, what="customers parted", about=about, after={"parted": merged.id})
    books.flush()


def _move(
    books: Session,
    moved: Mapping[str, list[int]],
    to_id: int,
    *,
    back_from: int | None = None,
) -> None:
    """Give rows to a customer; going back, only those that the other still has."""
    for word, table in MOVED.items():
        wanted = update(table).where(table.id.in_(moved[word])).values(customer_id=to_id)
        if back_from is not None:
            wanted = wanted.where(table.customer_id == back_from)
        books.execute(wanted)
    books.expire_all()


def request(planned: Merged) -> dict[str, Any]:
    """What a request for a second person keeps of a merge."""
    orders = "1 order" if planned.orders == 1 else f"{planned.orders} orders"
    told = (
        f"merge {planned.merged} (customer {planned.merged_id}) into {planned.kept} (customer"
        f" {planned.kept_id}) with {orders}"
    )
    return {"kept": planned.kept_id, "customer": planned.merged_id, "told": told}


def _describe(books: Session, arguments: approvals.Arguments) -> str:
    """As it was when it was asked for: once it is done, there is nothing to plan."""
    del books
    return str(arguments["told"])


def _do(
    books: Session, arguments: approvals.Arguments, by: Who, asked_by: Who, key: str
) -> dict[str, Any]:
    del asked_by  # the merge is in the name of whoever agreed; the request names both
    kept_id, merged_id = int(arguments["kept"]), int(arguments["customer"])
    return {"merge": merge(books, kept_id, merged_id, by=by, key=key)}


APPROVABLE = Approvable(COMMAND, actors.MERGE, "customer", _describe, _do)
